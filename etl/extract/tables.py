"""Tables of a reference folder that no archive holds: restricted to a perimeter, or empty."""

import csv
import shutil
from collections.abc import Collection
from pathlib import Path

import geopandas as gpd

from caremap.catalog import TABLES, departement_of
from caremap.catalog.perimeter import EMBEDDED_DEPARTEMENTS
from caremap.catalog.tables.model import ReferenceTable
from caremap.catalog.tables.territories import TERRITORY_TABLES
from caremap.paths import REFERENCE
from etl.geometry import BACKGROUND_FILE, CONTOURS_FILE

Row = dict[str, str]
# What these define is of no place.
_EVERYWHERE = ("attractiveness_families",)
_TERRITORIES = tuple(table.id for table in TERRITORY_TABLES)
# Editions are told as a whole, with hosts of both départements.
_WHOLE = ("immersion_editions", "immersion_hosts")
_PLACES = ("commune_id", "anchor_commune_id")


def write_statistics(target: Path, departements: Collection[str]) -> dict[str, int]:
    """Write the tables of figures: their rows of the perimeter, or their header alone.

    Rows are kept only where the embedded file covers every département asked for: figures on a
    part of a perimeter would read as figures on the whole. Returns the number of rows of each.
    """
    covered = set(departements) <= set(EMBEDDED_DEPARTEMENTS)
    counts = {}
    for table in TABLES:
        if table.id in _TERRITORIES:
            continue
        header, rows = _read(REFERENCE / table.file)
        kept = [row for row in rows if covered and _is_in(table, row, departements)]
        kept = rows if table.id in _EVERYWHERE else kept
        _write(target / table.file, header, kept)
        counts[table.file] = len(kept)
    return counts


def restrict_territories(target: Path, departements: Collection[str]) -> dict[str, int]:
    """Write the territories of some embedded départements without any archive."""
    target.mkdir(parents=True, exist_ok=True)
    counts = {}
    for table in TERRITORY_TABLES:
        header, rows = _read(REFERENCE / table.file)
        kept = rows if table.id == "epci" else _of(rows, departements)
        if table.id == "epci":
            kept = _epci_met(kept, target)
        _write(target / table.file, header, kept)
        counts[table.file] = len(kept)
    contours = gpd.read_parquet(REFERENCE / CONTOURS_FILE)
    own = contours["commune_id"].map(departement_of).isin(departements)
    contours[own].to_parquet(target / CONTOURS_FILE, compression="zstd", index=False)
    shutil.copyfile(REFERENCE / BACKGROUND_FILE, target / BACKGROUND_FILE)
    return counts | {CONTOURS_FILE: int(own.sum())}


def _epci_met(rows: list[Row], target: Path) -> list[Row]:
    """EPCI with a commune in the perimeter, and how many they have there."""
    _, communes = _read(target / "communes.csv")
    counts: dict[str, int] = {}
    for commune in communes:
        counts[commune["epci_id"]] = counts.get(commune["epci_id"], 0) + 1
    return [
        row | {"communes_in_perimeter_count": str(counts[row["epci_id"]])}
        for row in rows
        if row["epci_id"] in counts
    ]


def _of(rows: list[Row], departements: Collection[str]) -> list[Row]:
    return [
        row
        for row in rows
        if (row.get("departement_id") or departement_of(row["commune_id"])) in departements
    ]


def _is_in(table: ReferenceTable, row: Row, departements: Collection[str]) -> bool:
    """Whether a row is about the perimeter: by its département, else by its commune.

    A table of no place tells of both départements together.
    """
    names = [column.name for column in table.columns] if table.id not in _WHOLE else []
    if "departement_id" in names:
        return row["departement_id"] in departements
    place = next((name for name in _PLACES if name in names), None)
    if place is None:
        return set(departements) == set(EMBEDDED_DEPARTEMENTS)
    return departement_of(row[place]) in departements


def _read(path: Path) -> tuple[list[str], list[Row]]:
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        return list(reader.fieldnames or []), list(reader)


def _write(path: Path, header: list[str], rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
