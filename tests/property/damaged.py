"""Files in their official layout, then damaged as they are on their way. No figure is real."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st
from openpyxl import Workbook
from shapely import box

from caremap.catalog.connectors.model import Connector, Field
from caremap.catalog.tables.steward import StewardTable

Rows = list[list[str]]
Bytes = st.SearchStrategy[bytes]
ODD_CELLS = (
    *("", "s", "n/a", "nd", "59350", "2A004", "62041", "-1", "1e3", "inf", "nan", "12,5", "12.5"),
    *("1 234", "1.234", "é", "Ã©", "\x00", "=1+1", "x" * 300, "2025-02-30", "31/12/2024"),
    *(
        "9" * 30,
        "9" * 5_000,
        '"',
        "COM",
        "true",
        "1\n2",
        "1\r2",
        "٣",
        "²",
        "1_000",
        "\ufeff",
        "DEPCOM",
    ),
)
ODD_NODES: tuple[Any, ...] = (
    *(None, [], {}, "", 0, -1, 1e300, True, "59350", [1], {"a": 1}, [[]], [None], "é" * 100),
    *({"type": "Point", "coordinates": []}, {"type": "Point", "coordinates": [3, 50]}),
)
FINESS = {
    "schemaVersion": "v1.0.0",
    "gcc": [
        {
            "nomGcc": "GROUPE INVENTE",
            "typeGcc": "001",
            "etatObjet": "A",
            "evenement": [{"dateEvenement": "2016-07-01"}],
            "pmejDuGcc": [{"pmSmsseId": "a", "typeRoleEntiteGroupe": "S"}, {"pmSmsseId": "b"}],
        }
    ],
    "pmej": [
        {
            "informationsGeneralesPMEJ": {"pmSmsseId": name, "numFinessPm": f"59070000{rank}"},
            "ege": [
                {
                    "informationsGeneralesEGE": {"numFinessEge": f"59000000{rank}"},
                    "categorieentiteGeographiqueExercice": "603",
                    "etatObjet": "A",
                    "adresse": [
                        {
                            "usageAdresse": "03",
                            "cogCommune": "59350",
                            "coordonneesGeographique": {"coordonneeX": 3.1, "coordonneeY": 50.6},
                        }
                    ],
                }
            ],
        }
        for rank, name in enumerate("ab")
    ],
}
CONTOURS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"code": code, "nom": "Inventée"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[3, 50], [3.1, 50], [3.1, 50.1], [3, 50]]],
            },
        }
        for code in ("59350", "62041")
    ],
}


def table(connector: Connector) -> Rows:
    """Header of a connector, and three lines that its rules accept or nearly do."""
    titles = [
        one.titles[0].replace("????", "2024").replace("??", "23").replace("*", "")
        for one in connector.fields
    ]
    return [titles, *([_cell(one) for one in connector.fields] for _ in range(3))]


def _cell(one: Field) -> str:
    if one.column.allowed:
        return one.column.allowed[0]
    if one.column.kind != "text":
        return "2024" if "year" in one.column.name else "12"
    return "59350" if one.column.pattern else "Inventée"


@st.composite
def damaged_rows(draw: st.DrawFn, rows: Rows) -> Rows:
    """Rows with up to four cells changed, cut or added, and lines repeated or stray."""
    rows = [list(row) for row in rows]
    for _ in range(draw(st.integers(0, 4))):
        row = rows[draw(st.integers(0, len(rows) - 1))]
        kind = draw(st.sampled_from(("cell", "cell", "cell", "cut", "more", "twice", "stray")))
        if kind == "more" or not row:
            row.append(draw(st.sampled_from(ODD_CELLS)))
        elif kind == "cut":
            del row[draw(st.integers(0, len(row) - 1))]
        elif kind == "cell":
            row[draw(st.integers(0, len(row) - 1))] = draw(st.sampled_from(ODD_CELLS))
        else:
            stray = draw(st.lists(st.sampled_from(ODD_CELLS), max_size=5))
            rows.insert(draw(st.integers(0, len(rows))), list(row) if kind == "twice" else stray)
    return rows


@st.composite
def damaged_bytes(draw: st.DrawFn, content: bytes) -> bytes:
    """The same bytes, those of one place lost or replaced, or all of those after it lost."""
    # A share of its length: the bytes of an archive hold the hour, so that their number varies.
    start = int(draw(st.floats(0, 1)) * len(content))
    lost = draw(st.integers(0, 8)) if draw(st.booleans()) else len(content)
    return content[:start] + draw(st.binary(max_size=4)) + content[start + lost :]


@st.composite
def damaged_json(draw: st.DrawFn, whole: dict[str, Any]) -> bytes:
    """JSON with up to three parts lost or of another kind."""
    whole = json.loads(json.dumps(whole))
    for _ in range(draw(st.integers(0, 3))):
        node: Any = whole
        while True:
            key = draw(
                st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node)))
            )
            if isinstance(node[key], dict | list) and node[key] and draw(st.integers(0, 4)):
                node = node[key]
                continue
            if draw(st.booleans()):
                node[key] = json.loads(json.dumps(draw(st.sampled_from(ODD_NODES))))
            elif len(node) > 1:
                del node[key]
            break
    return json.dumps(whole).encode()


def steward_table(one: StewardTable) -> Rows:
    """Titles of a steward's file and two lines of its examples."""
    return [[c.title for c in one.columns], *([c.example for c in one.columns] for _ in range(2))]


