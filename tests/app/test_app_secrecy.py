"""True counts under 11 reach nothing that is served.

Two files tell the same groups with other counts inside: 7, 9 and 2 interns of one discipline in one
town, or 4, 6 and 8. Whatever is served must be the same to the byte for both, dates apart: the
tables, the exports, the figures of the charts, the frames of the websocket.
"""

import io
import json
import re
from collections.abc import Callable, Iterator
from math import isnan
from pathlib import Path

import duckdb
import openpyxl
import pytest
from pptx import Presentation
from reader import assert_sound, visit
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import AppTest

from benchmarks._reader import reading
from benchmarks._server import dashboard, serving
from caremap import warehouse_composed
from caremap.exports.view import View
from caremap.paths import current_release_id, releases_dir
from caremap.ui import exporter, record
from caremap.warehouse import Warehouse
from etl.build import build
from etl.export import export

HEADER = (
    "year;semester;site_id;site_name;commune_id;discipline;trainee_level;setting;places;trainees"
)
CANARY = "CH CANARI"
LINES = (
    f"2025;1;;{CANARY};59606;IPA;N1 / socle;hôpital;40;{{}}",
    f"2025;2;;{CANARY};59606;IPA;N1 / socle;hôpital;40;{{}}",
    "2025;1;;CH voisin;59606;IPA;N1 / socle;hôpital;40;{}",
    "2025;1;;CH voisin;59606;médecine générale;interne;hôpital;40;24",
    "2025;1;;;59350;pharmacie;étudiant;ambulatoire;40;{}",
    "2025;1;;;62041;pharmacie;étudiant;ambulatoire;40;{}",
    "2024;1;;CH voisin;59606;médecine générale;interne;hôpital;40;31",
)
ANSWERS = (
    "edition_id,question,count,denominator,observed_year,source_url\n"
    'impacts_2026,"intention d\'exercer sur un territoire sous-dense, avant",{},40,2026,bilan\n'
    'impacts_2026,"intention d\'exercer sur un territoire sous-dense, après",{},40,2026,bilan\n'
)
COUNTS = ((7, 9, 2, 3, 9), (4, 6, 8, 5, 7))
STATES: tuple[dict[str, str], ...] = (
    {},
    {"volet": "sites", "carte": "nombre", "niveau": "commune"},
    {"volet": "filieres", "carte": "besoin", "niveau": "epci"},
    {"volet": "concentration", "filiere": "ipa"},
    {"volet": "sites", "territoire": "59606"},
)
DOCUMENTS = {"csv", "xlsx", "html", "geojson", "pptx"}
ORDERED = ("raw.placements_file", "core.placements_file", "marts.placements")
Twins = tuple[Path, Path]


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Twins:
    """Data directories of both files."""
    made = []
    for name, counts in zip(("first", "second"), COUNTS, strict=True):
        folder = tmp_path_factory.mktemp(name)
        (folder / "inbox").mkdir()
        lines = [HEADER]
        left = iter(counts)
        lines += [line.format(next(left)) if "{}" in line else line for line in LINES]
        path = folder / "inbox" / "placements.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        asked = folder / "inbox" / "immersion_follow_up.csv"
        asked.write_text(ANSWERS.format(counts[0], 40 - counts[1]), encoding="utf-8")
        build(folder)
        made.append(folder)
    return made[0], made[1]


def release_of(folder: Path) -> Path:
    return releases_dir(folder) / str(current_release_id(folder))


def plain(text: str, folder: Path) -> str:
    """A text without what two builds never share: ids of the release and of elements, dates."""
    text = text.replace(release_of(folder).name, "RELEASE").replace(str(folder), "FOLDER")
    # Of what is drawn, the id of the release included.
    text = re.sub(r"\$\$ID-[0-9a-f-]+|\b[0-9a-f]{64}\b", "ID", text)
    # A picture writes the id of the release.
    text = re.sub(r"data:image/png;base64,[^\"]+", "PICTURE", text)
    return re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?", "INSTANT", text)


