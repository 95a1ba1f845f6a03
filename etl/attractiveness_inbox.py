"""INSEE files of the inbox (BPE, Filosofi): measures by commune for the attractiveness page."""

from collections.abc import Callable, Collection
from pathlib import Path

import pyarrow as pa

from caremap.catalog.attractiveness import BPE_SOURCE, FILOSOFI_SOURCE
from caremap.errors import Reject, SourceRefused
from etl.inbox_names import starts_with
from etl.inputs import file_sha256
from etl.meta import FileRead
from etl.sources import bpe, filosofi
from etl.sources.cells import Value

_READERS: dict[str, tuple[str, Callable[[Path, Collection[str]], list[dict[str, Value]]]]] = {
    "bpe": (BPE_SOURCE, bpe.parse),
    "filosofi": (FILOSOFI_SOURCE, filosofi.parse),
}
_SCHEMA = pa.schema(
    [
        ("measure", pa.string()),
        ("commune_id", pa.string()),
        ("year", pa.int64()),
        ("numerator", pa.float64()),
        ("denominator", pa.float64()),
        ("source_id", pa.string()),
    ]
)


def read_measures(
    found: list[Path], known_communes: Collection[str]
) -> tuple[pa.Table, list[FileRead]]:
    """Return the measures of the files of the inbox, and what was read; both may be empty.

    Raises SourceRefused with the refusals of every file, two files on one measure and year
    included.
    """
    rows: list[dict[str, Value]] = []
    files: list[FileRead] = []
    rejects: list[Reject] = []
    action = ""
    brought: dict[tuple[Value, Value], str] = {}
    for path in found:
        source_id, parse = _reader(path)
        try:
            lines = parse(path, known_communes)
        except SourceRefused as refused:
            rejects += refused.rejects
            action = action or refused.next_action
            continue
        for key in dict.fromkeys((row["measure"], row["year"]) for row in lines):
            other = brought.setdefault(key, path.name)
            if other != path.name:
                rule = f"déjà apporté par {other} : gardez un seul des deux fichiers"
                rejects.append(Reject(path.name, 0, str(key[0]), str(key[1]), rule))
        rows += [{**row, "source_id": source_id} for row in lines]
        files.append(
            FileRead(source_id, f"inbox/{path.name}", file_sha256(path), len(lines), len(lines))
        )
    if rejects:
        raise SourceRefused(rejects, action or "Corrigez data/inbox/, puis relancez.")
    return measures_table(rows), files


def measures_table(rows: list[dict[str, Value]]) -> pa.Table:
    """Table of measures: measure, commune_id, year, numerator, denominator, source_id."""
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def _reader(path: Path) -> tuple[str, Callable[[Path, Collection[str]], list[dict[str, Value]]]]:
    """Source and parser of a file, by the beginning of its name."""
    return next(reader for prefix, reader in _READERS.items() if starts_with(path, prefix))
