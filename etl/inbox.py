"""Files of the inbox and the illustration set: read, checked, made raw tables."""

import hashlib
import json
import os
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from caremap import paths
from caremap.catalog import TABLE_BY_ID
from caremap.catalog.placements import DEMO_FILE, STEWARD_FILE
from caremap.catalog.tables.placements import PLACEMENTS
from caremap.errors import CaremapError, Reject, SourceRefused
from caremap.paths import ROOT, releases_dir
from etl import secrecy_history
from etl.attractiveness_inbox import read_measures
from etl.inbox_names import INSEE_PREFIXES, inbox_files
from etl.inputs import Inputs, file_sha256
from etl.meta import FileRead
from etl.releases import WAREHOUSE_FILE, release_ids
from etl.secrecy import pool
from etl.sources.cells import Value
from etl.sources.placements import parse
from etl.sources.reference import parse as parse_reference

DEMO = ROOT / "data" / "demo"
DEMO_WAREHOUSE = ROOT / "data" / "demo-warehouse"
_ARROW = {"text": pa.string(), "integer": pa.int64()}
_SCHEMA = pa.schema(
    [(one.column.name, _ARROW[one.column.kind]) for one in PLACEMENTS.columns]
    + [("status", pa.string()), ("source_id", pa.string())]
    + [("secrecy", pa.string()), ("counted_in", pa.string()), ("keeps_discipline", pa.bool_())]
)


class DemoRefused(CaremapError):
    """The illustration set was asked for in the data directory of real figures."""


def demo_folder(chosen: Path | None) -> Path:
    """Return the data directory of the illustration set; raise DemoRefused on the real one."""
    folder = paths.data_dir(chosen or os.environ.get("CAREMAP_DATA_DIR") or DEMO_WAREHOUSE)
    if folder == (ROOT / "data").resolve():
        raise DemoRefused(
            "Le jeu d'illustration ne se charge jamais dans data/, à côté des chiffres réels.",
            "Lancez « make demo », ou choisissez un autre dossier avec --data-dir.",
        )
    return folder


def with_inbox(inputs: Inputs, data_dir: Path, demo: bool = False) -> Inputs:
    """Add the placements of the inbox to what was read, or the illustration set instead.

    Raises SourceRefused with the refusals of every file.
    """
    if demo:
        sources = [(DEMO / "placements.csv", DEMO_FILE, "demo")]
    else:
        found = inbox_files(data_dir, PLACEMENTS.id)
        sources = [(path, STEWARD_FILE, "declared") for path in found]
    communes = known_communes(inputs)
    rows: list[dict[str, Value]] = []
    files: list[FileRead] = []
    rejects: list[Reject] = []
    brought: dict[tuple[Value, ...], str] = {}
    action = ""
    for path, source_id, status in sources:
        try:
            lines = parse(path, communes)
        except SourceRefused as refused:
            rejects += refused.rejects
            action = action or refused.next_action
            continue
        rejects += _told_twice(path, lines, brought)
        rows += [{**row, "status": status, "source_id": source_id} for row in lines]
        name = f"{path.parent.name}/{path.name}"
        files.append(FileRead(source_id, name, file_sha256(path), len(lines), len(lines)))
    if rejects:
        raise SourceRefused(rejects, action or "Corrigez data/inbox/, puis relancez.")
    # An illustration is about nobody: its counts stay as they are.
    smallest = 0 if demo else PLACEMENTS.smallest
    past = {} if demo else told_before(data_dir)
    rows = pool(_at_current_codes(rows, inputs), _areas(inputs), smallest, past)
    hosts, host_files = _demo_hosts(inputs, demo)
    insee = [path for prefix in INSEE_PREFIXES for path in inbox_files(data_dir, prefix)]
    insee = [] if demo else insee
    measures, insee_files = read_measures(insee, communes)
    tables = {
        **inputs.tables,
        "attractiveness_inbox": measures,
        "placements_file": pa.Table.from_pylist(rows, schema=_SCHEMA),
        "immersion_hosts_demo": hosts,
    }
    if not demo:
        files = [replace(one, sha256=told_sha256(rows)) for one in files]
    every = (*inputs.files, *files, *host_files, *insee_files)
    return replace(inputs, tables=tables, files=every, demo=demo, past=past)


def _told_twice(
    path: Path, rows: list[dict[str, Value]], brought: dict[tuple[Value, ...], str]
) -> list[Reject]:
    """One refusal for each earlier file that holds lines of this one: they would be added up."""
    others = [brought.setdefault(tuple(row[n] for n in PLACEMENTS.key), path.name) for row in rows]
    rule = "lignes déjà dans {} : ôtez la copie, ou réunissez ces lignes dans un seul fichier"
    return [
        Reject(path.name, 0, "(lignes)", str(count), rule.format(other))
        for other, count in Counter(others).items()
        if other != path.name
    ]


def told_sha256(rows: list[dict[str, Value]]) -> str:
    """Return the hash of what is stored of the files, in hexadecimal.

    That of a file would tell its counts: few enough are possible for each to be tried.
    """
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


def told_before(data_dir: Path) -> secrecy_history.Past:
    """Return what the releases of a data directory, kept or removed, published of placements."""
    kept = {one: releases_dir(data_dir) / one / WAREHOUSE_FILE for one in release_ids(data_dir)}
    return secrecy_history.read(data_dir, kept)


def _demo_hosts(inputs: Inputs, demo: bool) -> tuple[pa.Table, list[FileRead]]:
    """The illustration hosts, by the contract of the real ones; no row unless asked."""
    if not demo:
        return inputs.tables["immersion_hosts"].slice(0, 0), []
    contract = replace(TABLE_BY_ID["immersion_hosts"], file="immersion_hosts.csv", min_rows=6)
    hosts = parse_reference(contract, DEMO)
    digest = file_sha256(DEMO / contract.file)
    name = f"demo/{contract.file}"
    return hosts, [FileRead("immersion_demo", name, digest, hosts.num_rows, hosts.num_rows)]


def _areas(inputs: Inputs) -> dict[str, tuple[str, str]]:
    """EPCI and département of each current commune."""
    names = ("commune_id", "epci_id", "departement_id")
    rows = inputs.tables["communes"].select(names).to_pylist()
    return {row["commune_id"]: (row["epci_id"], row["departement_id"]) for row in rows}


def _at_current_codes(rows: list[dict[str, Value]], inputs: Inputs) -> list[dict[str, Value]]:
    """Rows under the current code of their commune, so that groups are those of today."""
    former = inputs.tables["former_communes"].select(("former_commune_id", "commune_id"))
    current = {row["former_commune_id"]: row["commune_id"] for row in former.to_pylist()}
    own = set(inputs.tables["communes"].column("commune_id").to_pylist())
    return [
        row if row["commune_id"] in own else row | {"commune_id": current[str(row["commune_id"])]}
        for row in rows
    ]


def known_communes(inputs: Inputs) -> set[str]:
    """Current and former codes of the communes of the perimeter."""
    current = inputs.tables["communes"].column("commune_id").to_pylist()
    former = inputs.tables["former_communes"].column("former_commune_id").to_pylist()
    return {*current, *former}
