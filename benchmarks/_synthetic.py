"""Synthetic statistics for the scale benchmark: drawn, seeded, labelled, never in `data/`."""

import csv
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from caremap.catalog import PROFESSIONS
from etl.extract.archives import COG_VERSIONS, CURRENT_COG, Archives
from etl.extract.territories import CENSUS_OF_COG, NO_EPCI

LABEL = "statistiques synthétiques"
SEED = 59_62
_ZONES = ("ZIP", "ZAC", "ZAR", "HZ")
_SQUARE_DEGREES = 0.05
_WEST, _SOUTH, _A_ROW = -9.0, 45.0, 10


def write_statistics(folder: Path) -> None:
    """Fill the tables of figures of a reference folder with drawn numbers; mark its label."""
    draw = np.random.default_rng(SEED)
    counted = _people(folder, min(COG_VERSIONS))
    doctors = draw.poisson(counted.to_numpy() / 1_200)
    _write(folder / "gp_2019.csv", {
        "commune_id": counted.index,
        "gp_count": doctors,
        "gp_60_plus_count": draw.binomial(doctors, 0.3),
    })  # fmt: skip
    # Six villages destroyed in 1916 have no inhabitant, and so no access to weigh.
    lived_in = _people(folder, CURRENT_COG)
    zoned = lived_in.index.to_numpy()
    ids = lived_in.index[lived_in > 0].to_numpy()
    size = len(ids)
    zones = draw.choice(_ZONES, len(zoned))
    _write(folder / "gp_zoning_2025.csv", {"commune_id": zoned, "zone": zones})
    years = np.repeat((2022, 2023, 2024), size)
    index = draw.gamma(9, 0.4, 3 * size).clip(0, 19).round(1)
    _write(folder / "apl_gp.csv", {
        "commune_id": np.tile(ids, 3), "year": years, "apl_gp": index, "apl_gp_65": index,
    })  # fmt: skip
    _write_workforce(folder, draw)
    path = folder / "perimeter.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"\nshort_label', f' ({LABEL})"\nshort_label', 1), "utf-8")


def _people(folder: Path, cog_year: int) -> pd.Series:
    rows = pd.read_csv(folder / "populations.csv", dtype={"commune_id": str})
    return rows[rows["cog_year"] == cog_year].set_index("commune_id")["population"]


def _write_workforce(folder: Path, draw: np.random.Generator) -> None:
    codes = [row["departement_id"] for row in _rows(folder / "departements.csv")]
    size = len(codes) * len(PROFESSIONS)
    _write(folder / "liberal_workforce.csv", {
        "year": [2024] * size,
        "departement_id": np.repeat(codes, len(PROFESSIONS)),
        "profession": [profession.label for profession in PROFESSIONS] * len(codes),
        "headcount": draw.integers(1, 3_000, size),
        "density_per_100k": draw.gamma(2, 40, size).round(1),
    })  # fmt: skip


def add_unmapped_communes(folder: Path, archives: Archives) -> None:
    """Add the communes that have no contour in the archives, as squares out at sea.

    They are those of the collectivities overseas; their place and people are synthetic.
    """
    known = {row["commune_id"] for row in _rows(folder / "communes.csv")}
    absent = [
        one
        for one in archives.cog(CURRENT_COG, "communes")
        if one["type"] == "commune-actuelle" and one["code"] not in known
    ]
    corners = [
        (_WEST + rank % _A_ROW * _SQUARE_DEGREES, _SOUTH + rank // _A_ROW * _SQUARE_DEGREES)
        for rank in range(len(absent))
    ]
    codes = [one["code"] for one in absent]
    departements = sorted({code[:3] for code in codes})
    _append(folder / "communes.csv", [_commune(*one) for one in zip(absent, corners, strict=True)])
    _append(folder / "departements.csv", [[code, f"Collectivité {code}"] for code in departements])
    _append(folder / "arrondissements.csv", [[f"{d}Z", "Synthétique", d] for d in departements])
    _append(folder / "populations.csv", [
        [year, CENSUS_OF_COG[year], code, 1_000] for year in COG_VERSIONS for code in codes
    ])  # fmt: skip
    _append(folder / "population_age.csv", [[2021, code, 1_000, 250, 550, 200] for code in codes])
    _count_in_no_epci(folder / "epci.csv", len(codes))
    squares = gpd.GeoDataFrame(
        {"commune_id": codes, "contour_basis": "disc"},
        geometry=[shapely.box(x, y, x + _SQUARE_DEGREES, y + _SQUARE_DEGREES) for x, y in corners],
        crs=4326,
    )
    contours = gpd.read_parquet(folder / "contours.parquet")
    joined = pd.concat([contours, squares]).sort_values("commune_id", ignore_index=True)
    joined.to_parquet(folder / "contours.parquet", compression="zstd", index=False)
    path = folder / "perimeter.toml"
    told = ", ".join(f'"{code}"' for code in departements)
    path.write_text(path.read_text("utf-8").replace('"976"]', f'"976", {told}]'), "utf-8")


def _commune(one: dict[str, Any], corner: tuple[float, float]) -> list[object]:
    code, half = one["code"], _SQUARE_DEGREES / 2
    point = (round(corner[0] + half, 5), round(corner[1] + half, 5))
    postal = ";".join(one.get("codesPostaux") or [code])
    return [code, one["nom"], code[:3], f"{code[:3]}Z", NO_EPCI, postal, *point, "contour"]


def _count_in_no_epci(path: Path, more: int) -> None:
    rows = pd.read_csv(path, dtype={"epci_id": str})
    own = rows["epci_id"] == NO_EPCI
    rows.loc[own, ["communes_count", "communes_in_perimeter_count"]] += more
    rows.to_csv(path, index=False, lineterminator="\n")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _append(path: Path, rows: list[list[object]]) -> None:
    with path.open("a", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def _write(path: Path, columns: dict[str, Any]) -> None:
    pd.DataFrame(columns).to_csv(path, index=False, lineterminator="\n")
