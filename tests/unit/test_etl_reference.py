"""The strict reader refuses what breaks the contract and says where."""

from datetime import date
from pathlib import Path

import pytest

from caremap.catalog.tables.model import Column, ReferenceTable
from caremap.errors import SourceRefused
from etl.sources.reference import parse

TABLE = ReferenceTable(
    "visits",
    "visits.csv",
    "cog",
    "Une ligne par visite",
    (
        Column("commune_id", pattern=r"^59\d{3}$"),
        Column("visits", "integer", True, 0, 100),
        Column("rate", "number", True, 0, 1),
        Column("seen_on", "date", True),
        Column("kind", nullable=True, allowed=("ville", "hôpital")),
    ),
    ("commune_id",),
    1,
)
HEADER = "commune_id,visits,rate,seen_on,kind"


def read(folder: Path, content: str | bytes):
    raw = content if isinstance(content, bytes) else content.encode("utf-8")
    (folder / "visits.csv").write_bytes(raw)
    return parse(TABLE, folder)


def refusals(folder: Path, content: str | bytes) -> list[tuple[int, str, str]]:
    with pytest.raises(SourceRefused) as refused:
        read(folder, content)
    assert refused.value.next_action
    return [(reject.line, reject.column, reject.value) for reject in refused.value.rejects]


def test_types_and_empty_cells(tmp_path):
    table = read(tmp_path, f"{HEADER}\n59001,3,0.5,2024-02-29,ville\n59002,,,,\n")
    assert table.to_pylist() == [
        {
            "commune_id": "59001",
            "visits": 3,
            "rate": 0.5,
            "seen_on": date(2024, 2, 29),
            "kind": "ville",
            "source_file": TABLE.file,
            "source_line": 2,
        },
        {
            "commune_id": "59002",
            "visits": None,
            "rate": None,
            "seen_on": None,
            "kind": None,
            "source_file": TABLE.file,
            "source_line": 3,
        },
    ]


def test_columns_are_read_by_name(tmp_path):
    table = read(tmp_path, "kind,seen_on,rate,visits,commune_id\nville,,0.25,7,59001\n")
    declared = [column.name for column in TABLE.columns]
    assert table.column_names == [*declared, "source_file", "source_line"]
    assert table.to_pylist()[0]["visits"] == 7


@pytest.mark.parametrize(
    "content",
    [
        f"{HEADER}\n59001,,,,hôpital\n".encode("utf-8-sig"),
        f"{HEADER}\n59001,,,,hôpital\n".encode("cp1252"),
        f"{HEADER}\r\n59001,,,,hôpital\r\n".encode(),
    ],
)
def test_encodings_and_line_ends(tmp_path, content):
    assert read(tmp_path, content).to_pylist()[0]["kind"] == "hôpital"


@pytest.mark.parametrize(
    ("cells", "column", "value"),
    [
        ("1001,,,,", "commune_id", "1001"),
        (",,,,", "commune_id", ""),
        ("59001,-1,,,", "visits", "-1"),
        ("59001,101,,,", "visits", "101"),
        ("59001,1.0,,,", "visits", "1.0"),
        ("59001,1 0,,,", "visits", "1 0"),
        ("59001,99999999999999999999999,,,", "visits", "99999999999999999999999"),
        ("59001,,nan,,", "rate", "nan"),
        ("59001,,inf,,", "rate", "inf"),
        ("59001,,1e400,,", "rate", "1e400"),
        ("59001,,1.01,,", "rate", "1.01"),
        ("59001,,,29/02/2024,", "seen_on", "29/02/2024"),
        ("59001,,,2023-02-29,", "seen_on", "2023-02-29"),
        ("59001,,,20240229,", "seen_on", "20240229"),
        ("59001,,,,Ville", "kind", "Ville"),
        ("59001,,,,vil\x00le", "kind", "vil\x00le"),
    ],
)
def test_bad_cell_is_named(tmp_path, cells, column, value):
    assert refusals(tmp_path, f"{HEADER}\n{cells}\n") == [(2, column, value)]


def test_every_failure_is_collected(tmp_path):
    content = f"{HEADER}\n59001,x,2,,\n62001,,,,\n59001,1,,,\n"
    assert refusals(tmp_path, content) == [
        (2, "visits", "x"),
        (2, "rate", "2"),
        (3, "commune_id", "62001"),
        (4, "commune_id", "59001"),
    ]


def test_line_numbers_count_quoted_line_breaks(tmp_path):
    table = ReferenceTable(
        "notes", "visits.csv", "cog", "", (Column("id"), Column("n", "integer")), ("id",), 1
    )
    (tmp_path / "visits.csv").write_text('id,n\n"a\nb",1\nc,x\n', encoding="utf-8")
    with pytest.raises(SourceRefused) as refused:
        parse(table, tmp_path)
    assert [reject.line for reject in refused.value.rejects] == [4]


def test_missing_column_names_the_nearest(tmp_path):
    with pytest.raises(SourceRefused, match="« visit »"):
        read(tmp_path, "commune_id,visit,rate,seen_on,kind\n59001,1,,,\n")


@pytest.mark.parametrize(
    "content",
    [
        f"{HEADER},extra\n59001,,,,,1\n",
        f"{HEADER},visits\n59001,1,,,,2\n",
        f"{HEADER}\n59001,1\n",
        f"{HEADER}\n",
        "",
        "<!doctype html>\n<html><body>Erreur</body></html>\n",
        f'{HEADER}\n59001,1,,,"ville\n',
    ],
    ids=["unknown", "twice", "short line", "no row", "empty", "html", "open quote"],
)
def test_malformed_file_is_refused(tmp_path, content):
    assert refusals(tmp_path, content)


def test_absent_file_is_refused(tmp_path):
    with pytest.raises(SourceRefused, match=r"visits\.csv"):
        parse(TABLE, tmp_path)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_separator_is_that_of_the_first_line(tmp_path, mark):
    text = f"{HEADER}\n59001,3,0.5,2024-02-29,ville\n".replace(",", mark)
    (row,) = read(tmp_path, text.encode("cp1252")).to_pylist()
    assert (row["visits"], row["seen_on"], row["kind"]) == (3, date(2024, 2, 29), "ville")
