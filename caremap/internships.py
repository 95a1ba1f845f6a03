"""Internships against need: concentration, mismatch, withdrawal, distance. Pure functions.

Counts are people present or placed; a missing count is NaN and never a zero.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]

EARTH_RADIUS_KM = 6371.0088
# Under-served territories first; within each, from no trainee to many.
MISMATCHES: tuple[tuple[str, str], ...] = (
    ("sous-dense et sans stagiaire", "aucun"),
    ("sous-dense et peu pourvu", "sous le taux d'ensemble"),
    ("sous-dense et bien pourvu", "au taux d'ensemble ou plus"),
    ("bien doté et sans stagiaire", "aucun"),
    ("bien doté et peu pourvu", "sous le taux d'ensemble"),
    ("bien doté et bien pourvu", "au taux d'ensemble ou plus"),
)


def lorenz(counts: Floats) -> tuple[Floats, Floats]:
    """Return the Lorenz curve: shares of sites and of trainees, both from 0 to 1, smallest first.

    Missing counts are left out. Raises ValueError when nobody is counted.
    """
    ranked = np.sort(_counted(counts))
    sites = np.arange(ranked.size + 1) / ranked.size
    return sites, np.concatenate([[0.0], np.cumsum(ranked) / ranked.sum()])


def gini(counts: Floats) -> float:
    """Return the Gini index of counts by site: 0 all equal, towards 1 all at one site.

    G = 2 Σ i·x(i) ÷ (n Σ x) − (n + 1) ÷ n, with x sorted from the smallest (i from 1 to n).
    Missing counts are left out. Raises ValueError when nobody is counted.
    """
    ranked = np.sort(_counted(counts))
    size = ranked.size
    ranks = np.arange(1, size + 1)
    return float(2 * np.sum(ranks * ranked) / (size * ranked.sum()) - (size + 1) / size)


def share_of_first(counts: Floats, first: int = 5) -> float:
    """Return the percent of trainees at the `first` sites that host most of them.

    Missing counts are left out. Raises ValueError when nobody is counted.
    """
    ranked = np.sort(_counted(counts))[::-1]
    return float(100 * ranked[:first].sum() / ranked.sum())


def _counted(counts: Floats) -> Floats:
    known = counts[np.isfinite(counts)]
    if known.size == 0 or known.sum() <= 0:
        raise ValueError("aucun stagiaire compté")
    return known


def totals(rows: pd.DataFrame, members: pd.DataFrame, column: str = "trainees") -> pd.Series:
    """Sum a count by territory: 0 where nothing is listed, NaN where nothing listed is answered.

    `rows` has commune_id and `column`; `members` has territory_id and commune_id. Indexed by
    territory_id, in order.
    """
    known = pd.DataFrame(
        {"commune_id": rows["commune_id"], "count": rows[column].astype(float)}
    ).merge(members[["territory_id", "commune_id"]], on="commune_id")
    sums = known.groupby("territory_id")["count"].sum(min_count=1)
    every = pd.Index(np.sort(members["territory_id"].unique()), name="territory_id")
    listed = every.isin(sums.index)
    result: pd.Series = sums.reindex(every)
    return result.where(listed, 0.0)


def per_10k(counts: Floats, population: Floats) -> Floats:
    """Return counts for 10,000 inhabitants; NaN where there is no count."""
    return 10_000 * counts / population


def mismatch(under_served: Floats, rates: Floats, reference: float) -> NDArray[np.int8]:
    """Return the position in `MISMATCHES` of each territory, −1 where need or rate is missing.

    `under_served` is 1 or 0, NaN where nothing is published. `rates` and `reference` are trainees
    for 10,000 inhabitants; as many as the reference is many.
    """
    supply = np.where(rates <= 0, 0, np.where(rates < reference, 1, 2))
    index = np.where(under_served == 1, supply, supply + 3)
    return np.where(np.isfinite(rates) & np.isfinite(under_served), index, -1).astype(np.int8)


def withdrawal(rows: pd.DataFrame, gone: NDArray[np.bool_], members: pd.DataFrame) -> pd.DataFrame:
    """Tell what each territory keeps when the rows marked `gone` withdraw, largest loss first.

    Columns: territory_id, before, after, lost, kept_share (percent). Territories that count
    nobody before are left out.
    """
    before = totals(rows, members)
    kept = rows.assign(trainees=rows["trainees"].astype(float).where(~gone, 0.0))
    after = totals(kept, members).where(before.notna())
    table = pd.DataFrame({"before": before, "after": after, "lost": before - after})
    table = table[table["before"] > 0]
    table["kept_share"] = 100 * table["after"] / table["before"]
    return table.reset_index().sort_values(
        ["lost", "territory_id"], ascending=[False, True], kind="stable"
    )


def reliance(rows: pd.DataFrame, members: pd.DataFrame, column: str) -> pd.DataFrame:
    """Tell the share that the largest value of `column` (a site, a discipline) holds.

    Columns: territory_id, first (the value), first_share (percent), by territory that counts
    somebody.
    """
    joined = rows.merge(members[["territory_id", "commune_id"]], on="commune_id")
    sums = joined.groupby(["territory_id", column])["trainees"].sum(min_count=1).dropna()
    table = sums[sums > 0].rename("count").reset_index()
    whole = table.groupby("territory_id")["count"].transform("sum")
    table["first_share"] = 100 * table["count"].astype(float) / whole.astype(float)
    ordered = table.sort_values(["territory_id", "count"], ascending=[True, False], kind="stable")
    first = ordered.drop_duplicates("territory_id").rename(columns={column: "first"})
    return first[["territory_id", "first", "first_share"]].reset_index(drop=True)


def distance_km(lon: Floats, lat: Floats, origin: tuple[float, float]) -> Floats:
    """Return the great-circle distance in km to `origin` (lon, lat), by the haversine formula."""
    lon_1, lat_1 = np.radians(origin)
    lon_2, lat_2 = np.radians(lon), np.radians(lat)
    half = (
        np.sin((lat_2 - lat_1) / 2) ** 2
        + np.cos(lat_1) * np.cos(lat_2) * np.sin((lon_2 - lon_1) / 2) ** 2
    )
    km: Floats = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half))
    return km


def mean_distance(distances: Floats, counts: Floats) -> float:
    """Return the mean distance of a trainee in km; NaN when nobody is counted."""
    known = np.isfinite(counts)
    people = counts[known].sum()
    return float(np.sum(distances[known] * counts[known]) / people) if people > 0 else float("nan")


def share_where(counts: Floats, condition: NDArray[np.bool_]) -> float:
    """Return the percent of trainees for whom a condition holds; NaN when nobody is counted."""
    known = np.isfinite(counts)
    people = counts[known].sum()
    return float(100 * counts[known & condition].sum() / people) if people > 0 else float("nan")
