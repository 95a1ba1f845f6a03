"""Compare two releases, and stop a publication that changes more than a refresh should."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from caremap.catalog import INDICATOR_BY_ID
from caremap.errors import CaremapError
from caremap.formats import number, percent
from etl.models import SQL
from etl.releases import WAREHOUSE_FILE

# Limits of a change that goes through without a named reason (docs/decisions/0005-gates.md).
ROWS_LOST_SHARE = 0.05
COMMUNES_CHANGED_SHARE = 0.005
MEDIAN_CHANGE_SHARE = 0.20
PAST_CHANGED_SHARE = 0.05
SHOWN = 12


class GateClosed(CaremapError):
    """The new release differs from the served one by more than a refresh should."""

    exit_code = 2


@dataclass(frozen=True)
class TableChange:
    """Rows of one mart before and after; None where the release does not have it."""

    table: str
    rows_before: int | None
    rows_after: int | None


@dataclass(frozen=True)
class IndicatorChange:
    """What became of one indicator at one level and year."""

    indicator_id: str
    level: str
    year: int
    rows_before: int
    rows_after: int
    lost_count: int
    added_count: int
    changed_count: int
    median_before: float | None
    median_after: float | None


@dataclass(frozen=True)
class ValueChange:
    """One value that changed."""

    indicator_id: str
    level: str
    territory_id: str
    name: str
    year: int
    value_before: float
    value_after: float


@dataclass(frozen=True)
class Diff:
    """Differences between two releases, and those that need a named reason."""

    before: str
    after: str
    tables: tuple[TableChange, ...]
    indicators: tuple[IndicatorChange, ...]
    largest: tuple[ValueChange, ...]
    breaches: tuple[str, ...]

    @property
    def changed(self) -> tuple[IndicatorChange, ...]:
        """Indicators that are not the same in both."""
        return tuple(
            one for one in self.indicators if one.lost_count or one.added_count or one.changed_count
        )

    def record(self, reason: str | None = None) -> dict[str, Any]:
        """For the manifest: what changed, and who accepted it why and when."""
        accepted = None
        if self.breaches and reason:
            at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            accepted = {"reason": reason, "at": at}
        return {
            "against": self.before,
            "tables": [asdict(t) for t in self.tables if t.rows_before != t.rows_after],
            "indicators": [asdict(one) for one in self.changed],
            "largest": [asdict(one) for one in self.largest],
            "breaches": list(self.breaches),
            "accepted": accepted,
        }


def compare(before: Path, after: Path) -> Diff:
    """Compare the warehouses of two release folders; they are only read."""
    with duckdb.connect() as connection:
        for name, folder in (("earlier", before), ("later", after)):
            path = str(folder / WAREHOUSE_FILE).replace("'", "''")
            connection.execute(f"attach '{path}' as {name} (read_only)")
        tables = _tables(connection)
        indicators = tuple(IndicatorChange(*row) for row in _rows(connection, "indicators"))
        largest = tuple(ValueChange(*row) for row in _rows(connection, "largest"))
    names = (before.name, after.name.removeprefix(".tmp-"))
    return Diff(*names, tables, indicators, largest, _breaches(tables, indicators))


def _rows(connection: duckdb.DuckDBPyConnection, name: str) -> list[tuple[Any, ...]]:
    sql = (SQL / "diff" / f"{name}.sql").read_text(encoding="utf-8")
    return connection.execute(sql).fetchall()


def _tables(connection: duckdb.DuckDBPyConnection) -> tuple[TableChange, ...]:
    counts: dict[str, dict[str, int]] = {"earlier": {}, "later": {}}
    for release, known in counts.items():
        tables = connection.execute(
            "select table_schema || '.' || table_name from information_schema.tables"
            " where table_catalog = ? and table_schema in ('marts', 'meta') order by all",
            [release],
        ).fetchall()
        for (table,) in tables:
            (count,) = connection.table(f"{release}.{table}").count("*").fetchone() or (0,)
            known[table] = int(count)
    every = sorted(counts["earlier"].keys() | counts["later"].keys())
    return tuple(
        TableChange(name, counts["earlier"].get(name), counts["later"].get(name)) for name in every
    )


def _breaches(
    tables: tuple[TableChange, ...], indicators: tuple[IndicatorChange, ...]
) -> tuple[str, ...]:
    found = [text for table in tables if (text := _table_breach(table))]
    last: dict[str, int] = {}
    for one in indicators:
        if one.rows_before:
            last[one.indicator_id] = max(last.get(one.indicator_id, 0), one.year)
    for one in indicators:
        found += _indicator_breaches(one, past=one.year < last.get(one.indicator_id, 0))
    return tuple(found)


def _table_breach(table: TableChange) -> str:
    """Marts only: a table of `meta` follows the catalog. Growth is what a refresh is for."""
    if not table.table.startswith("marts.") or not table.rows_before:
        return ""
    after = table.rows_after or 0
    limit = COMMUNES_CHANGED_SHARE if table.table == "marts.territories" else ROWS_LOST_SHARE
    change = after - table.rows_before
    moved = abs(change) if table.table == "marts.territories" else -change
    if moved <= limit * table.rows_before:
        return ""
    told = f"{number(table.rows_before)} lignes avant, {number(after)} après"
    return f"{table.table} : {told} (limite {percent(100 * limit, 1)})"


def _indicator_breaches(one: IndicatorChange, past: bool) -> list[str]:
    known = INDICATOR_BY_ID.get(one.indicator_id)
    label = known.short_label if known else one.indicator_id
    where = f"{label} ({one.indicator_id}), {one.level}, {one.year}"
    found = []
    if one.lost_count:
        found.append(f"{where} : {number(one.lost_count)} valeur(s) perdue(s)")
    before, after = one.median_before, one.median_after
    if before and after is not None and abs(after - before) > MEDIAN_CHANGE_SHARE * abs(before):
        told = f"médiane {number(before, 2)} avant, {number(after, 2)} après"
        found.append(f"{where} : {told} (limite {percent(100 * MEDIAN_CHANGE_SHARE, 0)})")
    if past and one.changed_count > PAST_CHANGED_SHARE * max(one.rows_before, 1):
        told = f"{number(one.changed_count)} valeurs d'une année passée changent"
        found.append(f"{where} : {told}, sur {number(one.rows_before)}")
    return found


def require_open(diff: Diff, reason: str | None) -> None:
    """Raise GateClosed when the differences need a reason that was not given."""
    if not diff.breaches or reason:
        return
    shown = "\n".join(f"  - {breach}" for breach in diff.breaches[:SHOWN])
    hidden = len(diff.breaches) - SHOWN
    more = f"\n  … et {hidden} autres" if hidden > 0 else ""
    raise GateClosed(
        f"La nouvelle version diffère trop de {diff.before} :\n{shown}{more}\n",
        "Rien n'a été publié. Si c'est voulu, relancez avec --accept \"votre nom : la raison\".",
    )
