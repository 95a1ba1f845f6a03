"""The perimeter of a release, read from the release itself."""

from dataclasses import replace

from caremap.catalog import EMBEDDED, Perimeter
from caremap.catalog.perimeter import NamedPoint
from caremap.catalog.placements import FACULTY_COMMUNE
from caremap.warehouse import Warehouse


def perimeter_of(release: Warehouse) -> Perimeter:
    """Return the départements and names of a release; the embedded ones if it cannot tell."""
    if not release.holds("meta.perimeter"):
        return _of_before(release)
    row = release.table("meta.perimeter").iloc[0]
    departements = release.table("meta.perimeter_departements")
    codes = departements["departement_id"]
    west, south, east, north = (float(row[edge]) for edge in ("west", "south", "east", "north"))
    faculty = [row[f"faculty_{part}"] for part in ("name", "lon", "lat")]
    return Perimeter(
        label=row["label"],
        short_label=row["short_label"],
        departements=dict(zip(codes, departements["name"], strict=True)),
        within=dict(zip(codes, departements["within"], strict=True)),
        region_id=row["region_id"],
        extent=(west, south, east, north),
        border=row["border"],
        faculty=NamedPoint(*faculty),
    )


def _of_before(release: Warehouse) -> Perimeter:
    """Releases built before the perimeter was kept are all about the embedded one."""
    places = release.territories()
    found = places[places["territory_id"] == FACULTY_COMMUNE][["name", "lon", "lat"]]
    faculty = NamedPoint(*found.iloc[0]) if len(found) else None
    return replace(EMBEDDED, faculty=faculty)
