"""Accessibility recomputed here, to say how a scenario moves it. Never instead of the APL."""

from caremap.catalog.indicators.access import APL_UNIT
from caremap.catalog.indicators.model import ALL_LEVELS, Indicator

ACCESSIBILITY: tuple[Indicator, ...] = (
    Indicator(
        id="e2sfca_gp",
        label="Accessibilité recalculée aux généralistes (modèle)",
        short_label="Accessibilité recalculée",
        theme="Accès",
        kind="rate",
        unit=APL_UNIT,
        decimals=2,
        levels=ALL_LEVELS,
        years=(2019,),
        status="estimated",
        source_ids=("cartosante_2019", "population_age", "contours"),
        definition=(
            "Consultations accessibles par habitant standardisé et par an, recalculées en deux "
            "étapes (E2SFCA) depuis les généralistes du 31/12/2019 et des durées de trajet "
            "estimées. Sert à la page « Simulation » ; l'APL publiée reste la référence."
        ),
        formula=(
            "R = consultations du lieu ÷ Σ (poids × habitants standardisés) ; indice = Σ (poids × "
            "R) ; au-dessus de la commune, Σ (indice × population) ÷ Σ population"
        ),
        numerator="Σ indice × population municipale (COG 2026)",
        denominator="population municipale (COG 2026)",
        better="higher",
        caveats=("model_index", "model_edges", "model_travel", "model_supply"),
    ),
)
