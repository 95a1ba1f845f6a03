"""Colours by meaning. Sequential and diverging scales keep their order under colour deficiency."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from plotly.colors import sample_colorscale, unlabel_rgb

from caremap.catalog import Indicator

INK, MUTED, GROUND = "#16202a", "#5b6770", "#eceff2"
OUTSIDE_GROUND = "#f7f8f9"
NORD, PAS_DE_CALAIS, PERIMETER = "#1d5b79", "#c2571a", "#39424c"
DEPARTEMENT_COLORS = {"59": NORD, "62": PAS_DE_CALAIS}
# Beyond five, départements are told apart by their names alone.
COLOR_WORDS = {
    NORD: "bleu",
    PAS_DE_CALAIS: "orange",
    "#7a3b8f": "violet",
    "#0b6e4f": "vert",
    "#8d6a1f": "brun",
}
SELECTED = "#c2571a"
SYMBOL = "#7a3b8f"
FAMILY_COLORS = {
    "msp": "#0b6e4f",
    "centre_de_sante": "#8a4fbf",
    "projet": "#8d6a1f",
    "autre": "#8d6a1f",
    "cpts": "#b3261e",
    "hopital": "#16202a",
}
ZONE_COLORS = ("#253494", "#2c9fb0", "#a1d8b4", "#eef3e6")
# Under-served (orange) then well served (violet); within each, from no trainee to many.
MISMATCH_COLORS = ("#b35806", "#ec9a3c", "#fbd9ac", "#d9dbec", "#998ec3", "#542788")
# Rows: need from low to high; columns: second indicator from low to high.
BIVARIATE = (
    ("#e8e8e8", "#b1cfdd", "#6aa7c0"),
    ("#e7b5a8", "#b09fa4", "#627f8c"),
    ("#c95d55", "#95525b", "#574249"),
)
_SCALES = {
    "Accès": "YlGnBu",
    "Zonage": "YlGnBu",
    "Offre": "YlGnBu",
    "Formation": "BuPu",
    "Contexte": "YlOrBr",
    "Professions libérales": "YlGnBu",
}


def departement_colors(codes: Sequence[str]) -> dict[str, str]:
    """One colour a département, in the order of their codes; none where they are too many."""
    if len(codes) > len(COLOR_WORDS):
        return {}
    return dict(zip(codes, COLOR_WORDS, strict=False))


def _hex(color: str) -> str:
    red, green, blue = (round(channel) for channel in unlabel_rgb(color))
    return f"#{red:02x}{green:02x}{blue:02x}"


@lru_cache(maxsize=256)
def sample(scale: str, count: int, first: float = 0.05, last: float = 0.95) -> tuple[str, ...]:
    """Return `count` colours of a named scale at equal steps of lightness.

    Equal steps of the scale itself are too close at one end for some kinds of colour vision.
    A diverging scale is not monotone and keeps equal steps.
    """
    if count == 1:
        return (_hex(sample_colorscale(scale, [(first + last) / 2])[0]),)
    places = np.linspace(first, last, 101)
    light = np.array([_lightness(color) for color in sample_colorscale(scale, list(places))])
    if np.all(np.diff(light) < 0):
        places = np.interp(-np.linspace(light[0], light[-1], count), -light, places)
    else:
        places = np.linspace(first, last, count)
    return tuple(_hex(color) for color in sample_colorscale(scale, [float(p) for p in places]))


def _lightness(color: str) -> float:
    """CIE lightness of a colour, 0 to 100."""
    channels = np.array(unlabel_rgb(color)) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(116 * np.cbrt(linear @ [0.2126, 0.7152, 0.0722]) - 16)


def dark_means_less(indicator: Indicator) -> bool:
    """Return True where the dark end of the scale shows the low values (poor access)."""
    return indicator.theme == "Accès" and indicator.better == "higher"


def palette(indicator: Indicator, class_count: int) -> list[str]:
    """Return one colour a class, from the lowest class to the highest."""
    if indicator.categories:
        return list(ZONE_COLORS)
    if indicator.diverging:
        return list(sample("PuOr", class_count, 0.1, 0.9))
    colors = list(sample(_SCALES.get(indicator.theme, "YlGnBu"), class_count))
    return colors[::-1] if dark_means_less(indicator) else colors
