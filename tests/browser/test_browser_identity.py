"""Sign-in through a real OpenID Connect provider on this machine, and those it keeps out."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from machine import serving
from oidc_provider_mock import User, run_server_in_thread
from playwright.sync_api import Browser, expect
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from visits import Visit, arriving

from benchmarks._server import free_port

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the provider's own
COOKIE_SECRET = "b" * 64
COOKIE = "_streamlit_user"
CLAIM = {"caremap_role": "partenaire"}
BRIEF_SECONDS = 25
PAST = -3600  # further than what clocks are forgiven


@dataclass
class Site:
    """The dashboard with sign-in, and the people its provider knows."""

    address: str
    people: dict[str, User]


@pytest.fixture(scope="module")
def signed(built_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("identity")
    port = free_port()
    people = {
        "partenaire": User(sub="partenaire", claims=dict(CLAIM)),
        "visiteur": User(sub="visiteur", claims={}),
        "ailleurs": User(sub="ailleurs", claims=CLAIM | {"aud": "another-application"}),
        "perime": User(sub="perime", claims=CLAIM | {"exp": int(time.time()) + PAST}),
        "bref": User(sub="bref", claims=dict(CLAIM)),
    }
    with run_server_in_thread(user_claims=list(people.values())) as provider:
        secrets = folder / "secrets.toml"
        secrets.write_text(
            f"""[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "{COOKIE_SECRET}"
client_id = "caremap"
client_secret = "any"
server_metadata_url = "http://localhost:{provider.server_port}/.well-known/openid-configuration"
[roles]
partner = ["partenaire"]
steward = ["gestionnaire"]
"""
        )
        log = folder / "server.log"
        told = {"STREAMLIT_SECRETS_FILES": str(secrets), "CAREMAP_LOOK_SECONDS": "2"}
        with serving(built_dir, log, port, **told) as address:
            yield Site(address, people)


@dataclass
class Brief:
    """Someone whose token ends soon, and when."""

    visit: Visit
    ends: int


@pytest.fixture
def guest(signed: Site, same_reader: Visit) -> Visit:
    """Someone who has just arrived."""
    return same_reader.start_again(signed.address)


def sign_in(visit: Visit, person: str) -> None:
    """Press the button, then give a name to the provider."""
    visit.open("/accessibilite")
    visit.page.get_by_role("button", name="Se connecter").click()
    visit.page.get_by_placeholder("sub").fill(person)
    visit.page.get_by_role("button", name="Authorize").click()
    # They are signed in, or refused, before the page they come back to is drawn.
    visit.page.wait_for_url(f"{visit.address}/**", wait_until="commit")


def expect_public(visit: Visit) -> None:
    """Check that the restricted page is neither in the menu nor at its address."""
    visit.open("/stages")
    expect(visit.page.locator("h1")).to_have_text("Page introuvable")
    menu = visit.page.locator("[data-testid=stSidebarNav]")
    expect(menu.get_by_role("link", name="Méthode")).to_be_visible()
    expect(menu.get_by_role("link", name="Stages")).to_have_count(0)
    expect(visit.page.get_by_text("Page not found")).to_have_count(0)


def expect_partner(visit: Visit) -> None:
    visit.open("/stages")
    expect(visit.page.locator("h1")).to_have_text("Stages")
    menu = visit.page.locator("[data-testid=stSidebarNav]")
    expect(menu.get_by_role("link", name="Stages")).to_be_visible()


@pytest.fixture(scope="module")
def brief(signed: Site, chromium: Browser) -> Iterator[Brief]:
    """A partner whose token ends soon, signed in."""
    ends = int(time.time()) + BRIEF_SECONDS
    signed.people["bref"].claims["exp"] = ends
    with arriving(chromium, signed.address) as visit:
        sign_in(visit, "bref")
        yield Brief(visit, ends)


def test_a_token_that_ends_soon_opens_a_session(brief: Brief) -> None:
    expect_partner(brief.visit)


def test_the_public_finds_no_restricted_page_and_no_way_to_it(guest: Visit) -> None:
    expect_public(guest)
    guest.open("/synthese")
    expect(guest.page.locator('a[href*="stages"]')).to_have_count(0)


def test_a_partner_sees_it_until_they_sign_out_or_lose_the_role(guest: Visit, signed: Site) -> None:
    sign_in(guest, "partenaire")
    expect_partner(guest)
    # The role is taken away: the next sign-in brings none.
    signed.people["partenaire"].claims.pop("caremap_role")
    try:
        guest.context.clear_cookies()
        sign_in(guest, "partenaire")
        expect(guest.page.get_by_text("n'ouvre aucune page réservée")).to_be_visible()
        expect_public(guest)
    finally:
        signed.people["partenaire"].claims.update(CLAIM)


@pytest.mark.parametrize("person", ["visiteur", "ailleurs", "perime"])
def test_no_role_a_wrong_audience_or_an_old_token_opens_nothing(guest: Visit, person: str) -> None:
    sign_in(guest, person)
    expect_public(guest)


def claims(**changed: object) -> dict[str, object]:
    """What the cookie of a partner holds."""
    now = int(time.time())
    times = {"iat": now, "exp": now + 3600}
    return {"is_logged_in": True, "aud": "caremap", "sub": "x", **times, **CLAIM, **changed}


def put_cookie(visit: Visit, secret: str, content: dict[str, object]) -> None:
    content = content | {"origin": visit.address, "provider": "default"}
    value = create_signed_value(secret, COOKIE, json.dumps(content)).decode()
    visit.context.add_cookies([{"name": COOKIE, "value": value, "url": visit.address}])


def test_a_cookie_made_by_someone_else_opens_nothing(guest: Visit) -> None:
    put_cookie(guest, "c" * 64, claims())
    expect_public(guest)
    # The same cookie under the right secret opens the page: the signature is what was refused.
    put_cookie(guest, COOKIE_SECRET, claims())
    expect_partner(guest)


@pytest.mark.parametrize(
    "changed", [{"aud": "another-application"}, {"exp": 1}, {"caremap_role": "visiteur"}]
)
def test_a_genuine_cookie_is_still_judged_by_its_claims(
    guest: Visit, changed: dict[str, object]
) -> None:
    put_cookie(guest, COOKIE_SECRET, claims(**changed))
    if "exp" in changed:
        guest.page.goto(f"{guest.address}/stages")
        guest.page.wait_for_url(lambda url: not url.endswith("/stages"))
    expect_public(guest)


def test_a_session_ends_with_its_token_on_a_page_that_nobody_touches(brief: Brief) -> None:
    """Last of all: what the other tests take is not waited for."""
    page = brief.visit.page
    page.wait_for_timeout(max(0, 1000 * (brief.ends - time.time() + 1)))
    # Signed out at the provider too, without any action: nothing restricted stays on screen.
    page.wait_for_url("http://localhost:*/**")
    assert COOKIE not in {cookie["name"] for cookie in brief.visit.context.cookies()}
    expect_public(brief.visit)
