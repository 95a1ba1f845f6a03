"""Lines of a year already told that come back under another key: corrected, moved, split or joined.

A reader who takes a new line for one told before subtracts it from the sums told then.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import product

from caremap.catalog.tables.placements import PLACEMENTS
from etl.secrecy_counts import SecrecyFailed
from etl.secrecy_history import Key, Publication

_TRAINING = tuple(map(PLACEMENTS.key.index, ("discipline", "trainee_level", "setting")))
_SITE = tuple(map(PLACEMENTS.key.index, ("site_id", "site_name")))

_SAME_WORDS = (
    "Rien n'est publié, la version servie reste en place. Gardez pour cette année les noms, "
    "identifiants, communes et semestres de la publication précédente, ou retirez toute l'année."
)


@dataclass(frozen=True)
class Doubt:
    """Lines told before and gone since, and new ones that may count the same persons."""

    lost: frozenset[Key]
    new: frozenset[Key]


def shown(one: Publication) -> frozenset[Key]:
    """Return the lines of a publication that count somebody, hidden or not."""
    return one.hidden.union(key for key, count in one.published.items() if count)


def grouped(past: Iterable[Publication]) -> frozenset[Key]:
    """Return the hidden lines whose persons a sum has told."""
    return frozenset().union(*(group.keys for one in past for group in one.groups))


def doubts(past: Sequence[Publication], keys: Set[Key]) -> list[Doubt]:
    """Return the lines told before that `keys` no longer holds, with those that may follow them.

    A line follows another of the same training, or of the same site and semester, as long as it
    never told anything, nor was beside it.
    """
    told = grouped(past).union(key for one in past for key, count in one.published.items() if count)
    near: dict[Key, set[Key]] = defaultdict(set)
    for key in keys - told:
        for label in _labels(key):
            near[label].add(key)
    found = []
    for key in told - keys:
        beside = frozenset().union(*(one.hidden for one in past if key in shown(one)))
        following = frozenset().union(*(near.get(label, ()) for label in _labels(key))) - beside
        found += [following | {key}] if following else []
    return [Doubt(one - keys, one & keys) for one in linked(found)]


def _labels(key: Key) -> tuple[Key, Key]:
    """What persons are trained for, and where they are."""
    training = tuple(key[at] for at in _TRAINING)
    return ("training", *training), (
        "site",
        *(part for at, part in enumerate(key) if at not in _TRAINING),
    )


def linked(groups: Sequence[frozenset[Key]]) -> list[frozenset[Key]]:
    """Return the groups joined wherever they share a row, in a stable order."""
    joined: list[frozenset[Key]] = []
    for group in groups:
        apart = [one for one in joined if not one & group]
        together = [one for one in joined if one & group]
        joined = [*apart, group.union(*together)]
    return sorted(joined, key=lambda keys: sorted(map(str, keys)))


def followed(keys: frozenset[Key], doubtful: Iterable[Doubt]) -> frozenset[Key]:
    """Return the lines of an earlier group with those that may follow the ones it lost."""
    for doubt in doubtful:
        if doubt.lost & keys:
            keys = (keys - doubt.lost) | doubt.new
    return keys


def renamed(past: Sequence[Publication], keys: Set[Key]) -> list[Publication]:
    """Return what was told, under the names and identifiers that sites have since.

    A site is renamed when, one to one, each line in doubt differs from a lost one by its name or
    its identifier alone. Two lines that were ever beside each other stay two.
    """
    versions = [*(shown(one) for one in past), frozenset(keys)]
    found: list[Publication] = []
    for at, lines in enumerate(versions):
        names = _corrected(found, lines, versions)
        found = [_under(one, names) for one in found]
        found += past[at : at + 1]
    return found


def _corrected(
    past: Sequence[Publication], keys: frozenset[Key], versions: Iterable[frozenset[Key]]
) -> dict[Key, Key]:
    seen = frozenset().union(*(one.hidden.union(one.published) for one in past))
    names: dict[Key, Key] = {}
    for doubt in doubts(past, keys):
        pairs = _of_one_site(doubt)
        one_to_one = len(pairs) == len(dict(pairs)) == len(doubt.lost) == len(doubt.new)
        if one_to_one and {new for _, new in pairs} == doubt.new and not doubt.new & seen:
            beside = any({*pair} <= lines for pair in pairs for lines in versions)
            names |= {} if beside else dict(pairs)
    return names


def _of_one_site(doubt: Doubt) -> list[tuple[Key, Key]]:
    """Lost and new lines that differ by the name or the identifier of their site only."""
    blank: dict[Key, list[Key]] = defaultdict(list)
    for at, key in product(_SITE, doubt.lost):
        blank[at, *_without(key, at)].append(key)
    return [
        (lost, new)
        for at, new in product(_SITE, doubt.new)
        for lost in blank.get((at, *_without(new, at)), ())
    ]


def _without(key: Key, at: int) -> Key:
    return (*key[:at], *key[at + 1 :])


def _under(one: Publication, names: Mapping[Key, Key]) -> Publication:
    if not names:
        return one
    groups = (
        replace(group, keys=frozenset(names.get(key, key) for key in group.keys))
        for group in one.groups
    )
    return replace(
        one,
        published={names.get(key, key): count for key, count in one.published.items()},
        groups=tuple(groups),
        hidden=frozenset(names.get(key, key) for key in one.hidden),
    )


def no_line_told_again(told: Publication, past: Sequence[Publication]) -> None:
    """Refuse to tell a new line that may be a lost one: beside what was told, it tells others.

    It may be in a group that takes the place of another with the same sum, or be published with
    all those that may follow published lines. Raises SecrecyFailed.
    """
    doubtful = doubts(past, shown(told))
    again = {
        (followed(group.keys, doubtful), group.persons) for one in past for group in one.groups
    }
    new_sums = [one.keys for one in told.groups if (one.keys, one.persons) not in again]
    for doubt in doubtful:
        published = {key for key in doubt.new if key in told.published}
        summed = doubt.new & frozenset().union(*new_sums)
        mixed = published and (doubt.lost & grouped(past) or doubt.new - published)
        if summed or mixed:
            raise SecrecyFailed(
                "Secret statistique : un effectif caché se déduirait d'une ligne nouvelle qui peut "
                f"en remplacer une déjà publiée : {_some(doubt.new)} "
                f"(avant : {_some(doubt.lost)}).",
                _SAME_WORDS,
            )


def _some(keys: Iterable[Key]) -> str:
    return " ; ".join(sorted(map(named, keys))[:3])


def named(cell: Key) -> str:
    """Return how a message names a row: its fields, never its count."""
    return ", ".join(str(part) for part in cell if part not in (None, ""))
