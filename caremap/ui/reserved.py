"""What a steward's file of placements adds: for partners, on a site where readers sign in."""

import pandas as pd

from caremap.catalog import INDICATOR_BY_ID
from caremap.errors import UnknownIdentifier
from caremap.ui import identity

_ROLE = "partner"
_RESERVED = frozenset(one.id for one in INDICATOR_BY_ID.values() if one.restricted)


def is_open() -> bool:
    """Whether the reader of this run may see the file of placements and what is made of it."""
    return identity.may(_ROLE)


def may_see(indicator_id: str) -> bool:
    """Whether the reader of this run may see the figures of an indicator."""
    return indicator_id not in _RESERVED or is_open()


def refuse(indicator_id: str) -> None:
    """Raise UnknownIdentifier on an indicator that the reader may not see."""
    if not may_see(indicator_id):
        raise UnknownIdentifier(
            f"Indicateur inconnu : « {indicator_id} ».", "Choisissez un autre indicateur."
        )


def seen(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of the indicators that the reader may see; `rows` has a column indicator_id."""
    reserved = rows["indicator_id"].isin(_RESERVED)
    return rows[~reserved] if reserved.any() and not is_open() else rows
