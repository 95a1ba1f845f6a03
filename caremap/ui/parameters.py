"""Parameters of the URL: what each may hold, and its default.

Their names and the ids they hold are a contract with the links that people keep.
"""

from collections.abc import Callable
from dataclasses import dataclass

from caremap.catalog import INDICATOR_BY_ID, MAPPED_LEVELS, PROFESSION_APL
from caremap.catalog.attractiveness import AGGREGATIONS, NORMALISATIONS, SPREADS
from caremap.catalog.indicators.immersion import MAX_HOSTS, MAX_RADIUS_KM, MIN_RADIUS_KM
from caremap.catalog.placements import (
    COUNTED,
    DATASETS,
    DISCIPLINES,
    NEEDS,
    PLACEMENT_MAPS,
    PLACEMENT_TABS,
    SEMESTERS,
    TRAINEE_LEVELS,
)
from caremap.classes import MAX_CLASSES, METHODS, MIN_CLASSES
from caremap.scenarios import EVERYWHERE, ScenarioRefused, parse
from caremap.ui import perimeter, published, store
from caremap.weightings import WeightingRefused, parse_weights

LAYERS = {
    "msp": "MSP",
    "centre_de_sante": "Centres de santé",
    "projet": "Projets et autres lieux",
    "cpts": "CPTS",
    "hopital": "Sites hospitaliers",
    "zonage": "Zonage ZIP et ZAC",
}
MODES = {"classes": "Classes", "symboles": "Symboles", "croisee": "Carte croisée"}
MAX_COMPARED = 6
YEARS = tuple(str(year) for year in range(2019, 2031))
APL_SERIES = {"apl_gp", "apl_gp_65", *(indicator.id for indicator in PROFESSION_APL)}
RADII_KM = tuple(str(km) for km in range(MIN_RADIUS_KM, MAX_RADIUS_KM + 1))
HOST_COUNTS = tuple(str(count) for count in range(1, MAX_HOSTS + 1))
CANDIDATES = {"epci": "Intercommunalités", "commune": "Communes"}
CONDITIONS = {
    "deux_departements": "Au moins un hôte par département",
    "nouveaux": "Lieux jamais atteints",
}
LILLE_KM = tuple(range(0, 131, 5))


@dataclass(frozen=True)
class Parameter:
    """One parameter of the URL: its default and the test of a value read from a link.

    Without a default it is that of the release: the whole perimeter.
    """

    default: str | None
    accepts: Callable[[str], bool]


def _known_territory(value: str) -> bool:
    return value in store.territories().index


def _known_territories(value: str) -> bool:
    ids = value.split(",")
    return len(ids) <= MAX_COMPARED and all(store.knows(one) for one in ids)


def lille_range(value: str) -> tuple[int, int] | None:
    """Shortest and longest distance from Lille in km, read from `20-80`; None when not valid."""
    low, dash, high = value.partition("-")
    steps = {str(km): km for km in LILLE_KM}
    if not dash or low not in steps or high not in steps or steps[low] >= steps[high]:
        return None
    return steps[low], steps[high]


def _known_layers(value: str) -> bool:
    return all(layer in LAYERS for layer in value.split(","))


def _known_withdrawal(value: str) -> bool:
    kind, _, name = value.partition(":")
    if kind == "filiere":
        return name in DISCIPLINES
    return kind == "site" and name in set(store.table("marts.placements")["site_id"])


def _known_weights(value: str) -> bool:
    try:
        parse_weights(value)
    except WeightingRefused:
        return False
    return True


def _known_scenarios(value: str) -> bool:
    try:
        places = {step.place for scenario in parse(value) for step in scenario.steps}
    except ScenarioRefused:
        return False
    return all(place == EVERYWHERE or _known_territory(place) for place in places)


PARAMETERS: dict[str, Parameter] = {
    "territoire": Parameter(None, store.knows),
    "comparer": Parameter("", _known_territories),
    "departement": Parameter("", lambda value: value in perimeter.departements()),
    "annee": Parameter("", lambda value: value in years()),
    "niveau": Parameter("commune", lambda value: value in {level.id for level in MAPPED_LEVELS}),
    "indicateur": Parameter("", lambda value: value in INDICATOR_BY_ID),
    "croise": Parameter("share_65_plus", lambda value: value in INDICATOR_BY_ID),
    "mode": Parameter("classes", lambda value: value in MODES),
    "methode": Parameter("", lambda value: value in METHODS),
    "classes": Parameter(
        "5", lambda value: value in {str(k) for k in range(MIN_CLASSES, MAX_CLASSES + 1)}
    ),
    "couches": Parameter("", _known_layers),
    "serie": Parameter("apl_gp_65", lambda value: value in APL_SERIES),
    "mesure": Parameter("niveau", lambda value: value in {"niveau", "evolution"}),
    "scenario": Parameter("", _known_scenarios),
    "actif": Parameter("1", lambda value: value in {"1", "2", "3", "4"}),
    "vue": Parameter("", lambda value: value in {"variation", "avant", "apres"}),
    "hachures": Parameter("", lambda value: value in {"oui", "non"}),
    "rayon": Parameter("15", lambda value: value in RADII_KM),
    "hotes": Parameter("4", lambda value: value in HOST_COUNTS),
    "candidats": Parameter("epci", lambda value: value in CANDIDATES),
    "conditions": Parameter(
        "deux_departements,nouveaux",
        lambda value: all(one in (*CONDITIONS, "aucune") for one in value.split(",")),
    ),
    "lille": Parameter("0-130", lambda value: lille_range(value) is not None),
    "jeu": Parameter("drees_sae", lambda value: value in DATASETS),
    "volet": Parameter("ecarts", lambda value: value in PLACEMENT_TABS),
    "compte": Parameter("stagiaires", lambda value: value in COUNTED),
    "carte": Parameter("nombre", lambda value: value in PLACEMENT_MAPS),
    "maille": Parameter("epci", lambda value: value in {level.id for level in MAPPED_LEVELS}),
    "filiere": Parameter("", lambda value: value in DISCIPLINES),
    "formation": Parameter("", lambda value: value in TRAINEE_LEVELS),
    "semestre": Parameter("", lambda value: value in SEMESTERS),
    "besoin": Parameter("pop_share_apl_under_2_5", lambda value: value in NEEDS),
    "retrait": Parameter("", _known_withdrawal),
    "poids": Parameter("", _known_weights),
    "normalisation": Parameter("minmax", lambda value: value in NORMALISATIONS),
    "agregation": Parameter("lineaire", lambda value: value in AGGREGATIONS),
    "tirages": Parameter("autour", lambda value: value in SPREADS),
}


def years() -> tuple[str, ...]:
    """Years that a reader may ask for, up to the last one published."""
    last = published.last_year()
    return tuple(one for one in YEARS if int(one) <= last)
