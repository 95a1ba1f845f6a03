"""« Rechercher »: pages, indicators, words and territories in one box."""

import pytest
from reader import address, visit, widget

from caremap.catalog import GLOSSARY, INDICATORS
from caremap.ui.menu import PAGES

pytestmark = pytest.mark.usefixtures("served")
TITLE = "Page, indicateur, mot ou territoire"


def opened(page: str = "synthese"):
    return visit(page, unfolded="rechercher")


def choose(option: str):
    app = opened()
    return widget(app, "selectbox", TITLE).set_value(option).run()


def test_every_page_indicator_word_and_territory_can_be_found() -> None:
    options = widget(opened(), "selectbox", TITLE).options
    assert {f"Page · {title}" for _, title, _ in PAGES} <= set(options)
    assert {f"Indicateur · {one.label}" for one in INDICATORS} <= set(options)
    assert {f"Mot · {term.term}" for term in GLOSSARY} <= set(options)
    assert sum(one.startswith("Territoire · ") for one in options) > 1_580


@pytest.mark.parametrize(
    ("option", "title", "parameters"),
    [
        ("page:methode", "Méthode", {}),
        ("lieu:59350", "Lille", {"territoire": "59350"}),
        ("indicateur:apl_gp", "Densité médicale", {"indicateur": "apl_gp"}),
        (
            "indicateur:pop_share_zip",
            "Densité médicale",
            {"indicateur": "pop_share_zip", "niveau": "epci"},
        ),
        ("indicateur:immersion_reach_share", "Journées d'immersion", {}),
    ],
)
def test_a_choice_opens_its_page(option: str, title: str, parameters: dict[str, str]) -> None:
    app = choose(option)
    assert not app.exception
    assert app.title[0].value == title
    assert address(app) == parameters


def test_a_word_is_defined_on_the_spot() -> None:
    term = GLOSSARY[1]
    app = choose(f"mot:{term.term}")
    assert any(term.definition in one.value for one in app.markdown)
