"""The perimeter of a dashboard: the départements it covers and how it is named."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_WRITTEN_CODES = 8
_COMMUNE_LENGTH = 5
_NAMED_IN_A_SENTENCE = 3
_WORDS = {2: "deux"}
EMBEDDED_DEPARTEMENTS = ("59", "62")


@dataclass(frozen=True)
class NamedPoint:
    """A name at a place (degrees): the faculty, or a neighbour and a sea written on the maps."""

    name: str
    lon: float
    lat: float

    @property
    def of(self) -> str:
        """« de Lille », « d'Amiens »."""
        first = unicodedata.normalize("NFD", self.name)[:1].lower()
        return f"d'{self.name}" if first in "aeiouy" else f"de {self.name}"


@dataclass(frozen=True)
class Perimeter:
    """What one release is about.

    `departements` are names by code, `within` how a sentence says that one is in them (« dans la
    Somme »). `extent` is west, south, east, north in degrees: every point of a territory is
    inside. `border` names what lies beyond, as in « À plus de 15 km … ». Distances of training
    start at the `faculty`.
    """

    label: str
    short_label: str
    departements: Mapping[str, str]
    within: Mapping[str, str] = field(default_factory=dict)
    region_id: str = ""
    extent: tuple[float, float, float, float] = (-180.0, -90.0, 180.0, 90.0)
    border: str = "de la limite du périmètre"
    faculty: NamedPoint | None = None
    map_labels: tuple[NamedPoint, ...] = field(default=(), repr=False)

    @property
    def id(self) -> str:
        """Public id of the whole: the codes of its départements, or its region, or `france`.

        A single département has its own id already: the whole is then `perimetre-62`.
        """
        if len(self.departements) == 1:
            return f"perimetre-{self.codes[0]}"
        if len(self.departements) <= _WRITTEN_CODES:
            return "+".join(self.codes)
        return f"region-{self.region_id}" if self.region_id else "france"

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the départements, in order."""
        return tuple(sorted(self.departements))

    def name_of(self, departement: str) -> str:
        """Name of a département of the perimeter; the label of the whole when none is chosen."""
        return self.departements.get(departement, self.label)

    def words_within(self, departement: str) -> str:
        """« dans la Somme »: how a sentence places something in a département."""
        name = self.departements[departement]
        return self.within.get(departement, f"dans le département {name}")

    @property
    def words_within_all(self) -> str:
        """« dans le Nord et le Pas-de-Calais »; beyond three départements, the label."""
        if len(self.codes) > _NAMED_IN_A_SENTENCE or set(self.codes) - set(self.within):
            return f"dans le périmètre {self.label}"
        first, *others = (self.within[code] for code in self.codes)
        named = [one.removeprefix("dans ") for one in others]
        return " et ".join([", ".join([first, *named[:-1]]), *named[-1:]])

    @property
    def counted(self) -> str:
        """« deux départements », « 5 départements », or « département »."""
        size = len(self.codes)
        return "département" if size == 1 else f"{_WORDS.get(size, size)} départements"

    @property
    def of_all(self) -> str:
        """« des deux départements », « du département »."""
        return f"du {self.counted}" if len(self.codes) == 1 else f"des {self.counted}"

    @property
    def the_whole(self) -> str:
        """« les deux départements ensemble », « le département entier »."""
        return f"{'le' if len(self.codes) == 1 else 'les'} {self.together}"

    @property
    def together(self) -> str:
        """« deux départements ensemble », « département entier »."""
        return f"{self.counted} {'entier' if len(self.codes) == 1 else 'ensemble'}"


EMBEDDED = Perimeter(
    label="Nord et Pas-de-Calais",
    short_label="59 + 62",
    departements={"59": "Nord", "62": "Pas-de-Calais"},
    within={"59": "dans le Nord", "62": "dans le Pas-de-Calais"},
)
"""Perimeter of the files delivered with the project, in words: releases of before it was kept."""


def is_code(territory_id: str) -> bool:
    """Whether an id is one of the Code officiel géographique, drawn on the maps."""
    return re.fullmatch(r"\d[\dAB]\w*", territory_id) is not None


def departement_of(commune_id: str) -> str:
    """Code of the département that a commune code starts with; three digits overseas."""
    return commune_id[: 3 if commune_id.startswith(("97", "98")) else 2]


def code_pattern(level: str, departements: Iterable[str]) -> str:
    """Regular expression of the codes of a level in some départements.

    An arrondissement is its département and one character; `Z` where there is none.
    """
    codes = sorted(departements)
    if level == "arrondissement":
        last = r"\d" if tuple(codes) == EMBEDDED_DEPARTEMENTS else r"[\dZ]"
        return f"^({'|'.join(codes)}){last}$"
    short, long = ([code for code in codes if len(code) == length] for length in (2, 3))
    forms = [
        rf"({'|'.join(group)})\d{{{_COMMUNE_LENGTH - len(group[0])}}}"
        for group in (short, long)
        if group
    ]
    return f"^({'|'.join(forms)})$" if len(forms) > 1 else f"^{forms[0]}$"
