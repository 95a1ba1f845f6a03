"""Add to the reference tables what stewards declare: places, immersion days, commitments."""

from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from caremap.catalog.tables.immersion_inbox import FOLLOW_UP, IMMERSION_TABLES, STUDENTS
from caremap.catalog.tables.places_inbox import CPTS_COMMUNES, PLACES_TABLES
from caremap.catalog.tables.steward import StewardTable, steward_table_within
from caremap.errors import Reject, SourceRefused
from etl.inbox import known_communes, told_sha256
from etl.inbox_names import follow_up_file, inbox_files, starts_with
from etl.inputs import Inputs, file_sha256
from etl.meta import FileRead
from etl.sources import commitments, immersion, places
from etl.sources.steward import Row

_PLACES = {table.id for table in PLACES_TABLES}
_DECLARED: tuple[StewardTable, ...] = (*IMMERSION_TABLES, *PLACES_TABLES)
_FOLLOW_UP_SCHEMA = pa.schema(
    [
        ("edition_id", pa.string()),
        ("question", pa.string()),
        ("count", pa.int64()),
        ("denominator", pa.int64()),
        ("observed_year", pa.int64()),
        ("source_url", pa.string()),
    ]
)


def with_declared(inputs: Inputs, data_dir: Path) -> Inputs:
    """Add or replace rows by key; raise SourceRefused with the refusals of every file."""
    tables = dict(inputs.tables)
    tables[FOLLOW_UP.id] = _FOLLOW_UP_SCHEMA.empty_table()
    follow_up = follow_up_file(data_dir / "inbox")
    tables["commitment_follow_up"] = commitments.parse(follow_up)
    files = []
    if follow_up:
        rows = tables["commitment_follow_up"].num_rows
        files.append(_file("partnerships", follow_up, rows))
    rejects: list[Reject] = []
    action = ""
    communes, codes = known_communes(inputs), inputs.perimeter.codes
    for contract in _DECLARED:
        for path in _files_of(data_dir, contract):
            try:
                rows_read = _read(steward_table_within(contract, codes), path, communes)
            except SourceRefused as refused:
                rejects += refused.rejects
                action = action or refused.next_action
                continue
            tables[contract.id] = _merged(tables[contract.id], contract, rows_read)
            file = _file(contract.source_id, path, len(rows_read))
            files.append(
                replace(file, sha256=told_sha256(rows_read)) if contract.is_secret else file
            )
    files = _without_differences(tables, files, data_dir)
    rejects += [] if rejects else _incoherent(inputs, tables, data_dir)
    if rejects:
        raise SourceRefused(rejects, action or "Corrigez les fichiers du dossier « inbox ».")
    return replace(inputs, tables=tables, files=(*inputs.files, *files))


def _file(source_id: str, path: Path, rows: int) -> FileRead:
    return FileRead(source_id, f"inbox/{path.name}", file_sha256(path), rows, rows)


def _without_differences(
    tables: dict[str, pa.Table], files: list[FileRead], data_dir: Path
) -> list[FileRead]:
    """Hide the answers that newer ones would tell, whatever their file; hash what is then left."""
    answers = immersion.told_apart(tables[FOLLOW_UP.id].to_pylist())
    tables[FOLLOW_UP.id] = pa.Table.from_pylist(answers, schema=_FOLLOW_UP_SCHEMA)
    own = {f"inbox/{path.name}" for path in _files_of(data_dir, FOLLOW_UP)}
    digest = told_sha256(answers)
    return [replace(one, sha256=digest) if one.name in own else one for one in files]


def _files_of(data_dir: Path, contract: StewardTable) -> list[Path]:
    """Files of one kind: `cpts_communes-2027.csv` is not one of `cpts`."""
    longer = tuple(t.id for t in _DECLARED if t != contract and t.id.startswith(contract.id))
    return [p for p in inbox_files(data_dir, contract.id) if not starts_with(p, longer)]


def _read(contract: StewardTable, path: Path, communes: set[str]) -> list[Row]:
    if contract.id in _PLACES:
        return places.parse(contract, path, communes)
    return immersion.parse(contract, path)


def _merged(table: pa.Table, contract: StewardTable, rows: list[Row]) -> pa.Table:
    """Rows of the table whose key is not in the file, then those of the file.

    A perimeter is replaced as a whole: a commune that left it is not in the file.
    """
    replaced = ("cpts_id",) if contract == CPTS_COMMUNES else contract.key
    keys = {tuple(row[name] for name in replaced) for row in rows}
    kept = [row for row in table.to_pylist() if tuple(row[name] for name in replaced) not in keys]
    return pa.Table.from_pylist([*kept, *rows], schema=table.schema)


def _incoherent(inputs: Inputs, tables: dict[str, pa.Table], data_dir: Path) -> list[Reject]:
    students = immersion.incoherent(inputs.tables[STUDENTS.id], tables[STUDENTS.id])
    return [*_orphans(tables, data_dir), *places.incoherent(tables), *students]


def _orphans(tables: dict[str, pa.Table], data_dir: Path) -> list[Reject]:
    """Lines of the inbox on an edition that no table of editions holds."""
    known = set(tables["immersion_editions"].column("edition_id").to_pylist())
    return [
        Reject(path.name, 0, "edition_id", edition, "édition inconnue : ajoutez-la aux éditions")
        for contract in IMMERSION_TABLES[1:]
        for path in inbox_files(data_dir, contract.id)[:1]
        for edition in sorted(set(tables[contract.id].column("edition_id").to_pylist()) - known)
    ]
