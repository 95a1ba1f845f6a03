"""Colours by meaning. Sequential and diverging scales keep their order under colour deficiency."""

from plotly.colors import sample_colorscale, unlabel_rgb

from caremap.catalog import Indicator

INK, MUTED, GROUND = "#16202a", "#5b6770", "#eceff2"
NORD, PAS_DE_CALAIS, PERIMETER = "#1d5b79", "#c2571a", "#39424c"
DEPARTEMENT_COLORS = {"59": NORD, "62": PAS_DE_CALAIS}
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
    ("#e8e8e8", "#b0d5df", "#64acbe"),
    ("#e4acac", "#ad9ea5", "#627f8c"),
    ("#c85a5a", "#985356", "#574249"),
)
_SCALES = {
    "Accès": "YlGnBu",
    "Zonage": "YlGnBu",
    "Offre": "YlGnBu",
    "Formation": "BuPu",
    "Contexte": "YlOrBr",
    "Professions libérales": "YlGnBu",
}


def _hex(color: str) -> str:
    red, green, blue = (round(channel) for channel in unlabel_rgb(color))
    return f"#{red:02x}{green:02x}{blue:02x}"


def sample(scale: str, count: int, first: float = 0.05, last: float = 0.95) -> list[str]:
    """Return `count` colours at equal steps of a named scale."""
    if count == 1:
        return [_hex(sample_colorscale(scale, [(first + last) / 2])[0])]
    steps = [first + (last - first) * step / (count - 1) for step in range(count)]
    return [_hex(color) for color in sample_colorscale(scale, steps)]


def dark_means_less(indicator: Indicator) -> bool:
    """Return True where the dark end of the scale shows the low values (poor access)."""
    return indicator.theme == "Accès" and indicator.better == "higher"


def palette(indicator: Indicator, class_count: int) -> list[str]:
    """Return one colour a class, from the lowest class to the highest."""
    if indicator.categories:
        return list(ZONE_COLORS)
    if indicator.diverging:
        return sample("PuOr", class_count, 0.1, 0.9)
    colors = sample(_SCALES.get(indicator.theme, "YlGnBu"), class_count)
    return colors[::-1] if dark_means_less(indicator) else colors
