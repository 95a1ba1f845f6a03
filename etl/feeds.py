"""Bring the kept official files into the tables of a build, by year or by place."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

import pyarrow as pa

from caremap.catalog import PROFESSIONS, Perimeter, departement_of
from caremap.catalog.connectors import CONNECTOR_BY_ID
from caremap.errors import Reject
from etl.attractiveness_inbox import measures_table
from etl.inputs import Inputs
from etl.meta import FileRead
from etl.progress import Report, silent
from etl.snapshots import Snapshot
from etl.sources import bpe, filosofi
from etl.sources.parsed import Parsed
from etl.sources.registry import parser

FINESS_SCHEMA = pa.schema(
    [
        (name, pa.string())
        for name in ("finess_et", "name", "category", "commune_id", "postal_code", "opened_on")
    ]
)
_FINESS_FAMILIES = frozenset({"603", "604", "124"})
Rows = list[dict[str, Any]]


@dataclass
class Feeding:
    """Tables under way, and the rows of official files that no territory could take."""

    tables: dict[str, pa.Table]
    perimeter: Perimeter
    rejects: list[Reject] = field(default_factory=list)
    sites: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def known_communes(self) -> set[str]:
        """Current and former commune codes of the perimeter."""
        current = self.tables["communes"].column("commune_id").to_pylist()
        former = self.tables["former_communes"].column("former_commune_id").to_pylist()
        return {*current, *former}

    def in_perimeter(self, snapshot: Snapshot, rows: Iterable[dict[str, Any]]) -> Rows:
        """Rows of the perimeter's départements; a code that nobody knows is refused by name."""
        known = self.known_communes
        kept = []
        for row in rows:
            code = row["commune_id"] or ""
            if departement_of(code) not in self.perimeter.departements:
                continue
            if code in known:
                kept.append(row)
                continue
            near = ", ".join(get_close_matches(code, known, n=2))
            rule = f"commune inconnue du code géographique de 2026 ; codes proches : {near}"
            self.rejects.append(Reject(snapshot.name, row["line"], "commune_id", code, rule))
        return kept


def with_snapshots(inputs: Inputs, snapshots: list[Snapshot], report: Report = silent) -> Inputs:
    """Complete the embedded tables with the kept files, oldest first: the last one wins.

    Raises SourceRefused when a kept file breaks its contract.
    """
    tables = {**inputs.tables, "finess_structures": FINESS_SCHEMA.empty_table()}
    feeding = Feeding(tables, inputs.perimeter)
    feeding.sites = _embedded_sites(feeding.tables["hospital_interns"])
    files, rejects = [], list(inputs.rejects)
    # The identity of sites comes before what is counted in them.
    ordered = sorted(snapshots, key=lambda one: one.connector_id != "sae_identity")
    for done, snapshot in enumerate(ordered, start=1):
        report("Fichiers officiels", done, len(ordered))
        connector = CONNECTOR_BY_ID[snapshot.connector_id]
        parsed = parser(connector)(snapshot.path)
        refused = len(feeding.rejects)
        if feed := _FEEDS.get(connector.id):
            feed(feeding, parsed, snapshot)
        own = [*parsed.rejects, *feeding.rejects[refused:]]
        rejects += [(connector.source_id, reject) for reject in own]
        files.append(_file(connector.source_id, snapshot, parsed, len(feeding.rejects) - refused))
    return replace(
        inputs, tables=feeding.tables, files=(*inputs.files, *files), rejects=tuple(rejects)
    )


def _file(source_id: str, snapshot: Snapshot, parsed: Parsed, unplaced: int) -> FileRead:
    return FileRead(
        source_id,
        f"snapshots/{snapshot.connector_id}/{snapshot.name}",
        snapshot.sha256,
        parsed.rows_read,
        parsed.rows_loaded - unplaced,
        parsed.rows_rejected + unplaced,
        parsed.rows_duplicate,
        snapshot.years if CONNECTOR_BY_ID[snapshot.connector_id].feeds else (),
    )


def _embedded_sites(interns: pa.Table) -> dict[str, tuple[str, str]]:
    columns = ("finess_et", "commune_id", "commune_name")
    rows = zip(*(interns.column(name).to_pylist() for name in columns), strict=True)
    return {site: (commune, name) for site, commune, name in rows}


def _replace_years(old: pa.Table, rows: Rows, snapshot: Snapshot) -> pa.Table:
    """Rows of the years brought replace those of the table; other years stay."""
    years = {row["year"] for row in rows}
    kept = [row for row in old.to_pylist() if row["year"] not in years]
    placed = [row | {"source_file": snapshot.name, "source_line": row["line"]} for row in rows]
    named = [{name: row.get(name) for name in old.schema.names} for row in placed]
    return pa.Table.from_pylist([*kept, *named], schema=old.schema)


