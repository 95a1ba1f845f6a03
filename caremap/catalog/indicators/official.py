"""Indicators of open official files: published only once `refresh` has read their file."""

from caremap.catalog.indicators.model import ABOVE_COMMUNE, ALL_LEVELS, Indicator

_YEARS = tuple(range(2015, 2041))
# Slug of a profession, and how the DREES names it.
APL_PROFESSIONS = {
    "nurse": "infirmières",
    "midwife": "sages-femmes",
    "physiotherapist": "kinésithérapeutes",
    "dentist": "chirurgiens-dentistes",
}
# Slug of a profession counted in the RPPS, its code there, and its French name.
RPPS_PROFESSIONS = {
    "gp": ("10", "Médecins généralistes"),
    "pharmacist": ("21", "Pharmaciens"),
    "dentist": ("40", "Chirurgiens-dentistes"),
    "midwife": ("50", "Sages-femmes"),
    "nurse": ("60", "Infirmiers"),
    "physiotherapist": ("70", "Masseurs-kinésithérapeutes"),
}

PROFESSION_APL: tuple[Indicator, ...] = tuple(
    Indicator(
        id=f"apl_{slug}",
        label=f"APL aux {name}",
        short_label=f"APL, {name}",
        theme="Accès",
        kind="rate",
        unit="ETP pour 100 000 habitants standardisés",
        decimals=1,
        levels=ALL_LEVELS,
        years=_YEARS,
        status="official",
        source_ids=("drees_apl_professions", "population_legal"),
        definition=(
            f"Accessibilité potentielle localisée aux {name} : équivalents temps plein "
            "accessibles pour 100 000 habitants standardisés."
        ),
        formula="Σ (APL de la commune × population) ÷ Σ population ; à la commune, APL publiée",
        numerator="Σ APL × population municipale (COG 2026)",
        denominator="population municipale (COG 2026)",
        better="higher",
        caveats=("apl_profession_unit", "apl_weight", "apl_merged", "apl_meaning"),
        optional=True,
    )
    for slug, name in APL_PROFESSIONS.items()
)
_RPPS_DENSITIES: tuple[Indicator, ...] = tuple(
    Indicator(
        id=f"rpps_density_{slug}",
        label=f"Densité libérale (RPPS) : {name}",
        short_label=f"{name} (RPPS)",
        theme="Offre",
        kind="rate",
        unit="pour 100 000 habitants",
        decimals=1,
        levels=ALL_LEVELS,
        years=_YEARS,
        status="derived",
        source_ids=("rpps", "population_legal"),
        definition=(
            f"{name} en exercice libéral inscrits à l'annuaire santé, comptés à la commune de "
            "leur lieu d'exercice, pour 100 000 habitants."
        ),
        formula="100 000 × personnes en exercice libéral ÷ dernière population municipale",
        numerator=f"{name.lower()} libéraux, par commune d'exercice",
        denominator="population municipale la plus récente",
        scale=100_000.0,
        better="higher",
        caveats=("rpps_count", "density_resident", "small_count", "edge_effect"),
        optional=True,
    )
    for slug, (_, name) in RPPS_PROFESSIONS.items()
)
OFFICIAL_INDICATORS: tuple[Indicator, ...] = (
    *PROFESSION_APL,
    *_RPPS_DENSITIES,
    Indicator(
        id="pop_share_rural",
        label="Part de la population en commune rurale (grille de densité)",
        short_label="Population rurale",
        theme="Contexte",
        kind="share",
        unit="%",
        decimals=1,
        levels=ABOVE_COMMUNE,
        years=_YEARS,
        status="derived",
        source_ids=("insee_density_grid", "population_legal"),
        definition=(
            "Part des habitants d'une commune rurale : bourgs ruraux, habitat dispersé ou très "
            "dispersé (niveaux 5 à 7 de la grille de densité)."
        ),
        formula="100 × population des communes de niveau 5 à 7 ÷ population",
        numerator="habitants des communes rurales",
        denominator="population municipale (COG 2026)",
        scale=100.0,
        caveats=("cog_2026",),
        optional=True,
    ),
    Indicator(
        id="share_75_plus",
        label="Part des 75 ans et plus",
        short_label="75 ans et plus",
        theme="Contexte",
        kind="share",
        unit="%",
        decimals=1,
        levels=ALL_LEVELS,
        years=_YEARS,
        status="derived",
        source_ids=("population_age",),
        definition="Part de la population âgée de 75 ans ou plus au recensement de l'année.",
        formula="100 × habitants de 75 ans et plus ÷ habitants",
        numerator="habitants de 75 ans et plus",
        denominator="habitants au recensement",
        scale=100.0,
        caveats=("cog_2026",),
        optional=True,
    ),
)
