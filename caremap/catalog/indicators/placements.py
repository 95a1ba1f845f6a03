"""Places offered to trainees: published only when a steward's file is loaded."""

from caremap.catalog.indicators.model import ALL_LEVELS, Indicator
from caremap.catalog.tables.placements import FIRST_YEAR, LAST_YEAR

_YEARS = tuple(range(FIRST_YEAR, LAST_YEAR + 1))
_CAVEATS = ("placements_file", "placements_semesters", "placements_ambulatory")

PLACEMENT_INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        id="internship_places",
        label="Places de stage ouvertes (hôpital et ville)",
        short_label="Places de stage",
        theme="Formation",
        kind="count",
        unit="places",
        decimals=0,
        levels=ALL_LEVELS,
        years=_YEARS,
        status="declared",
        source_ids=("placements_file",),
        definition="Places de stage ouvertes au choix, toutes filières, selon le fichier versé.",
        formula="somme des places des lieux de stage, semestres additionnés",
        numerator="places ouvertes",
        better="higher",
        caveats=_CAVEATS,
        optional=True,
        restricted=True,
    ),
    Indicator(
        id="placement_rate",
        label="Taux d'occupation des places de stage",
        short_label="Occupation des places",
        theme="Formation",
        kind="rate",
        unit="%",
        decimals=1,
        levels=ALL_LEVELS,
        years=_YEARS,
        status="declared",
        source_ids=("placements_file",),
        definition="Stagiaires présents rapportés aux places ouvertes, là où les deux sont écrits.",
        formula="100 × stagiaires ÷ places ouvertes",
        numerator="stagiaires présents",
        denominator="places ouvertes",
        scale=100.0,
        better="higher",
        caveats=_CAVEATS,
        optional=True,
        restricted=True,
    ),
    Indicator(
        id="share_places_in_underserved",
        label="Part des places de stage en commune sous-dense",
        short_label="Places en commune sous-dense",
        theme="Formation",
        kind="share",
        unit="%",
        decimals=1,
        levels=ALL_LEVELS,
        years=_YEARS,
        status="declared",
        source_ids=("placements_file", "drees_apl"),
        definition=(
            "Part des places ouvertes dans une commune dont l'APL aux généralistes de 65 ans ou "
            "moins (2024) est de 2,5 ou moins."
        ),
        formula="100 × places des communes à APL ≤ 2,5 ÷ places ouvertes",
        numerator="places ouvertes en commune à APL (65 ans ou moins) ≤ 2,5",
        denominator="places ouvertes",
        scale=100.0,
        better="higher",
        caveats=(*_CAVEATS, "apl_two_series"),
        optional=True,
        restricted=True,
    ),
)
