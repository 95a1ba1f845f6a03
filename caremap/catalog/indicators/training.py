"""Interns present in hospitals."""

from caremap.catalog.indicators.model import ALL_LEVELS, Indicator

_SAE_YEARS = (2022, 2023)
_SAE_CAVEATS = ("sae_scope", "sae_empty", "sae_ghicl", "sae_epsm_flandres")

TRAINING: tuple[Indicator, ...] = (
    *(
        Indicator(
            id=indicator_id,
            label=label,
            short_label=short,
            theme="Formation",
            kind="count",
            unit="internes",
            decimals=0,
            levels=ALL_LEVELS,
            years=_SAE_YEARS,
            status="official",
            source_ids=("drees_sae",),
            definition=definition,
            formula="somme des internes déclarés par les sites hospitaliers",
            numerator="internes présents",
            better="higher",
            caveats=_SAE_CAVEATS,
            year_table="hospital_interns",
        )
        for indicator_id, label, short, definition in (
            (
                "hospital_interns",
                "Internes présents à l'hôpital",
                "Internes à l'hôpital",
                "Internes présents dans les sites hospitaliers, toutes disciplines.",
            ),
            (
                "hospital_interns_gp",
                "Internes de médecine générale présents à l'hôpital",
                "Internes de médecine générale",
                "Internes de médecine générale présents dans les sites hospitaliers.",
            ),
        )
    ),
    Indicator(
        id="interns_per_10k",
        label="Internes présents à l'hôpital pour 10 000 habitants",
        short_label="Internes pour 10 000 hab.",
        theme="Formation",
        kind="rate",
        unit="pour 10 000 habitants",
        decimals=1,
        levels=ALL_LEVELS,
        years=_SAE_YEARS,
        status="derived",
        source_ids=("drees_sae", "population_legal"),
        definition="Internes présents à l'hôpital rapportés à la population municipale (COG 2026).",
        formula="10 000 × internes présents ÷ population municipale (COG 2026)",
        numerator="internes présents",
        denominator="population municipale (COG 2026)",
        scale=10_000.0,
        better="higher",
        caveats=_SAE_CAVEATS,
        year_table="hospital_interns",
    ),
)
