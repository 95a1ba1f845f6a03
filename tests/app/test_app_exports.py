"""« Exporter » on every page: what is on screen, in files, equal to the release."""

import csv
import io
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl

import numpy as np
import openpyxl
import pypdfium2
import pytest
from reader import PAGE_IDS, visit
from streamlit.testing.v1 import AppTest

from caremap.catalog import INDICATOR_BY_ID
from caremap.exports import pictures, tables
from caremap.exports.view import View
from caremap.paths import REFERENCE
from caremap.ui import chosen, exporter, record
from caremap.warehouse import Warehouse

pytestmark = pytest.mark.usefixtures("served")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[View]]:
    """Views of the pages that a test opens, taken where the exporter takes them."""
    views: list[View] = []
    monkeypatch.setattr(exporter, "button", lambda: views.append(record.view()))
    return views


def redrawn() -> None:
    """Draw a body, then again alone after another choice."""
    from caremap.ui import record

    record.start("densite")
    for source_id in ("cartosante", "drees_apl"):
        record.start_body()
        record.sources(source_id)


def test_after_another_choice_the_files_name_its_sources_alone() -> None:
    app = AppTest.from_function(redrawn).run()
    assert list(app.session_state["_dessin"].source_ids) == ["drees_apl"]


@pytest.mark.parametrize("page", PAGE_IDS)
def test_each_page_can_be_taken_away(page: str, drawn: list[View], published: Warehouse) -> None:
    visit(page)
    (view,) = drawn
    assert view.title
    assert view.release_id == published.release_id
    for one in exporter.formats_of(view):
        assert len(one.make(published.folder, view)) > 500, one.suffix


def test_the_map_table_holds_the_figures_of_the_release(
    drawn: list[View], published: Warehouse
) -> None:
    visit("densite", {"niveau": "epci", "indicateur": "apl_gp", "annee": "2023"})
    rows = published.values("apl_gp", "epci", 2023).set_index("territory_id")["value"]
    book = openpyxl.load_workbook(io.BytesIO(tables.xlsx_bytes(drawn[0])))
    lines = list(book.worksheets[0].iter_rows(values_only=True))
    code, value = lines[0].index("Code"), lines[0].index("Valeur")
    found = {line[code]: line[value] for line in lines[1:]}
    assert set(found) == set(rows.index)
    for one in rows.index:
        assert np.isclose(found[one], round(rows[one], 2)), one
    listed = csv.reader(io.StringIO(tables.csv_bytes(drawn[0]).decode("utf-8-sig")), delimiter=";")
    written = {line[code]: line[value] for line in listed if len(line) > value}
    for one in rows.index:
        assert float(written[one].replace(",", ".")) == found[one]


SAMPLE = (
    ("apl_gp_65", "commune", 2024), ("apl_gp", "epci", 2022), ("apl_gp_change", "commune", 2024),
    ("gp_density", "commune", 2019), ("gp_60_plus_share", "epci", 2019),
    ("share_65_plus", "commune", 2021), ("population_change", "epci", 2026),
    ("interns_per_10k", "epci", 2023), ("pop_share_zip", "arrondissement", 2025),
    ("pop_share_apl_under_4", "epci", 2023), ("population", "commune", 2024),
)  # fmt: skip


def test_two_hundred_figures_are_the_same_on_screen_in_the_file_and_in_the_release(
    drawn: list[View], published: Warehouse
) -> None:
    chance, compared = np.random.default_rng(20261127), 0
    for indicator_id, level, year in SAMPLE:
        link = {"indicateur": indicator_id, "niveau": level, "annee": str(year)}
        app = visit("densite", link, unfolded="table-carte")
        screen = next(one.value for one in app.dataframe if "Numérateur" in one.value)
        book = openpyxl.load_workbook(io.BytesIO(tables.xlsx_bytes(drawn[-1])), read_only=True)
        lines = list(book.worksheets[0].iter_rows(values_only=True))
        code, value = lines[0].index("Code"), lines[0].index("Valeur")
        in_file = {line[code]: line[value] for line in lines[1:]}
        on_screen = screen.set_index("Code")["Valeur"]
        known = published.values(indicator_id, level, year).set_index("territory_id")["value"]
        for one in chance.choice(known.index, min(20, len(known)), replace=False):
            if np.isnan(known[one]):
                assert in_file[one] is None
                assert np.isnan(on_screen[one])
            else:
                decimals = INDICATOR_BY_ID[indicator_id].decimals
                assert in_file[one] == on_screen[one] == pytest.approx(round(known[one], decimals))
            compared += 1
    assert compared >= 200


@pytest.mark.parametrize(
    "territory",
    ["59001", "~Un nom aussi long que possible pour tout ce qui doit le porter~59001"],
)
def test_names_long_or_short_and_absent_values_are_written(
    territory: str, drawn: list[View], published: Warehouse
) -> None:
    visit("territoire", {"territoire": territory})
    files = {
        one.suffix: one.make(published.folder, drawn[0]) for one in exporter.formats_of(drawn[0])
    }
    assert all(files.values())
    assert "n.d." in files["html"].decode()


