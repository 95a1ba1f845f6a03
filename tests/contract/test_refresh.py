"""The refresh command on real layouts: what is new is published, what is bad changes nothing."""

import json
import shutil
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest
from misbehaving import ETAG, Answer, misbehaving
from official import APL_HEADER, NURSE_HEADER, SHARED, apl_workbook, csv_file
from typer.testing import CliRunner, Result

from caremap.catalog.connectors import CONNECTOR_BY_ID, CONNECTORS
from caremap.paths import current_release_id, releases_dir
from etl import refresh as refreshing
from etl import taking
from etl.__main__ import app, main
from etl.inputs import file_sha256
from etl.snapshots import LOCK, current_snapshots, snapshots_dir

RUNNER = CliRunner()
NAME = "indicateur_apl_medecins_generalistes_2025.xlsx"


def refresh(data_dir: Path, *options: str) -> Result:
    return RUNNER.invoke(app, ["refresh", "--data-dir", str(data_dir), *options])


def fingerprint(data_dir: Path) -> dict[str, str]:
    """What is served and what is kept: pointer, served file, list of kept files."""
    release = releases_dir(data_dir) / str(current_release_id(data_dir))
    lock = data_dir / LOCK
    return {
        "current": release.name,
        "served": file_sha256(release / "warehouse.duckdb"),
        "lock": lock.read_text(encoding="utf-8") if lock.exists() else "",
    }


