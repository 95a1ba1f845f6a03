"""Population: the frame of every rate."""

from caremap.catalog.indicators.model import ALL_LEVELS, Indicator

POPULATION_YEARS = (2021, 2022, 2023, 2024, 2025, 2026)

CONTEXT: tuple[Indicator, ...] = (
    Indicator(
        id="population",
        label="Population municipale",
        short_label="Population",
        theme="Contexte",
        kind="count",
        unit="habitants",
        decimals=0,
        levels=ALL_LEVELS,
        years=POPULATION_YEARS,
        status="official",
        source_ids=("population_legal",),
        definition=(
            "Population légale municipale. L'année est celle du code géographique ; après 2026, "
            "celle où la population entre en vigueur, trois ans après son recensement."
        ),
        formula="somme des populations municipales des communes",
        numerator="population municipale",
        caveats=("census_year_presumed", "cog_2026"),
        year_table="populations",
    ),
    Indicator(
        id="population_change",
        label="Évolution de la population, COG 2021 à 2026",
        short_label="Évolution de la population",
        theme="Contexte",
        kind="change",
        unit="%",
        decimals=1,
        levels=ALL_LEVELS,
        years=(2026,),
        status="derived",
        source_ids=("population_legal",),
        definition="Variation de la population municipale entre les COG 2021 et 2026.",
        formula="100 × (population 2026 − population 2021) ÷ population 2021",
        numerator="population 2026 − population 2021",
        denominator="population 2021",
        scale=100.0,
        diverging=True,
        caveats=("census_year_presumed", "cog_2026"),
    ),
    Indicator(
        id="share_65_plus",
        label="Part des 65 ans et plus",
        short_label="65 ans et plus",
        theme="Contexte",
        kind="share",
        unit="%",
        decimals=1,
        levels=ALL_LEVELS,
        years=(2021,),
        status="derived",
        source_ids=("population_age",),
        definition="Part de la population âgée de 65 ans ou plus au recensement de l'année.",
        formula="100 × habitants de 65 ans et plus ÷ habitants",
        numerator="habitants de 65 ans et plus",
        denominator="habitants au recensement",
        scale=100.0,
        caveats=("cog_2026",),
        year_table="population_age",
    ),
)
