"""Travel times on roads: computed from an extract, kept beside the releases, used by builds."""

import hashlib
from dataclasses import asdict
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from caremap.accessibility import CALIBRATED, PairList, road_minutes, snap
from caremap.catalog import Source
from caremap.errors import Reject, SourceRefused
from etl.geometry import load_areas
from etl.inputs import file_sha256, load_raw, read_inputs, reference_folder
from etl.meta import FileRead
from etl.neighbours import read_neighbours
from etl.osm import SOURCE_ID, extract_date, read_roads, require_osmium
from etl.progress import Report, silent
from etl.travel import World, estimated_pairs, read_world, times_table

TIMES_FILE = "road_times.parquet"


def times_path(data_dir: Path) -> Path:
    """Return where the road times of a data directory are kept."""
    return data_dir / "travel" / TIMES_FILE


def compute(data_dir: Path, osm: Path, report: Report = silent) -> tuple[int, int]:
    """Compute and keep the road times of an extract; return the pairs and the places found on it.

    Raises OsmUnavailable, OsmUnreadable or SourceRefused. The next build uses the file.
    """
    require_osmium()
    inputs = read_inputs(reference_folder(data_dir), report)
    with duckdb.connect() as connection:
        connection.execute("create schema raw")
        load_raw(connection, inputs)
        load_areas(connection, inputs.folder)
        world = read_world(connection, inputs.folder, read_neighbours(data_dir))
    report("Lecture des routes", 0, 1)
    network = read_roads(osm)
    report("Durées sur le réseau", 0, 1)
    places = snap(network, world.everyone.lon, world.everyone.lat)
    pairs = road_minutes(network, places, CALIBRATED.decay.limit_minutes)
    table = times_table(world, pairs, "derived", SOURCE_ID)
    on_network = pa.array([world.ids[rank] for rank in np.flatnonzero(places.on_network)])
    about = {
        "places": places_digest(world),
        "file": osm.name,
        "sha256": file_sha256(osm),
        "date": extract_date(osm),
        "on_network": "\n".join(on_network.to_pylist()),
    }
    path = times_path(data_dir)
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".tmp")
    pq.write_table(table.replace_schema_metadata(about), aside, compression="zstd")
    aside.replace(path)
    report("Durées sur le réseau", 1, 1)
    return len(pairs.cost), len(on_network)


def places_digest(world: World) -> str:
    """Return a digest of the ids and points that times were computed between."""
    points = [
        f"{place} {lon:.5f} {lat:.5f}"
        for place, lon, lat in zip(world.ids, world.everyone.lon, world.everyone.lat, strict=True)
    ]
    return hashlib.sha256("\n".join(points).encode()).hexdigest()


def road_times(data_dir: Path, world: World) -> tuple[pa.Table, Source, FileRead] | None:
    """Return the times of a build, the source to cite and its file; None without an extract.

    A pair with an end off the network keeps its estimate, and so does a place with itself. Raises
    SourceRefused when the places have moved since.
    """
    path = times_path(data_dir)
    if not path.is_file():
        return None
    roads = pq.read_table(path)
    about = {key.decode(): text.decode() for key, text in roads.schema.metadata.items()}
    if about["places"] != places_digest(world):
        rule = "les lieux ont changé depuis le calcul des durées"
        raise SourceRefused(
            [Reject(path.name, 0, "(fichier)", "", rule)],
            f"Relancez « python -m etl travel --osm FICHIER », ou supprimez {path}.",
        )
    kept = times_table(world, _off_network(world, about["on_network"]), "estimated", "contours")
    file = FileRead(SOURCE_ID, about["file"], about["sha256"], roads.num_rows, roads.num_rows)
    return pa.concat_tables([roads.replace_schema_metadata(None), kept]), _source(about), file


def _off_network(world: World, on_network: str) -> PairList:
    reached = np.isin(np.array(world.ids), on_network.split("\n"))
    pairs = estimated_pairs(world)
    off = ~(reached[pairs.origins] & reached[pairs.sites]) | (pairs.origins == pairs.sites)
    return PairList(pairs.origins[off], pairs.sites[off], pairs.cost[off], pairs.shape)


def _source(about: dict[str, str]) -> Source:
    return Source(
        id=SOURCE_ID,
        label=f"Réseau routier, extrait {about['file']}",
        producer="Contributeurs d'OpenStreetMap",
        licence="ODbL 1.0",
        vintage=about["date"],
        data_date=about["date"],
        url="https://www.openstreetmap.org/copyright",
        stale_after_days=1_100,
        caveats=("model_edges",),
    )


def load_source(connection: duckdb.DuckDBPyConnection, source: Source, file: FileRead) -> None:
    """Add a source of a steward to `meta.sources`, which holds those of the catalog."""
    fields, rows = asdict(source), file.rows_loaded
    row = {
        "source_id": fields.pop("id"), **fields, "caveats": list(source.caveats),
        "file_names": [file.name], "sha256": [file.sha256], "rows_read": rows, "rows_loaded": rows,
        "rows_rejected": 0,
    }  # fmt: skip
    columns = connection.execute("select * from meta.sources limit 0").to_arrow_table().schema
    known = pa.Table.from_pylist([row], schema=columns)
    connection.register("new_source", known)
    connection.execute("insert into meta.sources by name select * from new_source")
    connection.unregister("new_source")
