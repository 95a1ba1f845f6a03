"""How well the recomputed index ranks communes and EPCI as the published APL 2022 does."""

from collections.abc import Callable

import duckdb
import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from caremap.accessibility import (
    BASELINE,
    access_class,
    apl_catchment,
    chequers,
    rank_correlation,
    supply_in_consultations,
    weighted_means,
)
from caremap.accessibility.travel import Places
from caremap.catalog import Perimeter
from etl.meta import load_rows
from etl.travel import World

BORDER_BAND_KM = 15.0
# A rank correlation of fewer communes says nothing.
FEWEST_COMPARED = 30
COLUMNS = ("figure_id", "label", "value", "places")
Floats = npt.NDArray[np.float64]
Figure = tuple[str, str, float, int]


def load_validity(
    connection: duckdb.DuckDBPyConnection, world: World, index: Floats, border: str
) -> None:
    """Create `meta.accessibility_validity`: one row a figure, `places` compared in each.

    `index` (n,) is that of the communes, in their order. Communes without a published APL are
    left out, and no row is written where none has one. `border` names what lies beyond.
    """
    figures = validity_figures(world, index, border)
    load_rows(
        connection,
        "accessibility_validity",
        COLUMNS,
        [dict(zip(COLUMNS, figure, strict=True)) for figure in figures],
    )


def validity_figures(world: World, index: Floats, border: str = Perimeter.border) -> list[Figure]:
    """Return Spearman correlations and agreement with DREES APL 2022, all GPs."""
    apl = world.communes["apl_gp"].to_numpy(float)
    people = world.inside.population
    known = np.isfinite(apl) & (people > 0)
    if known.sum() < FEWEST_COMPARED:
        return []
    held_out = chequers(world.inside.lon, world.inside.lat)
    far = km_to_guard(world) > BORDER_BAND_KM
    plain = _plain_index(world)
    same = access_class(index[known]) == access_class(apl[known])

    def by_commune(values: Floats, kept: npt.NDArray[np.bool_]) -> tuple[float, int]:
        chosen = known & kept
        return rank_correlation(values[chosen], apl[chosen]), int(chosen.sum())

    def by_epci(values: Floats) -> tuple[float, int]:
        epci = world.communes["epci_id"].to_numpy(str)[known]
        means = [weighted_means(v[known], people[known], epci) for v in (values, apl)]
        return rank_correlation(*means), len(means[0])

    return [
        *_correlations(index, (held_out, far), border, by_commune, by_epci),
        ("spearman_commune_plain", "Modèle simple, communes", *by_commune(plain, known)),
        ("spearman_epci_plain", "Modèle simple, EPCI", *by_epci(plain)),
        ("mean_absolute_error", "Écart absolu moyen, consultations par habitant et par an",
         float(np.abs(index - apl)[known].mean()), int(known.sum())),
        ("same_class_share", "Part des communes dans la même classe (≤ 2,5, ≤ 4, > 4)",
         float(same.mean()), int(known.sum())),
        ("same_class_people_share", "Part des habitants dans une commune de même classe",
         float(np.average(same, weights=people[known])), int(known.sum())),
    ]  # fmt: skip


def _correlations(
    index: Floats,
    parts: tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]],
    border: str,
    by_commune: Callable[[Floats, npt.NDArray[np.bool_]], tuple[float, int]],
    by_epci: Callable[[Floats], tuple[float, int]],
) -> list[Figure]:
    held_out, far = parts
    everywhere = np.ones(len(index), dtype=bool)
    return [
        ("spearman_commune", "Toutes les communes", *by_commune(index, everywhere)),
        ("spearman_epci", "EPCI", *by_epci(index)),
        ("spearman_commune_calibration", "Moitié du calage", *by_commune(index, ~held_out)),
        ("spearman_commune_held_out", "Moitié jamais vue", *by_commune(index, held_out)),
        ("spearman_commune_inland", f"À plus de 15 km {border}",
         *by_commune(index, far)),
    ]  # fmt: skip


def _plain_index(world: World) -> Floats:
    gps = world.communes["gp_count"].to_numpy()
    older = world.communes["gp_60_plus_count"].to_numpy()
    supply = supply_in_consultations(gps, older, BASELINE.supply)
    return apl_catchment(world.inside, supply, BASELINE).index


def km_to_guard(world: World) -> Floats:
    """Return the distance in km from each commune to the nearest place beyond the border."""
    inside: Places = world.inside
    wide = np.cos(np.radians(inside.lat.mean()))
    flat = np.column_stack((world.everyone.lon * wide, world.everyone.lat))
    size = len(inside.lon)
    if size == len(flat):
        return np.full(size, np.inf)
    degrees, _ = cKDTree(flat[size:]).query(flat[:size])
    return np.asarray(111.195 * degrees)
