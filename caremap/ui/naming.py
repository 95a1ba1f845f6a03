"""Names of several territories side by side: each is its own."""

from caremap.composed import is_composed
from caremap.ui import perimeter, store


def names(ids: tuple[str, ...]) -> list[str]:
    """Names of the territories; two of one name carry their level, or their code at one level."""
    return [_among(one, ids) for one in ids]


def _among(one: str, ids: tuple[str, ...]) -> str:
    name, level = store.name_of(one), store.level_of(one)
    alike = [other for other in ids if store.name_of(other) == name]
    if len(alike) == 1:
        return name
    peers = [other for other in alike if store.level_of(other) == level]
    if len(peers) == 1:
        return f"{name} ({perimeter.level_label(level)})"
    # A composed territory has no code but the list of its communes.
    return f"{name} ({peers.index(one) + 1 if is_composed(one) else one})"
