"""« Expliquer ce chiffre » under each figure: its numbers, sources and lines."""

import numpy as np
import pytest
from reader import visit

from caremap.catalog import INDICATOR_BY_ID
from caremap.catalog.placements import SAE
from caremap.ui import store
from caremap.ui.internships import by_level
from caremap.ui.internships_choice import Choice
from caremap.warehouse import Warehouse

pytestmark = pytest.mark.usefixtures("served")


def said(app) -> str:
    return "\n".join(element.value for element in (*app.markdown, *app.text, *app.caption))


def test_a_figure_opens_on_what_it_is_made_of(published: Warehouse) -> None:
    app = visit("acces", {"territoire": "200069672"}, unfolded="expliquer-carte")
    words = said(app)
    rows = published.profile("200069672")
    row = rows[(rows["indicator_id"] == "apl_gp_65") & (rows["year"] == 2024)].iloc[0]
    for part in ("Définition", "Avec ses nombres", "Dénominateur", "Statut", "Licence Ouverte"):
        assert part in words
    assert f"{row['denominator']:,.0f}".replace(",", "\u202f") in words
    assert "Ce qui changerait sa classe" in words
    assert INDICATOR_BY_ID["apl_gp_65"].definition in words


def test_a_figure_that_is_not_published_says_so() -> None:
    app = visit(
        "densite",
        {"territoire": "59001", "indicateur": "gp_60_plus_share"},
        unfolded="expliquer-carte",
    )
    assert "Non publié" in "\n".join(one.value for one in app.info)
    assert "Définition" in said(app)


def test_closed_it_sends_nothing() -> None:
    assert "Avec ses nombres" not in said(visit("acces"))


@pytest.mark.parametrize(
    ("page", "link", "key"),
    [
        ("immersion", {}, "expliquer-1"),
        ("stages", {"filiere": "pharmacie"}, "expliquer-1"),
        ("stages", {"filiere": "pharmacie", "carte": "taux"}, "expliquer-1"),
    ],
)
def test_a_figure_made_by_a_page_is_never_called_unpublished(
    page: str, link: dict[str, str], key: str
) -> None:
    app = visit(page, link, unfolded=key)
    words = said(app)
    assert "Non publié" not in "\n".join(one.value for one in app.info)
    for part in ("**Définition**", "**Formule**", "**Statut**", "**Source**"):
        assert part in words
    assert "**Valeur**" not in words


@pytest.mark.parametrize("kind", ["nombre", "taux"])
def test_every_intern_is_explained_with_the_numbers_of_the_release(
    kind: str, published: Warehouse
) -> None:
    link = {"carte": kind, "maille": "epci", "territoire": "200093201"}
    words = said(visit("stages", link, unfolded="expliquer-1"))
    rows = published.profile("200093201")
    name = "hospital_interns" if kind == "nombre" else "interns_per_10k"
    row = rows[(rows["indicator_id"] == name) & (rows["year"] == 2023)].iloc[0]
    assert f"{row['numerator']:,.0f}".replace(",", "\u202f") in words
    assert "**Valeur**" in words


@pytest.mark.parametrize("level", ["commune", "epci", "departement"])
@pytest.mark.parametrize("year", [2022, 2023])
def test_interns_of_the_page_are_those_of_the_release(
    level: str, year: int, published: Warehouse
) -> None:
    store.begin_run()
    shown = by_level(Choice(SAE, year, "", "interne", ""), level).set_index("territory_id")
    for name, column in (("hospital_interns", "trainees"), ("interns_per_10k", "rate")):
        kept = published.values(name, level, year).set_index("territory_id")["value"]
        assert np.allclose(shown[column], kept.astype(float), equal_nan=True)


def test_a_share_of_communes_is_meaningless_in_one_of_them() -> None:
    link = {"territoire": "59001", "niveau": "epci", "indicateur": "pop_share_apl_under_2_5"}
    app = visit("densite", link, unfolded="expliquer-carte")
    (told,) = [one.value for one in app.info if "à ce niveau" in one.value]
    assert told.startswith("Sans objet")
