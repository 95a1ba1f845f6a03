"""Find the columns of an official table by their titles, whatever their order, case and accents."""

import fnmatch
import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from pathlib import Path

from caremap.catalog.connectors.model import Connector, Field
from caremap.errors import Reject, SourceRefused
from etl.sources.lines import Line
from etl.sources.opened import refusal

HEADER_LINES = 25


def title_key(title: str) -> str:
    """Write a title without case, accents, punctuation and double spaces."""
    plain = unicodedata.normalize("NFKD", title.replace("œ", "oe").replace("Œ", "oe"))
    kept = "".join(
        c if c.isalnum() or c in "*?" else " " for c in plain if not unicodedata.combining(c)
    )
    return " ".join(kept.casefold().split())


@dataclass(frozen=True)
class Header:
    """Where each column is, and the titles that the contract does not know."""

    line: Line
    positions: dict[str, int]
    missing: tuple[Field, ...]
    unknown: tuple[str, ...]
    year: int | None = None


def match_header(connector: Connector, line: Line) -> Header:
    """Find the columns of a connector among the cells of a line."""
    keys = [title_key(cell) for cell in line.cells]
    taken: set[int] = set()
    positions: dict[str, int] = {}
    missing = []
    for field in connector.fields:
        position = _position(field, keys, taken)
        if position is None:
            missing.append(field)
            continue
        taken.add(position)
        positions[field.column.name] = position
    unknown = tuple(c for i, c in enumerate(line.cells) if i not in taken and c)
    required = tuple(f for f in missing if not f.optional)
    titles = [line.cells[position] for position in positions.values()]
    return Header(line, positions, required, unknown, _year(connector, titles))


def _year(connector: Connector, titles: list[str]) -> int | None:
    """Year that a title tells, in two or four digits."""
    for title in titles if connector.year_title else ():
        if found := re.search(connector.year_title, title, re.IGNORECASE):
            year = int(found.group(1))
            return year if year >= 1000 else 2000 + year
    return None


def _position(field: Field, keys: list[str], taken: set[int]) -> int | None:
    for title in field.titles:
        pattern = title_key(title)
        found = [
            position
            for position, key in enumerate(keys)
            if position not in taken and key and fnmatch.fnmatchcase(key, pattern)
        ]
        if found:
            # `P??_POP` in a file of three censuses is the last of them.
            return max(found, key=lambda one: keys[one]) if "?" in pattern else found[0]
    return None


def has_header(connector: Connector, lines: list[Line]) -> bool:
    """Whether one of the first lines holds every column of a connector."""
    return any(not match_header(connector, line).missing for line in lines[:HEADER_LINES])


def find_header(connector: Connector, path: Path, lines: list[Line]) -> tuple[Header, int]:
    """Return the header and the index of the first line after it.

    Raises SourceRefused that names each missing column and the titles closest to it.
    """
    found = [match_header(connector, line) for line in islice(lines, HEADER_LINES)]
    if not found:
        raise refusal(path, "aucune ligne", "Téléchargez-le de nouveau, puis relancez.")
    best = min(range(len(found)), key=lambda i: (len(found[i].missing), -len(found[i].positions)))
    header = found[best]
    if not header.missing:
        return header, best + 1
    rejects = []
    for field in header.missing:
        near = get_close_matches(field.titles[0], header.line.cells, n=3, cutoff=0.5)
        rule = "colonne absente" + (f" ; titres proches : {', '.join(near)}" if near else "")
        rejects.append(Reject(path.name, header.line.number, field.titles[0], "", rule))
    action = f"Vérifiez que {path.name} est bien « {connector.label} », ou son nouveau format."
    raise SourceRefused(rejects, action)
