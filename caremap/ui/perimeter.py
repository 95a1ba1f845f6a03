"""The perimeter of the release that a run reads: its départements, names and colours."""

from functools import lru_cache

from caremap.catalog import CAVEATS, CAVEATS_ELSEWHERE, EMBEDDED, LEVEL_BY_ID, Perimeter
from caremap.catalog.attractiveness import Criterion
from caremap.catalog.attractiveness_criteria import FACULTY_DISTANCE
from caremap.catalog.perimeter import NamedPoint
from caremap.errors import UnknownIdentifier
from caremap.palettes import departement_colors
from caremap.released_perimeter import perimeter_of
from caremap.ui import store
from caremap.warehouse import REBUILD


@lru_cache(maxsize=4)
def _current(release_id: str) -> Perimeter:
    return perimeter_of(store.warehouse(release_id))


def current() -> Perimeter:
    """Départements and names of the release that this run reads."""
    return _current(store.release_id())


def faculty() -> NamedPoint:
    """Where distances of training start."""
    found = current().faculty
    if found is None:
        raise UnknownIdentifier("Cette version ne dit pas où est la faculté.", REBUILD)
    return found


def distance_title() -> str:
    """Title of a column of distances to the faculty."""
    return f"Distance {faculty().of} (km)"


def label_of(criterion: Criterion) -> str:
    """Name of a criterion of attractiveness; that of the faculty says where it is."""
    return f"Distance à {faculty().name}" if criterion.id == FACULTY_DISTANCE else criterion.label


def caveat(caveat_id: str) -> str:
    """A limit to know, as it reads in this perimeter; empty where it has no object."""
    if current().codes == EMBEDDED.codes:
        return CAVEATS[caveat_id]
    return CAVEATS_ELSEWHERE.get(caveat_id, CAVEATS[caveat_id])


def whole_id() -> str:
    """Id of the territory that is the whole perimeter."""
    return current().id


def departements() -> dict[str, str]:
    """Name of each département, by code."""
    return dict(current().departements)


def level_label(level_id: str) -> str:
    """Name of a level; that of the perimeter says which it is."""
    label = LEVEL_BY_ID[level_id].label
    return f"{label} ({current().short_label})" if level_id == "perimetre" else label


def colors() -> dict[str, str]:
    """Colour of each département, where there are few enough to be told apart."""
    return departement_colors(current().codes)
