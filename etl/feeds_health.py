"""Official files on professionals, hospitals and structures, into the tables of a build."""

from collections import Counter
from collections.abc import Callable

import pyarrow as pa

from caremap.catalog import PROFESSIONS
from caremap.catalog.indicators import RPPS_PROFESSIONS
from caremap.errors import Reject
from etl.feeding import OPTIONAL_SCHEMAS, Feeding
from etl.snapshots import Snapshot
from etl.sources import finess_groups
from etl.sources.official import MAX_REJECTED_SHARE
from etl.sources.parsed import Parsed

_FINESS_FAMILIES = frozenset({"603", "604", "124"})
_SELF_EMPLOYED = "L"


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
    feeding.replace("apl_gp", rows, snapshot)


def _apl_of(profession: str) -> Callable[[Feeding, Parsed, Snapshot], None]:
    def feed(feeding: Feeding, parsed: Parsed, snapshot: Snapshot) -> None:
        """APL of a profession other than general practitioners, where it is published."""
        rows = feeding.in_perimeter(snapshot, parsed.rows.to_pylist())
        told = [row | {"profession": profession} for row in rows if row["apl"] is not None]
        feeding.replace("apl_professions", told, snapshot, by=("year", "profession"))

    return feed


def _practitioners(feeding: Feeding, parsed: Parsed, snapshot: Snapshot) -> None:
    """Self-employed people by commune and profession; of physicians, general practitioners only."""
    slugs = {code: slug for slug, (code, _) in RPPS_PROFESSIONS.items()}
    physician = RPPS_PROFESSIONS["gp"][0]
    counts: Counter[tuple[str, int, str]] = Counter()
    lines: dict[tuple[str, int, str], int] = {}
    for row in feeding.in_perimeter(snapshot, parsed.rows.to_pylist(), MAX_REJECTED_SHARE):
        counted = row["profession"] in slugs and row["mode"] == _SELF_EMPLOYED
        if not counted or (row["profession"] == physician and str(row["is_gp"]).lower() != "true"):
            continue
        key = (row["commune_id"], row["year"], slugs[row["profession"]])
        counts[key] += row["people_count"]
        lines.setdefault(key, row["line"])
    names = ("commune_id", "year", "profession")
    rows = [
        dict(zip(names, key, strict=True)) | {"people_count": people, "line": lines[key]}
        for key, people in sorted(counts.items())
    ]
    feeding.replace("practitioners", rows, snapshot)


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
    feeding.replace("liberal_workforce", rows, snapshot)


def _first_year(table: pa.Table) -> int:
    """Years before the embedded ones would be half a series: their geography is another."""
    return int(min(table.column("year").to_pylist(), default=0))


def _site_identity(feeding: Feeding, parsed: Parsed, snapshot: Snapshot) -> None:
    del snapshot
    for row in parsed.rows.to_pylist():
        if row["commune_id"]:
            feeding.sites[row["finess_et"]] = (row["commune_id"], row["commune_name"] or "")
            feeding.wrote = True


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
    rows = feeding.in_perimeter(snapshot, rows, MAX_REJECTED_SHARE)
    feeding.replace("hospital_interns", rows, snapshot)


def _structures(feeding: Feeding, parsed: Parsed, snapshot: Snapshot) -> None:
    """The last FINESS file is the whole list."""
    rows = [row for row in parsed.rows.to_pylist() if row["category"] in _FINESS_FAMILIES]
    kept = feeding.in_perimeter(snapshot, rows)
    feeding.written(kept or feeding.tables["finess_structures"].to_pylist())
    schema = OPTIONAL_SCHEMAS["finess_structures"]
    feeding.tables["finess_structures"] = pa.Table.from_pylist(kept, schema=schema)


def _structures_and_groups(feeding: Feeding, parsed: Parsed, snapshot: Snapshot) -> None:
    """FINESS+ also tells of which hospitals each territorial group is made."""
    _structures(feeding, parsed, snapshot)
    groups = finess_groups.members(snapshot.path, tuple(feeding.perimeter.departements))
    if groups:
        feeding.written(groups)
        schema = OPTIONAL_SCHEMAS["finess_ght"]
        feeding.tables["finess_ght"] = pa.Table.from_pylist(groups, schema=schema)


HEALTH_FEEDS: dict[str, Callable[[Feeding, Parsed, Snapshot], None]] = {
    "drees_apl_gp": _apl,
    "drees_apl_nurses": _apl_of("nurse"),
    "drees_apl_midwives": _apl_of("midwife"),
    "drees_apl_physiotherapists": _apl_of("physiotherapist"),
    "drees_apl_dentists": _apl_of("dentist"),
    "rpps_practitioners": _practitioners,
    "cnam_workforce": _workforce,
    "sae_identity": _site_identity,
    "sae_interns": _interns,
    "finess_structures": _structures_and_groups,
    "finess_establishments": _structures,
}
