"""Very large official files, on format samples: tolerance, refusals, an account of every line."""

import tracemalloc
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from official import csv_file
from samples import (
    BPE_HEADER,
    FILOSOFI_HEADER,
    filosofi_line,
    filosofi_lines,
    rpps_file,
    rpps_line,
    zipped,
)

from caremap.catalog.connectors import CONNECTOR_BY_ID
from caremap.errors import Reject, SourceRefused
from etl.sources import registry, rpps_practitioners
from etl.sources.parsed import Parsed

MANY = [f"{59_001 + n}" for n in range(640)] + [f"{62_001 + n}" for n in range(890)]
BPE = [f"2025;ÉQUIPEMENT {n};{59_001 + n % 600};59;D265;7,1" for n in range(1_000)]


def parsed(connector_id: str, path: Path) -> Parsed:
    connector = CONNECTOR_BY_ID[connector_id]
    assert [c.id for c in registry.candidates(path) if registry.recognises(c, path)] == [
        connector_id
    ]
    return registry.parser(connector)(path)


def refused(connector_id: str, path: Path) -> list[Reject]:
    with pytest.raises(SourceRefused) as caught:
        registry.parser(CONNECTOR_BY_ID[connector_id])(path)
    assert caught.value.next_action
    return caught.value.rejects


def equipment(found: Parsed, commune: str) -> dict[str, int]:
    rows = [row for row in found.rows.to_pylist() if row["commune_id"] == commune]
    return {row["measure"]: row["equipment_count"] for row in rows}


def test_people_are_counted_once_by_commune_and_mode(tmp_path: Path) -> None:
    lines = [
        rpps_line("801", "59350"),
        rpps_line("801", "59350"),
        rpps_line("801", "62041"),
        rpps_line("802", "59350", mode="S"),
        rpps_line("803", "59350", "10", skill="SM53"),
        rpps_line("804", "59350", "10", skill="SM04"),
        rpps_line("805", ""),
    ]
    found = parsed("rpps_practitioners", rpps_file(tmp_path, lines))
    names = ("commune_id", "profession", "mode", "is_gp", "people_count", "year")
    assert {tuple(row[name] for name in names) for row in found.rows.to_pylist()} == {
        ("59350", "60", "L", False, 1, 2026),
        ("62041", "60", "L", False, 1, 2026),
        ("59350", "60", "S", False, 1, 2026),
        ("59350", "10", "L", True, 1, 2026),
        ("59350", "10", "L", False, 1, 2026),
        (None, "60", "L", False, 1, 2026),
    }
    assert (found.rows_read, found.rows_loaded, found.rows_duplicate) == (7, 6, 1)


