"""A presenter runs a meeting: keys, links, the second window, the network cut, hostile words."""

import re

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect
from visits import Visit

from caremap.decks import Deck, DeckView
from caremap.ui.deck_files import pack

COMITE = "/presentation?deck=comite"


def play(visit: Visit, path: str) -> Page:
    visit.page.goto(visit.address + path)
    visit.page.locator("body[data-view]").wait_for()
    return visit.page


def expect_view(page: Page, number: int) -> None:
    expect(page.locator("#position")).to_have_text(f"Vue {number} sur 10")
    assert f"vue={number}" in page.url


def test_a_link_opens_its_view_and_keys_move(visit: Visit) -> None:
    page = play(visit, f"{COMITE}&vue=3")
    expect_view(page, 3)
    for key, number in (
        ("ArrowRight", 4),
        ("ArrowLeft", 3),
        ("End", 10),
        ("ArrowRight", 10),
        ("Home", 1),
    ):
        page.keyboard.press(key)
        expect_view(page, number)
    page.keyboard.press("b")
    expect(page.locator("#black")).to_be_visible()
    page.keyboard.press("B")
    expect(page.locator("#black")).to_be_hidden()
    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement !== null")
    assert visit.errors + visit.failures == []


def test_the_player_breaks_no_rule_on_any_view(visit: Visit) -> None:
    page = play(visit, COMITE)
    page.evaluate(AXE_SCRIPT)
    for number in range(1, 11):
        expect_view(page, number)
        found = page.evaluate("axe.run({resultTypes: ['violations']}).then(one => one.violations)")
        assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
        page.keyboard.press("ArrowRight")


def test_a_view_opens_the_dashboard_and_comes_back(visit: Visit) -> None:
    page = play(visit, f"{COMITE}&vue=4")
    page.get_by_role("link", name="Ouvrir dans le tableau de bord").click()
    visit.painted("apl-gp-change", "epci")
    page.go_back()
    page.locator("body[data-view='4']").wait_for()
    page.keyboard.press("Escape")
    page.locator("h1").filter(has_text="Présentation").wait_for()


def test_all_views_play_with_the_network_cut(visit: Visit) -> None:
    page = play(visit, COMITE)
    visit.context.set_offline(True)
    seen = set()
    for number in range(1, 11):
        expect_view(page, number)
        seen.add(page.locator("#title").inner_text())
        if page.locator("#drawing").get_attribute("class") == "map":
            assert page.locator("#drawing path").count() > 30
        page.keyboard.press("ArrowRight")
    assert len(seen) == 10
    assert visit.failures + visit.errors == []


def test_the_second_window_follows_and_leads(visit: Visit) -> None:
    page = play(visit, f"{COMITE}&vue=2")
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Notes dans une autre fenêtre").click()
    notes = opened.value
    notes.locator("body[data-view='2']").wait_for()
    expect(notes.locator("#notes-text")).to_contain_text("Plus foncé")
    page.keyboard.press("ArrowRight")
    notes.locator("body[data-view='3']").wait_for()
    notes.keyboard.press("ArrowRight")
    expect_view(page, 4)
    expect(notes.locator("#timer")).to_have_text(re.compile(r"^\d\d:\d\d$"))


def test_a_territory_is_named_and_outlined(visit: Visit) -> None:
    page = play(visit, "/presentation?deck=cpts&territoire=62510&vue=2")
    expect(page.locator("#message")).to_contain_text("Liévin")
    expect(page.locator("#drawing path[fill=none]")).to_have_count(1)


def test_words_never_become_markup(visit: Visit) -> None:
    bad = "<img src=x onerror=window.__ran=1><script>window.__ran=1</script>"
    deck = Deck(bad, (DeckView("methode", bad, (), bad, bad),))
    page = play(visit, f"/diaporama?contenu={pack(deck)}")
    expect(page.locator("#title")).to_have_text(bad)
    expect(page.locator("#message")).to_have_text(bad)
    assert page.evaluate("typeof window.__ran") == "undefined"
    assert page.locator("img").count() == 0


def test_an_unknown_presentation_says_what_to_do(visit: Visit) -> None:
    visit.page.goto(f"{visit.address}/diaporama?deck=inconnue")
    expect(visit.page.locator("#message")).to_contain_text("Choisissez une présentation")


def test_a_view_is_added_from_a_page_and_played(visit: Visit) -> None:
    visit.open("/densite?niveau=epci")
    page = visit.page
    page.get_by_role("button", name="Ajouter à ma présentation").click()
    page.get_by_label("Titre de la vue").fill("Ma <vue>")
    page.get_by_label("Message").fill("{lecture}")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    page.get_by_text("1 vue(s) dans ma présentation").wait_for()
    page.keyboard.press("Escape")
    visit.menu("Présentation")
    page.get_by_role("link", name="Jouer ma présentation").click()
    page.locator("body[data-view='1']").wait_for()
    expect(page.locator("#title")).to_have_text("Ma <vue>")
    expect(page.locator("#message")).to_contain_text("EPCI")
