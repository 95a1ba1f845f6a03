"""Old FINESS extract (etalab cs1100502, cs1100507): no header, `;`, one section after another."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from caremap.catalog.connectors import CONNECTOR_BY_ID
from caremap.catalog.connectors.finess import STRUCTURE_FAMILIES
from caremap.errors import Reject, SourceRefused
from etl.sources.finess_structures import account, row_of
from etl.sources.lines import encoding_of
from etl.sources.official import Row
from etl.sources.opened import opened, refusal
from etl.sources.parsed import Parsed

CONNECTOR = CONNECTOR_BY_ID["finess_establishments"]
_FIRST = "finess;etalab;"
_SECTION, _LONG_NAME, _SHORT_NAME = "structureet", 4, 3
_FIELDS = 32


def recognises(path: Path) -> bool:
    """Tell whether the first line is the one of an etalab extract."""
    try:
        with opened(path, CONNECTOR.files) as stream:
            return stream.readline(200).decode("utf-8-sig", "replace").startswith(_FIRST)
    except (OSError, SourceRefused):
        return False


def parse(path: Path) -> Parsed:
    """One row per establishment of a followed category, by number of line. Raises SourceRefused."""
    rows: list[Row] = []
    rejects: list[Reject] = []
    read = 0
    for number, cells in _lines(path):
        if len(cells) < _FIELDS - 1:
            read += 1
            rule = f"{_FIELDS} champs attendus, {len(cells)} trouvés"
            rejects.append(Reject(path.name, number, "(ligne)", ";".join(cells)[:60], rule))
            continue
        if cells[18] not in STRUCTURE_FAMILIES:
            continue
        read += 1
        row = row_of(CONNECTOR, path, number, _named(cells), rejects)
        rows += [row] if row else []
    if read == 0:
        rule = "aucun établissement des catégories suivies"
        raise refusal(path, rule, "Vérifiez que c'est un extrait « etalab-cs1100502 ».")
    return account(CONNECTOR, path, rows, rejects, read)


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    encoding = encoding_of(path, CONNECTOR.files)
    with (
        opened(path, CONNECTOR.files) as raw,
        io.TextIOWrapper(raw, encoding, newline="") as stream,
    ):
        if not stream.readline().startswith(_FIRST):
            rule = f"première ligne attendue : {_FIRST}…"
            raise refusal(path, rule, "Vérifiez que c'est un extrait « etalab ».", 1)
        reader = csv.reader(stream, delimiter=";")
        try:
            for cells in reader:
                if cells and cells[0] == _SECTION:
                    yield reader.line_num + 1, [cell.strip() for cell in cells]
        except csv.Error as error:
            action = "Vérifiez les guillemets de cette ligne."
            raise refusal(path, f"CSV mal formé ({error})", action, reader.line_num + 1) from error


def _named(cells: list[str]) -> dict[str, str]:
    return {
        "finess_et": cells[1],
        "name": cells[_LONG_NAME] or cells[_SHORT_NAME],
        "category": cells[18],
        # INSEE code: département, then the commune inside it.
        "commune_id": f"{cells[13][:2]}{cells[12].zfill(3)}",
        "postal_code": cells[15][:5],
        "opened_on": cells[28],
        "lon": "",
        "lat": "",
    }
