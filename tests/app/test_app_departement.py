"""« Département »: what lies outside is neither counted nor called unpublished, in any drawing."""

import json
import re
from collections.abc import Iterator
from html import unescape

import pytest
from reader import html, map_layer, notices, visit

from caremap.decks import DeckView
from caremap.exports import geojson, web
from caremap.exports.view import View
from caremap.ui import deck_views, exporter, record, slides, store
from caremap.warehouse import Warehouse

pytestmark = pytest.mark.usefixtures("served")

COMMUNES, EPCI = 887, 19  # of Pas-de-Calais
FLANDRE_LYS = "245900758"  # of both, and of the Nord by its people
LILLE = "59350"
MAPS = (
    ("densite", {}, COMMUNES),
    ("densite", {"indicateur": "zone"}, COMMUNES),
    ("acces", {"niveau": "epci"}, EPCI),
    ("attractivite", {}, EPCI),
    ("simulation", {}, COMMUNES),
    ("simulation", {"scenario": "g62041.n1", "vue": "variation"}, COMMUNES),
    ("stages", {"carte": "taux", "maille": "epci"}, EPCI),
    ("stages", {"carte": "ecarts", "maille": "epci"}, EPCI),
    ("immersion", {}, COMMUNES),
)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[View]]:
    """Views of the pages that a test opens, taken where the exporter takes them."""
    views: list[View] = []
    monkeypatch.setattr(exporter, "button", lambda: views.append(record.view()))
    return views


def counted(body: str) -> int:
    """Territories that a legend counts."""
    found = re.findall(r'class="count">([^<]+)<', body)
    return sum(int(re.sub(r"\D", "", count)) for count in found)


@pytest.mark.parametrize(("page", "link", "territories"), MAPS)
def test_a_legend_counts_the_territories_shown_and_no_other(
    page: str, link: dict[str, str], territories: int, drawn: list[View]
) -> None:
    app = visit(page, link | {"departement": "62"})
    (legend,) = [body for body in html(app) if " à droite</p>" in body]
    assert counted(legend) == territories
    kept = drawn[0].maps[0].legend.rows
    assert sum(int(re.sub(r"\D", "", row.count)) for row in kept) == territories
    codes = map_layer(app)["classes"]
    assert len(codes) - codes.count(".") == territories


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("densite", {"indicateur": "gp_count", "niveau": "epci"}),
        ("densite", {"mode": "croisee", "niveau": "epci"}),
        ("acces", {"niveau": "epci"}),
        ("attractivite", {}),
        ("stages", {"carte": "besoin", "maille": "epci"}),
    ],
)
def test_an_epci_of_both_is_on_the_map_where_it_is_in_the_table(
    page: str, link: dict[str, str]
) -> None:
    known = store.territories().query("level == 'epci'").sort_index()
    for departement in ("59", "62"):
        codes = map_layer(visit(page, link | {"departement": departement}))["classes"]
        shown = [one for one, code in zip(known.index, codes, strict=True) if code != "."]
        assert shown == list(known.index[known["departement_id"] == departement])


@pytest.mark.parametrize("kind", ["nombre", "flux"])
def test_arcs_and_symbols_leave_the_other_departement_out(kind: str) -> None:
    codes = map_layer(visit("stages", {"carte": kind, "departement": "62"}))["classes"]
    assert codes[:647] == "." * 647
    assert "." not in codes[647:]


def test_a_geographic_file_gives_no_class_to_what_is_outside(
    drawn: list[View], published: Warehouse
) -> None:
    visit("acces", {"departement": "62"})
    content = json.loads(geojson.geojson_bytes(published.folder, drawn[0]))
    told = {one["id"]: one["properties"] for one in content["features"]}
    value = published.values("apl_gp_65", "commune", 2024).set_index("territory_id")["value"]
    (name,) = [s.indicator.short_label for s in drawn[0].maps[0].view.series]
    assert told[LILLE]["classe"] is None
    assert told[LILLE][name] == round(value[LILLE], 2)  # published all the same
    assert {one["classe"] for one in told.values() if one["departement"] == "62"} <= {
        row.label for row in drawn[0].maps[0].legend.rows
    }
    page = web.html_map(published.folder, drawn[0]).decode()
    (lille,) = re.findall(r'\{[^{}]*"nom": "Lille"[^{}]*\}', page)
    assert "hors du département choisi" in lille.encode().decode("unicode_escape")
    assert "n.d." not in page.split("<footer")[0]


def test_a_slide_leaves_out_what_its_table_leaves_out() -> None:
    state = (("niveau", "epci"), ("departement", "62"))
    store.begin_run()
    slide = slides._slide(DeckView("acces", "Titre", state), "")["drawing"]
    ids = store.values("apl_gp_65", "epci", 2024)["territory_id"].tolist()
    assert slide["codes"][ids.index(FLANDRE_LYS)] == "."
    assert len(ids) - slide["codes"].count(".") == EPCI
    assert slide["missing"] == ""
    assert deck_views._map("Titre", slide).view.codes == slide["codes"]


def test_levels_are_named_as_they_are_written(drawn: list[View]) -> None:
    link = {"niveau": "epci"}
    told = "\n".join(html(visit("acces", link)))
    assert "nombre d'EPCI à droite" in unescape(told)
    assert "par EPCI" in drawn[0].maps[0].title
    arrondissements = "\n".join(html(visit("acces", {"niveau": "arrondissement"})))
    assert "nombre d'arrondissements à droite" in unescape(arrondissements)
    assert "nombre de communes à droite" in "\n".join(html(visit("acces")))
    without_unit = unescape("\n".join(html(visit("stages", {"carte": "ecarts"}))))
    assert "<p>nombre d'EPCI à droite</p>" in without_unit
    (refused,) = notices(visit("densite", link | {"indicateur": "zone"}))
    assert "sans objet par EPCI" in refused
    store.begin_run()
    slide = slides._slide(DeckView("acces", "Titre", (("niveau", "epci"),)), "")["drawing"]
    assert slide["unit"].endswith("nombre d'EPCI à droite")
    bars = slides._slide(DeckView("immersion", "Titre"), "")["drawing"]
    assert bars["caption"].endswith("par EPCI")


def test_a_fragile_verdict_is_hatched_in_the_chosen_departement_alone() -> None:
    layer = map_layer(visit("simulation", {"departement": "62", "hachures": "oui"}))
    marked = [code != "." for mark, code in zip(layer["zones"], layer["classes"], strict=True)
              if mark != "0"]  # fmt: skip
    assert marked
    assert all(marked)
