"""Whatever a steward's file holds, the loader gives rows or a typed refusal."""

import csv
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caremap import internships as science
from caremap.catalog.tables.placements import PLACEMENTS
from caremap.errors import SourceRefused
from etl.sources.personal import personal_content
from etl.sources.placements import parse
from etl.templates import FILL_SHEET, write

HEADER = [one.column.name for one in PLACEMENTS.columns]
DISCIPLINES, LEVELS, SETTINGS = (one.column.allowed for one in PLACEMENTS.columns[5:8])
COMMUNES = ("59350", "59606", "62041", "59070")
CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", "2025", "1", "59350", "hôpital", "=1+1", "nan", "1e9", "EXEMPLE", "\x00"]),
)
COUNTS = st.one_of(st.none(), st.integers(0, 2000))
ROWS = st.lists(
    st.tuples(
        st.integers(2015, 2035),
        st.sampled_from([None, 1, 2]),
        st.sampled_from(COMMUNES),
        st.sampled_from(DISCIPLINES),
        st.sampled_from(LEVELS),
        st.sampled_from(SETTINGS),
        st.integers(0, 2000),
        COUNTS,
    ),
    max_size=15,
    unique_by=lambda row: row[:6],
)


def parsed_or_refused(path: Path) -> None:
    refused = None
    rows = []
    try:
        rows = parse(path, COMMUNES)
    except SourceRefused as error:
        refused = error
    if refused:
        assert refused.rejects
        assert all(reject.file == path.name and reject.rule for reject in refused.rejects)
    assert all(set(row) == set(HEADER) for row in rows)


@given(content=st.binary(max_size=400), suffix=st.sampled_from([".csv", ".xlsx"]))
def test_any_bytes_are_read_or_refused(tmp_path, content, suffix):
    path = tmp_path / f"placements{suffix}"
    path.write_bytes(content)
    parsed_or_refused(path)


@given(lines=st.lists(st.lists(CELLS, max_size=12), max_size=6), headed=st.booleans())
def test_any_cells_are_read_or_refused(tmp_path, lines, headed):
    path = tmp_path / "placements.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerows([HEADER, *lines] if headed else lines)
    parsed_or_refused(path)


def written(path: Path, rows: list[tuple]) -> Path:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = FILL_SHEET
    for line in [HEADER, *map(cells, rows)]:
        sheet.append(line)
    workbook.save(path)
    return path


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    row = (2025, 1, COMMUNES[0], DISCIPLINES[0], LEVELS[0], SETTINGS[0], 4, 12)
    return written(tmp_path_factory.mktemp("sound") / "placements.xlsx", [row]).read_bytes()


@given(position=st.floats(0, 1, exclude_max=True), flipped=st.integers(1, 255))
def test_a_damaged_workbook_is_read_or_refused(tmp_path, workbook, position, flipped):
    damaged = bytearray(workbook)
    damaged[int(position * len(damaged))] ^= flipped
    path = tmp_path / "placements.xlsx"
    path.write_bytes(bytes(damaged))
    parsed_or_refused(path)


@given(length=st.floats(0, 1, exclude_max=True))
def test_a_cut_workbook_is_refused(tmp_path, workbook, length):
    path = tmp_path / "placements.xlsx"
    path.write_bytes(workbook[: int(length * len(workbook))])
    with pytest.raises(SourceRefused):
        parse(path, COMMUNES)


@pytest.mark.parametrize(
    "name", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"]
)
def test_a_workbook_without_a_part_is_refused(tmp_path, name):
    template = tmp_path / "modele.xlsx"
    path = tmp_path / "placements.xlsx"
    write(PLACEMENTS, template)
    with zipfile.ZipFile(template) as whole, zipfile.ZipFile(path, "w") as cut:
        for entry in whole.namelist():
            if entry != name:
                cut.writestr(entry, whole.read(entry))
    with pytest.raises(SourceRefused):
        parse(path, COMMUNES)


def expected(rows: list[tuple]) -> list[tuple]:
    return [
        (*row[:5], "hospital" if row[5] == "hôpital" else "ambulatory", *row[6:]) for row in rows
    ]


def cells(row: tuple) -> list:
    year, semester, commune, discipline, level, setting, places, trainees = row
    name = "CH" if setting == "hôpital" else None
    return [year, semester, None, name, commune, discipline, level, setting, places, trainees]


def kept(rows: list[dict]) -> list[tuple]:
    names = [name for name in HEADER if name not in {"site_id", "site_name"}]
    return [tuple(row[name] for name in names) for row in rows]


@given(rows=ROWS)
def test_good_rows_come_back_as_written_in_csv(tmp_path, rows):
    path = tmp_path / "placements.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([HEADER, *map(cells, rows)])
    assert kept(parse(path, COMMUNES)) == expected(rows)


@given(rows=ROWS)
def test_good_rows_come_back_as_written_in_a_workbook(tmp_path, rows):
    path = written(tmp_path / "placements.xlsx", rows)
    assert kept(parse(path, COMMUNES)) == expected(rows)


@given(
    before=st.text("abc ,;", max_size=6),
    digits=st.text("0123456789", min_size=10, max_size=10),
    letter=st.sampled_from("ABCDEFGHJK"),
)
def test_a_student_number_is_seen_wherever_it_stands(before, digits, letter):
    assert personal_content(f"{before} {digits}{letter}, 2")


@given(finess=st.integers(590_000_000, 629_999_999))
def test_a_hospital_number_is_not_a_person(finess):
    assert not personal_content(str(finess))


@given(counts=st.lists(st.integers(0, 500), min_size=1, max_size=30).filter(any))
def test_concentration_stays_in_its_bounds(counts):
    found = np.array(counts, dtype=float)
    index = science.gini(found)
    assert -1e-9 <= index <= 1 - 1 / len(counts) + 1e-9
    assert science.gini(found * 3) == pytest.approx(index)
    sites, trainees = science.lorenz(found)
    assert np.all(np.diff(trainees) >= 0)
    assert np.all(trainees <= sites + 1e-9)
    assert 0 < science.share_of_first(found) <= 100 + 1e-9
    assert science.share_of_first(found, len(counts)) == pytest.approx(100)
