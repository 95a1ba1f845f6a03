"""Reach of the immersion days: what a host's territory is, and the classes of both maps."""

from dataclasses import dataclass

from caremap.catalog.indicators.model import ALL_LEVELS, Indicator

DEFAULT_RADIUS_KM = 15
MIN_RADIUS_KM, MAX_RADIUS_KM = 5, 30
MAX_HOSTS = 12
UNDER_SERVED_APL = 2.5
APL_YEAR = 2024
LILLE_ID = "59350"


@dataclass(frozen=True)
class ReachBasis:
    """One way to say which communes a host stands for."""

    id: str
    label: str
    rule: str
    status: str


REACH_BASES: tuple[ReachBasis, ...] = (
    ReachBasis(
        "perimetre_cpts",
        "périmètre de la CPTS",
        "CPTS dont le périmètre communal est connu : ses communes.",
        "derived",
    ),
    ReachBasis(
        "epci",
        "communes de l'intercommunalité",
        "Intercommunalité hôte : les communes qui la composent (COG 2026).",
        "derived",
    ),
    ReachBasis(
        "rayon",
        "commune et voisines",
        "Hôpital, MSP, ou CPTS au périmètre inconnu : sa commune et celles dont la mairie est à "
        "moins de la distance choisie, à vol d'oiseau.",
        "estimated",
    ),
    ReachBasis(
        "ancre",
        "commune d'ancrage et voisines",
        "CPTS sans commune donnée par la source : même règle, autour de sa commune d'ancrage, "
        "elle-même déduite.",
        "estimated",
    ),
    ReachBasis(
        "inconnu",
        "inconnu",
        "Hôte que les sources ne nomment pas : aucun territoire, et une complétude plus basse.",
        "declared",
    ),
)
REACH_BASIS_BY_ID = {basis.id: basis for basis in REACH_BASES}


def _states(
    indicator_id: str, label: str, short_label: str, categories: tuple[tuple[int, str, str], ...]
) -> Indicator:
    return Indicator(
        id=indicator_id,
        label=label,
        short_label=short_label,
        theme="Immersion",
        kind="category",
        unit="état de la commune",
        decimals=0,
        levels=("commune",),
        years=(APL_YEAR,),
        status="estimated",
        source_ids=("immersion", "drees_apl", "population_legal"),
        definition=(
            "Commune comptée dans le territoire d'au moins un hôte nommé, et sous-dense si son APL "
            "(généralistes de 65 ans ou moins) est de 2,5 ou moins."
        ),
        formula="territoire des hôtes nommés × APL ≤ 2,5",
        categories=categories,
        caveats=("immersion_reach", "immersion_hosts", "apl_two_series", "apl_meaning"),
    )


REACH_STATE = _states(
    "immersion_reach_state",
    "Portée des journées d'immersion et sous-densité",
    "Portée, selon l'APL",
    (
        (1, "Couverte, sous-dense", "APL ≤ 2,5"),
        (2, "Couverte", "APL > 2,5"),
        (3, "Sous-dense, jamais atteinte", "APL ≤ 2,5"),
        (4, "Autre commune", "APL > 2,5"),
    ),
)
NEXT_STATE = _states(
    "immersion_next_state",
    "Territoires proposés pour une prochaine journée",
    "Proposition selon l'APL",
    (
        (1, "Commune hôte proposée", "au centre du territoire"),
        (2, "Sous-dense, dans la proposition", "APL ≤ 2,5"),
        (3, "Dans la proposition", "APL > 2,5"),
        (4, "Sous-dense, déjà atteinte", "hôte nommé passé"),
        (5, "Sous-dense, hors proposition", "APL ≤ 2,5"),
        (6, "Autre commune", "APL > 2,5"),
    ),
)
MISSED_PEOPLE = Indicator(
    id="immersion_missed_people",
    label="Habitants de communes sous-denses jamais atteints par un hôte nommé",
    short_label="Habitants jamais atteints",
    theme="Immersion",
    kind="count",
    unit="habitants de communes sous-denses",
    decimals=0,
    levels=("epci",),
    years=(APL_YEAR,),
    status="estimated",
    source_ids=("immersion", "drees_apl", "population_legal"),
    definition="Habitants des communes à APL ≤ 2,5 hors du territoire de tout hôte nommé.",
    formula="Σ population des communes à APL ≤ 2,5 hors des territoires d'hôtes nommés",
)

_REACH_YEAR = 2026
_REACH_SOURCES = ("immersion", "drees_apl", "population_legal")
_REACH_CAVEATS = ("immersion_reach", "immersion_hosts", "immersion_faculty")

IMMERSION: tuple[Indicator, ...] = (
    Indicator(
        id="immersion_students",
        label="Étudiants d'une édition des journées d'immersion",
        short_label="Étudiants en immersion",
        theme="Immersion",
        kind="count",
        unit="étudiants",
        decimals=0,
        levels=("perimetre",),
        years=(2022, 2023, 2024, 2026),
        status="declared",
        source_ids=("immersion",),
        definition=(
            "Étudiants rapportés après la journée quand ce décompte existe, sinon annoncés avant. "
            "Les deux ne s'additionnent pas, et les années ne se comparent pas entre elles."
        ),
        formula=(
            "total « toutes filières » d'une édition, à défaut somme de ses filières, pour une "
            "seule nature de décompte"
        ),
        numerator="étudiants rapportés, à défaut annoncés",
        caveats=("immersion_counts", "immersion_minimum", "immersion_2026"),
    ),
    Indicator(
        id="immersion_reach_population",
        label="Habitants du territoire d'un hôte des journées d'immersion",
        short_label="Habitants couverts (immersion)",
        theme="Immersion",
        kind="count",
        unit="habitants",
        decimals=0,
        levels=ALL_LEVELS,
        years=(_REACH_YEAR,),
        status="estimated",
        source_ids=_REACH_SOURCES,
        definition=(
            "Habitants des communes dans le territoire d'au moins un hôte nommé, toutes éditions "
            f"de 2022 à {_REACH_YEAR}, distance de {DEFAULT_RADIUS_KM} km pour un hôte sans "
            "périmètre connu."
        ),
        formula="Σ population des communes couvertes, chacune comptée une fois",
        numerator="population municipale (COG 2026) des communes couvertes",
        caveats=_REACH_CAVEATS,
    ),
    Indicator(
        id="immersion_reach_share",
        label="Part des habitants de communes sous-denses couverts par un hôte d'immersion",
        short_label="Sous-dense couverte (immersion)",
        theme="Immersion",
        kind="share",
        unit="%",
        decimals=1,
        levels=("departement", "perimetre"),
        years=(_REACH_YEAR,),
        status="estimated",
        source_ids=_REACH_SOURCES,
        definition=(
            "Part des habitants de communes à APL 2024 ≤ 2,5 (généralistes de 65 ans ou moins) "
            "qui vivent dans le territoire d'au moins un hôte nommé."
        ),
        formula="100 × habitants sous-denses couverts ÷ habitants de communes sous-denses",
        numerator="habitants de communes sous-denses couvertes",
        denominator="habitants de communes à APL ≤ 2,5",
        scale=100.0,
        caveats=(*_REACH_CAVEATS, "apl_two_series"),
    ),
)
