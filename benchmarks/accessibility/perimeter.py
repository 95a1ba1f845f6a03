"""The 1,534 communes of the perimeter: validity against DREES APL 2022, and scenario times."""

import json
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from benchmarks.accessibility.points import Points
from benchmarks.accessibility.speed import Figures, best_seconds
from caremap.accessibility import (
    BASELINE,
    CALIBRATED,
    AplParameters,
    GuardZone,
    Places,
    apl_catchment,
    chequers,
    guard_points,
    leave_one_out,
    rank_correlation,
    solve,
    supply_in_consultations,
    weighted_means,
    with_supply_change,
)
from caremap.paths import REFERENCE

AGES = ["age_0_19", "age_20_64", "age_65_plus"]
BORDER_BAND_KM = 15.0
KM_PER_DEGREE = 111.195


@dataclass(frozen=True)
class Perimeter:
    """The communes, as the model and the comparison need them."""

    communes: pd.DataFrame
    places: Places
    guard: Points


def load_perimeter() -> Perimeter:
    """Return communes, places and guard zone from the reference tables."""
    communes = _communes()
    contours = pd.read_parquet(REFERENCE / "contours.parquet").set_index("commune_id")
    shapes = shapely.from_wkb(contours.loc[communes.index, "geometry"].to_numpy())
    lon, lat = communes["lon"].to_numpy(), communes["lat"].to_numpy()
    area_km2 = shapely.area(shapes) * KM_PER_DEGREE**2 * np.cos(np.radians(lat))
    places = Places(lon, lat, area_km2, communes[AGES].to_numpy(float))
    background = json.loads((REFERENCE / "background.geojson").read_text(encoding="utf-8"))
    france = [
        shapely.from_geojson(json.dumps(feature["geometry"]))
        for feature in background["features"]
        if feature["properties"]["name"] == "France"
    ]
    guard = guard_points(_rings(shapes), _rings(france), places, GuardZone())
    return Perimeter(communes, places, guard)


def _communes() -> pd.DataFrame:
    ids = {"commune_id": str, "epci_id": str}
    communes = pd.read_csv(REFERENCE / "communes.csv", dtype=ids).set_index("commune_id")
    former = pd.read_csv(REFERENCE / "former_communes.csv", dtype=str)
    today = former.set_index("former_commune_id")["commune_id"]
    for name in ("population_age", "gp_2019"):
        table = pd.read_csv(REFERENCE / f"{name}.csv", dtype=ids)
        table["commune_id"] = table["commune_id"].map(today).fillna(table["commune_id"])
        communes = communes.join(table.groupby("commune_id").sum(numeric_only=True))
    apl = pd.read_csv(REFERENCE / "apl_gp.csv", dtype=ids).query("year == 2022")
    communes = communes.join(apl.set_index("commune_id")["apl_gp"])
    return communes.fillna({"gp_count": 0, "gp_60_plus_count": 0})


def _rings(shapes: object) -> list[np.ndarray]:
    return [
        np.asarray(ring.coords)
        for part in shapely.get_parts(shapes)
        for ring in (part.exterior, *part.interiors)
    ]


def model_index(known: Perimeter, chosen: AplParameters, *, guarded: bool) -> np.ndarray:
    """Return the recomputed index of the communes, (1534,)."""
    gps, older = known.communes["gp_count"], known.communes["gp_60_plus_count"]
    supply = supply_in_consultations(gps.to_numpy(), older.to_numpy(), chosen.supply)
    guard = known.guard if guarded else None
    return apl_catchment(known.places, supply, chosen, guard).index[: len(gps)]


def validity(known: Perimeter) -> Figures:
    """Return Spearman correlations with DREES APL 2022, by commune and by EPCI."""
    apl = known.communes["apl_gp"].to_numpy()
    index = model_index(known, CALIBRATED, guarded=True)
    alone = model_index(known, CALIBRATED, guarded=False)
    plain = model_index(known, BASELINE, guarded=False)
    far = km_to_guard(known) > BORDER_BAND_KM
    out = chequers(known.places.lon, known.places.lat)
    return {
        "spearman_commune": rank_correlation(index, apl),
        "spearman_epci": _by_epci(known, index),
        "spearman_commune_calibration_half": rank_correlation(index[~out], apl[~out]),
        "spearman_commune_held_out_half": rank_correlation(index[out], apl[out]),
        "communes_held_out": int(out.sum()),
        "spearman_commune_away_from_border": rank_correlation(index[far], apl[far]),
        "communes_away_from_border": int(far.sum()),
        "spearman_commune_without_guard": rank_correlation(alone, apl),
        "spearman_epci_without_guard": _by_epci(known, alone),
        "spearman_commune_baseline": rank_correlation(plain, apl),
        "spearman_epci_baseline": _by_epci(known, plain),
        "mean_absolute_error": float(np.abs(index - apl).mean()),
    }


def _by_epci(known: Perimeter, index: np.ndarray) -> float:
    people, epci = known.places.population, known.communes["epci_id"].to_numpy(str)
    apl = known.communes["apl_gp"].to_numpy()
    return rank_correlation(weighted_means(index, people, epci), weighted_means(apl, people, epci))


def km_to_guard(known: Perimeter) -> np.ndarray:
    """Return the distance in km from each commune to the nearest guard point, (1534,)."""
    wide = np.cos(np.radians(known.places.lat.mean()))
    east = (known.places.lon[:, np.newaxis] - known.guard[0]) * wide
    north = known.places.lat[:, np.newaxis] - known.guard[1]
    return np.asarray(KM_PER_DEGREE * np.sqrt(east**2 + north**2).min(axis=1))


def scenario_times(known: Perimeter) -> Figures:
    """Return the time of leave-one-out and of one change, against a full solve."""
    gps = known.communes["gp_count"].to_numpy()
    catchment = apl_catchment(known.places, gps * 5_400.0, CALIBRATED)
    site, added = np.array([0]), np.array([5_400.0])
    solved = catchment.weights, catchment.supply, catchment.need
    return {
        "leave_one_out_s": best_seconds(lambda: leave_one_out(catchment, 5_400.0), 5),
        "one_change_s": best_seconds(lambda: with_supply_change(catchment, site, added), 50),
        "full_solve_s": best_seconds(lambda: solve(*solved), 5),
    }
