"""The files of `data/reference/` hold what their sources publish: counts, totals, ids, geometry."""

import csv
import os
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from caremap.paths import REFERENCE
from etl.extract.__main__ import extract
from etl.extract.archives import Archives
from etl.extract.contours import gaps

ARCHIVES_VARIABLE = "CAREMAP_ARCHIVES_DIR"
LAMBERT_93 = "EPSG:2154"
TERRITORY_FILES = (
    "communes.csv",
    "epci.csv",
    "arrondissements.csv",
    "departements.csv",
    "former_communes.csv",
    "populations.csv",
    "population_age.csv",
)
Row = dict[str, str]


@cache
def rows(name: str) -> list[Row]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


@cache
def contours() -> gpd.GeoDataFrame:
    return gpd.read_parquet(REFERENCE / "contours.parquet").set_index("commune_id")


@cache
def projected() -> gpd.GeoSeries:
    return contours().geometry.to_crs(LAMBERT_93)


def by_departement(selected: Iterable[Row], column: str) -> tuple[int, int]:
    totals = Counter[str]()
    for row in selected:
        totals[row["commune_id"][:2]] += int(row[column] or 0)
    return totals["59"], totals["62"]


def current_populations() -> dict[str, int]:
    return {
        row["commune_id"]: int(row["population"])
        for row in rows("populations")
        if row["cog_year"] == "2026"
    }


@pytest.mark.parametrize(
    ("name", "count", "key"),
    [
        ("communes", 1534, ["commune_id"]),
        ("epci", 36, ["epci_id"]),
        ("arrondissements", 13, ["arrondissement_id"]),
        ("departements", 2, ["departement_id"]),
        ("former_communes", 48, ["former_commune_id"]),
        ("populations", 4 * 1538 + 2 * 1534, ["cog_year", "commune_id"]),
        ("population_age", 648 + 890, ["commune_id"]),
        ("apl_gp", 3 * 1538, ["year", "commune_id"]),
        ("gp_2019", 615, ["commune_id"]),
        ("gp_zoning_2025", 1534, ["commune_id"]),
        ("gp_zoning_history", 3, ["in_force"]),
        ("liberal_workforce", 50, ["year", "departement_id", "profession"]),
        ("hospital_interns", 152, ["year", "finess_et"]),
        ("cpts", 18, ["cpts_id"]),
        ("cpts_communes", 56, ["cpts_id", "commune_id"]),
        ("structures", 71, ["structure_id"]),
        ("ght", 34, ["ght", "member"]),
        ("partnerships", 2, ["partnership_id"]),
        ("partnership_axes", 11, ["partnership_id", "axis_number", "commitment"]),
        ("immersion_editions", 5, ["edition_id"]),
        ("immersion_hosts", 6, ["edition_id", "host_name"]),
        ("immersion_programme", 12, ["edition_id", "start"]),
        ("immersion_students", 9, ["edition_id", "discipline"]),
        ("attractiveness_families", 6, ["family_id"]),
        ("key_figures", 18, ["figure_id"]),
        ("dated_facts", 23, ["topic", "fact"]),
    ],
)
def test_rows_and_key(name: str, count: int, key: list[str]) -> None:
    keys = {tuple(row[column] for column in key) for row in rows(name)}
    assert len(rows(name)) == count
    assert len(keys) == count, f"{name}: the key {key} repeats"


@pytest.mark.parametrize("path", sorted(REFERENCE.glob("*.csv")), ids=lambda path: path.name)
def test_csv_is_utf8_with_lf_and_no_stray_space(path: Path) -> None:
    raw = path.read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    with path.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.reader(stream, strict=True))
    assert {len(line) for line in lines} == {len(lines[0])}
    assert all(value == value.strip() for line in lines for value in line)


def test_communes_by_departement_and_membership() -> None:
    communes = rows("communes")
    per_departement = Counter(row["departement_id"] for row in communes)
    assert per_departement == {"59": 647, "62": 887}
    assert {row["epci_id"] for row in communes} == {row["epci_id"] for row in rows("epci")}
    arrondissements = {row["arrondissement_id"] for row in rows("arrondissements")}
    assert {row["arrondissement_id"] for row in communes} == arrondissements
    members = Counter(row["epci_id"] for row in communes)
    for row in rows("epci"):
        in_perimeter = int(row["communes_in_perimeter_count"])
        assert members[row["epci_id"]] == in_perimeter <= int(row["communes_count"])


def test_merged_communes_keep_their_old_codes() -> None:
    current = {row["former_commune_id"]: row["commune_id"] for row in rows("former_communes")}
    assert current["59070"] == "59006"
    assert {current[code] for code in ("62461", "62549", "62743")} == {"62447"}
    assert current["59355"] == "59350"
    assert {row["kind"] for row in rows("former_communes")} == {"deleguee", "associee", "ancienne"}
    assert set(current.values()) <= {row["commune_id"] for row in rows("communes")}


