"""Professionals: general practitioners by commune, 25 professions by département."""

from caremap.catalog.indicators.model import ALL_LEVELS, Indicator
from caremap.catalog.professions import PROFESSIONS

SUPPLY: tuple[Indicator, ...] = (
    Indicator(
        id="gp_count",
        label="Médecins généralistes libéraux (nombre)",
        short_label="Généralistes (nombre)",
        theme="Offre",
        kind="count",
        unit="médecins",
        decimals=0,
        levels=ALL_LEVELS,
        years=(2019,),
        status="official",
        source_ids=("cartosante_2019",),
        definition="Médecins généralistes libéraux installés au 31 décembre 2019.",
        formula="somme des médecins généralistes libéraux des communes",
        numerator="médecins généralistes libéraux",
        better="higher",
        caveats=("gp_2019", "small_count"),
    ),
    Indicator(
        id="gp_density",
        label="Densité de médecins généralistes libéraux",
        short_label="Densité de généralistes",
        theme="Offre",
        kind="rate",
        unit="pour 100 000 habitants",
        decimals=1,
        levels=ALL_LEVELS,
        years=(2019,),
        status="derived",
        source_ids=("cartosante_2019", "population_legal"),
        definition=(
            "Médecins généralistes libéraux au 31/12/2019 pour 100 000 habitants "
            "(population municipale 2019)."
        ),
        formula="100 000 × médecins généralistes libéraux ÷ population municipale 2019",
        numerator="médecins généralistes libéraux au 31/12/2019",
        denominator="population municipale 2019 (COG 2021)",
        scale=100_000.0,
        better="higher",
        caveats=("gp_2019", "density_resident", "small_count", "edge_effect"),
    ),
    Indicator(
        id="gp_60_plus_share",
        label="Part des généralistes de 60 ans et plus",
        short_label="Généralistes de 60 ans et plus",
        theme="Offre",
        kind="share",
        unit="%",
        decimals=1,
        levels=ALL_LEVELS,
        years=(2019,),
        status="derived",
        source_ids=("cartosante_2019",),
        definition="Part des médecins généralistes libéraux âgés de 60 ans ou plus fin 2019.",
        formula="100 × généralistes de 60 ans et plus ÷ généralistes",
        numerator="généralistes de 60 ans et plus",
        denominator="généralistes libéraux",
        scale=100.0,
        better="lower",
        caveats=("gp_2019", "gp_60_plus", "small_count"),
    ),
)

PROFESSION_DENSITIES: tuple[Indicator, ...] = tuple(
    Indicator(
        id=f"liberal_density_{profession.slug}",
        label=f"Densité libérale : {profession.short_label}",
        short_label=profession.short_label,
        theme="Professions libérales",
        kind="rate",
        unit=f"pour 100 000 {profession.denominator}",
        decimals=1,
        levels=("departement",),
        years=(2024,),
        status="official",
        source_ids=("cnam",),
        definition=f"{profession.label} : effectif libéral pour 100 000 {profession.denominator}.",
        formula="densité publiée par la CNAM",
        numerator="effectif libéral",
        better="higher",
        caveats=(
            "cnam_departement",
            *(("cnam_denominator",) if profession.denominator != "habitants" else ()),
            *(("cnam_total",) if profession.total else ()),
        ),
        year_table="liberal_workforce",
    )
    for profession in PROFESSIONS
)
