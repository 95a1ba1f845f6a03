"""What one indicator is."""

from dataclasses import dataclass

ALL_LEVELS = ("commune", "epci", "arrondissement", "departement", "cpts", "perimetre")
ABOVE_COMMUNE = ALL_LEVELS[1:]


@dataclass(frozen=True)
class Indicator:
    """One indicator: how it is named, computed, drawn and limited.

    `kind` decides the map: a `count` is drawn as symbols, everything else as classes.
    An `optional` one exists only when its file is loaded; its years are possible ones. A
    `restricted` one comes from a steward's file, and is for partners where readers sign in.
    `year_table` names the table whose years a newer official file extends.
    `thresholds` are upper limits of official classes; `better` is the direction of better access.
    """

    id: str
    label: str
    short_label: str
    theme: str
    kind: str
    unit: str
    decimals: int
    levels: tuple[str, ...]
    years: tuple[int, ...]
    status: str
    source_ids: tuple[str, ...]
    definition: str
    formula: str
    numerator: str = ""
    denominator: str = ""
    scale: float = 1.0
    better: str = "neutral"
    thresholds: tuple[float, ...] = ()
    diverging: bool = False
    categories: tuple[tuple[int, str, str], ...] = ()
    caveats: tuple[str, ...] = ()
    optional: bool = False
    restricted: bool = False
    year_table: str = ""

    def is_defined_at(self, level_id: str) -> bool:
        """Whether a level has this indicator; communes put together have those of an EPCI."""
        return ("epci" if level_id == "compose" else level_id) in self.levels

    @property
    def last_year(self) -> int:
        """Most recent year for which the indicator is published."""
        return self.years[-1]
