"""What the release holds: a perimeter whose official files are not loaded yet says so, in place."""

from functools import lru_cache

from caremap.ui import parts, store

REFRESH = (
    "Reprenez les fichiers officiels de ce périmètre : « python -m etl refresh --from DOSSIER »."
)


@lru_cache(maxsize=4)
def _held(release_id: str) -> frozenset[str]:
    return frozenset(store.warehouse(release_id).indicator_years())


def holds(*indicator_ids: str) -> bool:
    """Whether the release has values of every one of some indicators."""
    return _held(store.release_id()).issuperset(indicator_ids)


def has_rows(table: str, what: str, file: str) -> bool:
    """Whether a small mart has rows; else the page says `what` is lacking and which `file`."""
    if store.table(table).empty:
        parts.nothing_to_show(f"{what} dans cette version.", f"Complétez {file} ou : {REFRESH}")
        return False
    return True


def missing(*indicator_ids: str) -> bool:
    """Whether a value of one of these is lacking; the page then says which, and what to do."""
    absent = [one for one in indicator_ids if not holds(one)]
    if absent:
        names = ", ".join(f"« {store.indicator(one).label} »" for one in absent)
        parts.nothing_to_show(f"Aucune valeur dans cette version : {names}.", REFRESH)
    return bool(absent)
