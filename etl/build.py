"""Build a release aside, check it, read it back in full, then publish it."""

import csv
import json
import platform
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from caremap import __version__
from caremap.catalog.tables.placements import PLACEMENTS
from caremap.formats import unrunnable
from caremap.paths import current_release_id, releases_dir
from etl import accessibility, releases, secrecy_audit, secrecy_history
from etl.checks import CheckResult, raise_on_failure, read_checks, run_check
from etl.declared import with_declared
from etl.diff import compare, require_open
from etl.feeds import with_snapshots
from etl.fingerprints import fingerprints
from etl.geometry import load_areas, write_geometry
from etl.inbox import with_inbox
from etl.inputs import Inputs, file_sha256, load_raw, read_inputs, reference_folder
from etl.meta import REJECT_COLUMNS, load_catalog, load_rows
from etl.models import LOADED_SCHEMAS, SCHEMAS, loaded_tables, ordered, read_models, run
from etl.perimeter import load_perimeter
from etl.progress import Report, Tell, nobody, silent
from etl.snapshots import Snapshot, current_snapshots, with_new, write_lock

REJECTS_FILE = "rejects.csv"
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": "2",
    "memory_limit": "1GB",
    "enable_external_access": "false",
    # Many small tables: the smallest block keeps the file under a quarter of its usual size.
    "default_block_size": "16384",
}


def build(
    data_dir: Path,
    report: Report = silent,
    demo: bool = False,
    new: Sequence[Snapshot] = (),
    publish: bool = True,
    accept: str | None = None,
    reference: Path | None = None,
    tell: Tell = nobody,
) -> str:
    """Build a release from the reference files, the inbox and the official files kept.

    `demo` adds the illustration set instead of the inbox. `new` are the official files taken since
    the last build, to list with those already kept. Without `publish` all is done but the
    publication. `accept` is the reason of a change larger than a refresh should make. `reference`
    is the folder of the perimeter, the usual one when None. `tell` hears of each official file,
    and of the release what did not prevent its publication. Returns the id.

    Raises SourceRefused, ModelError, CheckFailed, SecrecyFailed or ReleasesBusy; the served
    release is then unchanged.
    """
    with releases.exclusive(data_dir):
        releases.remove_stale_builds(data_dir)
        inputs = with_inbox(
            read_inputs(reference_folder(data_dir, reference), report), data_dir, demo
        )
        inputs = with_declared(inputs, data_dir)
        held = current_snapshots(data_dir)
        listed = with_new(held, list(new))
        inputs = with_snapshots(inputs, listed, report, tell)
        release_id = releases.new_release_id(data_dir, inputs.sha256)
        with _working_folder(releases_dir(data_dir) / f".tmp-{release_id}") as folder:
            results = _build_in(folder, inputs, release_id, report)
            _read_back(folder / releases.WAREHOUSE_FILE, report)
            changes = _changes(data_dir, folder, accept)
            _write_manifest(folder, inputs, release_id, results, changes)
            if publish:
                with _listed(data_dir, held, listed, release_id):
                    secrecy_history.keep(data_dir, folder / releases.WAREHOUSE_FILE, release_id)
                    releases.publish(data_dir, folder, release_id, tell)
    return release_id


def _changes(data_dir: Path, folder: Path, accept: str | None) -> dict[str, Any] | None:
    """What changes against the served release; None for a first one, or one that is unreadable."""
    served = current_release_id(data_dir)
    if served is None:
        return None
    try:
        found = compare(releases_dir(data_dir) / served, folder)
    except duckdb.Error:
        return None
    require_open(found, accept)
    return found.record(accept)


@contextmanager
def _listed(
    data_dir: Path, held: list[Snapshot], listed: list[Snapshot], release_id: str
) -> Iterator[None]:
    """List the new files before they are served; the list is restored when they are not."""
    if listed == held:
        yield
        return
    write_lock(data_dir, listed)
    try:
        yield
    except BaseException:
        # What fails once the release is served leaves the files that it was made with.
        if current_release_id(data_dir) != release_id:
            write_lock(data_dir, held)
        raise


@contextmanager
def _working_folder(folder: Path) -> Iterator[Path]:
    folder.mkdir()
    try:
        yield folder
    finally:
        if folder.exists():
            shutil.rmtree(folder)


