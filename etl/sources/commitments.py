"""Read the follow-up of commitments: `engagements.csv` of the inbox."""

from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from caremap.catalog.commitments import COMMITMENTS, FOLLOW_UP_STATES
from caremap.catalog.tables.immersion_inbox import engagements_table
from caremap.errors import Reject, SourceRefused
from etl.sources.personal import MASKED, personal_content
from etl.sources.reference import parse as parse_reference

CONTRACT = engagements_table(tuple(one.id for one in COMMITMENTS), FOLLOW_UP_STATES)
EMPTY = pa.schema(
    [
        ("commitment_id", pa.string()),
        ("state", pa.string()),
        ("next_step", pa.string()),
        ("date", pa.date32()),
    ]
).empty_table()


def parse(path: Path | None) -> pa.Table:
    """Return the follow-up of a file, one row a commitment; no row without a file.

    Raises SourceRefused with every broken rule, personal data among them.
    """
    if path is None:
        return EMPTY
    rows = parse_reference(replace(CONTRACT, file=path.name), path.parent)
    rejects = [
        Reject(path.name, line, "next_step", MASKED, f"{kind} : à retirer")
        for line, step in enumerate(rows.column("next_step").to_pylist(), start=2)
        if (kind := personal_content(step or ""))
    ]
    if rejects:
        raise SourceRefused(rejects, f"Corrigez {path}, puis relancez.")
    return rows
