"""The territorial levels at which figures are published."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """One territorial level: its public id, its French names, and whether it is drawn as a map."""

    id: str
    label: str
    plural: str
    feminine: bool = False
    mapped: bool = True

    @property
    def word(self) -> str:
        """Name inside a sentence; an acronym keeps its capitals."""
        return self.label if self.label.isupper() else self.label.lower()

    @property
    def of_plural(self) -> str:
        """The plural after « nombre »: « de communes », « d'EPCI »."""
        return f"d'{self.plural}" if self.plural[0] in "aeE" else f"de {self.plural}"


LEVELS: tuple[Level, ...] = (
    Level("commune", "Commune", "communes", feminine=True),
    Level("epci", "EPCI", "EPCI"),
    Level("arrondissement", "Arrondissement", "arrondissements"),
    Level("departement", "Département", "départements"),
    Level("cpts", "CPTS", "CPTS", feminine=True, mapped=False),
    Level("perimetre", "Périmètre", "périmètre", mapped=False),
)
# Communes that a reader puts together; it has no rank and no map of its own.
COMPOSED_LEVEL = Level("compose", "Territoire composé", "territoires composés", mapped=False)
LEVEL_BY_ID = {level.id: level for level in (*LEVELS, COMPOSED_LEVEL)}
MAPPED_LEVELS = tuple(level for level in LEVELS if level.mapped)