def tables(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Rows of each table: as stored where they are of placements, sorted elsewhere."""
    with duckdb.connect(release_of(folder) / "warehouse.duckdb", read_only=True) as connection:
        names = connection.execute(
            "select table_schema || '.' || table_name from information_schema.tables order by all"
        ).fetchall()
        return {
            name: connection.execute(
                f"select * from {name} {'' if name in ORDERED else 'order by all'}"
            ).fetchall()
            for (name,) in names
            if name != "meta.build"
        }


@pytest.fixture(scope="module")
def stored(twins: Twins) -> list[dict[str, list[tuple[object, ...]]]]:
    return [tables(folder) for folder in twins]


def test_both_files_make_the_same_tables_in_the_same_order(stored, twins: Twins) -> None:
    first, second = stored
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    assert release_of(twins[0]).name[-6:] == release_of(twins[1]).name[-6:]


def test_no_row_of_the_canary_holds_its_count(stored) -> None:
    found = 0
    for name, rows in stored[0].items():
        for row in rows:
            if CANARY in row:
                found += 1
                assert not {7, 9, "7", "9"}.intersection(row), name
    assert found >= 6


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_exports_of_both_are_the_same(kind: str, twins: Twins, tmp_path: Path) -> None:
    written = []
    for folder in twins:
        release = release_of(folder)
        with duckdb.connect(release / "warehouse.duckdb", read_only=True) as connection:
            to = tmp_path / folder.name
            files = export(connection, release, kind, to)
        kept = [path for path in files if path.name != "export.json" and "build" not in path.parts]
        written.append({path.relative_to(to): path.read_bytes() for path in kept})
    assert written[0].keys() == written[1].keys()
    assert [path for path in written[0] if written[0][path] != written[1][path]] == []


def test_the_memory_of_publications_and_the_manifest_are_the_same(twins: Twins) -> None:
    told = [
        {path.name: plain(path.read_text("utf-8"), folder) for path in folder.glob("secrecy/*")}
        for folder in twins
    ]
    assert told[0]
    assert told[0] == told[1]
    manifests = [json.loads((release_of(folder) / "manifest.json").read_text()) for folder in twins]
    for one in manifests:
        del one["release_id"], one["built_at"], one["files"]["warehouse.duckdb"]
    assert manifests[0] == manifests[1]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[View]]:
    """Views of the pages that a test opens, taken where the exporter takes them."""
    views: list[View] = []
    monkeypatch.setattr(exporter, "button", lambda: views.append(record.view()))
    return views


def text_of(suffix: str, content: bytes) -> str:
    if suffix == "xlsx":
        sheets = openpyxl.load_workbook(io.BytesIO(content)).worksheets
        return repr([list(sheet.iter_rows(values_only=True)) for sheet in sheets])
    if suffix == "pptx":
        shapes = [s for slide in Presentation(io.BytesIO(content)).slides for s in slide.shapes]
        grids = [shape.table for shape in shapes if shape.has_table]
        texts = [shape.text_frame.text for shape in shapes if shape.has_text_frame]
        return repr([texts, [[cell.text for cell in grid.iter_cells()] for grid in grids]])
    return content.decode("utf-8", errors="replace")


def test_pages_charts_and_files_of_both_are_the_same(
    twins: Twins, serve: Callable[[Path], None], drawn: list[View]
) -> None:
    shown: list[list[str]] = []
    for folder in twins:
        serve(folder)
        told = []
        for state in STATES:
            app = visit("stages", {"jeu": "placements_file", **state})
            assert_sound(app)
            view = drawn[-1]
            told += [plain(chart.proto.spec, folder) for chart in app.get("plotly_chart")]
            told += [table.value.to_csv() for table in app.dataframe]
            for one in exporter.formats_of(view):
                if one.suffix in (DOCUMENTS if not state else {"csv", "geojson"}):
                    content = one.make(release_of(folder), view)
                    told.append(f"{one.suffix} {plain(text_of(one.suffix, content), folder)}")
        shown.append(told)
    assert sum(CANARY in one for one in shown[0]) >= 2
    assert len(shown[0]) == len(shown[1])
    for first, second in zip(*shown, strict=True):
        assert first == second


def test_a_group_shows_no_sum_that_leaves_persons_out(
    twins: Twins, serve: Callable[[Path], None], drawn: list[View]
) -> None:
    serve(twins[0])
    app = visit("stages", {"jeu": "placements_file", "volet": "filieres"})
    assert_sound(app)
    tables_drawn = [
        piece.rows() for piece in drawn[-1].tables if piece.title.startswith("Tableau :")
    ]
    shown = {
        str(line.iloc[0]): line["2025"] for rows in tables_drawn for _, line in rows.iterrows()
    }
    # 18 IPA are a group of their discipline; of « N1 / socle » nothing is told.
    assert shown["IPA"] == 18
    assert shown["médecine générale"] == 24
    assert isnan(shown["N1 / socle"])
    assert any("« s »" in one.value for one in app.caption)


def test_communes_put_together_tell_no_more_than_they_do_one_by_one(twins: Twins) -> None:
    """Places are offers, and told as given; of a year with hidden counts no rate is told."""
    told = []
    for folder in twins:
        release = Warehouse(release_of(folder).name, folder)
        rows = warehouse_composed.profile(release, ("59350", "59606", "62041"))
        told.append(rows[rows["source_id"] == "placements_file"])
        release.close()
    assert told[0].equals(told[1])
    years = told[0].groupby("indicator_id")["year"].agg(list).to_dict()
    assert years["internship_places"] == [2024, 2025]
    assert years["placement_rate"] == [2024]


def test_an_answer_of_few_students_reads_s(twins: Twins, serve: Callable[[Path], None]) -> None:
    serve(twins[0])
    app = AppTest.from_string(
        "from caremap.ui import immersion_students, state\n"
        "state.open_view('immersion')\nimmersion_students.follow_up()",
        default_timeout=60,
    ).run()
    (table,) = app.dataframe
    assert list(table.value["Réponses oui"]) == ["s", "s"]
    assert list(table.value["Part"]) == ["s", "s"]
    assert any("secret statistique" in one.value for one in app.caption)


def frames(folder: Path) -> list[str]:
    """What a reader without a browser receives, page after page, from a real server."""
    found = []
    with serving(dashboard(), CAREMAP_DATA_DIR=str(folder)) as server:
        for state in STATES:
            query = "&".join(
                f"{key}={value}" for key, value in {"jeu": "placements_file", **state}.items()
            )
            with reading(server.url, "stages", query) as reader:
                reader.run()
                found += deltas(reader.frames, folder)
    return found


def deltas(received: list[bytes], folder: Path) -> list[str]:
    """Elements drawn, as text; ids of sessions and runs, and hashes of frames, are left out."""
    messages = [ForwardMsg.FromString(payload) for payload in received]
    return [plain(str(one.delta), folder) for one in messages if one.WhichOneof("type") == "delta"]


def test_a_reader_of_the_server_receives_the_same_frames(twins: Twins) -> None:
    first, second = map(frames, twins)
    assert any(CANARY in one for one in first)
    assert len(first) == len(second)
    for one, other in zip(first, second, strict=True):
        assert one == other
