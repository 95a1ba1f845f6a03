"""Read one steward's file by its contract: every refusal at once, by line and column."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from caremap.catalog.tables.model import Column
from caremap.catalog.tables.steward import EXAMPLE_MARK, REMARK, STATE_DATE, StewardTable
from caremap.errors import Reject, SourceRefused
from etl.sources.cells import BadCell, Value, convert
from etl.sources.personal import MASKED, is_personal_column, personal_content, plain
from etl.sources.sheets import Line, read_lines

FILL_SHEET = "À remplir"
# Columns that say where a line comes from and since when: a date in them is nobody's birth.
_DATED = frozenset({"source_url", STATE_DATE})
# A spreadsheet makes a day of a month: 2026-09 becomes 2026-09-01 or 01/09/2026.
_DAY = re.compile(r"^(?:(\d{4})-(\d{2})-\d{2}|\d{2}/(\d{2})/(\d{4}))$")

Row = dict[str, Value]
RowRule = Callable[[Row], tuple[str, str] | None]


@dataclass(frozen=True)
class StewardRow:
    """One accepted line: its number in the file and its values by column name."""

    line: int
    values: Row


def read(table: StewardTable, path: Path, rules: tuple[RowRule, ...] = ()) -> list[StewardRow]:
    """Return the accepted lines; the example line and empty lines are left out.

    A rule returns the column and the broken rule of a row, or None. Raises SourceRefused with
    every refusal; personal data are named by kind and never repeated.
    """
    lines = read_lines(path, FILL_SHEET)
    if not lines:
        raise _refused(table, path, [Reject(path.name, 0, "(fichier)", "", "fichier vide")])
    positions, rejects = _positions(table, path, lines[0])
    if rejects:
        raise _refused(table, path, rejects)
    rows = []
    for number, cells in lines[1:]:
        padded = cells + [""] * (len(lines[0][1]) - len(cells))
        if _is_example(padded, positions):
            continue
        row, found = _row(table, path, (number, padded), positions, rules)
        rejects += found
        rows.append(row)
    rejects += _key_rejects(table, path, rows)
    if rejects:
        raise _refused(table, path, sorted(rejects, key=lambda reject: reject.line))
    return rows


def _refused(table: StewardTable, path: Path, rejects: list[Reject]) -> SourceRefused:
    return SourceRefused(
        rejects,
        f"Corrigez {path}, puis relancez « python -m etl build ». Le modèle s'obtient par "
        f"« python -m etl template {table.id} ». La version servie n'a pas changé.",
    )


def _positions(
    table: StewardTable, path: Path, header: Line
) -> tuple[dict[str, int], list[Reject]]:
    """Where each column is: a title or a column name, whatever its case and accents."""
    known = {plain(one.title): one.column.name for one in table.columns}
    known |= {plain(one.column.name): one.column.name for one in table.columns}
    known[plain(REMARK)] = REMARK
    number, titles = header
    positions: dict[str, int] = {}
    rejects = []
    for position, title in enumerate(titles):
        told = title[:40] or f"(colonne {position + 1}, sans titre)"
        name = known.get(plain(title))
        if is_personal_column(title) and name is None:
            rule = "donnée personnelle : retirez cette colonne, le fichier ne compte que des places"
            rejects.append(Reject(path.name, number, told, "", rule))
        elif name is None and (title or _is_filled(titles, position)):
            rejects.append(Reject(path.name, number, told, "", "colonne inconnue"))
        elif name in positions:
            rejects.append(Reject(path.name, number, told, "", "colonne en double"))
        elif name:
            positions[name] = position
    rejects += [
        Reject(path.name, number, one.title, "", "colonne absente")
        for one in table.columns
        if one.column.name not in positions and not one.column.nullable
    ]
    return positions, rejects


def _is_filled(titles: list[str], position: int) -> bool:
    """A column without a title but followed by others is a mistake; trailing ones are not."""
    return any(titles[position:])


def _is_example(cells: list[str], positions: dict[str, int]) -> bool:
    remark = cells[positions[REMARK]] if REMARK in positions else ""
    return plain(remark).startswith(plain(EXAMPLE_MARK))


def _row(
    table: StewardTable,
    path: Path,
    line: Line,
    positions: dict[str, int],
    rules: tuple[RowRule, ...],
) -> tuple[StewardRow, list[Reject]]:
    number, cells = line
    rejects = _personal_rejects(path, line, positions)
    refused = {reject.column for reject in rejects}
    values: Row = {}
    for one in table.columns:
        column = one.column
        cell = cells[positions[column.name]] if column.name in positions else ""
        try:
            values[column.name] = convert(_as_listed(cell, column), column)
        except BadCell as error:
            values[column.name] = None
            if column.name not in refused:
                rejects.append(Reject(path.name, number, column.name, cell[:60], str(error)))
    if not rejects:
        for broken in filter(None, (rule(values) for rule in rules)):
            rejects.append(Reject(path.name, number, broken[0], "", broken[1]))
    return StewardRow(number, values), rejects


def _personal_rejects(path: Path, line: Line, positions: dict[str, int]) -> list[Reject]:
    """Every cell of the line, remark and untitled cells included."""
    names = {position: name for name, position in positions.items()}
    number, cells = line
    return [
        Reject(
            path.name, number, names.get(position, "(sans titre)"), MASKED, f"{kind} : à retirer"
        )
        for position, cell in enumerate(cells)
        if (kind := personal_content(cell, names.get(position) in _DATED))
    ]


def _as_listed(cell: str, column: Column) -> str:
    """The value of the list that a cell means, whatever its case and accents; a day, its month."""
    if column.name == STATE_DATE:
        return _DAY.sub(r"\1\4-\2\3", cell)
    return {plain(allowed): allowed for allowed in column.allowed}.get(plain(cell), cell)


def _key_rejects(table: StewardTable, path: Path, rows: list[StewardRow]) -> list[Reject]:
    first: dict[tuple[Value, ...], int] = {}
    rejects = []
    for row in rows:
        key = tuple(row.values[name] for name in table.key)
        known = first.setdefault(key, row.line)
        if known != row.line:
            rule = f"ligne en double, déjà présente à la ligne {known}"
            rejects.append(Reject(path.name, row.line, "(ligne)", "", rule))
    return rejects
