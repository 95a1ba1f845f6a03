"""Travel times and recomputed accessibility of a build, as the `raw` tables that models read."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from caremap.accessibility import (
    CALIBRATED,
    Catchment,
    GuardZone,
    PairList,
    Places,
    guard_places,
    guard_points,
    join_places,
    solve,
    standardised_need,
    supply_in_consultations,
    travel_minutes,
    weight_matrix,
)
from etl.geometry import BACKGROUND_FILE, read_contours
from etl.models import SQL
from etl.neighbours import Neighbours

AGES = ["age_0_19", "age_20_64", "age_65_plus"]
POINTS_SOURCE = "contours"
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class World:
    """The communes, then the places beyond the border: `communes` has one row a commune.

    `ids` and `everyone` have the communes first; `offered` are consultations a year by place.
    """

    communes: pd.DataFrame
    ids: list[str]
    inside: Places
    everyone: Places
    offered: Floats


def load_accessibility(
    connection: duckdb.DuckDBPyConnection, world: World, times: pa.Table
) -> Floats:
    """Create `raw.travel_times` and `raw.accessibility_places`; return the communes' index.

    Minutes are kept as 4-byte numbers, and the index is solved from them, so that whoever reads
    the release finds the same index again.
    """
    connection.from_arrow(times).create("raw.travel_times")
    solved = solved_from(world, times)
    connection.from_arrow(_places_table(world, solved)).create("raw.accessibility_places")
    return solved.index[: len(world.communes)]


def read_world(
    connection: duckdb.DuckDBPyConnection, reference: Path, neighbours: Neighbours | None = None
) -> World:
    """Return communes and what stands beyond the border as places, with what each offers.

    The guard zone offers nothing where the neighbours' GPs are given; its people stay.
    """
    communes = connection.execute((SQL / "travel" / "places.sql").read_text("utf-8")).df()
    lon, lat, area_km2 = (communes[name].to_numpy(float) for name in ("lon", "lat", "area_km2"))
    inside = Places(lon, lat, area_km2, communes[AGES].to_numpy(float))
    gps, older = communes["gp_count"].to_numpy(), communes["gp_60_plus_count"].to_numpy()
    supply = supply_in_consultations(gps, older, CALIBRATED.supply)
    zone = GuardZone()
    beyond = guard_places(*_guard(reference, inside, zone), inside, zone)
    rate = 0.0 if neighbours else zone.gp_rate * supply.sum() / inside.population.sum()
    guard_ids = [f"garde-{rank:04d}" for rank in range(1, len(beyond.lon) + 1)]
    world = World(
        communes,
        [*communes["place_id"], *guard_ids],
        inside,
        join_places(inside, beyond),
        np.concatenate((supply, rate * beyond.population)),
    )
    return with_neighbours(world, neighbours) if neighbours else world


def with_neighbours(world: World, neighbours: Neighbours) -> World:
    """Return the world with the neighbours' GPs as places after the guard zone."""
    offered = neighbours.gps * CALIBRATED.supply.consultations_per_gp
    return replace(
        world,
        ids=[*world.ids, *neighbours.ids],
        everyone=join_places(world.everyone, neighbours.places),
        offered=np.concatenate((world.offered, offered)),
    )


def _guard(reference: Path, inside: Places, zone: GuardZone) -> tuple[Floats, Floats]:
    shapes = read_contours(reference).geometry.to_numpy()
    background = json.loads((reference / BACKGROUND_FILE).read_text(encoding="utf-8"))
    country = [
        shapely.from_geojson(json.dumps(feature["geometry"]))
        for feature in background["features"]
        if feature["properties"]["name"] == "France"
    ]
    return guard_points(_rings(shapes), _rings(country), inside, zone)


def _rings(shapes: object) -> list[Floats]:
    return [
        np.asarray(ring.coords)
        for part in shapely.get_parts(shapes)
        for ring in (part.exterior, *part.interiors)
    ]


def estimated_pairs(world: World) -> PairList:
    """Return the pairs of the default travel model, in minutes."""
    return travel_minutes(world.everyone, CALIBRATED.travel, CALIBRATED.decay.limit_minutes)


def estimated_times(world: World) -> pa.Table:
    """Return the pairs of the default travel model: origin, destination, minutes, status."""
    return times_table(world, estimated_pairs(world), "estimated", POINTS_SOURCE)


def times_table(world: World, pairs: PairList, status: str, source_id: str) -> pa.Table:
    """Return pairs in minutes as a table of place ids."""
    ids = pa.array(world.ids)
    size = len(pairs.cost)
    return pa.table(
        {
            "origin_id": ids.take(pa.array(pairs.origins)),
            "destination_id": ids.take(pa.array(pairs.sites)),
            "minutes": pa.array(pairs.cost.astype(np.float32)),
            "status": pa.repeat(status, size),
            "source_id": pa.repeat(source_id, size),
        }
    )


def solved_from(world: World, times: pa.Table) -> Catchment:
    """Return the catchment of the calibrated model solved from a table of travel times."""
    known = pa.array(world.ids)
    origins = pc.index_in(times["origin_id"], known).to_numpy()
    sites = pc.index_in(times["destination_id"], known).to_numpy()
    minutes = times["minutes"].to_numpy().astype(float)
    pairs = PairList(origins, sites, minutes, (len(world.ids), len(world.ids)))
    need = standardised_need(world.everyone.people, CALIBRATED.need)
    return solve(weight_matrix(pairs, CALIBRATED.decay), world.offered, need)


def _places_table(world: World, solved: Catchment) -> pa.Table:
    inside, size = len(world.communes), len(world.ids)
    kept = CALIBRATED.supply.share_60_plus_kept * CALIBRATED.supply.consultations_per_gp
    older = world.communes["gp_60_plus_count"].to_numpy()
    return pa.table(
        {
            "place_id": world.ids,
            "kind": ["commune"] * inside + [place.split("-")[0] for place in world.ids[inside:]],
            "lon": world.everyone.lon,
            "lat": world.everyone.lat,
            "population": world.everyone.population,
            "need": solved.need,
            "gp_count": _padded(world.communes["gp_count"].to_numpy(), size),
            "gp_60_plus_count": _padded(older, size),
            "supply": solved.supply,
            "supply_60_plus": _padded(kept * older, size),
            "accessibility": solved.index,
            "source_id": ["cartosante_2019"] * size,
        }
    )


def _padded(values: Floats, size: int) -> pa.Array:
    """Counts of the communes, then nothing: nobody was counted beyond the border."""
    return pa.array([*values.tolist(), *[None] * (size - len(values))], type=pa.float64())