def text_files(rows: Rows) -> Bytes:
    """Text tables: delimiters, encodings and line ends of all kinds."""
    marks = st.sampled_from(";;;,\t|")
    ends = st.sampled_from(("\n", "\r\n"))
    encodings = st.sampled_from(("utf-8", "utf-8-sig", "cp1252"))

    def written(rows: Rows, mark: str, end: str, encoding: str) -> bytes:
        return end.join(mark.join(row) for row in rows).encode(encoding, "replace")

    return maybe_damaged(st.builds(written, damaged_rows(rows), marks, ends, encodings))


def workbooks(connector: Connector, sheet: str) -> Bytes:
    """Workbooks of one sheet, titles before the header as producers write them."""

    def written(rows: Rows, titles: int) -> bytes:
        book = Workbook(write_only=True)
        page = book.create_sheet(sheet)
        for row in [["Titre"]] * titles + rows:
            page.append([cell.replace("\x00", "") for cell in row])
        content = io.BytesIO()
        book.save(content)
        return content.getvalue()

    rows = damaged_rows(table(connector))
    return maybe_damaged(st.builds(written, rows, st.integers(0, 6)))


def parquets(titles: list[str]) -> Bytes:
    """Parquet tables whose columns are of any kind."""
    columns = st.one_of(
        st.lists(st.sampled_from(ODD_CELLS), min_size=2, max_size=2),
        st.sampled_from(([1, None], [1.5, 2.0], [[1], [2]], [b"a", b"\xff"], [True, False])),
    )

    def written(found: list[list[Any]]) -> bytes:
        content = io.BytesIO()
        pq.write_table(pa.table(found, names=titles), content)
        return content.getvalue()

    count = len(titles)
    return maybe_damaged(st.builds(written, st.lists(columns, min_size=count, max_size=count)))


def geopackage(path: Any) -> Bytes:
    """A GeoPackage of two communes, damaged."""
    places = {"code_insee": ["59350", "62041"], "nom_officiel": ["Une", "Deux"]}
    shapes = [box(3, 50, 3.1, 50.1), box(2, 50, 2.1, 50.1)]
    gpd.GeoDataFrame(places, geometry=shapes, crs=4326).to_file(path, layer="commune")
    return damaged_bytes(path.read_bytes())


def maybe_damaged(files: Bytes) -> Bytes:
    """Files as they are, damaged, gzipped or in an archive, and those damaged again."""

    def zipped(content: bytes) -> bytes:
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
            opened.writestr("table.csv", content)
        return archive.getvalue()

    packings: tuple[Callable[[bytes], bytes], ...] = (zipped, lambda c: gzip.compress(c, mtime=0))
    packed = st.builds(lambda content, pack: pack(content), files, st.sampled_from(packings))
    return st.one_of(files, files, files.flatmap(damaged_bytes), packed.flatmap(damaged_bytes))
