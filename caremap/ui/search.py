"""What a reader types to find a territory: names with and without accents, postal codes."""

from functools import lru_cache

from caremap.catalog import LEVELS
from caremap.formats import without_accents
from caremap.ui import perimeter, store

_LEVELS = ("perimetre", "departement", "epci", "arrondissement", "cpts", "commune")


@lru_cache(maxsize=4)
def _labels(release_id: str) -> dict[str, str]:
    level_labels = {level.id: perimeter.level_label(level.id) for level in LEVELS}
    found = store.territories()
    labels: dict[str, str] = {}
    for level in _LEVELS:
        rows = found[found["level"] == level].sort_values("name")
        for row in rows.itertuples():
            detail = row.postal_codes or level_labels[level]
            plain = without_accents(row.name).replace("-", " ")
            spelling = f" · {plain}" if plain != row.name else ""
            labels[row.territory_id] = f"{row.name} · {detail}{spelling}"
    return labels


def labels() -> dict[str, str]:
    """Label of every territory in the selectors, by id: name, postal codes or level.

    The name is repeated without accents where it has some, so that both spellings are found.
    """
    return _labels(store.release_id())


@lru_cache(maxsize=4)
def _communes(release_id: str) -> list[str]:
    levels = store.territories()["level"].to_dict()
    return [one for one in labels() if levels[one] == "commune"]


def communes() -> list[str]:
    """Communes in the order of the selectors."""
    return _communes(store.release_id())
