"""The catalog holds together: ids are stable words, and every reference leads somewhere."""

import re
from datetime import date

import pytest

from caremap.catalog import (
    CAVEATS,
    INDICATOR_BY_ID,
    INDICATORS,
    LEVEL_BY_ID,
    LEVELS,
    MAPPED_LEVELS,
    PROFESSIONS,
    SOURCE_BY_ID,
    SOURCES,
    STATUS_BY_ID,
    STATUSES,
    TABLES,
    indicators_at,
    nearest_year,
)
from caremap.catalog.tables import PERSONS
from caremap.catalog.tables.immersion_inbox import IMMERSION_TABLES
from caremap.catalog.tables.placements import PLACEMENTS
from caremap.catalog.tables.places_inbox import PLACES_TABLES

KINDS = {"count", "rate", "share", "change", "category"}
ENGLISH = re.compile(r"\b(the|and|of|with|rate|count|share|missing|unknown|per)\b", re.IGNORECASE)
each_indicator = pytest.mark.parametrize("indicator", INDICATORS, ids=lambda i: i.id)


@pytest.mark.parametrize(
    "entries",
    [INDICATORS, SOURCES, LEVELS, STATUSES, TABLES],
    ids=["indicators", "sources", "levels", "statuses", "tables"],
)
def test_ids_are_unique_words_that_a_link_can_carry(entries):
    ids = [entry.id for entry in entries]
    assert len(set(ids)) == len(ids)
    assert [i for i in ids if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", i)] == []


@each_indicator
def test_an_indicator_refers_only_to_what_exists(indicator):
    assert indicator.source_ids
    assert set(indicator.source_ids) <= set(SOURCE_BY_ID)
    assert set(indicator.caveats) <= set(CAVEATS)
    assert indicator.levels
    assert set(indicator.levels) <= set(LEVEL_BY_ID)
    assert indicator.status in STATUS_BY_ID
    assert indicator.kind in KINDS
    assert indicator.better in {"higher", "lower", "neutral"}


@each_indicator
def test_an_indicator_says_when_what_and_how(indicator):
    assert indicator.years
    assert list(indicator.years) == sorted(set(indicator.years))
    assert all(2015 <= year <= date.today().year for year in indicator.years)
    assert indicator.last_year == max(indicator.years)
    assert indicator.definition.endswith(".")
    assert indicator.formula
    assert indicator.unit or indicator.kind == "category"
    assert len(indicator.short_label) <= 40
    if indicator.kind == "share":
        assert (indicator.unit, indicator.scale) == ("%", 100.0)
    if indicator.scale != 1:
        assert indicator.denominator


@each_indicator
def test_an_indicator_is_worded_in_french(indicator):
    for text in (indicator.label, indicator.short_label, indicator.definition, indicator.unit):
        assert not ENGLISH.search(text), text
        assert "_" not in text


def test_labels_tell_indicators_apart():
    assert len({i.label for i in INDICATORS}) == len(INDICATORS)
    assert len({i.short_label for i in INDICATORS}) == len(INDICATORS)


def test_both_apl_series_are_named_in_their_labels():
    assert "tous les généralistes" in INDICATOR_BY_ID["apl_gp"].label
    assert "65 ans ou moins" in INDICATOR_BY_ID["apl_gp_65"].label
    assert INDICATOR_BY_ID["apl_gp_65"].thresholds == (2.5, 4.0)


def test_every_caveat_is_used_or_shown_by_a_page():
    used = {c for entry in (*INDICATORS, *SOURCES) for c in entry.caveats}
    from caremap.paths import ROOT

    screens = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("caremap", "pages")
        for path in (ROOT / folder).rglob("*.py")
        if path.name != "caveats.py"
    )
    shown = set(re.findall(r"""["'](\w+)["']""", screens))
    assert [caveat for caveat in CAVEATS if caveat not in used | shown] == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
def test_a_source_says_who_when_where_and_under_which_licence(source):
    assert source.producer
    assert source.licence
    assert source.vintage
    assert date.fromisoformat(source.data_date) <= date.today()
    assert source.url.startswith("https://")
    assert source.stale_after_days > 0
    assert set(source.caveats) <= set(CAVEATS)
    assert source.producer in source.citation
    assert source.vintage in source.citation


def test_every_source_feeds_an_indicator_a_table_or_the_ground_of_the_maps():
    fed = {s for i in INDICATORS for s in i.source_ids} | {t.source_id for t in TABLES}
    assert {source.id for source in SOURCES} - fed == {"natural_earth"}


def test_there_is_one_density_for_each_of_the_25_professions():
    ids = {i.id for i in INDICATORS if i.theme == "Professions libérales"}
    assert ids == {f"liberal_density_{profession.slug}" for profession in PROFESSIONS}
    assert len(ids) == 25


def test_indicators_of_a_level_are_those_published_there():
    assert INDICATOR_BY_ID["zone"] in indicators_at("commune")
    assert INDICATOR_BY_ID["zone"] not in indicators_at("epci")
    assert {i.kind for i in indicators_at("epci", ("rate",))} == {"rate"}


@pytest.mark.parametrize(
    ("asked", "shown"), [(None, 2024), (2019, 2022), (2022, 2022), (2023, 2023), (2030, 2024)]
)
def test_the_nearest_published_year_is_shown(asked, shown):
    assert nearest_year(INDICATOR_BY_ID["apl_gp"], asked) == shown


def test_the_later_of_two_equally_near_years_is_shown():
    interns = INDICATOR_BY_ID["hospital_interns"]
    assert interns.years == (2022, 2023)
    assert nearest_year(interns, 2026) == 2023


@each_indicator
def test_an_indicator_has_figures_for_each_level_and_year_it_declares(published, indicator):
    mapped = {level.id for level in MAPPED_LEVELS}
    for level in mapped.intersection(indicator.levels):
        for year in indicator.years:
            assert published.values(indicator.id, level, year)["value"].notna().any(), (level, year)


# Each table is classed by hand: a new one fails here until somebody says whether it counts persons.
PERSONS_OF = {
    "public": {
        "cpts", "gp_2019", "hospital_interns", "immersion_students", "key_figures",
        "liberal_workforce", "population_age", "populations", "structures",
    },
    "none": {
        "apl_gp", "arrondissements", "attractiveness_families", "communes", "cpts_communes",
        "dated_facts", "departements", "epci", "former_communes", "ght", "gp_zoning_2025",
        "gp_zoning_history", "immersion_editions", "immersion_hosts", "immersion_programme",
        "partnership_axes", "partnerships",
    },
}  # fmt: skip
STEWARD_PERSONS = {
    "placements": "secret",
    "immersion_editions": "none",
    "immersion_hosts": "none",
    "immersion_students": "secret",
    "immersion_follow_up": "secret",
    "structures": "public",
    "cpts": "none",
    "cpts_communes": "none",
}


def test_each_contract_says_whether_it_counts_persons():
    found = {kind: {t.id for t in TABLES if t.persons == kind} for kind in PERSONS}
    assert {kind: ids for kind, ids in found.items() if ids} == PERSONS_OF
    steward = (PLACEMENTS, *IMMERSION_TABLES, *PLACES_TABLES)
    assert {table.id: table.persons for table in steward} == STEWARD_PERSONS
    for table in steward:
        assert table.smallest == (11 if table.is_secret else 0)
