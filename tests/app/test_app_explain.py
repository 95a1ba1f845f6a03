"""« Expliquer ce chiffre » under each figure: its numbers, sources and lines."""

import pytest
from reader import visit

from caremap.catalog import INDICATOR_BY_ID
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
