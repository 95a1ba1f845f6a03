"""The status under a figure is that of the figure in the release, and its vintage too."""

import re
import shutil
from collections.abc import Callable

import duckdb
import pytest
from reader import html, visit, words
from streamlit.testing.v1 import AppTest

from caremap.decks import DeckView
from caremap.paths import current_release_id, releases_dir
from caremap.ui import slides, store

MEL, LILLE = "200093201", "59350"
EPCI = {"niveau": "epci", "indicateur": "apl_gp_65"}


def told(app: AppTest) -> list[str]:
    """What each source line says after « Statut »."""
    return re.findall(r"Statut : ([^.]+)\.", "\n".join(html(app)))


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("crossed", [{}, {"mode": "croisee", "croise": "gp_density"}])
def test_a_mean_of_communes_is_never_called_official(crossed: dict[str, str]) -> None:
    found = told(visit("densite", EPCI | crossed))
    assert len(found) == 2  # the map and the ranking
    assert set(found) == {"calculé"}


def lowest() -> None:
    from caremap.ui import access, store

    store.begin_run()
    access.lowest_epci()


def distribution() -> None:
    from caremap.ui import density, store

    store.begin_run()
    density.distribution(store.indicator("apl_gp_65"), "epci")


def trends() -> None:
    from caremap.ui import comparison, store

    store.begin_run()
    comparison.trends(("200093201", "62"))


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("section", [lowest, distribution, trends])
def test_a_section_tells_the_status_of_its_rows(section: Callable[[], None]) -> None:
    app = AppTest.from_function(section).run(timeout=30)
    assert not app.exception
    assert told(app) == ["calculé"]


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    ("ids", "status"),
    [
        (f"{MEL},62", "calculé"),
        (f"{LILLE},59001", "officiel"),
        (f"{LILLE},59", "officiel, calculé"),
    ],
)
def test_compared_figures_have_the_status_of_the_territories(ids: str, status: str) -> None:
    app = visit("comparaison", {"comparer": ids})
    (table,) = (one.value for one in app.dataframe if "Statut" in one.value)
    assert table.set_index("Indicateur").at["APL, 65 ans ou moins", "Statut"] == status
    assert table.set_index("Indicateur").at["Population", "Statut"] == status
    (found,) = told(app)
    assert ("officiel" in found) is ("officiel" in status)


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(("territory", "status"), [(MEL, "calculé"), (LILLE, "officiel, calculé")])
def test_figures_of_a_slide_have_the_status_of_their_territories(
    territory: str, status: str
) -> None:
    store.begin_run()
    slide = slides._slide(DeckView("territoire", "Titre"), territory)
    assert slide["source"].endswith(f"Statut : {status}.")


@pytest.fixture
def newer(served_dir, tmp_path, serve) -> str:
    """A release that read a newer file than the embedded one; the vintage that it holds."""
    shutil.copytree(served_dir, tmp_path / "data")
    folder = releases_dir(tmp_path / "data") / current_release_id(served_dir)
    with duckdb.connect(folder / "warehouse.duckdb") as connection:
        connection.execute("update meta.sources set vintage = 'millésime de demain'")
    serve(tmp_path / "data")
    return "millésime de demain"


def test_the_vintage_is_that_of_the_release(newer: str) -> None:
    store.begin_run()
    assert newer in slides._slide(DeckView("acces", "Titre"), "")["source"]
    assert newer in words(visit("attractivite"))
