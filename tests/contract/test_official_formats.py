"""Official files on people and territories, on format samples and on real contours."""

import gzip
import shutil
import unicodedata
from pathlib import Path

import geopandas as gpd
import pytest
from official import SHARED, csv_file
from samples import (
    age_file,
    density_grid,
    finess_plus,
    group,
    movements,
    population_history,
    workbook,
    zipped,
)
from shapely import Point, Polygon

from caremap.catalog.connectors import CONNECTOR_BY_ID
from caremap.errors import Reject, SourceRefused
from etl.sources import finess_groups, registry
from etl.sources.parsed import Parsed

MANY = [f"{59_001 + n}" for n in range(640)] + [f"{62_001 + n}" for n in range(890)]
COG_HEADER = "TYPECOM,COM,REG,DEP,CTCD,ARR,TNCC,NCC,NCCENR,LIBELLE,CAN,COMPARENT"


def parsed(connector_id: str, path: Path) -> Parsed:
    found = [c.id for c in registry.candidates(path) if registry.recognises(c, path)]
    assert found == [connector_id]
    return registry.parser(CONNECTOR_BY_ID[connector_id])(path)


def refused(connector_id: str, path: Path) -> list[Reject]:
    with pytest.raises(SourceRefused) as caught:
        registry.parser(CONNECTOR_BY_ID[connector_id])(path)
    assert caught.value.next_action
    return caught.value.rejects


def test_ages_are_those_of_the_last_census_of_the_file(tmp_path: Path) -> None:
    found = parsed("insee_age_structure", zipped(age_file(tmp_path, MANY), ("meta_x.CSV", "a;b\n")))
    row = found.rows.to_pylist()[0]
    assert (row["year"], row["population"], row["age_75_89"]) == (2023, 100.4, 9.5)
    assert row["men_65_plus"] + row["women_65_plus"] == 25.6
    assert found.rows_read == found.rows_loaded == len(MANY)


def test_an_archive_with_two_tables_names_them(tmp_path: Path) -> None:
    path = age_file(tmp_path, MANY).rename(tmp_path / "a.csv")
    packed = zipped(path, ("b.csv", "CODGEO\n")).rename(
        tmp_path / "base-cc-evol-struct-pop-2023_csv.zip"
    )
    (reject,) = refused("insee_age_structure", packed)
    assert "2 tables possibles" in reject.rule
    assert "a.csv, b.csv" in reject.rule


def test_an_age_file_without_its_groups_names_the_closest_titles(tmp_path: Path) -> None:
    path = age_file(tmp_path, MANY)
    text = path.read_text(encoding="utf-8").replace("_POP90P", "_POP90PLUS")
    path.write_text(text, encoding="utf-8")
    (reject,) = refused("insee_age_structure", path)
    assert reject.column == "P??_POP90P"
    assert "P23_POP90PLUS" in reject.rule


def test_the_last_population_of_the_history_is_read(tmp_path: Path) -> None:
    found = parsed("insee_population_history", population_history(tmp_path, MANY))
    row = found.rows.to_pylist()[0]
    assert (row["commune_id"], row["year"], row["population"]) == ("59001", 2024, 1_000)


def test_the_year_of_a_real_population_file_is_in_its_title() -> None:
    path = SHARED / "bpe-2020" / "pop_communes.csv"
    if not path.is_file():
        pytest.skip(f"fichier officiel absent : {path.name}")
    found = parsed("insee_populations", path)
    assert set(found.rows["year"].to_pylist()) == {2019}


@pytest.mark.parametrize(
    ("sheet", "header", "at"),
    [
        ("Maille communale", ["CODGEO", "LIBGEO", "DENS", "LIBDENS", "PMUN22", "DENS7"], 5),
        ("Grille_Densite", ["CODGEO", "LIBGEO", "DENS", "LIBDENS"], 2),
    ],
)
def test_the_density_grid_is_read_in_both_layouts(
    tmp_path: Path, sheet: str, header: list[str], at: int
) -> None:
    rows = []
    for n, code in enumerate(MANY):
        row: list[object] = [code, "X", 1, "libellé", 9, 9][: len(header)]
        row[at] = n % 7 + 1
        rows.append(row)
    name = "grille_densite_7_niveaux_2025.xlsx" if at == 2 else "fichier_diffusion_2025.xlsx"
    found = parsed("insee_density_grid", workbook(tmp_path / name, sheet, 4, header, rows))
    assert found.rows["density_class"].to_pylist()[:8] == [1, 2, 3, 4, 5, 6, 7, 1]
    assert set(found.rows["year"].to_pylist()) == {2025}


