"""Which lines of which files an indicator is computed from."""

from dataclasses import dataclass

from caremap.catalog.indicators import Indicator


@dataclass(frozen=True)
class Origin:
    """Lines of one raw table: `columns` are the figures read, `years` which lines by year.

    `years` is `same` (the year of the value), `latest`, a given year, `all`, or none when the
    table holds one date.
    `place` is the column that says where.
    """

    table: str
    label: str
    columns: tuple[str, ...]
    year_column: str = ""
    years: str = "same"
    place: str = "commune_id"


_APL = Origin("apl_gp", "APL publiée par commune", ("apl_gp", "apl_gp_65"), "year")
_PEOPLE = Origin(
    "populations", "Population municipale légale", ("cog_year", "population"), "cog_year", "2026"
)
_PEOPLE_2019 = Origin(
    "populations", "Population de même date", ("census_year", "population"), "census_year"
)
_DOCTORS = Origin("gp_2019", "Généralistes fin 2019", ("gp_count", "gp_60_plus_count"))
_ZONES = Origin("gp_zoning_2025", "Zonage de mai 2025", ("zone",))
_INTERNS = Origin(
    "hospital_interns",
    "Internes déclarés par site",
    ("establishment", "interns_total", "interns_general_practice"),
    "year",
)
_ORIGINS: dict[str, tuple[Origin, ...]] = {
    "population": (
        Origin("populations", "Population municipale légale", ("population",), "cog_year"),
    ),
    "population_change": (
        Origin("populations", "Populations légales", ("cog_year", "population"), "cog_year", "all"),
    ),
    "share_65_plus": (
        Origin(
            "population_age", "Population par âge", ("population", "age_65_plus"), "census_year"
        ),
    ),
    "pop_share_rural": (
        Origin("density_grid", "Grille de densité", ("density_class",), "year"),
        _PEOPLE,
    ),
    "share_75_plus": (
        Origin(
            "population_75_plus", "Population par âge", ("population", "age_75_plus"), "census_year"
        ),
    ),
    "gp_count": (_DOCTORS,),
    "gp_density": (_DOCTORS, _PEOPLE_2019),
    "gp_60_plus_share": (_DOCTORS,),
    "apl_gp": (_APL, _PEOPLE),
    "apl_gp_65": (_APL, _PEOPLE),
    "apl_gp_change": (
        Origin("apl_gp", "APL publiée par commune", ("year", "apl_gp"), "year", "all"),
        _PEOPLE,
    ),
    "pop_share_apl_under_2_5": (_APL, _PEOPLE),
    "pop_share_apl_under_4": (_APL, _PEOPLE),
    "zone": (_ZONES,),
    "pop_share_zip": (_ZONES, _PEOPLE),
    "pop_share_zac": (_ZONES, _PEOPLE),
    "pop_share_zar": (_ZONES, _PEOPLE),
    "hospital_interns": (_INTERNS,),
    "hospital_interns_gp": (_INTERNS,),
    "interns_per_10k": (_INTERNS, _PEOPLE),
}
_PRACTITIONERS = Origin(
    "practitioners", "Libéraux de l'annuaire santé", ("profession", "people_count"), "year"
)
_LATEST_PEOPLE = Origin(
    "populations", "Dernière population légale", ("cog_year", "population"), "cog_year", "latest"
)
_PROFESSION_APL = Origin(
    "apl_professions", "APL publiée par commune", ("profession", "apl"), "year"
)
_WORKFORCE = Origin(
    "liberal_workforce",
    "Effectifs libéraux du département",
    ("profession", "headcount", "density_per_100k"),
    "year",
    place="departement_id",
)


def origins_of(indicator: Indicator) -> tuple[Origin, ...]:
    """Lines that an indicator reads; none for a model's estimate and a declared figure."""
    if indicator.id.startswith("liberal_density_"):
        return (_WORKFORCE,)
    if indicator.id.startswith("rpps_density_"):
        return (_PRACTITIONERS, _LATEST_PEOPLE)
    if indicator.source_ids[0] == "drees_apl_professions":
        return (_PROFESSION_APL, _PEOPLE)
    return _ORIGINS.get(indicator.id, ())
