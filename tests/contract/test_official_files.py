"""Parsers on the real official files: control figures, recognition, an account of every line."""

from pathlib import Path

import pyarrow.compute as pc
import pytest
from official import SHARED

from caremap.catalog.connectors import CONNECTOR_BY_ID, CONNECTORS
from etl.sources import registry
from etl.sources.parsed import Parsed

FILES = {
    "drees_apl_gp": "formats/RECONSTITUE_apl_mg_2023_format_drees_59_62.xlsx",
    "cnam_workforce": "cnam-2024/toutes_specialites_departement.csv",
    "sae_identity": "sae-2023/ID_2023r.csv",
    "sae_interns": "sae-2023/Q22_2023r.csv",
    "sae_ght": "sae-2023/GHT_2023r.csv",
    "cartosante_gp": "cartosante-2019/cartosante.csv",
    "cartosante_zoning": "zonage-2025/zonmed.csv",
    "insee_membership": "insee-appartenance-2024/table-appartenance-geo-communes-2024.xlsx",
    "insee_populations": "bpe-2020/pop_communes.csv",
    "insee_income": "filosofi-2021/cc_filosofi_2021_COM.csv",
    "insee_equipment": "bpe-2020/offre_sante.xlsx",
    "finess_structures": "formats/finess-plus-structures-extrait.json",
    "finess_establishments": "formats/etalab-cs1100502-extrait-verbatim.csv",
}


def real_file(connector_id: str) -> Path:
    path = SHARED / FILES[connector_id]
    if not path.is_file():
        pytest.skip(f"fichier officiel absent : {path.name}")
    return path


@pytest.fixture(scope="module")
def parsed() -> dict[str, Parsed]:
    """Every real file, parsed once."""
    return {
        connector_id: registry.parser(CONNECTOR_BY_ID[connector_id])(real_file(connector_id))
        for connector_id in FILES
    }


def total(parsed: Parsed, column: str, departement: str, code: str = "commune_id") -> int:
    rows = parsed.rows.filter(pc.starts_with(parsed.rows[code], departement))
    return int(pc.sum(rows[column]).as_py())


@pytest.mark.parametrize(
    ("connector_id", "rows"),
    [
        ("drees_apl_gp", 1_538),
        ("cnam_workforce", 4_560),
        ("sae_identity", 3_975),
        ("sae_ght", 135),
        ("cartosante_gp", 35_012),
        ("insee_membership", 34_935),
        ("insee_equipment", 34_965),
        ("finess_structures", 2),
    ],
)
def test_a_real_file_is_read_to_its_last_line(
    parsed: dict[str, Parsed], connector_id: str, rows: int
) -> None:
    found = parsed[connector_id]
    assert found.rows_read == found.rows_loaded == found.rows.num_rows == rows
    assert found.rejects == ()


def test_control_figures_of_the_producers(parsed: dict[str, Parsed]) -> None:
    interns = parsed["sae_interns"]
    assert [total(interns, "interns_total", d, "finess_et") for d in ("59", "62")] == [1_520, 333]
    assert [total(interns, "interns_general_practice", d, "finess_et") for d in ("59", "62")] == [
        277,
        120,
    ]
    doctors = parsed["cartosante_gp"]
    assert [total(doctors, "gp_count", d) for d in ("59", "62")] == [2_509, 1_229]
    assert [total(doctors, "gp_60_plus_count", d) for d in ("59", "62")] == [703, 375]
    people = parsed["insee_populations"]
    assert [total(people, "population", d) for d in ("59", "62")] == [2_608_346, 1_465_278]
    equipment = parsed["insee_equipment"]
    assert [total(equipment, "gp_count", d) for d in ("59", "62")] == [2_519, 1_269]


def test_total_lines_of_the_cnam_keep_their_region(parsed: dict[str, Parsed]) -> None:
    rows = parsed["cnam_workforce"].rows.to_pylist()
    doctors = {
        row["departement_id"]: row["headcount"]
        for row in rows
        if row["profession"] == "Ensemble des médecins généralistes"
    }
    assert (doctors["59"], doctors["62"]) == (2_323, 1_111)
    assert sum(row["departement_id"] == "999" for row in rows) > 100


def test_secret_figures_are_absent_not_zero(parsed: dict[str, Parsed]) -> None:
    rows = [
        r for r in parsed["insee_income"].rows.to_pylist() if r["commune_id"][:2] in {"59", "62"}
    ]
    assert len(rows) == 1_538
    assert sum(row["income"] is None for row in rows) == 47
    assert sum(row["poverty_share"] is None for row in rows) == 1_193
    lille = next(row for row in rows if row["commune_id"] == "59350")
    assert (lille["income"], lille["poverty_share"]) == (20_520, 27.0)


def test_lost_zeros_are_restored_and_told(parsed: dict[str, Parsed]) -> None:
    zoning = parsed["cartosante_zoning"]
    assert {len(code) for code in zoning.rows["postal_code"].to_pylist()} == {5}
    assert any("zéro(s) initial(aux)" in note for note in zoning.notes)
    assert zoning.rows_duplicate == 3_555


def test_degrees_are_found_in_both_layouts_of_finess(parsed: dict[str, Parsed]) -> None:
    rows = {row["finess_et"]: row for row in parsed["finess_structures"].rows.to_pylist()}
    assert (rows["010009496"]["lon"], rows["010009496"]["lat"]) == (5.334156, 46.049236)
    assert (rows["010011468"]["lon"], rows["010011468"]["lat"]) == (6.111815, 46.257688)


def test_a_file_is_recognised_by_its_name_and_by_its_content() -> None:
    for connector_id in FILES:
        path = real_file(connector_id)
        by_name = registry.candidates(path)
        assert connector_id in {connector.id for connector in by_name}
        found = [c.id for c in by_name if registry.recognises(c, path)]
        assert found == [connector_id]


def test_every_connector_is_served_or_says_why_not() -> None:
    for connector in CONNECTORS:
        assert bool(connector.feeds) != bool(connector.kept_because), connector.id
        assert connector.files
        assert connector.key