def served_rows(data_dir: Path, query: str) -> list[tuple[object, ...]]:
    release = releases_dir(data_dir) / str(current_release_id(data_dir))
    with duckdb.connect(release / "warehouse.duckdb", read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_a_new_year_of_apl_is_published(
    served: Path, brought: Path, apl_rows: list[list[object]]
) -> None:
    apl_workbook(brought / NAME, apl_rows)
    before = current_release_id(served)
    result = refresh(served, "--from", str(brought), "--report", str(brought / "report.json"))
    assert result.exit_code == 0, result.output
    assert "1534 lignes lues = 1534 gardées + 0 refusées + 0 en double" in result.output
    assert current_release_id(served) != before
    found = dict(
        served_rows(
            served,
            "select territory_id, value from marts.indicator_values where level = 'commune'"
            " and indicator_id = 'apl_gp_65' and year = 2025",
        )
    )
    assert found == {row[0]: pytest.approx(row[3]) for row in apl_rows}
    years = served_rows(served, "select years from meta.indicators where indicator_id = 'apl_gp'")
    assert years == [([2022, 2023, 2024, 2025],)]
    ((vintage, date),) = served_rows(
        served, "select vintage, data_date from meta.sources where source_id = 'drees_apl'"
    )
    assert (NAME in vintage, date) == (True, "2025-12-31")
    report = json.loads((brought / "report.json").read_text(encoding="utf-8"))
    assert (report["published"], report["cause"]) == (True, None)
    (snapshot,) = current_snapshots(served)
    assert snapshot.path.read_bytes() == (brought / NAME).read_bytes()
    again = refresh(served, "--from", str(brought), "--source", "drees_apl_gp")
    assert again.exit_code == 0
    assert "Rien de nouveau" in again.output


def test_a_past_year_published_without_rounding_takes_the_place_of_the_rounded_one(
    served: Path, brought: Path
) -> None:
    """Communes at exactly 2.50 once rounded are above the threshold: their share is another."""
    embedded = served_rows(
        served, "select commune_id, apl_gp, apl_gp_65 from raw.apl_gp where year = 2024"
    )
    rows = [
        [code, "X", *("" if apl is None else float(str(apl)) + 0.004 for apl in both), 1, 1]
        for code, *both in embedded
    ]
    apl_workbook(brought / NAME, rows, 2024)
    result = refresh(served, "--from", str(brought), "--accept", "essai : série non arrondie")
    assert result.exit_code == 0, result.output
    ((share,),) = served_rows(
        served,
        "select value from marts.indicator_values where territory_id = '59' and year = 2024"
        " and indicator_id = 'pop_share_apl_under_2_5'",
    )
    assert float(str(share)) < 8.7


def test_a_try_publishes_nothing(served: Path, brought: Path, apl_rows: list[list[object]]) -> None:
    apl_workbook(brought / NAME, apl_rows)
    before = fingerprint(served)
    result = refresh(served, "--from", str(brought), "--dry-run")
    assert result.exit_code == 0, result.output
    assert "n'a pas été publiée" in result.output
    assert fingerprint(served) == before
    assert [p.name for p in releases_dir(served).iterdir() if p.name.startswith(".tmp")] == []


def test_real_files_give_the_figures_already_embedded(served: Path, brought: Path) -> None:
    for name in (
        "sae-2023/Q22_2023r.csv",
        "sae-2023/ID_2023r.csv",
        "cnam-2024/toutes_specialites_departement.csv",
    ):
        if not (SHARED / name).is_file():
            pytest.skip(f"fichier officiel absent : {name}")
        shutil.copy(SHARED / name, brought)
    query = (
        "select * from marts.indicator_values where indicator_id like '%interns%'"
        " or indicator_id like 'liberal%' order by all"
    )
    before = served_rows(served, query)
    result = refresh(served, "--from", str(brought))
    assert result.exit_code == 0, result.output
    assert served_rows(served, query) == before


def test_a_commune_nobody_knows_is_told_and_the_rest_is_served(
    served: Path, brought: Path, apl_rows: list[list[object]]
) -> None:
    apl_workbook(brought / NAME, [*apl_rows, ["59999", "Nulle-Part", 1.0, 1.0, 1, 1]])
    result = refresh(served, "--from", str(brought))
    assert result.exit_code == 0, result.output
    assert "1 ligne(s) d'un code inconnu, dont 59999" in result.output
    (reject,) = served_rows(
        served, 'select source_id, file, line, "column", value, rule from meta.rejects'
    )
    assert reject[:5] == ("drees_apl", NAME, 10 + 1_535, "commune_id", "59999")
    assert "codes proches" in str(reject[5])
    release = releases_dir(served) / str(current_release_id(served))
    told = (release / "rejects.csv").read_text(encoding="utf-8-sig").splitlines()
    assert told[1].startswith(f"drees_apl;{NAME};;1545;commune_id;59999;")
    counts = served_rows(
        served,
        "select rows_read, rows_loaded, rows_rejected, rows_duplicate from meta.sources"
        " where source_id = 'drees_apl'",
    )
    read, loaded, rejected, duplicate = counts[0]
    assert (read, rejected) == (loaded + rejected + duplicate, 1)


Spoil = Callable[[Path, list[list[object]]], None]


def html(path: Path, rows: list[list[object]]) -> None:
    path.write_text("<html><body>Maintenance</body></html>", encoding="utf-8")


def cut(path: Path, rows: list[list[object]]) -> None:
    apl_workbook(path, rows)
    path.write_bytes(path.read_bytes()[:20_000])


def empty(path: Path, rows: list[list[object]]) -> None:
    path.write_bytes(b"")


def renamed(path: Path, rows: list[list[object]]) -> None:
    apl_workbook(path, rows, header=["Identifiant", *APL_HEADER[1:]])


def few(path: Path, rows: list[list[object]]) -> None:
    apl_workbook(path, rows[:900])


def absurd(path: Path, rows: list[list[object]]) -> None:
    apl_workbook(path, [[*row[:2], 250.0, *row[3:]] for row in rows])


def negative(path: Path, rows: list[list[object]]) -> None:
    apl_workbook(path, [[*row[:2], -1, *row[3:]] for row in rows])


def twice(path: Path, rows: list[list[object]]) -> None:
    apl_workbook(path, [*rows, *[[row[0], row[1], 9.0, 9.0, 1, 1] for row in rows[:30]]])


def half_known(path: Path, rows: list[list[object]]) -> None:
    """Enough lines, but a third of the communes of the perimeter are missing."""
    others = [[f"{1_000 + n:05d}", "Ain", 3.0, 3.0, 1, 1] for n in range(900)]
    apl_workbook(path, [*rows[:1_000], *others])


def formula(path: Path, rows: list[list[object]]) -> None:
    apl_workbook(path, [*rows[:-1], [*rows[-1][:2], "=3+1", *rows[-1][3:]]])


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (html, "page HTML"),
        (cut, "archive illisible"),
        (empty, "fichier vide"),
        (renamed, "Code commune INSEE"),
        (few, "au moins 1500 lignes"),
        (absurd, "valeur maximale 20"),
        (negative, "valeur minimale 0"),
        (twice, "même clé, contenus différents"),
        (formula, "formule sans valeur"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_bad_file_changes_nothing_and_is_explained(
    served: Path, brought: Path, apl_rows: list[list[object]], spoil: Spoil, told: str
) -> None:
    spoil(brought / NAME, apl_rows)
    before = fingerprint(served)
    report = brought.parent / "report.json"
    result = refresh(served, "--from", str(brought), "--report", str(report))
    assert result.exit_code == 2
    assert told in result.output
    assert NAME in result.output
    assert fingerprint(served) == before
    (source,) = json.loads(report.read_text(encoding="utf-8"))["sources"]
    assert source["result"] == "refused"


def test_a_file_that_breaks_a_check_is_not_published(
    served: Path,
    brought: Path,
    apl_rows: list[list[object]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    half_known(brought / NAME, apl_rows)
    before = fingerprint(served)
    command = ["etl", "refresh", "--from", str(brought), "--data-dir", str(served)]
    monkeypatch.setattr("sys.argv", command)
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    told = capsys.readouterr()
    assert "values_cover_territories" in told.out + told.err
    assert "Rien n'a été publié" in told.out + told.err
    assert fingerprint(served) == before


def test_a_folder_without_known_names_says_which_are(served: Path, brought: Path) -> None:
    csv_file(brought / "notes.csv", ["a;b", "1;2"])
    result = refresh(served, "--from", str(brought))
    assert result.exit_code == 1
    assert "Aucun fichier reconnu" in str(result.exception)
    assert "drees_apl_gp" in str(result.exception)


def vintage(data_dir: Path, source_id: str) -> str:
    query = f"select vintage from meta.sources where source_id = '{source_id}'"
    ((told,),) = served_rows(data_dir, query)
    return str(told)


def test_a_file_that_serves_nothing_says_why_and_is_no_vintage(
    served: Path, brought: Path, communes_2026: list[tuple[str, str]]
) -> None:
    codes = [code for code, _ in communes_2026]
    for title, name in (("PMUN19", "pop_communes.csv"), ("PMUN", "donnees_communes.csv")):
        lines = [f"{code};X;{1_000 + n}" for n, code in enumerate(codes)]
        csv_file(brought / name, [f"COM;Commune;{title}", *lines])
    zones = [f"{59_000 + n};COMMUNE;2_ZAC" for n in range(1_600)]
    csv_file(brought / "zonmed.csv", ["Code_postal;Nom_commune;Zonage", *zones])
    before = vintage(served, "population_legal")
    result = refresh(served, "--from", str(brought))
    assert result.exit_code == 0, result.output
    told = {line.split()[2]: line for line in result.output.splitlines() if " : " in line}
    assert "gardé, non servi : le fichier ne dit pas la date" in told["zonmed.csv"]
    assert "ne change rien à ce qui est servi" in told["pop_communes.csv"]
    assert "aucune année dans les titres : ne sert rien" in told["donnees_communes.csv"]
    assert vintage(served, "population_legal") == before


def test_an_unknown_source_lists_those_that_exist(served: Path, brought: Path) -> None:
    result = refresh(served, "--from", str(brought), "--source", "nope")
    assert result.exit_code == 1
    assert "Sources : drees_apl_gp" in str(result.exception)


def test_a_kept_file_that_was_modified_is_not_built_from(
    served: Path, brought: Path, apl_rows: list[list[object]]
) -> None:
    apl_workbook(brought / NAME, apl_rows)
    assert refresh(served, "--from", str(brought)).exit_code == 0
    kept = next(snapshots_dir(served).rglob("*.xlsx"))
    kept.write_bytes(kept.read_bytes() + b"x")
    result = RUNNER.invoke(app, ["build", "--data-dir", str(served)])
    assert result.exit_code == 1
    assert "a été modifié" in str(result.exception)
    assert "refresh --source drees_apl_gp" in str(result.exception)


def test_the_network_path_takes_keeps_and_skips_what_did_not_change(
    served: Path, brought: Path, apl_rows: list[list[object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = apl_workbook(brought / NAME, apl_rows).read_bytes()
    fresh = Answer(body=content, headers={"ETag": ETAG})
    with misbehaving([fresh, Answer(status="304 Not Modified", body=b"")]) as server:
        real = CONNECTOR_BY_ID["drees_apl_gp"]
        local = type(real)(**{**real.__dict__, "url": f"{server.address}/{NAME}"})
        monkeypatch.setitem(taking.CONNECTOR_BY_ID, "drees_apl_gp", local)
        first = refresh(served, "--source", "drees_apl_gp")
        second = refresh(served, "--source", "drees_apl_gp")
    assert first.exit_code == 0, first.output
    assert "Version publiée" in first.output
    assert "inchangé" in second.output
    assert f"if-none-match: {ETAG}" in server.requests[1].lower()


def test_a_refresh_that_ends_during_a_download_keeps_its_files(
    served: Path, brought: Path, apl_rows: list[list[object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slower of two refreshes publishes with the files of the other one and with its own."""
    content = apl_workbook(brought.parent / NAME, apl_rows).read_bytes()
    nurses = [[row[0], row[1], 100.5, 500, 510] for row in apl_rows]
    apl_workbook(brought / "apl_aux_infirmieres.xlsx", nurses, 2023, NURSE_HEADER)
    ended = threading.Event()
    with misbehaving([Answer(body=content, held_until=ended)]) as server:
        real = CONNECTOR_BY_ID["drees_apl_gp"]
        local = type(real)(**{**real.__dict__, "url": f"{server.address}/{NAME}"})
        monkeypatch.setitem(taking.CONNECTOR_BY_ID, "drees_apl_gp", local)
        with ThreadPoolExecutor(1) as night:
            slow = night.submit(refreshing.run, served, [real.id], None, publish=True)
            try:
                deadline = time.monotonic() + 20
                while not server.requests and time.monotonic() < deadline:
                    time.sleep(0.01)
                quick = refreshing.run(served, [], brought, publish=True)
            finally:
                ended.set()
    assert quick.published
    assert slow.result().published
    assert current_release_id(served) == slow.result().release_id
    both = {"drees_apl_gp", "drees_apl_nurses"}
    assert {kept.connector_id for kept in current_snapshots(served)} == both
    manifest = releases_dir(served) / slow.result().release_id / "manifest.json"
    read = {one["name"] for one in json.loads(manifest.read_text("utf-8"))["sources"]}
    assert {f"snapshots/{one.connector_id}/{one.name}" for one in current_snapshots(served)} <= read


def test_an_unreachable_source_keeps_its_file_and_says_so(
    served: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with misbehaving([Answer(status="404 Not Found")]) as server:
        real = CONNECTOR_BY_ID["drees_apl_gp"]
        local = type(real)(**{**real.__dict__, "url": f"{server.address}/{NAME}"})
        monkeypatch.setitem(taking.CONNECTOR_BY_ID, "drees_apl_gp", local)
        before = fingerprint(served)
        result = refresh(served, "--source", "drees_apl_gp")
    assert result.exit_code == 3
    assert "404" in result.output
    assert fingerprint(served) == before


def test_every_connector_with_an_address_is_asked_by_default() -> None:
    assert {c.id for c in taking.chosen_connectors([])} == {
        c.id for c in CONNECTORS if c.url or c.dataset
    }


def test_a_table_of_an_unknown_name_is_a_warning_that_says_what_to_do(
    served: Path, brought: Path, apl_rows: list[list[object]]
) -> None:
    apl_workbook(brought / NAME, apl_rows)
    csv_file(brought / "resultats 2026.csv", ["a;b", "1;2"])
    (brought / "lisez-moi.md").write_text("Bonjour", encoding="utf-8")
    lines = refresh(served, "--from", str(brought), "--dry-run").output.splitlines()
    (table,) = [line for line in lines if "resultats 2026.csv" in line]
    assert "ATTENTION" in table
    assert "docs/sources.md" in table
    (note,) = [line for line in lines if "lisez-moi.md" in line]
    assert "ATTENTION" not in note
