"""RPPS free extract: counted by commune while it is read; no name and no identifier is kept."""

from collections import Counter
from pathlib import Path

import pyarrow as pa

from caremap.catalog.connectors import CONNECTOR_BY_ID
from caremap.errors import Reject, SourceRefused
from etl.sources.cells import BadCell, convert
from etl.sources.headers import find_header
from etl.sources.lines import read, refusal
from etl.sources.official import normalised, recognises_table
from etl.sources.parsed import Parsed

CONNECTOR = CONNECTOR_BY_ID["rpps_practitioners"]
MASKED = "(masqué)"
GENERAL_PRACTICE_CODES = frozenset({"SM26", "SM53", "SM54"})
_PHYSICIAN = "10"

Place = tuple[str, str, str, bool]


def recognises(path: Path) -> bool:
    """Tell whether the file has the columns of the extract."""
    return recognises_table(CONNECTOR, path)


def parse(path: Path) -> Parsed:
    """One row per commune, profession and mode of exercise, with the people counted once there.

    Columns: commune_id, profession, mode (`L` self-employed, `S` salaried), is_gp, people_count.
    Raises SourceRefused; a refused line is told without what it holds.
    """
    seen: set[tuple[str, Place]] = set()
    counts: Counter[Place] = Counter()
    rejects: list[Reject] = []
    read_count = duplicates = 0
    for lines in read(path, CONNECTOR.kind):
        header, start = find_header(CONNECTOR, path, lines)
        for line in lines[start:]:
            read_count += 1
            values, rule = _values(header.positions, line.cells)
            if rule:
                rejects.append(Reject(path.name, line.number, rule[0], MASKED, rule[1]))
                continue
            place = _place(values)
            key = (values["practitioner"], place)
            if key in seen:
                duplicates += 1
                continue
            seen.add(key)
            counts[place] += 1
    return _account(path, counts, rejects, read_count, duplicates)


def _values(
    positions: dict[str, int], cells: list[str]
) -> tuple[dict[str, str], tuple[str, str] | None]:
    values = {}
    for field in CONNECTOR.fields:
        position = positions[field.column.name]
        cell = cells[position] if position < len(cells) else ""
        try:
            values[field.column.name] = str(
                convert(normalised(cell, field.column), field.column) or ""
            )
        except BadCell as error:
            return {}, (field.titles[0], str(error))
    return values, None


def _place(values: dict[str, str]) -> Place:
    label = values["speciality_label"].casefold()
    is_gp = values["profession"] == _PHYSICIAN and (
        values["speciality"] in GENERAL_PRACTICE_CODES or "médecine générale" in label
    )
    return values["commune_id"], values["profession"], values["mode"], is_gp


def _account(
    path: Path, counts: Counter[Place], rejects: list[Reject], read_count: int, duplicates: int
) -> Parsed:
    if len(rejects) > 0.01 * read_count:
        raise SourceRefused(rejects, f"Trop de lignes refusées dans {path.name} : rien n'a changé.")
    if not counts:
        raise refusal(path, "aucune ligne", "Téléchargez le fichier de nouveau, puis relancez.")
    names = ("commune_id", "profession", "mode", "is_gp")
    rows = [
        dict(zip(names, place, strict=True)) | {"people_count": n}
        for place, n in sorted(counts.items())
    ]
    loaded = read_count - len(rejects) - duplicates
    return Parsed(
        pa.Table.from_pylist(rows), tuple(rejects), read_count, len(rejects), duplicates, loaded
    )
