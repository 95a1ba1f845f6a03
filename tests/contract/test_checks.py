"""Every check passes on the real build, and is seen to fail on a row spoilt for it."""

import pytest

from etl.build import check as run_all
from etl.checks import read_checks, run_check

VALUES = "marts.indicator_values"
ONE_EPCI = "level = 'epci' and territory_id = '200093201'"

SABOTAGES: dict[str, tuple[str, ...]] = {
    "accessibility_places_sound": (
        "delete from marts.accessibility_places where place_id = '59350'",
        "update marts.accessibility_places set accessibility = 'nan' where place_id = '59350'",
        "update marts.accessibility_places set supply = -1 where place_id = '59350'",
        "update marts.accessibility_places set kind = 'garde' where place_id = '59350'",
    ),
    "commune_apl_as_published": (
        f"update {VALUES} set value = value + 0.01"
        " where indicator_id = 'apl_gp' and territory_id = '59350' and year = 2024",
        f"update {VALUES} set status = 'derived'"
        " where indicator_id = 'apl_gp_65' and territory_id = '59006' and year = 2024",
    ),
    "commune_codes_known": (
        "insert into raw.gp_2019 (commune_id, gp_count, gp_60_plus_count) values ('59999', 1, 0)",
    ),
    "commune_codes_unique": (
        "insert into core.commune_codes values ('59070', '59350')",
        "insert into core.commune_codes values ('59998', '59999')",
    ),
    "control_figures": (
        f"update {VALUES} set value = value + 0.1"
        " where indicator_id = 'gp_density' and territory_id = '59'",
    ),
    "control_zones": (
        f"update {VALUES} set value = 4 where indicator_id = 'zone' and territory_id = '59003'",
        "delete from meta.indicators where indicator_id = 'zone'",
    ),
    "conversion_keeps_counts": (
        "update raw.gp_2019 set gp_count = gp_count + 1 where commune_id = '59350'",
        "delete from raw.hospital_interns where finess_et = '590000105' and year = 2022",
    ),
    "conversion_keeps_populations": (
        "update raw.populations set population = population + 1"
        " where commune_id = '59070' and cog_year = 2021",
    ),
    "counts_add_up": (
        f"update {VALUES} set value = value + 1"
        " where indicator_id = 'population' and territory_id = '59' and year = 2024",
        f"update {VALUES} set value = value + 1 where indicator_id = 'gp_count' and {ONE_EPCI}",
    ),
    "indicators_have_values": (
        f"delete from {VALUES} where indicator_id = 'apl_gp_65' and level = 'epci' and year = 2023",
    ),
    "members_cover_communes": (
        "delete from marts.territory_members where level = 'epci' and commune_id = '59350'",
        "insert into marts.territory_members values ('arrondissement', '591', '59350', 1)",
    ),
    "members_known": (
        "insert into marts.territory_members values ('epci', '999999999', '59350', 1)",
        "insert into marts.territory_members values ('departement', '59', '59999', 1)",
    ),
    "origin_known": (
        f"update {VALUES} set status = 'deviné' where {ONE_EPCI}",
        "update marts.structures set source_id = null where family = 'msp'",
        "update marts.key_figures set source_id = 'ailleurs'",
    ),
    "placements_file_kept": (
        "insert into raw.placements_file (year, source_id, places) values (2025, 'x', 3)",
        "insert into marts.placements (year, source_id, trainees) values (2025, 'x', 3)",
    ),
    "placements_keep_answers": (
        "update marts.placements set trainees = 0"
        " where trainees is null and discipline = 'pharmacie' and site_id = '590000105'",
        "update marts.placements set trainees = 1 where site_id = '590000014'",
    ),
    "professions_all_kept": (
        f"update {VALUES} set value = value + 0.1 where indicator_id = 'liberal_density_nurse'",
        "update raw.liberal_workforce set profession = 'Sorciers' where profession = 'Infirmiers'",
    ),
    "ratios_recomputed": (
        f"update {VALUES} set value = value + 0.01"
        f" where indicator_id = 'pop_share_zip' and {ONE_EPCI}",
        f"update {VALUES} set denominator = 0 where indicator_id = 'gp_density' and {ONE_EPCI}",
    ),
    "structures_all_kept": (
        "delete from marts.structures where structure_id = 'audomaroise'",
        "update marts.structures set structure_id = 'autre' where structure_id = '59-hautmont'",
    ),
    "structures_placed": (
        "update marts.structures set commune_id = '59999' where structure_id = '59-hautmont'",
        "update marts.structures set lon = null where structure_id = '59-hautmont'",
        "insert into marts.structures select * from marts.structures limit 1",
    ),
    "territories_complete": (
        "update marts.territories set name = null where territory_id = '59'",
        "update marts.territories set lon = 48.8 where territory_id = '59350'",
        "update marts.territories set departement_id = null where level = 'epci'",
    ),
    "territory_counts": (
        "delete from marts.territories where level = 'arrondissement' and territory_id = '591'",
    ),
    "territory_keys_unique": (
        "insert into marts.territories select * from marts.territories where territory_id = '59'",
    ),
    "travel_times_sound": (
        "update marts.travel_times set minutes = 'nan' where origin_id = '59350'",
        "update marts.travel_times set minutes = 30.5 where origin_id = '59350'",
        "update marts.travel_times set origin_id = '59999' where origin_id = '59350'",
        "delete from marts.travel_times where origin_id = '59350' and destination_id = '59350'",
        "insert into marts.travel_times select * from marts.travel_times limit 1",
    ),
    "value_keys_unique": (f"insert into {VALUES} select * from {VALUES} limit 1",),
    "values_cover_territories": (
        f"delete from {VALUES} where indicator_id = 'apl_gp' and territory_id = '59001'",
    ),
    "values_finite": (
        f"update {VALUES} set value = 'nan' where {ONE_EPCI}",
        f"update {VALUES} set denominator = 'inf' where {ONE_EPCI}",
        f"update {VALUES} set value = null where {ONE_EPCI}",
    ),
    "values_in_range": (
        f"update {VALUES} set value = 100.1 where indicator_id = 'share_65_plus' and {ONE_EPCI}",
        f"update {VALUES} set value = -1 where indicator_id = 'gp_count' and {ONE_EPCI}",
        f"update {VALUES} set value = 2.5 where indicator_id = 'gp_count' and {ONE_EPCI}",
        f"update {VALUES} set value = 20.1 where indicator_id = 'apl_gp' and {ONE_EPCI}",
    ),
    "values_known": (
        f"update {VALUES} set territory_id = '59999' where territory_id = '59350'",
        f"update {VALUES} set indicator_id = 'inconnu' where indicator_id = 'gp_count'",
        f"update {VALUES} set year = 1999 where indicator_id = 'gp_count'",
    ),
    "zones_all_present": (
        f"delete from {VALUES} where indicator_id = 'zone' and territory_id = '59350'",
        f"update {VALUES} set value = 2 where indicator_id = 'zone' and value = 1",
    ),
}
CHECKS = {check.id: check for check in read_checks()}


def test_every_check_has_a_sabotage():
    assert CHECKS.keys() == SABOTAGES.keys()


def test_every_check_passes_on_the_real_build(warehouse):
    results = run_all(warehouse)
    assert len(results) == len(CHECKS)
    assert [result.describe() for result in results if not result.passed] == []


@pytest.mark.parametrize(
    ("check_id", "sabotage"),
    [(check_id, statement) for check_id, all_of in SABOTAGES.items() for statement in all_of],
)
def test_check_is_seen_to_fail(spoilable, check_id, sabotage):
    assert run_check(spoilable, CHECKS[check_id]).passed
    spoilable.execute(sabotage)
    result = run_check(spoilable, CHECKS[check_id])
    assert result.rows_bad > 0
    assert result.check.label in result.describe()
    assert 1 <= len(result.first_rows) <= 5