@pytest.mark.parametrize(
    ("cog_year", "census_year", "communes", "population"),
    [
        ("2021", "2019", 1538, (2_608_346, 1_465_278)),
        ("2022", "2020", 1538, (2_607_746, 1_462_167)),
        ("2023", "2020", 1538, (2_607_746, 1_462_167)),
        ("2024", "2022", 1538, (2_616_909, 1_460_184)),
        ("2025", "2023", 1534, (2_615_635, 1_457_905)),
        ("2026", "2023", 1534, (2_615_635, 1_457_905)),
    ],
)
def test_populations(
    cog_year: str, census_year: str, communes: int, population: tuple[int, int]
) -> None:
    vintage = [row for row in rows("populations") if row["cog_year"] == cog_year]
    assert len(vintage) == communes
    assert {row["census_year"] for row in vintage} == {census_year}
    assert by_departement(vintage, "population") == population


def test_population_by_age() -> None:
    ages = rows("population_age")
    assert Counter(row["commune_id"][:2] for row in ages) == {"59": 648, "62": 890}
    assert by_departement(ages, "population") == (2_611_296, 1_461_440)
    assert by_departement(ages, "age_65_plus") == (457_318, 284_009)
    assert by_departement(ages, "age_0_19")[0] == 679_987


@pytest.mark.parametrize(
    ("year", "expected"), [("2022", (4.64, 4.32)), ("2023", (4.57, 4.18)), ("2024", (4.52, 4.08))]
)
def test_apl_weighted_means(year: str, expected: tuple[float, float]) -> None:
    weights = current_populations()
    published = {
        row["commune_id"]: float(row["apl_gp"])
        for row in rows("apl_gp")
        if row["year"] == year and row["apl_gp"] and row["commune_id"] in weights
    }
    for departement, mean in zip(("59", "62"), expected, strict=True):
        ids = [commune for commune in published if commune.startswith(departement)]
        weighted = sum(published[commune] * weights[commune] for commune in ids)
        assert round(weighted / sum(weights[commune] for commune in ids), 2) == mean


def test_apl_of_younger_gps_under_the_threshold() -> None:
    weights = current_populations()
    low = Counter(
        row["commune_id"][:2]
        for row in rows("apl_gp")
        if row["year"] == "2024" and row["commune_id"] in weights and float(row["apl_gp_65"]) <= 2.5
    )
    assert low == {"59": 146, "62": 329}


def test_apl_is_empty_for_merged_communes_only() -> None:
    empty = {(row["year"], row["commune_id"]) for row in rows("apl_gp") if not row["apl_gp"]}
    assert empty == {("2024", code) for code in ("59070", "62461", "62549", "62743")}


@pytest.mark.parametrize(
    ("departement", "expected"),
    [
        ("59", {"ZIP": 120, "ZAC": 292, "ZAR": 108, "HZ": 127}),
        ("62", {"ZIP": 124, "ZAC": 562, "ZAR": 156, "HZ": 45}),
    ],
)
def test_zoning(departement: str, expected: dict[str, int]) -> None:
    zones = rows("gp_zoning_2025")
    found = Counter(row["zone"] for row in zones if row["commune_id"].startswith(departement))
    assert found == expected
    assert {row["commune_id"] for row in zones} == {row["commune_id"] for row in rows("communes")}


@pytest.mark.parametrize(
    ("year", "total", "general_practice"),
    [("2022", (1_451, 332), (273, 96)), ("2023", (1_520, 333), (277, 120))],
)
def test_interns(year: str, total: tuple[int, int], general_practice: tuple[int, int]) -> None:
    sites = [row for row in rows("hospital_interns") if row["year"] == year]
    assert by_departement(sites, "interns_total") == total
    assert by_departement(sites, "interns_general_practice") == general_practice
    assert all(len(row["finess_et"]) == 9 for row in sites)


def test_general_practitioners() -> None:
    assert by_departement(rows("gp_2019"), "gp_count") == (2_509, 1_229)
    assert by_departement(rows("gp_2019"), "gp_60_plus_count") == (703, 375)
    head = {
        row["departement_id"]: row["headcount"]
        for row in rows("liberal_workforce")
        if row["profession"] == "Ensemble des médecins généralistes"
    }
    assert head == {"59": "2323", "62": "1111"}


