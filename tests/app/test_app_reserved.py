"""What a steward's file of placements adds: no page and no address shows it to the public."""

import base64
import json
import shutil
import time
import zlib
from pathlib import Path

import asgi
import pytest
import streamlit as st
from starlette.applications import Starlette
from streamlit.runtime.secrets import Secrets
from streamlit.testing.v1 import AppTest

from caremap.catalog import INDICATOR_BY_ID
from caremap.paths import current_release_id
from caremap.ui.server import ROUTES
from etl.build import build

RESERVED = [one for one in INDICATOR_BY_ID.values() if one.restricted]
SECRETS = {"auth": {"client_id": "caremap"}, "roles": {"partner": ["partenaire"]}}
PARTNER = {"is_logged_in": True, "aud": "caremap", "caremap_role": "partenaire"}
READERS = [({}, False), (PARTNER, True)]
SITE = Starlette(routes=ROUTES)


@pytest.fixture(scope="module")
def both_dir(built_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data directory where a release with a file of placements follows one without."""
    folder = tmp_path_factory.mktemp("both") / "data"
    shutil.copytree(built_dir, folder)
    build(folder, demo=True, accept="Essai : un fichier de stages s'ajoute")
    return folder


@pytest.fixture
def signed(both_dir: Path, serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """Serve it on a site where readers may sign in."""
    serve(both_dir)
    secrets = Secrets()
    secrets._secrets = SECRETS
    monkeypatch.setattr(st, "secrets", secrets)


def releases() -> None:
    from caremap.ui import steward

    steward.releases()


def coverage() -> None:
    from caremap.ui import steward

    steward.coverage()


def profile() -> None:
    import streamlit as st

    from caremap.ui import store

    st.dataframe(store.profile("59+62"))


def run(part, claims: dict[str, object]) -> AppTest:
    """Run one part of a page as someone: a closed tab cannot be opened here."""
    app = AppTest.from_function(part, default_timeout=60)
    now = time.time()
    app.user.update(claims | {"iat": now, "exp": now + 600})
    return app.run()


@pytest.mark.usefixtures("signed")
@pytest.mark.parametrize(("claims", "is_shown"), READERS, ids=["public", "partner"])
@pytest.mark.parametrize("part", [releases, coverage, profile])
def test_no_table_holds_it_but_for_a_partner(part, claims, is_shown):
    app = run(part, claims)
    assert [error.value for error in app.exception] == []
    shown = "\n".join(one.value.to_csv() for one in app.dataframe)
    for one in RESERVED:
        assert (one.short_label in shown or one.id in shown) is is_shown, one.id


READS = (
    "values('{0}', 'perimetre', 2025)",
    "value_by_id('{0}', 'perimetre', 2025)",
    "value_at('{0}', '59+62', 2025)",
)


@pytest.mark.usefixtures("signed")
@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize(("claims", "is_shown"), READERS, ids=["public", "partner"])
def test_no_reading_gives_it_but_to_a_partner(read, claims, is_shown):
    app = AppTest.from_string(
        "import streamlit as st\n"
        "from caremap.errors import UnknownIdentifier\n"
        "from caremap.ui import store\n"
        f"try:\n    store.{read.format(RESERVED[0].id)}\n    st.text('given')\n"
        "except UnknownIdentifier:\n    st.text('unknown')"
    )
    app.user.update(claims | {"iat": time.time(), "exp": time.time() + 600})
    (answer,) = app.run().text
    assert answer.value == ("given" if is_shown else "unknown")


def played(message: str, **state: str) -> asgi.Answer:
    """Ask for the slides of a presentation of one view, as anybody may by a link."""
    view = {"page": "densite", "titre": "Vue", "etat": state, "message": message}
    text = json.dumps({"titre": "Essai", "vues": [view]})
    packed = base64.urlsafe_b64encode(zlib.compress(text.encode())).decode()
    return asgi.ask(SITE, "/diaporama/vues", query=f"contenu={packed}")


@pytest.mark.usefixtures("signed")
@pytest.mark.parametrize("indicator", RESERVED, ids=lambda one: one.id)
def test_no_presentation_nor_address_gives_it(indicator, both_dir):
    told = played(f"Valeur : {{valeur:{indicator.id}}}", territoire="59350")
    assert told.status == 404
    assert told.json()["message"] == f"Indicateur inconnu : « {indicator.id} »."
    assert played("Une carte.", indicateur=indicator.id).status == 404
    release_id = current_release_id(both_dir)
    assert asgi.ask(SITE, f"/values/{release_id}/commune/{indicator.id}/2025").status == 404


@pytest.mark.usefixtures("signed")
def test_open_figures_are_given_at_the_same_addresses(both_dir):
    told = played("Valeur : {valeur:gp_density}", indicateur="gp_density")
    assert told.status == 200
    assert told.json()["views"][0]["message"].startswith("Valeur : 91,8")
    release_id = current_release_id(both_dir)
    assert asgi.ask(SITE, f"/values/{release_id}/commune/gp_density/2019").status == 200