def test_a_grid_of_three_levels_is_refused(tmp_path: Path) -> None:
    rows = [[code, "X", n % 3 + 1, "libellé"] for n, code in enumerate(MANY)]
    (reject,) = refused("insee_density_grid", density_grid(tmp_path, rows, levels=3))
    assert "grille à 3 niveaux" in reject.rule


def test_communes_and_movements_are_read(tmp_path: Path) -> None:
    lines = [COG_HEADER, *(f"COM,{code},32,59,59D,591,0,A,A,A,5901," for code in MANY)]
    lines.append("COMA,59355,,,,,0,LOMME,Lomme,Lomme,,59350")
    found = parsed("insee_communes", csv_file(tmp_path / "v_commune_2026.csv", lines))
    assert found.rows.to_pylist()[-1]["parent_id"] == "59350"
    moves = parsed("insee_movements", movements(tmp_path, [("32", "2025-01-01", "59070", "59006")]))
    row = moves.rows.to_pylist()[0]
    assert (row["commune_id"], row["commune_after_id"], row["move"]) == ("59070", "59006", "32")


def test_real_contours_are_read_and_measured(tmp_path: Path) -> None:
    areas = {}
    for name, count in (("59-nord", 648), ("62-pas-de-calais", 891)):
        path = SHARED / "contours-2018" / f"communes-{name}.geojson"
        if not path.is_file():
            pytest.skip(f"fichier officiel absent : {path.name}")
        found = parsed("etalab_contours", path)
        assert found.rows_read == found.rows_loaded == count
        areas[name[:2]] = sum(found.rows["area_km2"].to_pylist())
    assert areas["59"] == pytest.approx(5_768, rel=0.005)
    assert areas["62"] == pytest.approx(6_715, rel=0.005)
    packed = tmp_path / f"{path.name}.gz"
    with path.open("rb") as plain, gzip.open(packed, "wb", compresslevel=1) as stream:
        shutil.copyfileobj(plain, stream)
    assert parsed("etalab_contours", packed).rows.equals(found.rows)


def contours(path: Path, shapes: list[object], layer: str = "commune") -> Path:
    """GeoPackage of the IGN: code, name, shape."""
    codes = [f"{59_001 + n}" for n in range(len(shapes))]
    table = gpd.GeoDataFrame(
        {"code_insee": codes, "nom_officiel": codes}, geometry=shapes, crs="EPSG:4326"
    )
    table.to_file(path, layer=layer, driver="GPKG")
    return path


SQUARE = Polygon([(3.0, 50.0), (3.1, 50.0), (3.1, 50.1), (3.0, 50.1)])
BOW = Polygon([(3.0, 50.0), (3.1, 50.1), (3.1, 50.0), (3.0, 50.1)])


def test_contours_of_the_ign_are_read(tmp_path: Path) -> None:
    found = parsed("ign_contours", contours(tmp_path / "ADE-COG_4-0_GPKG.gpkg", [SQUARE]))
    (row,) = found.rows.to_pylist()
    assert row["commune_id"] == "59001"
    assert row["area_km2"] == pytest.approx(79.7, abs=1)


@pytest.mark.parametrize(
    ("shape", "rule"),
    [(BOW, "se recoupe"), (Point(3, 50), "surface attendue"), (Polygon(), "vide")],
)
def test_a_broken_contour_is_refused_by_code(tmp_path: Path, shape: object, rule: str) -> None:
    path = contours(tmp_path / "ade.gpkg", [SQUARE, shape])
    (reject,) = refused("ign_contours", path)
    assert (reject.line, reject.column, reject.value) == (2, "geometry", "59002")
    assert rule in reject.rule


def test_contours_without_their_layer_name_those_it_has(tmp_path: Path) -> None:
    (reject,) = refused("ign_contours", contours(tmp_path / "ade.gpkg", [SQUARE], "region"))
    assert "couches : region" in reject.rule