def test_structures_and_cpts() -> None:
    assert sum(row["kind"] == "MSP" for row in rows("structures")) == 19
    cpts = {row["cpts_id"] for row in rows("cpts")}
    members = Counter(row["cpts_id"] for row in rows("cpts_communes"))
    assert members == {"audomaroise": 53, "sambre-avesnois": 3}
    hosts = {row["cpts_id"] for row in rows("immersion_hosts") if row["cpts_id"]}
    assert set(members) | hosts <= cpts


@pytest.mark.parametrize("path", sorted(REFERENCE.glob("*.csv")), ids=lambda path: path.name)
def test_every_commune_id_resolves_to_the_current_geography(path: Path) -> None:
    current = {row["commune_id"] for row in rows("communes")}
    known = current | {row["former_commune_id"] for row in rows("former_communes")}
    columns = [name for name in rows(path.stem)[0] if name.endswith("commune_id")]
    used = {row[column] for row in rows(path.stem) for column in columns if row[column]}
    assert used <= known, sorted(used - known)


@pytest.mark.parametrize("path", sorted(REFERENCE.glob("*.csv")), ids=lambda path: path.name)
def test_sources_are_public_documents(path: Path) -> None:
    for row in rows(path.stem):
        assert row.get("confidence", "confirmed") in {"confirmed", "partial"}
        for source in filter(None, row.get("source_url", "").split(" | ")):
            assert source.startswith(("http://", "https://")) or " " in source, source


def test_points_are_close_to_their_commune() -> None:
    communes = rows("communes")
    lon = np.array([float(row["lon"]) for row in communes])
    lat = np.array([float(row["lat"]) for row in communes])
    assert ((lon > 1.5) & (lon < 4.3) & (lat > 49.9) & (lat < 51.1)).all()
    ids = [row["commune_id"] for row in communes]
    points = gpd.GeoSeries(gpd.points_from_xy(lon, lat), index=ids, crs="EPSG:4326")
    distance = points.to_crs(LAMBERT_93).distance(projected().reindex(ids))
    assert distance.max() <= 1_001
    repaired = [row["commune_id"] for row in communes if row["point_basis"] == "contour"]
    assert {"62434", "62671", "62692"} <= set(repaired)
    assert distance[repaired].max() == 0


def test_contours_tile_the_two_departements() -> None:
    assert contours().index.tolist() == [row["commune_id"] for row in rows("communes")]
    assert contours().crs.to_epsg() == 4326
    geometries = contours().geometry.to_numpy()
    assert shapely.is_valid(geometries).all()
    assert shapely.coverage_is_valid(geometries)
    assert shapely.coverage_is_valid(projected().to_numpy())
    assert max((gap.area for gap in gaps(projected().to_numpy())), default=0.0) <= 50_000


def test_contour_areas() -> None:
    km2 = projected().area / 1e6
    assert km2.groupby(km2.index.str[:2]).sum().to_dict() == pytest.approx(
        {"59": 5_760, "62": 6_710}, rel=0.01
    )
    assert km2.idxmin() == "59332"  # Lannoy, the smallest commune
    assert km2.min() > 0.15
    filled = contours().index[contours()["contour_basis"] == "gap"].tolist()
    assert filled == ["59006", "62447"]
    assert km2["62447"] >= 20
    assert km2["59006"] >= 6.5


def test_background_is_light_and_named() -> None:
    path = REFERENCE / "background.geojson"
    land = gpd.read_file(path)
    assert path.stat().st_size <= 120_000
    assert set(land["name"]) >= {"Belgique", "France", "Royaume-Uni", "Pays-Bas"}
    assert land.is_valid.all()
    west, south, east, north = land.total_bounds
    assert west >= -3
    assert south >= 48
    assert east <= 9
    assert north <= 53


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = os.environ.get(ARCHIVES_VARIABLE)
    if not folder:
        pytest.skip(f"{ARCHIVES_VARIABLE} does not name the folder of package archives")
    target = tmp_path_factory.mktemp("reference")
    extract(Archives(Path(folder)), target)
    return target


@pytest.mark.parametrize("name", TERRITORY_FILES)
def test_extraction_gives_the_tables_in_git(extracted: Path, name: str) -> None:
    assert (extracted / name).read_bytes() == (REFERENCE / name).read_bytes()


def test_extraction_gives_the_shapes_in_git(extracted: Path) -> None:
    contours_again = gpd.read_parquet(extracted / "contours.parquet").set_index("commune_id")
    assert contours_again["contour_basis"].equals(contours()["contour_basis"])
    assert shapely.equals_exact(
        contours_again.geometry.to_numpy(), contours().geometry.to_numpy(), tolerance=1e-9
    ).all()
    again = gpd.read_file(extracted / "background.geojson").set_index("name")
    kept = gpd.read_file(REFERENCE / "background.geojson").set_index("name")
    assert again.geometry.geom_equals_exact(kept.geometry, tolerance=1e-9).all()
