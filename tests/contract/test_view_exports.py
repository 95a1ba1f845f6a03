"""Files of a view: the figures of the release to the digit, its origin, and nothing that runs."""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import plotly.graph_objects as go
import pypdfium2
import pytest
from PIL import Image
from pptx import Presentation

from caremap import charts
from caremap.catalog import INDICATOR_BY_ID, SOURCE_BY_ID
from caremap.classes import classify
from caremap.exports import documents, geojson, layers, pictures, slides, tables, web
from caremap.exports.view import (
    WATERMARK,
    ChartPiece,
    Legend,
    LegendRow,
    MapPiece,
    TablePiece,
    View,
    Words,
)
from caremap.maps import OUTSIDE, MapView, Overlay, Series, class_codes, value_array
from caremap.palettes import OUTSIDE_GROUND, palette
from caremap.warehouse import Warehouse

HOSTILE = "=HYPERLINK(1)<script>alert(1)</script>"
APL = INDICATOR_BY_ID["apl_gp_65"]


@pytest.fixture(scope="module")
def rows(published: Warehouse) -> pd.DataFrame:
    return published.values("apl_gp_65", "epci", 2024)


@pytest.fixture(scope="module")
def release(published: Warehouse) -> Path:
    return published.folder


@pytest.fixture(scope="module")
def view(rows: pd.DataFrame, release: Path) -> View:
    values = value_array(rows)
    classes = classify(values, "quantiles", 4, ())
    colors = tuple(palette(APL, 4))
    legend = Legend(
        "APL, 2024",
        APL.unit,
        tuple(
            LegendRow(color, f"classe {position}", str(count))
            for position, (color, count) in enumerate(zip(colors, classes.counts, strict=True))
        ),
    )
    drawn = MapView("epci", class_codes(classes.index), colors, (Series(APL, values),))
    table = pd.DataFrame({"Territoire": rows["name"], HOSTILE: rows["value"]})
    table.loc[0, "Territoire"] = HOSTILE
    return View(
        page_id="acces",
        title=f"Accès {HOSTILE}",
        question="Où ?",
        pieces=(
            Words("heading", HOSTILE),
            MapPiece(f"Carte {HOSTILE}", drawn, legend, ("59350",)),
            Words("reading", "Lecture."),
            ChartPiece("Barres", charts.ranking(rows.dropna(subset=["value"]).head(5), APL)),
            TablePiece("Valeurs", lambda: table),
            Words("source", "Source : DREES."),
        ),
        sources=(SOURCE_BY_ID[APL.source_ids[0]],),
        filters=(("Niveau", "EPCI"),),
        release_id=release.name,
        built_on="1er janvier 2026",
        made_on="2 janvier 2026",
        link="http://127.0.0.1/acces",
    )


