"""Official zoning of general practitioners. A zone without its date would be wrong."""

from caremap.catalog.indicators.model import ABOVE_COMMUNE, Indicator

ZONES: tuple[tuple[int, str, str], ...] = (
    (1, "ZIP", "zone d'intervention prioritaire"),
    (2, "ZAC", "zone d'action complémentaire"),
    (3, "ZAR", "zone d'accompagnement régional"),
    (4, "HZ", "hors zonage"),
)

ZONING: tuple[Indicator, ...] = (
    Indicator(
        id="zone",
        label="Zonage médecin (ARS, mai 2025)",
        short_label="Zonage médecin",
        theme="Zonage",
        kind="category",
        unit="",
        decimals=0,
        levels=("commune",),
        years=(2025,),
        status="official",
        source_ids=("ars_zoning",),
        definition="Zone de la commune dans le zonage des médecins généralistes.",
        formula="zone publiée par l'ARS",
        categories=ZONES,
        caveats=("zoning_2025",),
    ),
    *(
        Indicator(
            id=f"pop_share_{zone.lower()}",
            label=f"Part de la population en {zone}",
            short_label=f"Population en {zone}",
            theme="Zonage",
            kind="share",
            unit="%",
            decimals=1,
            levels=ABOVE_COMMUNE,
            years=(2025,),
            status="derived",
            source_ids=("ars_zoning", "population_legal"),
            definition=f"Part des habitants vivant dans une commune classée {zone} ({label}).",
            formula=f"100 × population des communes en {zone} ÷ population",
            numerator=f"habitants des communes en {zone}",
            denominator="population municipale (COG 2026)",
            scale=100.0,
            better="lower",
            caveats=("zoning_2025",),
        )
        for _, zone, label in ZONES[:3]
    ),
)
