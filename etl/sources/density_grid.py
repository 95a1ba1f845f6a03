"""INSEE density grid: the class of each commune among seven, and the year of the file's name."""

import re
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from caremap.catalog.connectors import CONNECTOR_BY_ID
from etl.sources.official import parse_table, recognises_table
from etl.sources.opened import refusal
from etl.sources.parsed import Parsed

CONNECTOR = CONNECTOR_BY_ID["insee_density_grid"]
_YEAR = re.compile(r"(20\d{2})")
_LEVELS = 7


def recognises(path: Path) -> bool:
    """Tell whether the workbook holds a class of density by commune."""
    return recognises_table(CONNECTOR, path)


def parse(path: Path) -> Parsed:
    """One row a commune: density_class from 1 (large urban centre) to 7 (very scattered rural).

    Columns: commune_id, name, density_class, line, year. Raises SourceRefused, also on a grid of
    three or four levels: its classes have other meanings.
    """
    parsed = parse_table(CONNECTOR, path)
    highest = pc.max(parsed.rows["density_class"]).as_py()
    if highest != _LEVELS:
        rule = f"grille à {highest or 0} niveaux, 7 attendus (colonne DENS7, ou DENS de 1 à 7)"
        raise refusal(path, rule, "Versez la grille communale de densité à 7 niveaux.")
    told = _YEAR.search(path.name)
    if told is None:
        rule = "aucune année dans le nom du fichier"
        raise refusal(path, rule, "Rendez au fichier son nom officiel, puis relancez.")
    years = pa.array([int(told.group(1))] * parsed.rows.num_rows, pa.int64())
    rows = parsed.rows.append_column("year", years)
    return Parsed(
        rows,
        parsed.rejects,
        parsed.rows_read,
        parsed.rows_rejected,
        parsed.rows_duplicate,
        parsed.rows_loaded,
        parsed.notes,
    )