def test_groups_of_hospitals_have_their_support_and_members(tmp_path: Path) -> None:
    groups = [
        group("TEST", ("a", "S"), ("b", "M")),
        group("AUTRE NATURE", ("a", "S"), kind="002"),
        group("FERMÉ", ("a", "S"), state="I"),
    ]
    path = finess_plus(tmp_path, groups, ["a", "b", "c"])
    assert finess_groups.members(path, ("59", "62")) == [
        {
            "ght": "GHT TEST",
            "support": "HOPITAL INVENTE a",
            "member": f"HOPITAL INVENTE {name}",
            "date": "2016-07-01",
        }
        for name in ("a", "b")
    ]
    assert finess_groups.members(path, ("62",)) == []


def test_a_group_with_an_unknown_member_is_refused(tmp_path: Path) -> None:
    path = finess_plus(tmp_path, [group("TEST", ("a", "S"), ("z", "M"))], ["a"])
    with pytest.raises(SourceRefused, match="membre z absent"):
        finess_groups.members(path, ("59",))


def test_the_groups_of_the_published_example_are_elsewhere() -> None:
    path = SHARED / "formats" / "finess-plus-structures-extrait.json"
    if not path.is_file():
        pytest.skip(f"fichier officiel absent : {path.name}")
    assert finess_groups.members(path, ("59", "62")) == []


def test_an_income_whose_thousands_became_a_decimal_is_refused(tmp_path: Path) -> None:
    lines = [f"{code};100;{21_000 + n}" for n, code in enumerate(MANY)]
    lines += ["59800;100;25,820", "59801;100;25.820", "59802;100;25 820"]
    header = "CODGEO;NBPERSMENFISC21;MED21"
    path = csv_file(tmp_path / "cc_filosofi_2021_COM.csv", [header, *lines])
    found = parsed("insee_income", path)
    assert [(one.value, one.rule) for one in found.rejects] == [
        ("25,820", "valeur minimale 1000"),
        ("25.820", "valeur minimale 1000"),
    ]
    assert found.rows.to_pylist()[-1]["income"] == 25_820


@pytest.mark.parametrize(
    ("name", "connector_id"),
    [
        (f"Indicateur d{mark}accessibilité potentielle localisée (APL) aux {title}.xlsx", slug)
        for mark in ("'", "\u2019")
        for title, slug in (
            ("médecins généralistes", "drees_apl_gp"),
            ("infirmières", "drees_apl_nurses"),
            ("sages-femmes", "drees_apl_midwives"),
            ("masseurs-kinésithérapeutes", "drees_apl_physiotherapists"),
            ("chirurgiens-dentistes", "drees_apl_dentists"),
        )
    ]
    + [
        ("base-pop-historiques-1876-2024 (1).xlsx", "insee_population_history"),
        ("v_commune_2027 (1).csv", "insee_communes"),
        ("v_commune_2027(12).csv", "insee_communes"),
        ("v_mvt_commune_2027 - Copie.csv", "insee_movements"),
        ("v_mvt_commune_2027 - Copie (2).CSV", "insee_movements"),
        ("finess-structures-journalier-20260901.json (1).gz", "finess_structures"),
        ("ensemble.zip", "insee_populations"),
    ],
)
def test_real_names_and_those_of_a_copy_are_known(name: str, connector_id: str) -> None:
    decomposed = unicodedata.normalize("NFD", name)
    for written in (name, decomposed):
        assert [c.id for c in registry.candidates(Path(written))] == [connector_id]


def test_the_whole_archive_of_legal_populations_is_read(tmp_path: Path) -> None:
    header = "REG;Région;DEP;ARR;CAN;CODCOM;COM;Commune;PMUN;PCAP;PTOT"
    lines = [f"32;X;59;1;1;{code[2:]};{code};X;100;1;101" for code in MANY]
    path = csv_file(tmp_path / "donnees_communes.csv", [header, *lines])
    others = (("donnees_departements.csv", "REG;DEP\n"), ("metadonnees_communes.csv", "a;b\n"))
    found = parsed("insee_populations", zipped(path, *others).rename(tmp_path / "ensemble.zip"))
    assert found.rows.num_rows == len(MANY)
