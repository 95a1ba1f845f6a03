"""Attractiveness: the six families of the workshop, and the proxies that stand for them.

A criterion is a proxy: what it stands for and where it fails are written next to it, and shown.
"""

from dataclasses import dataclass

MAX_WEIGHT = 5
EQUAL_WEIGHT = 2
INTERN_RADIUS_KM = 20
LILLE_ID = "59350"
ATTRACTIVENESS_LEVELS = ("epci", "commune")
# A rank is solid when its interval covers at most one territory in so many.
SOLID_PARTS = {"epci": 5, "commune": 20}
SOLID_WORDS = {"epci": "un cinquième", "commune": "un vingtième"}
NORMALISATIONS = {"minmax": "Min-max", "zscore": "Écart à la moyenne", "rang": "Rang"}
AGGREGATIONS = {"lineaire": "Linéaire", "geometrique": "Géométrique"}
SPREADS = {"autour": "Autour de mes poids", "tous": "Tous les poids possibles"}
NORMALISATION_RULES = {
    "minmax": "0 au moins bon territoire, 100 au meilleur, proportionnellement entre les deux",
    "zscore": "50 à la moyenne, 15 points par écart-type, borné entre 0 et 100",
    "rang": "place dans le classement du critère, de 0 (dernière) à 100 (première)",
}
AGGREGATION_RULES = {
    "lineaire": "somme des scores pondérés : un point fort compense un point faible",
    "geometrique": "produit des scores pondérés (plancher 1) : un point faible se compense mal",
}
BPE_SOURCE, FILOSOFI_SOURCE = "insee_bpe", "insee_filosofi"


@dataclass(frozen=True)
class Criterion:
    """One measured criterion of a family.

    `higher_is_better` is a convention of this page, not a finding. `measure` is the commune
    measure summed by territory (× `scale`), `indicator` a published indicator, both empty for a
    distance. `replaces` names the criterion left out once this one is loaded.
    """

    id: str
    family_id: str
    label: str
    unit: str
    decimals: int
    higher_is_better: bool
    source_ids: tuple[str, ...]
    status: str
    proxy: str
    weakness: str
    vintage: str = ""
    measure: str = ""
    indicator: str = ""
    scale: float = 1.0
    replaces: str = ""

    @property
    def loaded_by(self) -> str:
        """Prefix of the inbox file that brings the criterion; empty when it is embedded."""
        files = {BPE_SOURCE: "bpe", FILOSOFI_SOURCE: "filosofi"}
        return next((files[source] for source in self.source_ids if source in files), "")


@dataclass(frozen=True)
class Family:
    """One family of criteria named by the workshop; `absent` says why it may have no figure."""

    id: str
    label: str
    color: str
    absent: str


FAMILIES: tuple[Family, ...] = (
    Family("structure_accueil", "Structure d'accueil", "#1d5b79", ""),
    Family("cadre_de_vie", "Cadre de vie", "#0b6e4f", ""),
    Family("groupement", "Groupement de professionnels", "#8a4fbf", ""),
    Family(
        "horaires",
        "Horaires de travail",
        "#6b7480",
        "Aucune source ouverte ne décrit l'amplitude ni les horaires de travail par territoire.",
    ),
    Family("transport", "Transport", "#c2571a", ""),
    Family(
        "loisirs",
        "Loisirs",
        "#a3781b",
        "Aucun équipement de loisirs n'est chargé : un gestionnaire peut déposer la Base "
        "permanente des équipements (INSEE) dans data/inbox/, sous un nom commençant par « bpe ».",
    ),
)
FAMILY_BY_ID = {family.id: family for family in FAMILIES}
