"""INSEE equipment file (BPE), one line an equipment or a count: counted by measure as it is read.

CSV, its archive or parquet. General practitioners are `D265` since 2023, `D201` before.
"""

import re
from pathlib import Path

import pyarrow as pa

from caremap.catalog.connectors import CONNECTOR_BY_ID
from caremap.catalog.tables.attractiveness_inbox import BPE_CODES
from etl.sources.counted import counted
from etl.sources.opened import refusal
from etl.sources.parsed import Parsed
from etl.sources.streamed import Stream, recognises_stream

CONNECTOR = CONNECTOR_BY_ID["insee_equipment_detail"]
_YEAR = re.compile(r"bpe_?-?(?:20)?(\d{2})(?!\d)", re.IGNORECASE)
_COUNT = """
    select
        followed.measure,
        accepted.commune_id,
        coalesce(accepted.year, ?) as year,
        cast(sum(coalesce(accepted.equipment_count, 1)) as bigint) as equipment_count,
        min(accepted.line) as line
    from accepted
    inner join followed on starts_with(accepted.equipment_type, followed.code)
    group by all
    order by all
"""


def recognises(path: Path) -> bool:
    """Tell whether the file has a commune and a type of equipment."""
    return recognises_stream(CONNECTOR, path)


def parse(path: Path) -> Parsed:
    """One row per measure followed (`BPE_CODES`), commune and year, with its equipment_count.

    Columns: measure, commune_id, year, equipment_count, line (the first one counted). Equipment of
    other types is read and left out. Raises SourceRefused.
    """
    told = _YEAR.search(path.name)
    stream = Stream(CONNECTOR, path)
    year = 2000 + int(told.group(1)) if told else None
    rows = counted(stream, _COUNT, [year], {"followed": _followed()})
    if rows.num_rows == 0:
        rule = "aucun équipement suivi"
        raise refusal(path, rule, "Vérifiez que c'est le fichier détaillé de la BPE.")
    if rows.column("year").null_count:
        rule = "aucune année, ni colonne AN ni nom de fichier (exemple : BPE25.csv)"
        raise refusal(path, rule, "Rendez au fichier son nom officiel, puis relancez.")
    return Parsed(
        rows,
        tuple(stream.rejects),
        stream.rows_read,
        stream.rows_rejected,
        0,
        stream.rows_read - stream.rows_rejected,
    )


def _followed() -> pa.Table:
    """Beginnings of the codes that each measure counts."""
    pairs = [(measure, code) for measure, codes in BPE_CODES.items() for code in codes]
    return pa.table({"measure": [m for m, _ in pairs], "code": [c for _, c in pairs]})