def _apl(feeding: Feeding, parsed: Parsed, snapshot: Snapshot) -> None:
    """APL of each sheet; a series left wholly empty in a sheet keeps the figures already known."""
    rows = feeding.in_perimeter(snapshot, parsed.rows.to_pylist())
    old = feeding.tables["apl_gp"]
    known = {(row["commune_id"], row["year"]): row for row in old.to_pylist()}
    for series in ("apl_gp", "apl_gp_65"):
        told = {row["year"] for row in rows if row[series] is not None}
        for row in rows:
            if row["year"] not in told:
                row[series] = known.get((row["commune_id"], row["year"]), {}).get(series)
    feeding.tables["apl_gp"] = _replace_years(old, rows, snapshot)


def _workforce(feeding: Feeding, parsed: Parsed, snapshot: Snapshot) -> None:
    """Headcounts of all ages and both sexes, for the professions that the catalog names."""
    labels = {profession.label for profession in PROFESSIONS}
    rows = [
        row
        for row in parsed.rows.to_pylist()
        if row["departement_id"] in feeding.perimeter.departements
        and row["profession"] in labels
        and row["age_class"] in (None, "tout_age")
        and row["sex"] in (None, "tout sexe")
        and row["headcount"] is not None
        and row["density_per_100k"] is not None
        and row["year"] >= _first_year(feeding.tables["liberal_workforce"])
    ]
    old = feeding.tables["liberal_workforce"]
    feeding.tables["liberal_workforce"] = _replace_years(old, rows, snapshot)


def _first_year(table: pa.Table) -> int:
    """Years before the embedded ones would be half a series: their geography is another."""
    return int(min(table.column("year").to_pylist(), default=0))


def _site_identity(feeding: Feeding, parsed: Parsed, snapshot: Snapshot) -> None:
    del snapshot
    for row in parsed.rows.to_pylist():
        if row["commune_id"]:
            feeding.sites[row["finess_et"]] = (row["commune_id"], row["commune_name"] or "")


def _interns(feeding: Feeding, parsed: Parsed, snapshot: Snapshot) -> None:
    rows = []
    for row in parsed.rows.to_pylist():
        if row["finess_et"][:2] not in feeding.perimeter.departements:
            continue
        site = feeding.sites.get(row["finess_et"])
        if site is None:
            rule = f"établissement sans commune : versez aussi ID_{row['year']}, qui l'identifie"
            reject = Reject(snapshot.name, row["line"], "FI", row["finess_et"], rule)
            feeding.rejects.append(reject)
            continue
        rows.append({**row, "commune_id": site[0], "commune_name": site[1]})
    rows = feeding.in_perimeter(snapshot, rows)
    old = feeding.tables["hospital_interns"]
    feeding.tables["hospital_interns"] = _replace_years(old, rows, snapshot)


def _structures(feeding: Feeding, parsed: Parsed, snapshot: Snapshot) -> None:
    """The last FINESS file is the whole list."""
    rows = [row for row in parsed.rows.to_pylist() if row["category"] in _FINESS_FAMILIES]
    kept = feeding.in_perimeter(snapshot, rows)
    feeding.tables["finess_structures"] = pa.Table.from_pylist(kept, schema=FINESS_SCHEMA)


def _measures(source_id: str, read: Callable[..., Rows]) -> Callable[..., None]:
    def feed(feeding: Feeding, parsed: Parsed, snapshot: Snapshot) -> None:
        """What a steward put in the inbox for a measure and year stays."""
        del parsed
        old = feeding.tables["attractiveness_inbox"].to_pylist()
        brought = {(row["measure"], row["year"]) for row in old}
        rows = read(snapshot.path, feeding.known_communes)
        new = [
            r | {"source_id": source_id} for r in rows if (r["measure"], r["year"]) not in brought
        ]
        feeding.tables["attractiveness_inbox"] = measures_table([*old, *new])

    return feed


_FEEDS: dict[str, Callable[[Feeding, Parsed, Snapshot], None]] = {
    "drees_apl_gp": _apl,
    "cnam_workforce": _workforce,
    "sae_identity": _site_identity,
    "sae_interns": _interns,
    "finess_structures": _structures,
    "finess_establishments": _structures,
    "insee_income": _measures("insee_filosofi", filosofi.parse),
    "insee_equipment": _measures("insee_bpe", bpe.parse),
}