def _build_in(folder: Path, inputs: Inputs, release_id: str, report: Report) -> list[CheckResult]:
    path = folder / releases.WAREHOUSE_FILE
    with duckdb.connect(path, config=_CONFIG) as connection:
        for schema in (*LOADED_SCHEMAS, *SCHEMAS):
            connection.execute(f"create schema {schema}")
        load_raw(connection, inputs)
        load_areas(connection, inputs.folder)
        load_catalog(connection, inputs.files, inputs.rejects)
        load_perimeter(connection, inputs.perimeter)
        accessibility.load(connection, inputs.folder, folder.parent.parent, inputs.perimeter.border)
        load_rows(connection, "build", *_build_row(release_id, inputs.demo))
        fill(connection, report)
        results = check(connection, report)
        raise_on_failure(results)
        secrecy_audit.audit(connection, PLACEMENTS.source_id, PLACEMENTS.smallest, inputs.past)
        _load_results(connection, results)
        report("Contours", 0, 1)
        write_geometry(connection, inputs.folder, folder, inputs.perimeter)
        report("Contours", 1, 1)
        _write_rejects(folder / REJECTS_FILE, inputs)
        connection.execute("checkpoint")
    return results


def _write_rejects(path: Path, inputs: Inputs) -> None:
    """Refused lines as a French spreadsheet opens them; text that it would run is quoted."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(REJECT_COLUMNS)
        for source_id, reject in inputs.rejects:
            cells = {"source_id": source_id, **asdict(reject)}
            writer.writerow([unrunnable(cells[name]) for name in REJECT_COLUMNS])


def fill(connection: duckdb.DuckDBPyConnection, report: Report = silent) -> None:
    """Run every model on a warehouse whose raw and meta tables are loaded."""
    models = ordered(read_models(), loaded_tables(connection))
    for done, model in enumerate(models, start=1):
        report("Calcul des tables", done, len(models))
        run(connection, model)


def check(connection: duckdb.DuckDBPyConnection, report: Report = silent) -> list[CheckResult]:
    """Run every check on an open warehouse and return what each found."""
    checks = read_checks()
    results = []
    for done, one in enumerate(checks, start=1):
        report("Contrôles", done, len(checks))
        results.append(run_check(connection, one))
    return results


def _load_results(connection: duckdb.DuckDBPyConnection, results: list[CheckResult]) -> None:
    rows = [
        {
            "check_id": result.check.id,
            "label": result.check.label,
            "rows_bad": result.rows_bad,
            "passed": result.passed,
        }
        for result in results
    ]
    load_rows(connection, "checks", ("check_id", "label", "rows_bad", "passed"), rows)


def _versions() -> dict[str, str]:
    return {
        "duckdb_version": duckdb.__version__,
        "python_version": platform.python_version(),
        "app_version": __version__,
    }


def _build_row(release_id: str, demo: bool) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
    built_at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    row = {"release_id": release_id, "built_at": built_at, **_versions(), "demo": demo}
    return tuple(row), [row]


def _read_back(path: Path, report: Report) -> None:
    """Read every table in full, as the application opens it: block checksums are verified."""
    if path.with_name(f"{path.name}.wal").exists():
        raise RuntimeError(f"{path} garde un journal après CHECKPOINT")
    with duckdb.connect(path, read_only=True) as connection:
        tables = sorted(loaded_tables(connection))
        for done, table in enumerate(tables, start=1):
            report("Relecture", done, len(tables))
            # Hashed by the engine: rows brought to Python one by one took a quarter of a build.
            connection.execute(f"select bit_xor(hash(t)) from {table} as t").fetchone()  # noqa: S608


def _write_manifest(
    folder: Path,
    inputs: Inputs,
    release_id: str,
    results: list[CheckResult],
    changes: dict[str, Any] | None,
) -> None:
    warehouse = folder / releases.WAREHOUSE_FILE
    geometry = sorted((folder / "geometry").iterdir())
    with duckdb.connect(warehouse, read_only=True) as connection:
        tables = fingerprints(connection)
    manifest = {
        "release_id": release_id,
        "built_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "versions": _versions(),
        "inputs_sha256": inputs.sha256,
        "sources": [asdict(file) for file in inputs.files],
        "checks": [
            {"id": result.check.id, "label": result.check.label, "rows_bad": result.rows_bad}
            for result in results
        ],
        "changes": changes,
        "tables": tables,
        "files": {
            str(path.relative_to(folder)): file_sha256(path) for path in (warehouse, *geometry)
        },
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2)
    (folder / "manifest.json").write_text(f"{text}\n", encoding="utf-8")
