"""One refresh with every kind of official file, on format samples: what the release then holds."""

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from misbehaving import Answer, misbehaving
from official import NURSE_HEADER, apl_workbook, csv_file
from samples import (
    BPE_HEADER,
    FILOSOFI_HEADER,
    age_file,
    density_grid,
    filosofi_lines,
    finess_plus,
    group,
    movements,
    population_history,
    rpps_file,
    rpps_line,
    zipped,
)
from typer.testing import CliRunner

from caremap.catalog.connectors import CONNECTOR_BY_ID
from caremap.paths import current_release_id, releases_dir
from etl import taking
from etl.__main__ import app
from etl.snapshots import current_snapshots, snapshots_dir

LILLE = "59350"


@pytest.fixture(scope="module")
def refreshed(
    built_dir: Path,
    communes_2026: list[tuple[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """Data directory refreshed once with all the samples."""
    folder = tmp_path_factory.mktemp("official")
    data_dir, brought = folder / "data", folder / "brought"
    brought.mkdir()
    shutil.copytree(releases_dir(built_dir), releases_dir(data_dir))
    write_samples(brought, [code for code, _ in communes_2026])
    # Two groups of hospitals in place of those of the register: the gate asks for a reason.
    accept = ("--accept", "Test : deux groupements inventés")
    options = ("--data-dir", str(data_dir), "--from", str(brought), *accept)
    result = CliRunner().invoke(app, ["refresh", *options])
    assert result.exit_code == 0, result.output
    assert "ignoré" not in result.output, result.output
    return data_dir


def write_samples(brought: Path, codes: list[str]) -> None:
    rows = [[code, code, 150.126 if code == LILLE else 100.5, 500, 510] for code in codes]
    apl_workbook(brought / "apl_aux_infirmieres.xlsx", rows, 2023, NURSE_HEADER)
    population_history(brought, codes)
    zipped(age_file(brought, codes), ("meta_age.CSV", "a;b\n"))
    density_grid(
        brought, [[code, "X", 1, "l", 9, 1, 1, 1 + 6 * (code[0] == "6")] for code in codes]
    )
    people = [rpps_line(f"80{n:04d}", LILLE) for n in range(60)]
    people += [rpps_line("900001", LILLE, "10", skill="SM53"), rpps_line("900002", "59070")]
    people += [rpps_line("900003", LILLE, "10", skill="SM04"), rpps_line("900004", "13055")]
    people += [rpps_line("900005", LILLE, mode="S"), rpps_line("900006", "")]
    rpps_file(brought, people)
    equipment = [f"2025;X;{code};59;B207;1" for code in codes[:900]] + [f"2025;X;{LILLE};59;D265;1"]
    csv_file(brought / "BPE25.csv", [BPE_HEADER, *equipment])
    income = csv_file(
        brought / "base-cc-filosofi-2023.csv", [FILOSOFI_HEADER, *filosofi_lines(codes)]
    )
    zipped(income)
    moves = [
        ("32", "1990-01-01", "59998", "59999"),
        ("32", "2000-01-01", "59999", LILLE),
        ("20", "2001-01-01", "59997", LILLE),
        ("32", "2001-01-01", "59996", LILLE),
        ("32", "2001-01-01", "59996", "59009"),
    ]
    movements(brought, moves)
    finess_plus(brought, [group("INVENTÉ", ("a", "S"), ("b", "M"))], ["a", "b"])


@pytest.fixture(scope="module")
def warehouse_of(refreshed: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    release = releases_dir(refreshed) / str(current_release_id(refreshed))
    with duckdb.connect(release / "warehouse.duckdb", read_only=True) as connection:
        yield connection


def value(
    warehouse: duckdb.DuckDBPyConnection, indicator: str, territory: str, year: int
) -> tuple[float, float, float, str]:
    (row,) = warehouse.execute(
        "select value, numerator, denominator, status from marts.indicator_values"
        " where indicator_id = ? and territory_id = ? and year = ?",
        [indicator, territory, year],
    ).fetchall()
    return row


def test_the_apl_of_another_profession_is_that_of_its_file(warehouse_of) -> None:
    found, *_, status = value(warehouse_of, "apl_nurse", LILLE, 2023)
    assert (found, status) == (150.126, "official")
    whole, *_, status = value(warehouse_of, "apl_nurse", "62", 2023)
    assert (whole, status) == (100.5, "derived")


def test_a_new_legal_population_is_a_year_more_and_no_other_weight(
    warehouse_of, warehouse, communes_2026
) -> None:
    codes = [code for code, _ in communes_2026]
    assert value(warehouse_of, "population", LILLE, 2027)[0] == 1_000 + codes.index(LILLE)
    query = (
        "select level, territory_id, year, value from marts.indicator_values"
        " where indicator_id in ('apl_gp', 'population_change', 'interns_per_10k') order by all"
    )
    assert warehouse_of.execute(query).fetchall() == warehouse.execute(query).fetchall()
    same = "select * from marts.territories order by all"
    assert warehouse_of.execute(same).fetchall() == warehouse.execute(same).fetchall()


def test_ages_of_a_new_census_join_the_known_ones(warehouse_of) -> None:
    found, elders, people, _ = value(warehouse_of, "share_65_plus", LILLE, 2023)
    assert (elders, people) == (26, 100)
    assert found == pytest.approx(26.0)
    assert value(warehouse_of, "share_65_plus", LILLE, 2021)[2] > 200_000
    assert value(warehouse_of, "share_75_plus", LILLE, 2023)[1] == 11


def test_self_employed_people_are_counted_where_they_practise(warehouse_of) -> None:
    people = value(warehouse_of, "population", LILLE, 2027)[0]
    found, count, residents, status = value(warehouse_of, "rpps_density_nurse", LILLE, 2026)
    assert (count, residents, status) == (60, people, "derived")
    assert found == pytest.approx(100_000 * 60 / people)
    assert value(warehouse_of, "rpps_density_gp", LILLE, 2026)[1] == 1
    # 59070 is now part of 59006.
    assert value(warehouse_of, "rpps_density_nurse", "59006", 2026)[1] == 1
    assert value(warehouse_of, "rpps_density_nurse", "62041", 2026)[1] == 0
    assert value(warehouse_of, "rpps_density_nurse", "59+62", 2026)[1] == 61


def test_the_extract_that_names_people_is_not_kept(refreshed: Path) -> None:
    (kept,) = [s for s in current_snapshots(refreshed) if s.connector_id == "rpps_practitioners"]
    assert kept.name == "rpps_comptes_2026.csv"
    for path in snapshots_dir(refreshed).rglob("*"):
        if path.is_file():
            assert b"INVENT\xc3\x89|" not in path.read_bytes()
            assert b"900001" not in path.read_bytes()
    with kept.path.open(encoding="utf-8", newline="") as stream:
        assert sum(int(row["people_count"]) for row in csv.DictReader(stream, delimiter=";")) == 66


def test_a_downloaded_extract_leaves_only_its_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = rpps_file(tmp_path, [rpps_line("900001", LILLE)]).read_bytes()
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    with misbehaving([Answer(body=content)]) as server:
        real = CONNECTOR_BY_ID["rpps_practitioners"]
        url = f"{server.address}/PS_LibreAcces_Personne_activite_20261008.txt"
        local = type(real)(**{**real.__dict__, "url": url})
        monkeypatch.setitem(taking.CONNECTOR_BY_ID, real.id, local)
        taken = taking.from_network(data_dir, [real.id])
    assert [one.result for one in taken.outcomes] == ["new"]
    left = [path for path in data_dir.rglob("*") if path.is_file()]
    assert {path.name for path in left} == {"rpps_comptes_2026.csv", "snapshot.json"}
    assert all(b"900001" not in path.read_bytes() for path in left)


def test_rural_people_are_those_of_the_last_three_levels(warehouse_of) -> None:
    assert value(warehouse_of, "pop_share_rural", "62", 2025)[0] == 100
    assert value(warehouse_of, "pop_share_rural", "59", 2025)[0] == 0


def test_services_and_income_reach_the_attractiveness_page(warehouse_of) -> None:
    rows = warehouse_of.execute(
        "select measure, year, numerator, denominator from marts.attractiveness_measures"
        " where commune_id = ? and source_id in ('insee_bpe', 'insee_filosofi') order by all",
        [LILLE],
    ).fetchall()
    assert [(measure, year, top) for measure, year, top, _ in rows] == [
        ("bpe_gps", 2025, 1),
        ("bpe_shops", 2025, 1),
        ("median_income", 2023, 21_500.5 * 400),
    ]
    doubles = (
        "select measure, commune_id from marts.attractiveness_measures"
        " group by all having count(*) > 1"
    )
    assert warehouse_of.execute(doubles).fetchall() == []


def test_codes_of_former_communes_lead_to_one_commune_only(warehouse_of) -> None:
    known = dict(
        warehouse_of.execute(
            "select code, commune_id from core.commune_codes where code like '5999%'"
        ).fetchall()
    )
    assert known == {"59998": LILLE, "59999": LILLE}


def test_groups_of_hospitals_come_from_finess_plus(warehouse_of) -> None:
    rows = warehouse_of.execute(
        "select ght, support, member, status, source_id from marts.ght order by member"
    ).fetchall()
    assert rows == [
        ("GHT INVENTÉ", "HOPITAL INVENTE a", f"HOPITAL INVENTE {n}", "official", "finess")
        for n in ("a", "b")
    ]


def test_every_line_of_every_file_is_accounted_for(warehouse_of) -> None:
    rows = warehouse_of.execute(
        "select source_id, rows_read, rows_loaded, rows_rejected, rows_duplicate from meta.sources"
    ).fetchall()
    assert all(read == loaded + rejected + twice for _, read, loaded, rejected, twice in rows)
    assert warehouse_of.execute("select * from meta.rejects").fetchall() == []
