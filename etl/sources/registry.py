"""Parser of each connector: its own module when it has one, else the reader of official tables."""

from collections.abc import Callable
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path

from caremap.catalog.connectors import CONNECTORS, Connector
from etl.sources import (
    age_structure,
    contours,
    density_grid,
    equipment_detail,
    filosofi_long,
    finess_establishments,
    finess_structures,
    rpps_practitioners,
)
from etl.sources.official import parse_table, recognises_table
from etl.sources.opened import name_key
from etl.sources.parsed import Parsed

_OWN = {
    module.CONNECTOR.id: module
    for module in (
        age_structure,
        density_grid,
        equipment_detail,
        filosofi_long,
        finess_establishments,
        finess_structures,
        rpps_practitioners,
    )
}
Parser = Callable[[Path], Parsed]


def parser(connector: Connector) -> Parser:
    """Return `parse(path)` of a connector."""
    if connector.kind in contours.KINDS:
        return partial(contours.parse, connector)
    own = _OWN.get(connector.id)
    return own.parse if own else partial(parse_table, connector)


def counts_writer(connector: Connector) -> Callable[[Parsed, Path], Path] | None:
    """Return what writes the counts kept in place of a file that names people."""
    return rpps_practitioners.write_counts if connector.personal else None


def recognises(connector: Connector, path: Path) -> bool:
    """Tell, by content, whether a file is the one of a connector."""
    if connector.kind in contours.KINDS:
        return contours.recognises(connector, path)
    own = _OWN.get(connector.id)
    return own.recognises(path) if own else recognises_table(connector, path)


def candidates(path: Path) -> list[Connector]:
    """Connectors whose official name fits a file, by name alone."""
    name = name_key(path.name)
    return [c for c in CONNECTORS if any(_fits(name, pattern) for pattern in c.files)]


def _fits(name: str, pattern: str) -> bool:
    return fnmatchcase(name, pattern.casefold())