def test_what_is_kept_of_the_rpps_names_nobody_and_reads_the_same(tmp_path: Path) -> None:
    lines = [rpps_line(f"80{n:04d}", f"{59_001 + n % 9}") for n in range(200)]
    found = parsed("rpps_practitioners", rpps_file(tmp_path, lines))
    kept = rpps_practitioners.write_counts(found, tmp_path)
    text = kept.read_text(encoding="utf-8")
    assert "80" + "0001" not in text
    assert "INVENT" not in text
    again = parsed("rpps_practitioners", kept)
    names = ("commune_id", "profession", "mode", "people_count", "year")
    assert again.rows.select(names).to_pylist() == found.rows.select(names).to_pylist()
    lines = kept.read_text(encoding="utf-8").splitlines()
    (reject,) = refused("rpps_practitioners", csv_file(kept, [*lines, lines[1]]))
    assert (reject.line, "deux fois" in reject.rule) == (len(lines) + 1, True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_encodings_of_the_rpps_are_tolerated(tmp_path: Path, encoding: str) -> None:
    found = parsed("rpps_practitioners", rpps_file(tmp_path, [rpps_line("1", "59350")], encoding))
    assert found.rows_loaded == 1


def test_a_refused_line_of_the_rpps_hides_what_it_holds(tmp_path: Path) -> None:
    lines = [rpps_line(f"8{n:05d}", "59350") for n in range(400)]
    lines[6] = rpps_line("800006", "5935X")
    lines[9] = "8|trop|court"
    lines[300] = rpps_line("800300", "59350", "XX")
    found = parsed("rpps_practitioners", rpps_file(tmp_path, lines))
    told = {(one.line, one.column, one.value) for one in found.rejects}
    assert told == {
        (8, "Code commune (coord. structure)", "(masqué)"),
        (11, "(ligne)", "(masqué)"),
        (302, "Code profession", "(masqué)"),
    }
    assert (found.rows_read, found.rows_loaded, found.rows_rejected) == (400, 397, 3)


def test_equipment_is_counted_by_measure_whatever_the_layout(tmp_path: Path) -> None:
    lines = [*BPE, "2025;X;59350;59;B207;1", "2025;X;59350;59;B104;1", "2025;X;59350;59;A203;1"]
    found = parsed("insee_equipment_detail", csv_file(tmp_path / "BPE25.csv", [BPE_HEADER, *lines]))
    assert (found.rows_read, found.rows_loaded, found.rows_rejected) == (1_003, 1_003, 0)
    assert equipment(found, "59350") == {"bpe_gps": 2, "bpe_shops": 2}
    quoted = [";".join(f'"{cell}"' for cell in line.split(";")) for line in lines]
    header = ["TYPEQU", "depcom", "NB_EQUIP"]
    grouped = csv_file(tmp_path / "bpe24.csv", [",".join(header), "D201,59350,3", "D265,1001,2"])
    assert parsed("insee_equipment_detail", grouped).rows.to_pylist() == [
        {
            "measure": "bpe_gps",
            "commune_id": "01001",
            "year": 2024,
            "equipment_count": 2,
            "line": 3,
        },
        {
            "measure": "bpe_gps",
            "commune_id": "59350",
            "year": 2024,
            "equipment_count": 3,
            "line": 2,
        },
    ]
    path = csv_file(tmp_path / "BPE25.csv", [BPE_HEADER, *quoted], "cp1252")
    packed = zipped(path, ("varmod_bpe25.csv", "COD_VAR;LIB_VAR\n"))
    assert parsed("insee_equipment_detail", packed).rows.equals(found.rows)
    columns = zip(*(line.split(";") for line in lines), strict=True)
    names = BPE_HEADER.split(";")
    table = pa.table(dict(zip(names, map(list, columns), strict=True)))
    pq.write_table(table, tmp_path / "BPE25.parquet")
    counted = parsed("insee_equipment_detail", tmp_path / "BPE25.parquet").rows
    assert counted.drop(["line"]).equals(found.rows.drop(["line"]))


def test_bad_equipment_is_told_by_line_and_too_much_of_it_stops_everything(tmp_path: Path) -> None:
    bad = ["2025;X;5935Z;59;D265;1", "2025;X;59350;59;GP;1", "2025;X;59350;59"]
    path = csv_file(tmp_path / "BPE25.csv", [BPE_HEADER, *BPE, *bad])
    found = parsed("insee_equipment_detail", path)
    told = sorted((one.line, one.column, one.value) for one in found.rejects)
    assert told == [
        (1_002, "DEPCOM", "5935Z"),
        (1_003, "TYPEQU", "GP"),
        (1_004, "(ligne)", "2025;X;59350;59"),
    ]
    assert (found.rows_read, found.rows_loaded, found.rows_rejected) == (1_003, 1_000, 3)
    path = csv_file(tmp_path / "BPE25.csv", [BPE_HEADER, *BPE, *bad * 4])
    assert len(refused("insee_equipment_detail", path)) == 12


@pytest.mark.parametrize(
    ("name", "lines", "rule"),
    [
        ("BPE25.csv", ["DEP;NOMRS", "59;X"], "colonne absente"),
        ("BPE25.csv", [BPE_HEADER, "2025;X;59350;59;A101;1"], "aucun équipement suivi"),
        ("bpe_ensemble.csv", ["DEPCOM;TYPEQU", "59350;D265"], "aucune année"),
    ],
)
def test_an_equipment_file_that_says_nothing_is_refused(
    tmp_path: Path, name: str, lines: list[str], rule: str
) -> None:
    assert rule in refused("insee_equipment_detail", csv_file(tmp_path / name, lines))[0].rule


def test_the_long_form_of_income_gives_one_row_a_commune(tmp_path: Path) -> None:
    lines = [*filosofi_lines(MANY), filosofi_line("59700", "MED_SL", "30000", status="C")]
    path = csv_file(tmp_path / "base-cc-filosofi-2023-geo2025.csv", [FILOSOFI_HEADER, *lines])
    found = parsed("insee_income_long", zipped(path, ("meta_filosofi.csv", "a;b\n")))
    assert found.rows.num_rows == len(MANY) + 1
    (hidden,) = [row for row in found.rows.to_pylist() if row["commune_id"] == "59700"]
    assert hidden["income"] is None
    row = found.rows.to_pylist()[0]
    assert (row["commune_id"], row["year"], row["people"]) == ("59001", 2023, 400)
    assert (row["income"], row["poverty_share"]) == (21_500.5, None)
    assert found.rows_read == found.rows_loaded == 4 * len(MANY) + 3


def test_income_that_says_two_things_or_too_much_is_refused_by_line(tmp_path: Path) -> None:
    lines = filosofi_lines(MANY)
    count = len(lines)
    lines += [
        filosofi_line("59001", "MED_SL", "21500.5"),
        filosofi_line("59002", "MED_SL", "9000"),
        filosofi_line("59700", "MED_SL", "900000"),
        filosofi_line("5900A", "MED_SL", "20000"),
        filosofi_line("59701", "MED_SL", "25,820"),
        filosofi_line("59702", "MED_SL", "25.820"),
    ]
    path = csv_file(tmp_path / "base-cc-filosofi-2023.csv", [FILOSOFI_HEADER, *lines])
    found = parsed("insee_income_long", path)
    told = {one.line: one.rule for one in found.rejects}
    assert set(told) == {8, *range(count + 3, count + 8)}
    assert "deux valeurs" in told[8]
    assert "valeur maximale 100000" in told[count + 4]
    assert told[count + 6] == told[count + 7] == "valeur minimale 1000"
    assert (found.rows_duplicate, found.rows_rejected) == (1, 6)
    assert found.rows.to_pylist()[1]["income"] is None


def test_memory_does_not_follow_the_size_of_the_file(tmp_path: Path) -> None:
    peaks = []
    for count in (20_000, 200_000):
        lines = [f"2025;X;{59_001 + n % 600};59;A203;1" for n in range(count)]
        path = csv_file(tmp_path / "BPE25.csv", [BPE_HEADER, *lines, BPE[0]])
        del lines
        before = pa.total_allocated_bytes()
        tracemalloc.start()
        parsed("insee_equipment_detail", path)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert pa.total_allocated_bytes() - before < 1_000_000
    assert peaks[1] < 2 * peaks[0] + 30_000_000