def cells(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_a_csv_holds_the_figures_of_the_release(view: View, rows: pd.DataFrame) -> None:
    lines = cells(tables.csv_bytes(view))
    figures = [float(line[1].replace(",", ".")) for line in lines[1 : len(rows) + 1]]
    assert figures == rows["value"].tolist()
    assert lines[1][0] == f"'{HOSTILE}"
    assert lines[0][1] == f"'{HOSTILE}"


def test_a_workbook_holds_the_figures_of_the_release(view: View, rows: pd.DataFrame) -> None:
    book = openpyxl.load_workbook(io.BytesIO(tables.xlsx_bytes(view)))
    sheet = book.worksheets[0]
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == rows["value"].tolist()
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert book.sheetnames[-1] == "Métadonnées"


def test_every_table_says_where_it_comes_from(view: View) -> None:
    book = openpyxl.load_workbook(io.BytesIO(tables.xlsx_bytes(view)))
    in_sheet = " ".join(str(c.value) for row in book["Métadonnées"].iter_rows() for c in row)
    for words in (in_sheet, tables.csv_bytes(view).decode()):
        for expected in (view.release_id, "Licence Ouverte", "DREES", "EPCI", "2 janvier 2026"):
            assert expected in words


def test_absence_is_written_as_one_and_never_as_zero() -> None:
    assert tables.plain(np.nan) is None
    assert tables.plain(0.0) == 0.0
    assert documents.written(None) == "n.d."
    assert documents.written(1234.5) == "1\u202f234,50"


def test_a_geojson_is_read_back_with_its_figures(
    view: View, release: Path, rows: pd.DataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "carte.geojson"
    path.write_bytes(geojson.geojson_bytes(release, view))
    shapes = gpd.read_file(path)
    assert shapes["id"].tolist() == rows["territory_id"].tolist()
    assert np.allclose(shapes[APL.short_label], rows["value"].round(APL.decimals), equal_nan=True)
    assert set(shapes["classe"]) == {"classe 0", "classe 1", "classe 2", "classe 3"}
    assert shapes.geometry.is_valid.all()
    assert any(
        line["texte"] == view.release_id for line in json.loads(path.read_bytes())["metadata"]
    )


def colors_of(content: bytes) -> dict[str, int]:
    """Pixels of each colour."""
    with Image.open(io.BytesIO(content)) as image:
        found = image.convert("RGB").getcolors(2**24) or []
    return {f"#{bytes(color).hex()}": count for count, color in found}


def test_a_picture_shows_each_class(view: View, release: Path) -> None:
    seen = colors_of(pictures.picture(release, view, view.maps[0], "png"))
    assert set(view.maps[0].view.palette) <= set(seen)


def test_a_picture_leaves_pale_what_is_outside(view: View, release: Path) -> None:
    piece = view.maps[0]
    codes = OUTSIDE * 18 + piece.view.codes[18:]
    outside = replace(piece, view=replace(piece.view, codes=codes))
    whole = colors_of(pictures.drawing(release, piece, "png", (5, 4)))
    part = colors_of(pictures.drawing(release, outside, "png", (5, 4)))
    assert part[OUTSIDE_GROUND] > 1000 + whole.get(OUTSIDE_GROUND, 0)


FLOWS = ((3.06, 50.63, 0.0), (1.85, 50.95, 100.0), (3.52, 50.36, 25.0))
COUNT = INDICATOR_BY_ID["gp_count"]


def with_map(view: View, **changes: object) -> View:
    """The same view, of one map painted otherwise."""
    piece = view.maps[0]
    return replace(view, pieces=(replace(piece, view=replace(piece.view, **changes)),))


@pytest.fixture(scope="module")
def layered(view: View, published: Warehouse) -> View:
    """A map under every layer: zones, places of two families, known perimeters, flows."""
    zones = published.values("zone", "commune", 2025)["value"].fillna(0).astype(int)
    members = published.table("marts.territory_members").query("level == 'cpts'")["commune_id"]
    overlay = Overlay(("msp", "hopital"), tuple(members), "".join(map(str, zones)), FLOWS)
    return with_map(view, overlay=overlay)


@pytest.fixture(scope="module")
def counted(view: View, published: Warehouse) -> View:
    """GPs of each commune as circles; only those of the Pas-de-Calais are shown."""
    values = value_array(published.values("gp_count", "commune", 2019))
    codes = class_codes(np.where(np.isfinite(values), 0, -1).astype(np.int8))
    series = (Series(COUNT, values),)
    return with_map(
        view, level="commune", codes=codes, palette=("#f4f5f2",), series=series,
        mode="symboles", departement="62",
    )  # fmt: skip


def drawn_in(content: bytes, group: str) -> list[ElementTree.Element]:
    """Marks of one named group of a drawing."""
    root = ElementTree.fromstring(content)  # noqa: S314
    found = [one for one in root.iter() if one.get("id") == group]
    return [
        mark
        for one in found
        for mark in one.iter()
        if (mark.tag.endswith("}path") and not mark.get("id")) or mark.tag.endswith("}use")
    ]


def test_a_picture_draws_each_flow_as_wide_as_on_screen(layered: View, release: Path) -> None:
    content = pictures.picture(release, layered, layered.maps[0], "svg")
    widths = [
        float(width)
        for mark in drawn_in(content, "flux")
        for width in re.findall(r"stroke-width: ([\d.]+)", str(mark.get("style")))
    ]
    assert widths == pytest.approx([8, 4.5])
    assert "le plus large : 100" in content.decode()


def test_a_picture_draws_zones_places_and_perimeters(
    layered: View, release: Path, published: Warehouse
) -> None:
    content = pictures.picture(release, layered, layered.maps[0], "svg")
    places = published.table("marts.structures").dropna(subset=["lon"])["family"].value_counts()
    assert len(drawn_in(content, "lieux-msp")) == places["msp"]
    assert len(drawn_in(content, "lieux-hopital")) == places["hopital"]
    assert not drawn_in(content, "lieux-cpts")
    assert len(drawn_in(content, "zone-1")) > 50
    assert len(drawn_in(content, "zone-2")) > 200
    assert drawn_in(content, "perimetre")
    for words in ("ZIP (zonage de mai 2025)", "MSP", "Listes partielles"):
        assert words in content.decode()


def test_a_picture_hatches_fragile_classes(view: View, layered: View, release: Path) -> None:
    fragile = layered.maps[0].view.overlay.zones.replace("2", "0").replace("1", layers.FRAGILE)
    hatched = with_map(view, overlay=Overlay(zones=fragile))
    content = pictures.picture(release, hatched, hatched.maps[0], "svg")
    assert len(drawn_in(content, "zone-9")) > 50
    assert "la classe change si un seul" in content.decode()
    assert not drawn_in(content, "zone-1")


def test_a_hatch_stays_in_its_zone(layered: View, release: Path) -> None:
    seen, across = layered.maps[0].view, (1.5, 49.9, 4.3, 51.1)
    area = layers.zone(release, seen, layers.ZIP)
    assert layers.hatch(area, across).difference(area.buffer(1e-6)).length == 0
    pooled = layers.zone(release, seen, layers.ZAC)
    points = gpd.points_from_xy(*layers.dots(pooled, across).T)
    assert points.within(pooled).all()


def test_a_picture_without_layer_names_none(view: View, release: Path) -> None:
    content = pictures.picture(release, view, view.maps[0], "svg")
    for group in ("flux", "zone-1", "zone-2", "lieux-msp", "perimetre", "cercles"):
        assert not drawn_in(content, group)
    assert layers.legend(view.maps[0].view) == []


def test_circles_are_those_of_the_screen(counted: View, release: Path) -> None:
    seen = counted.maps[0].view
    (series,) = seen.series
    ids = gpd.GeoDataFrame(geojson.features(release, counted.maps[0]))["id"]
    inside = ids.str.startswith("62").to_numpy()
    rows = layers.circles(release, seen, inside)
    shown = inside & (series.values > 0)
    assert rows["position"].tolist() == np.flatnonzero(shown).tolist()
    expected = 26 * np.sqrt(series.values[shown] / np.nanmax(series.values))
    assert np.allclose(rows["radius"], np.maximum(expected, 2))
    assert rows["radius"].max() < 26  # the largest is in the other département
    content = pictures.picture(release, counted, counted.maps[0], "svg")
    assert len(drawn_in(content, "cercles")) >= shown.sum()


def test_an_offline_map_draws_the_circles_of_a_count(counted: View, release: Path) -> None:
    page = web.html_map(release, counted).decode()
    values = counted.maps[0].view.series[0].values
    inside = [one["id"][:2] == "62" for one in geojson.features(release, counted.maps[0])]
    assert page.count('"_radius"') == np.count_nonzero(values[np.array(inside)] > 0)
    assert "L.CircleMarker" in page
    assert "le plus grand : 294" in page


def test_an_offline_map_draws_what_is_over_the_classes(layered: View, release: Path) -> None:
    page = web.html_map(release, layered).decode()
    assert '"weight": 8.0' in page
    assert '"weight": 4.5' in page
    assert '"dashArray": "6 4"' in page
    # The dots of the ZAC, and the ends of the flows.
    assert len(re.findall(r'"type": "MultiPoint"', page)) == 2
    assert layers.PLACE_SHAPES["msp"] in page
    for words in ("ZIP (zonage de mai 2025)", "Listes partielles", "le plus large : 100"):
        assert words in page


def test_a_geojson_names_the_layers_it_leaves_out(view: View, layered: View, release: Path) -> None:
    def told(one: View) -> dict[str, str]:
        about = json.loads(geojson.geojson_bytes(release, one))["metadata"]
        return {line["nom"]: line["texte"] for line in about}

    assert told(layered)["Couches non dessinées dans ce fichier"] == (
        "flux, zonage, structures, périmètres de CPTS"
    )
    assert "Couches non dessinées dans ce fichier" not in told(view)


def test_a_picture_never_carries_the_words_of_another_figure(view: View) -> None:
    drawn, chart = view.maps[0], view.charts[0]
    assert pictures.own_words(view, drawn, "reading") == "Lecture."
    assert pictures.own_words(view, drawn, "source") == ""
    assert pictures.own_words(view, chart, "reading") == ""
    assert pictures.own_words(view, chart, "source") == "Source : DREES."
    above = (Words("heading", "Titre"), Words("reading", "Au-dessus."), chart)
    told = replace(view, pieces=(*above, Words("heading", "Autre"), Words("reading", "Ailleurs.")))
    assert pictures.own_words(told, chart, "reading") == "Au-dessus."
    alone = replace(view, pieces=(chart, Words("heading", "Autre"), Words("reading", "Ailleurs.")))
    assert pictures.own_words(alone, chart, "reading") == ""


def test_a_drawing_is_an_svg_without_script(view: View, release: Path) -> None:
    for piece in (view.maps[0], view.charts[0]):
        root = ElementTree.fromstring(pictures.picture(release, view, piece, "svg"))  # noqa: S314
        assert root.tag.endswith("svg")
        assert not [one for one in root.iter() if one.tag.endswith("script")]


def test_an_offline_map_cites_a_source_once(view: View, release: Path) -> None:
    told = Words("source", "Source : une seule fois.")
    page = web.html_map(release, replace(view, pieces=(*view.pieces, told, told))).decode()
    assert page.split("<details>")[0].count(told.text) == 1


def test_an_offline_map_asks_nothing_and_runs_nothing_of_the_data(
    view: View, release: Path
) -> None:
    page = web.html_map(release, view).decode()
    without_code = re.sub(r"<script>.*?</script>", "", page, flags=re.S)
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", without_code)
    assert "<script>alert" not in page
    assert view.release_id in page
    assert "Leaflet" in page


Writer = Callable[[Path, View], bytes]
DOCUMENTS: dict[str, Writer] = {
    "pdf": lambda release, view: documents.pdf(release, [view], view.title),
    "html": lambda release, view: documents.html_page(release, [view], view.title),
    "pptx": lambda release, view: slides.pptx_bytes(release, [view], view.title),
    "carte": web.html_map,
}


def words_of(kind: str, content: bytes) -> str:
    if kind == "pdf":
        pages = pypdfium2.PdfDocument(content)
        return " ".join(page.get_textpage().get_text_range() for page in pages)
    if kind == "pptx":
        shapes = [s for slide in Presentation(io.BytesIO(content)).slides for s in slide.shapes]
        texts = [shape.text_frame.text for shape in shapes if shape.has_text_frame]
        grids = [shape.table for shape in shapes if shape.has_table]
        return " ".join(texts + [cell.text for grid in grids for cell in grid.iter_cells()])
    return content.decode()


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_document_says_what_it_is_and_a_demo_is_marked(
    kind: str, view: View, release: Path
) -> None:
    words = " ".join(words_of(kind, DOCUMENTS[kind](release, view)).split())
    assert view.release_id in words
    assert "Licence Ouverte" in words
    assert WATERMARK.split(" :")[0] not in words
    marked = " ".join(words_of(kind, DOCUMENTS[kind](release, replace(view, is_demo=True))).split())
    assert "ILLUSTRATION" in marked


def test_tables_files_of_a_demo_are_marked(view: View) -> None:
    assert WATERMARK in tables.csv_bytes(replace(view, is_demo=True)).decode()


def test_slides_have_editable_titles_real_tables_and_described_pictures(
    view: View, release: Path
) -> None:
    deck = Presentation(io.BytesIO(DOCUMENTS["pptx"](release, view)))
    assert [slide.shapes.title.text for slide in deck.slides][-1].startswith("Sources")
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    assert any(shape.has_table for shape in shapes)
    described = [s._element._nvXxPr.cNvPr.get("descr") for s in shapes if s.shape_type == 13]
    assert described
    assert all(described)


def test_a_chart_that_cannot_be_drawn_is_refused(view: View, release: Path) -> None:
    pie = ChartPiece("Camembert", go.Figure(go.Pie(values=[1, 2])))
    with pytest.raises(ValueError, match="pie"):
        pictures.picture(release, view, pie, "png")
