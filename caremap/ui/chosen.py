"""What the reader chose, in words: the address holds short ids that a file must not show."""

from collections.abc import Callable

from caremap.catalog import INDICATOR_BY_ID
from caremap.catalog.placements import (
    COUNTED,
    DATASETS,
    DISCIPLINES,
    NEEDS,
    PLACEMENT_MAPS,
    PLACEMENT_TABS,
    TRAINEE_LEVELS,
)
from caremap.classes import METHODS
from caremap.ui import parameters, perimeter, state, store


def _labels(known: dict[str, str]) -> Callable[[str], str]:
    """Write one or several ids, separated by commas, by their labels."""
    return lambda value: ", ".join(known.get(one, one) for one in value.split(","))


def _indicator(value: str) -> str:
    return INDICATOR_BY_ID[value].label


def _map(value: str) -> str:
    return PLACEMENT_MAPS[value].format(faculty=perimeter.faculty().name)


CHOICES: dict[str, tuple[str, Callable[[str], str]]] = {
    "territoire": ("Territoire", store.name_of),
    "departement": ("Département", lambda value: perimeter.departements().get(value, value)),
    "annee": ("Année demandée", str),
    "niveau": ("Niveau", perimeter.level_label),
    "maille": ("Niveau de la carte", perimeter.level_label),
    "indicateur": ("Indicateur", _indicator),
    "croise": ("Croisé avec", _indicator),
    "serie": ("Série d'APL", _indicator),
    "mode": ("Affichage", _labels(parameters.MODES)),
    "methode": ("Découpage en classes", _labels(METHODS)),
    "classes": ("Nombre de classes", str),
    "couches": ("Couches", _labels(parameters.LAYERS)),
    "rayon": ("Rayon (km)", str),
    "hotes": ("Nombre d'hôtes", str),
    "candidats": ("Hôtes possibles", _labels(parameters.CANDIDATES)),
    "conditions": ("Conditions", _labels(parameters.CONDITIONS | {"aucune": "aucune"})),
    "jeu": ("Données", _labels(DATASETS)),
    "volet": ("Volet", _labels(PLACEMENT_TABS)),
    "compte": ("Ce qui est compté", _labels(COUNTED)),
    "carte": ("Carte", _map),
    "filiere": ("Filière", _labels(DISCIPLINES)),
    "formation": ("Niveau de formation", _labels(TRAINEE_LEVELS)),
    "semestre": ("Semestre", str),
    "besoin": ("Besoin", _labels(NEEDS)),
}


def filters() -> list[tuple[str, str]]:
    """Name and value of each choice that is not what the page shows at first."""
    found = []
    for name, value in sorted(state.chosen().items()):
        label, written = CHOICES.get(name, (name, str))
        found.append((label, written(value)))
    return found
