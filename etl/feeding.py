"""The tables of a build under way, and what every official file does to them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import pyarrow as pa

from caremap.catalog import Perimeter, departement_of
from caremap.catalog.tables import TABLE_BY_ID
from caremap.errors import Reject, SourceRefused
from etl.snapshots import Snapshot

COG_YEAR = TABLE_BY_ID["communes"].commune_cog
_TEXT, _WHOLE, _NUMBER = pa.string(), pa.int64(), pa.float64()
_SOURCE = (("source_file", _TEXT), ("source_line", _WHOLE))
# Tables that exist in every build, empty until their official file is brought.
OPTIONAL_SCHEMAS = {
    "finess_structures": pa.schema(
        [
            (name, _TEXT)
            for name in ("finess_et", "name", "category", "commune_id", "postal_code", "opened_on")
        ]
    ),
    "finess_ght": pa.schema([(name, _TEXT) for name in ("ght", "support", "member", "date")]),
    "apl_professions": pa.schema(
        [
            ("commune_id", _TEXT),
            ("year", _WHOLE),
            ("profession", _TEXT),
            ("apl", _NUMBER),
            *_SOURCE,
        ]
    ),
    "practitioners": pa.schema(
        [
            ("commune_id", _TEXT),
            ("year", _WHOLE),
            ("profession", _TEXT),
            ("people_count", _WHOLE),
            *_SOURCE,
        ]
    ),
    "density_grid": pa.schema(
        [("commune_id", _TEXT), ("year", _WHOLE), ("density_class", _WHOLE), *_SOURCE]
    ),
    "population_75_plus": pa.schema(
        [
            ("census_year", _WHOLE),
            ("commune_id", _TEXT),
            ("population", _WHOLE),
            ("age_75_plus", _WHOLE),
            *_SOURCE,
        ]
    ),
}
Rows = list[dict[str, Any]]

_UNKNOWN_CODES = (
    "Les totaux seraient faux sans ces lignes : rien n'a changé. Un ancien code se résout en "
    "versant aussi v_mvt_commune_AAAA.csv (INSEE) ; un code créé après le 1er janvier "
    f"{COG_YEAR}, en refaisant les territoires (« python -m etl.extract »)."
)


@dataclass
class Feeding:
    """Tables under way, and the rows of official files that no territory could take."""

    tables: dict[str, pa.Table]
    perimeter: Perimeter
    rejects: list[Reject] = field(default_factory=list)
    sites: dict[str, tuple[str, str]] = field(default_factory=dict)
    # Measures and years that a steward put in the inbox: official files leave them alone.
    own_measures: frozenset[tuple[str, int]] = frozenset()
    # What the file being read has changed: anything at all, and figures of which years.
    wrote: bool = False
    years: set[int] = field(default_factory=set)

    def start(self) -> None:
        """Forget what the file before has written."""
        self.wrote, self.years = False, set()

    def written(self, rows: Rows) -> None:
        """Tell that rows of the file being read are in a table."""
        self.wrote = self.wrote or bool(rows)
        told = (row.get("year", row.get("census_year")) for row in rows)
        self.years |= {int(year) for year in told if year}

    @property
    def known_communes(self) -> set[str]:
        """Current and former commune codes of the perimeter."""
        current = self.tables["communes"].column("commune_id").to_pylist()
        former = self.tables["former_communes"].column("former_commune_id").to_pylist()
        return {*current, *former}

    def in_perimeter(
        self, snapshot: Snapshot, rows: Iterable[dict[str, Any]], allowed_share: float = 1
    ) -> Rows:
        """Rows of the perimeter's départements; a code that nobody knows is refused by name.

        Raises SourceRefused when more than the allowed share of them is: totals would lack it.
        """
        known = self.known_communes
        kept, before = [], len(self.rejects)
        for row in rows:
            code = row["commune_id"] or ""
            if departement_of(code) not in self.perimeter.departements:
                continue
            if code in known:
                kept.append(row)
                continue
            near = ", ".join(get_close_matches(code, known, n=2))
            rule = f"commune inconnue du code géographique de {COG_YEAR} ; codes proches : {near}"
            self.rejects.append(Reject(snapshot.name, row["line"], "commune_id", code, rule))
        unknown = self.rejects[before:]
        if len(unknown) > allowed_share * (len(kept) + len(unknown)):
            raise SourceRefused(unknown, _UNKNOWN_CODES)
        return kept

    def replace(
        self, table: str, rows: Rows, snapshot: Snapshot, by: tuple[str, ...] = ("year",)
    ) -> None:
        """Rows brought replace those of the same years (`by`) in a table; the others stay."""
        old = self.tables[table]
        brought = {tuple(row[name] for name in by) for row in rows}
        kept = [row for row in old.to_pylist() if tuple(row[name] for name in by) not in brought]
        placed = [row | {"source_file": snapshot.name, "source_line": row["line"]} for row in rows]
        self.written(rows)
        named = [{name: row.get(name) for name in old.schema.names} for row in placed]
        self.tables[table] = pa.Table.from_pylist([*kept, *named], schema=old.schema)


def with_optional(tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """Tables of a build, the optional ones empty."""
    return {**tables, **{name: one.empty_table() for name, one in OPTIONAL_SCHEMAS.items()}}