def test_a_file_tells_the_choices_of_the_reader(drawn: list[View]) -> None:
    visit("acces", {"territoire": "59350", "departement": "59"})
    words = tables.csv_bytes(drawn[0]).decode("utf-8-sig")
    assert "Choix : Territoire;Lille" in words
    assert "Choix : Département;Nord" in words
    visit("densite", {"couches": "msp,zonage", "methode": "jenks", "maille": "commune"})
    words = tables.csv_bytes(drawn[-1]).decode("utf-8-sig")
    assert "Choix : Couches;MSP, Zonage ZIP et ZAC" in words
    assert "Choix : Découpage en classes;Jenks (ruptures naturelles)" in words


EVERY_CHOICE = (
    "territoire=59350&departement=59&annee=2024&niveau=epci&maille=epci&indicateur=gp_density"
    "&croise=gp_density&serie=apl_gp&mode=croisee&methode=jenks&classes=4&couches=msp,cpts"
    "&rayon=20&hotes=3&candidats=commune&conditions=aucune&jeu=drees_sae&volet=sites"
    "&compte=places&carte=flux&filiere=pharmacie&formation=ffi&semestre=1&besoin=apl_gp_65"
)


def test_every_choice_that_a_file_may_tell_is_written_in_words() -> None:
    values = dict(parse_qsl(EVERY_CHOICE))
    assert set(values) == set(chosen.CHOICES)
    for name, value in values.items():
        label, written = chosen.CHOICES[name]
        assert label[0].isupper()
        assert "_" not in written(value)
    assert chosen.CHOICES["carte"][1]("flux") == "Flux depuis Lille"


def test_figures_with_details_of_their_own_have_one_column_for_them(drawn: list[View]) -> None:
    visit("stages")
    rows = next(piece.rows() for piece in drawn[0].tables if piece.title == "Chiffres clés")
    assert list(rows.columns) == ["Chiffre", "Ensemble", "Détail", "Unité", "Origine"]
    assert rows["Détail"].iloc[0].startswith("Nord : ")
    assert not rows.isna().any(axis=None)
    visit("synthese")
    rows = next(piece.rows() for piece in drawn[-1].tables if piece.title == "Chiffres clés")
    assert {"Nord", "Pas-de-Calais"} <= set(rows.columns)


@pytest.mark.parametrize("territory", ["200093201", "59350", "62", "59+62", "200072478"])
def test_a_territory_prints_on_two_pages(
    territory: str, drawn: list[View], published: Warehouse
) -> None:
    visit("territoire", {"territoire": territory})
    (printed,) = (one for one in exporter.formats_of(drawn[0]) if one.suffix == "pdf")
    sheet = printed.make(published.folder, drawn[0])
    assert len(pypdfium2.PdfDocument(sheet)) <= 2


def test_the_menu_offers_the_files_of_the_page() -> None:
    app = visit("densite", unfolded="exporter")
    labels = {one.label for one in app.get("download_button")}
    assert {"Tableaux (XLSX)", "Fiche imprimable (PDF A4)", "Carte (GeoJSON)"} <= labels


@pytest.mark.parametrize(
    ("page", "link", "expected"),
    [
        ("stages", {"carte": "flux"}, "flux"),
        ("acces", {"couches": "zonage,msp"}, "zonage, structures"),
        ("simulation", {"hachures": "oui"}, "hachures des classes fragiles"),
        ("acces", {}, ""),
    ],
)
def test_the_menu_names_the_layers_that_a_file_leaves_out(
    page: str, link: dict[str, str], expected: str
) -> None:
    captions = [one.value for one in visit(page, link, unfolded="exporter").caption]
    (told,) = [one for one in captions if "non dessinées" in one] or [""]
    assert told == (expected and f"Couches non dessinées dans le GeoJSON : {expected}.")


def test_the_flows_of_the_screen_are_in_every_picture(
    drawn: list[View], published: Warehouse
) -> None:
    visit("stages", {"carte": "flux"})
    (seen,) = [piece for piece in drawn[0].maps if piece.view.overlay.flows]
    arcs = len(seen.view.overlay.flows) - 1
    content = pictures.picture(published.folder, drawn[0], seen, "svg").decode()
    (group,) = re.findall(r'<g id="flux">(.*?)</g>', content, re.DOTALL)
    assert group.count("<path") == arcs > 20
    assert any("racine carrée" in text for text in drawn[0].words("paragraph"))


def test_the_meeting_pack_of_each_deck_is_offered() -> None:
    app = visit("presentation")
    labels = [one.label for one in app.get("download_button")]
    decks = len(list((REFERENCE / "decks").glob("*.yml")))
    assert labels.count("Diapositives (PPTX)") == decks
    assert not app.exception
