"""Accessibility (APL), its change, and the people under the official thresholds."""

from caremap.catalog.indicators.model import ABOVE_COMMUNE, ALL_LEVELS, Indicator

APL_UNIT = "consultations par habitant et par an"
_APL_YEARS = (2022, 2023, 2024)
_APL_CAVEATS = ("apl_two_series", "apl_weight", "apl_merged", "apl_meaning")


def _apl(indicator_id: str, series: str, short: str, thresholds: tuple[float, ...]) -> Indicator:
    return Indicator(
        id=indicator_id,
        label=f"APL aux médecins généralistes ({series})",
        short_label=short,
        theme="Accès",
        kind="rate",
        unit=APL_UNIT,
        decimals=2,
        levels=ALL_LEVELS,
        years=_APL_YEARS,
        status="official",
        source_ids=("drees_apl", "population_legal"),
        definition=(
            f"Accessibilité potentielle localisée, série « {series} » : consultations "
            "accessibles par habitant standardisé et par an."
        ),
        formula="Σ (APL de la commune × population) ÷ Σ population ; à la commune, APL publiée",
        numerator="Σ APL × population municipale (COG 2026)",
        denominator="population municipale (COG 2026)",
        better="higher",
        thresholds=thresholds,
        caveats=_APL_CAVEATS,
        year_table="apl_gp",
    )


def _population_under(indicator_id: str, threshold: str, label: str) -> Indicator:
    return Indicator(
        id=indicator_id,
        label=f"Part de la population dont l'APL est ≤ {threshold} ({label})",
        short_label=f"Population à APL ≤ {threshold}",
        theme="Accès",
        kind="share",
        unit="%",
        decimals=1,
        levels=ABOVE_COMMUNE,
        years=_APL_YEARS,
        status="derived",
        source_ids=("drees_apl", "population_legal"),
        definition=(
            f"Part des habitants vivant dans une commune dont l'APL aux généralistes de 65 ans "
            f"ou moins est inférieure ou égale à {threshold}."
        ),
        formula=f"100 × population des communes à APL ≤ {threshold} ÷ population",
        numerator=f"habitants des communes à APL (65 ans ou moins) ≤ {threshold}",
        denominator="population municipale (COG 2026) des communes dont l'APL est publiée",
        scale=100.0,
        better="lower",
        caveats=("apl_two_series", "apl_merged", "apl_meaning"),
        year_table="apl_gp",
    )


ACCESS: tuple[Indicator, ...] = (
    _apl("apl_gp", "tous les généralistes", "APL, tous", ()),
    _apl("apl_gp_65", "généralistes de 65 ans ou moins", "APL, 65 ans ou moins", (2.5, 4.0)),
    _population_under("pop_share_apl_under_2_5", "2,5", "sous-densité"),
    _population_under("pop_share_apl_under_4", "4", "vivier du zonage"),
    Indicator(
        id="apl_gp_change",
        label="Évolution de l'APL 2022 à 2024 (tous les généralistes)",
        short_label="Évolution de l'APL",
        theme="Accès",
        kind="change",
        unit=APL_UNIT,
        decimals=2,
        levels=ALL_LEVELS,
        years=(2024,),
        status="derived",
        source_ids=("drees_apl", "population_legal"),
        definition="APL 2024 moins APL 2022, série « tous les généralistes ».",
        formula="Σ ((APL 2024 − APL 2022) × population) ÷ Σ population",
        numerator="Σ (APL 2024 − APL 2022) × population municipale (COG 2026)",
        denominator="population municipale (COG 2026)",
        better="higher",
        diverging=True,
        caveats=_APL_CAVEATS,
    ),
)
