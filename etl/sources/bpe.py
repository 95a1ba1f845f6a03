"""INSEE equipment file (BPE): parse(path) counts equipment by commune and measure.

Two layouts are read: the INSEE file (one line an equipment or a count, `DEPCOM` and `TYPEQU`) and
the workbook of the Observatoire des territoires (`codgeo`, `an`, one column a measure).
"""

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path

from caremap.catalog.tables.attractiveness_inbox import (
    BPE_CODES,
    EQUIPMENT,
    FILE_YEAR,
    FRENCH_COMMUNE,
    OBSERVATORY_COLUMNS,
)
from caremap.catalog.tables.model import Column
from caremap.errors import Reject, SourceRefused
from etl.sources.cells import BadCell, Value, convert
from etl.sources.sheets import read_lines

MAX_BYTES = 500_000_000
_HEADER_LINES = 10
_MAX_REJECTS = 50
_YEAR_IN_NAME = re.compile(r"bpe_?-?(?:20)?(\d{2})(?!\d)", re.IGNORECASE)

Row = dict[str, Value]
Line = tuple[int, list[str]]


def parse(path: Path, known_communes: Collection[str]) -> list[Row]:
    """Return one row a measure and commune: measure, commune_id, year, numerator, denominator.

    Communes outside `known_communes` are left out, the file being national; a measure that the
    file holds but not for a commune counts 0 there, and has no row. Raises SourceRefused.
    """
    if path.suffix.lower() == ".xlsx":
        return _counted(path, iter(read_lines(path, "Data")), known_communes)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _refused(path, [_whole(path, f"plus de {MAX_BYTES // 1_000_000} Mo")])
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = csv.reader(stream, delimiter=";", strict=True)
            return _counted(path, enumerate(lines, start=1), known_communes)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        rule = f"fichier illisible ({type(error).__name__})"
        raise _refused(path, [_whole(path, rule)]) from error


def _whole(path: Path, rule: str) -> Reject:
    return Reject(path.name, 0, "(fichier)", "", rule)


def _refused(path: Path, rejects: list[Reject]) -> SourceRefused:
    action = (
        f"Remplacez {path} par le fichier BPE de l'INSEE (CSV, colonnes DEPCOM et TYPEQU) ou "
        "retirez-le, puis relancez « python -m etl build ». La version servie n'a pas changé."
    )
    return SourceRefused(rejects, action)


def _counted(path: Path, lines: Iterator[Line], known: Collection[str]) -> list[Row]:
    """Find the header among the first lines, then count what follows by the layout it shows."""
    for number, cells in islice(lines, _HEADER_LINES):
        names = [cell.strip().lower() for cell in cells]
        if {"depcom", "typequ"} <= set(names):
            found: _Layout = _Detail(path, names, number)
            break
        if "codgeo" in names and set(names) & set(OBSERVATORY_COLUMNS):
            found = _Observatory(path, names, number)
            break
    else:
        rule = "ni colonnes DEPCOM et TYPEQU, ni colonnes codgeo et nb_medg"
        raise _refused(path, [_whole(path, rule)])
    counts = found.count(lines, known)
    if found.rejects:
        raise _refused(path, found.rejects)
    if not counts:
        raise _refused(path, [_whole(path, "aucun équipement suivi dans le périmètre")])
    return [
        {
            "measure": measure,
            "commune_id": commune,
            "year": year,
            "numerator": float(count),
            "denominator": None,
        }
        for (measure, commune, year), count in sorted(counts.items())
    ]


Counts = Counter[tuple[str, str, int]]


class _Layout:
    """Where the cells of a line are, and the refusals met so far."""

    def __init__(self, path: Path, names: list[str], header: int) -> None:
        self.path = path
        self.at = {name: position for position, name in enumerate(names)}
        self.rejects: list[Reject] = []
        year = _YEAR_IN_NAME.search(path.name)
        self.file_year = 2000 + int(year.group(1)) if year else None
        if "an" not in self.at and self.file_year is None:
            rule = "colonne absente, et aucune année dans le nom du fichier (exemple : bpe25.csv)"
            raise _refused(path, [Reject(path.name, header, "AN", "", rule)])

    def count(self, lines: Iterable[Line], known: Collection[str]) -> Counts:
        """Equipment by measure, commune and year, for the layout at hand."""
        raise NotImplementedError

    def cell(self, line: Line, name: str, column: Column) -> Value:
        """Value of a cell; a broken rule is kept as a refusal and gives None."""
        number, cells = line
        position = self.at[name]
        text = cells[position].strip() if position < len(cells) else ""
        try:
            return convert(text, column)
        except BadCell as error:
            if len(self.rejects) < _MAX_REJECTS:
                self.rejects.append(Reject(self.path.name, number, name, text[:40], str(error)))
            return None

    def year(self, line: Line) -> int | None:
        """Year of a line: its own column, else the name of the file."""
        if "an" not in self.at:
            return self.file_year
        value = self.cell(line, "an", FILE_YEAR)
        return value if isinstance(value, int) else None


class _Detail(_Layout):
    """The INSEE file: `NB_EQUIP` counts a line, else a line is one equipment."""

    def count(self, lines: Iterable[Line], known: Collection[str]) -> Counts:
        """Sum of equipment by measure, commune and year."""
        counts: Counts = Counter()
        has_count = "nb_equip" in self.at
        for line in lines:
            if not any(line[1]):
                continue
            commune = self.cell(line, "depcom", FRENCH_COMMUNE)
            code = self.cell(line, "typequ", Column("typequ", pattern=r"[A-Z][0-9]{3}"))
            if commune not in known or not isinstance(code, str):
                continue
            number = self.cell(line, "nb_equip", EQUIPMENT) if has_count else 1
            year = self.year(line)
            for measure, codes in BPE_CODES.items():
                if code.startswith(codes) and year is not None and isinstance(number, int):
                    counts[measure, str(commune), year] += number
        return counts


class _Observatory(_Layout):
    """The workbook of the Observatoire des territoires: one line a commune."""

    def count(self, lines: Iterable[Line], known: Collection[str]) -> Counts:
        """Count of each measure by commune and year; zeros are kept."""
        counts: Counts = Counter()
        for line in lines:
            if not any(line[1]):
                continue
            commune = self.cell(line, "codgeo", FRENCH_COMMUNE)
            if commune not in known:
                continue
            year = self.year(line)
            for name, measure in OBSERVATORY_COLUMNS.items():
                if name in self.at:
                    number = self.cell(line, name, EQUIPMENT)
                    if isinstance(number, int) and year is not None:
                        counts[measure, str(commune), year] += number
        return counts
