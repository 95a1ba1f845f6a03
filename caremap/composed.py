"""A territory composed by hand: a name and communes, written as one identifier. Pure.

`~Bassin minier~59350.62498` lives in an address like any other identifier of a territory.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from caremap.catalog.perimeter import EMBEDDED_DEPARTEMENTS, code_pattern
from caremap.errors import CaremapError

PREFIX = "~"
MAX_COMMUNES, MAX_NAME = 400, 60
DEFAULT_NAME = "Territoire composé"
_NAME = re.compile(r"[^\W_](?:[^\W_]|[ '’().-]){0,59}")
_ANYWHERE = re.compile(r"\d[\dAB]\d{3}")


class ComposedRefused(CaremapError):
    """What should name a composed territory does not."""


@dataclass(frozen=True)
class Composed:
    """A name, and the communes in the order of their codes."""

    name: str
    commune_ids: tuple[str, ...]

    @property
    def id(self) -> str:
        """Identifier that addresses and lists carry."""
        return f"{PREFIX}{self.name}{PREFIX}{'.'.join(self.commune_ids)}"


def is_composed(territory_id: str) -> bool:
    """Whether an identifier is one of a composed territory."""
    return territory_id.startswith(PREFIX)


def compose(
    name: str,
    commune_ids: Iterable[str],
    departements: Iterable[str] | None = EMBEDDED_DEPARTEMENTS,
) -> Composed:
    """Return a composed territory; without `departements`, codes may be of any in France.

    Raises ComposedRefused on a name or a code out of the rules.
    """
    plain, codes = " ".join(name.split()), tuple(sorted(set(commune_ids)))
    if not _NAME.fullmatch(plain):
        raise ComposedRefused(
            f"Nom refusé : « {plain[:80]} ».",
            f"Lettres, chiffres, espaces, tirets et apostrophes, {MAX_NAME} caractères au plus.",
        )
    form = re.compile(code_pattern("commune", departements)) if departements else _ANYWHERE
    wrong = [code for code in codes if not form.fullmatch(code)]
    if wrong or not 0 < len(codes) <= MAX_COMMUNES:
        raise ComposedRefused(
            f"Communes refusées : {', '.join(wrong)[:80] or len(codes)}.",
            f"De 1 à {MAX_COMMUNES} codes de communes du périmètre.",
        )
    return Composed(plain, codes)


def parse(
    territory_id: str, departements: Iterable[str] | None = EMBEDDED_DEPARTEMENTS
) -> Composed:
    """Read an identifier, by the rules of `compose`. Raises ComposedRefused."""
    name, mark, codes = territory_id.removeprefix(PREFIX).rpartition(PREFIX)
    if not is_composed(territory_id) or not mark:
        raise ComposedRefused("Ce n'est pas un territoire composé.", "Attendu : ~nom~codes.")
    return compose(name, codes.split("."), departements)


def codes_of(territory_id: str) -> tuple[str, ...]:
    """Communes of an identifier, of any département. Raises ComposedRefused."""
    return parse(territory_id, None).commune_ids
