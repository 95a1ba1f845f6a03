"""The browser enforces the policy: text never becomes a script, except in the frame of the map."""

from collections.abc import Callable

from visits import Visit

INLINE = """() => {
  const script = document.createElement('script');
  script.textContent = 'window.__ran = true';
  document.body.append(script);
  const image = document.createElement('img');
  image.setAttribute('onerror', 'window.__ran = true');
  image.src = 'data:,';
  document.body.append(image);
}"""
ELSEWHERE = """() => {
  const script = document.createElement('script');
  script.src = 'https://example.org/x.js';
  document.body.append(script);
}"""


def test_inline_scripts_and_scripts_from_elsewhere_are_refused(visit: Visit) -> None:
    visit.open("/methode")
    assert visit.errors == []
    visit.page.evaluate(INLINE)
    visit.page.evaluate(ELSEWHERE)
    visit.page.wait_for_timeout(300)
    assert visit.page.evaluate("typeof window.__ran") == "undefined"
    refused = [text for text in visit.errors if "Content Security Policy" in text]
    assert len(refused) == 3, visit.errors


def test_the_map_is_drawn_by_its_frame_under_its_own_policy(
    reader: Callable[[str], Visit], site: str
) -> None:
    policies: dict[str, str] = {}
    visit = reader(site)
    visit.page.on(
        "response",
        lambda answer: policies.update(
            {answer.url.split("?")[0]: answer.headers.get("content-security-policy", "")}
        ),
    )
    visit.open("/densite")
    loose = [url for url, policy in policies.items() if "'unsafe-eval'" in policy]
    assert loose
    assert all("/component/" in url for url in loose)
    assert all(policies.values()), "every answer has a policy"
    assert visit.failures + visit.errors == []


def test_an_unknown_page_says_so_in_french_and_leads_back(visit: Visit) -> None:
    answer = visit.page.goto(f"{visit.address}/inconnue")
    assert answer is not None
    assert answer.status == 404
    visit.page.get_by_role("link", name="synthèse").click()
    visit.painted()
    assert visit.page.url.startswith(f"{visit.address}/synthese")


def test_a_browser_gets_an_icon_wherever_it_is(visit: Visit) -> None:
    answer = visit.page.request.get(f"{visit.address}/favicon.ico")
    assert answer.status == 200
    assert answer.body().startswith(b"\x89PNG")
