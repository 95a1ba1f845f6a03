"""FINESS+ structures (JSON, plain or gzip), read as a stream: open establishments shown here."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ijson

from caremap.catalog.connectors import CONNECTOR_BY_ID
from caremap.catalog.connectors.finess import STRUCTURE_FAMILIES
from caremap.catalog.connectors.model import Connector
from caremap.errors import Reject, SourceRefused
from etl.sources.cells import BadCell, convert
from etl.sources.json_parts import mapping, mappings
from etl.sources.official import MAX_REJECTED_SHARE, Row, by_key, normalised, table_of
from etl.sources.opened import opened, refusal
from etl.sources.parsed import Parsed

CONNECTOR = CONNECTOR_BY_ID["finess_structures"]
# The address of the place itself; the first of the list is often the one of the owner.
_PLACE_ADDRESS = "03"
# Bounds of mainland France, to tell degrees from metres: producers swapped them in 2026.
_LATITUDES, _LONGITUDES = (41.0, 51.5), (-5.5, 10.0)


def recognises(path: Path) -> bool:
    """Tell whether the file is a FINESS+ extract of structures."""
    try:
        with opened(path) as stream:
            start = stream.read(4096)
    except (OSError, SourceRefused):
        return False
    return b'"schemaVersion"' in start and (b'"gcc"' in start or b'"pmej"' in start)


def parse(path: Path) -> Parsed:
    """One row per open establishment of a followed category; the others are read and left out.

    Columns: those of the connector, `line` being the rank in the file. Raises SourceRefused.
    """
    rows: list[Row] = []
    rejects: list[Reject] = []
    read = 0
    for rank, place in enumerate(_establishments(path), start=1):
        if not _followed(place):
            continue
        read += 1
        row = row_of(CONNECTOR, path, rank, _cells(place), rejects)
        rows += [row] if row else []
    if read == 0:
        rule = "aucun établissement ouvert des catégories suivies"
        raise refusal(path, rule, "Vérifiez que c'est le fichier « finess-structures ».")
    return account(CONNECTOR, path, rows, rejects, read)


def account(
    connector: Connector,
    path: Path,
    rows: list[Row],
    rejects: list[Reject],
    read: int,
) -> Parsed:
    """Account of every line; raises SourceRefused when too many were refused."""
    kept, conflicts, duplicates = by_key(connector, path, rows)
    every = (*rejects, *conflicts)
    rejected = read - len(kept) - duplicates
    if rejected > int(MAX_REJECTED_SHARE * read):
        action = f"Trop de lignes refusées dans {path.name} : rien n'a changé."
        raise SourceRefused(list(every), action)
    return Parsed(table_of(connector, kept), every, read, rejected, duplicates, len(kept))


def _establishments(path: Path) -> Iterator[dict[str, Any]]:
    action = "Le fichier est coupé ou n'est pas du JSON : téléchargez-le de nouveau."
    try:
        with opened(path) as stream:
            yield from ijson.items(stream, "pmej.item.ege.item", use_float=True)
    except (ijson.JSONError, OSError, EOFError, UnicodeDecodeError) as error:
        raise refusal(path, f"JSON illisible ({error})"[:160], action) from error


def _followed(place: object) -> bool:
    if not isinstance(place, dict):
        return False
    general = mapping(place.get("informationsGeneralesEGE"))
    return (
        str(place.get("categorieentiteGeographiqueExercice")) in STRUCTURE_FAMILIES
        and place.get("etatObjet") == "A"
        and not general.get("dateFermeture")
    )


def _cells(place: dict[str, Any]) -> dict[str, str]:
    general = mapping(place.get("informationsGeneralesEGE"))
    every = mappings(place.get("adresse"))
    addresses = [a for a in every if a.get("usageAdresse") == _PLACE_ADDRESS]
    address = addresses[0] if addresses else {}
    lon, lat = _degrees(mapping(address.get("coordonneesGeographique")))
    return {
        "finess_et": _clean(general.get("numFinessEge")),
        "name": _clean(general.get("nomEgeLong")) or _clean(general.get("nomEgeCourt")),
        "category": _clean(place.get("categorieentiteGeographiqueExercice")),
        "commune_id": _clean(address.get("cogCommune")),
        "postal_code": _clean(address.get("codePostal")),
        "opened_on": _clean(general.get("dateOuverture")),
        "lon": lon,
        "lat": lat,
    }


def _clean(value: object) -> str:
    return " ".join(str(value).split()) if value is not None else ""


def _degrees(found: dict[str, Any]) -> tuple[str, str]:
    """Longitude and latitude, whichever pair of fields holds degrees."""
    numbers = []
    for name in ("directionLongitude", "directionLatitude", "coordonneeX", "coordonneeY"):
        try:
            numbers.append(float(found[name]))
        except (KeyError, TypeError, ValueError):
            continue
    lats = [n for n in numbers if _LATITUDES[0] <= n <= _LATITUDES[1]]
    lons = [n for n in numbers if _LONGITUDES[0] <= n <= _LONGITUDES[1]]
    return (str(lons[0]), str(lats[0])) if len(lats) == len(lons) == 1 else ("", "")


def row_of(
    connector: Connector, path: Path, rank: int, cells: dict[str, str], rejects: list[Reject]
) -> Row | None:
    """Typed row of the named cells; None, and its refusals added, when a cell breaks its rule."""
    row: Row = {"line": rank}
    broken = False
    for field in connector.fields:
        cell = cells[field.column.name]
        try:
            row[field.column.name] = convert(normalised(cell, field.column), field.column)
        except BadCell as error:
            broken = True
            rejects.append(Reject(path.name, rank, field.titles[-1], cell[:60], str(error)))
    return None if broken else row
