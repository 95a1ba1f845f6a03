"""The composite of attractiveness: how its map is named, coloured and limited."""

from caremap.catalog.indicators.model import Indicator

ATTRACTIVENESS = Indicator(
    id="attractiveness",
    label="Score d'attractivité selon les critères de l'atelier",
    short_label="Score d'attractivité",
    theme="Attractivité",
    kind="score",
    unit="points sur 100",
    decimals=1,
    levels=("epci", "commune"),
    years=(2026,),
    status="derived",
    source_ids=("attractiveness_families",),
    definition=(
        "Résumé des familles de critères nommées par un atelier d'étudiants en 2024, mesurées par "
        "des approximations écrites et pondérées par le lecteur."
    ),
    formula="moyenne pondérée, linéaire ou géométrique, des scores de familles",
    caveats=("attractiveness_meaning", "attractiveness_rank", "msp_partial", "cpts_partial"),
)


def _rank(indicator_id: str, label: str, short_label: str, definition: str) -> Indicator:
    return Indicator(
        id=indicator_id,
        label=label,
        short_label=short_label,
        theme="Attractivité",
        kind="score",
        unit="",
        decimals=0,
        levels=("epci", "commune"),
        years=(2026,),
        status="derived",
        source_ids=("attractiveness_families",),
        definition=definition,
        formula="1 + nombre de territoires au score plus élevé",
    )


ATTRACTIVENESS_RANK = _rank(
    "attractiveness_rank",
    "Rang selon les critères de l'atelier",
    "Rang",
    "Place du territoire, le score le plus élevé en premier.",
)
ATTRACTIVENESS_LOW = _rank(
    "attractiveness_low",
    "Intervalle du rang, début",
    "Intervalle du rang, de",
    "Cinquième centile des rangs tirés.",
)
ATTRACTIVENESS_HIGH = _rank(
    "attractiveness_high",
    "Intervalle du rang, fin",
    "Intervalle du rang, à",
    "Quatre-vingt-quinzième centile des rangs tirés.",
)
