"""GPs beyond the two départements, when a steward gives them: inbox/neighbour_supply.csv."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from caremap.accessibility import Places
from caremap.catalog import Source
from caremap.catalog.tables.model import Column, ReferenceTable
from etl.inputs import file_sha256
from etl.sources.reference import parse

SOURCE_ID = "neighbour_supply"
CONTRACT = ReferenceTable(
    id=SOURCE_ID,
    file=f"{SOURCE_ID}.csv",
    source_id=SOURCE_ID,
    description="Généralistes des lieux voisins, un point par ligne.",
    columns=(
        Column("point_id", pattern=r"^[A-Za-z0-9-]{1,30}$"),
        Column("lon", "number", minimum=0.5, maximum=5.5),
        Column("lat", "number", minimum=49.0, maximum=52.0),
        Column("gp_count", "number", minimum=0, maximum=2_000),
    ),
    key=("point_id",),
    min_rows=1,
)
_NO_AREA_KM2 = 1e-6
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Neighbours:
    """Points beyond the border: ids, degrees and GPs, all (k,), and the digest of their file."""

    ids: tuple[str, ...]
    lon: Floats
    lat: Floats
    gps: Floats
    sha256: str = ""

    @property
    def places(self) -> Places:
        """The points as places where nobody is counted: their people are in the guard zone."""
        size = len(self.ids)
        return Places(self.lon, self.lat, np.full(size, _NO_AREA_KM2), np.zeros((size, 3)))


def read_neighbours(data_dir: Path) -> Neighbours | None:
    """Return the neighbours' GPs of the inbox, or None; raise SourceRefused on a bad file."""
    inbox = data_dir / "inbox"
    if not (inbox / CONTRACT.file).is_file():
        return None
    table = parse(CONTRACT, inbox)
    lon, lat, gps = (table[name].to_numpy().astype(float) for name in ("lon", "lat", "gp_count"))
    ids = tuple(f"voisin-{point}" for point in table["point_id"].to_pylist())
    return Neighbours(ids, lon, lat, gps, file_sha256(inbox / CONTRACT.file))


def source_of(found: Neighbours, day: str) -> Source:
    """Return the source to cite for the neighbours' GPs."""
    return Source(
        id=SOURCE_ID,
        label=f"Généralistes de {len(found.ids)} lieux voisins",
        producer="fichier du gestionnaire des données",
        licence="selon le fichier versé",
        vintage=f"versé le {day}",
        data_date=day,
        url="",
        stale_after_days=760,
        caveats=("model_edges",),
    )
