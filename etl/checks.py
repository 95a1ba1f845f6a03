"""Checks on a built warehouse: one SELECT a file, which returns the bad rows."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from caremap.errors import CheckFailed
from etl.models import SQL, ModelError

SHOWN_ROWS = 5


@dataclass(frozen=True)
class Check:
    """One check: its id (file name), its French label (first comment) and its SELECT."""

    id: str
    label: str
    sql: str


@dataclass(frozen=True)
class CheckResult:
    """What one check found: number of bad rows, and the first of them."""

    check: Check
    rows_bad: int
    columns: tuple[str, ...]
    first_rows: tuple[tuple[Any, ...], ...]

    @property
    def passed(self) -> bool:
        """Whether no bad row was found."""
        return self.rows_bad == 0

    def describe(self) -> str:
        """Return the rule and its first bad rows, on several lines."""
        rows = [f"      {_row_text(self.columns, row)}" for row in self.first_rows]
        head = f"  - {self.check.id} : {self.check.label} ({self.rows_bad} ligne(s) en défaut)"
        return "\n".join([head, *rows])


def _row_text(columns: tuple[str, ...], row: tuple[Any, ...]) -> str:
    return ", ".join(f"{name}={value}" for name, value in zip(columns, row, strict=True))


def read_checks(folder: Path = SQL / "checks") -> list[Check]:
    """Return every check of a folder, by file name; raise ModelError without a label."""
    checks = []
    for path in sorted(folder.glob("*.sql")):
        sql = path.read_text(encoding="utf-8")
        label = sql.splitlines()[0].removeprefix("-- ").strip()
        if not sql.startswith("-- "):
            raise ModelError(f"{path} doit commencer par « -- » et son libellé.")
        checks.append(Check(path.stem, label, sql))
    return checks


def run_check(connection: duckdb.DuckDBPyConnection, check: Check) -> CheckResult:
    """Run one check; keep at most five bad rows."""
    relation = connection.execute(check.sql)
    columns = tuple(column[0] for column in relation.description or ())
    rows = relation.fetchall()
    return CheckResult(check, len(rows), columns, tuple(rows[:SHOWN_ROWS]))


def raise_on_failure(results: list[CheckResult]) -> None:
    """Raise CheckFailed with the rules broken and their first rows, if any."""
    failed = [result for result in results if not result.passed]
    if failed:
        details = "\n".join(result.describe() for result in failed)
        raise CheckFailed(
            f"{len(failed)} contrôle(s) en défaut :\n{details}\n",
            "Rien n'a été publié. Corrigez la source ou le modèle nommé, puis relancez.",
        )
