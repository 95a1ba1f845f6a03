"""What a scenario does to communes, people and EPCI: published APL plus modelled change. Pure."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from caremap.accessibility import THRESHOLDS, access_class, people_crossing
from caremap.accessibility.pairs import Floats

UNDER_SERVED, POOL = THRESHOLDS
SMALLEST_CHANGE = 0.005
"""Below it a change would be written 0,00: it is counted as none in lists, not in sums."""


def outcome(communes: pd.DataFrame, change: Floats) -> pd.DataFrame:
    """Return communes with `change`, `after` = max(published + change, 0), and both classes.

    `communes` has published (APL), population and more; `change` (n,) is the modelled one. A
    commune whose APL is not published keeps NaN, and −1 as its classes.
    """
    published = communes["published"].to_numpy(float)
    after = np.maximum(published + change, 0)
    known = np.isfinite(published)
    classes = {
        name: np.where(known, access_class(np.nan_to_num(values)), -1)
        for name, values in (("class_before", published), ("class_after", after))
    }
    return communes.assign(
        change=np.where(known, after - published, np.nan), after=after, **classes
    )


@dataclass(frozen=True)
class Summary:
    """People above each threshold before, those who rise above it and those who fall, mean APL."""

    population: float
    under_before: dict[float, float]
    people_up: dict[float, float]
    people_down: dict[float, float]
    mean_before: float
    mean_after: float

    def under_after(self, threshold: float) -> float:
        """People at or under a threshold after the scenario."""
        moved = self.people_down[threshold] - self.people_up[threshold]
        return self.under_before[threshold] + moved


def summary(rows: pd.DataFrame) -> Summary:
    """Return the figures of an outcome; means are weighted by people, never of communes."""
    known = rows[rows["class_before"] >= 0]
    before, after = known["published"].to_numpy(), known["after"].to_numpy()
    people = known["population"].to_numpy(float)
    crossed = people_crossing(before, after, people).set_index("threshold")
    total = people.sum()
    return Summary(
        float(total),
        {limit: float(people[before <= limit].sum()) for limit in THRESHOLDS},
        {limit: float(crossed.at[limit, "people_up"]) for limit in THRESHOLDS},
        {limit: float(crossed.at[limit, "people_down"]) for limit in THRESHOLDS},
        float(before @ people / total) if total else float("nan"),
        float(after @ people / total) if total else float("nan"),
    )


def by_epci(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row an EPCI: people, weighted APL before and after, people who cross 2.5 and 4.

    Columns: epci_id, epci_name, population, before, after, change, up_2_5, down_2_5, up_4, down_4.
    """
    known = rows[rows["class_before"] >= 0]
    people = known["population"].to_numpy(float)
    sums = pd.DataFrame(
        {
            "epci_id": known["epci_id"],
            "epci_name": known["epci_name"],
            "population": people,
            "before": people * known["published"],
            "after": people * known["after"],
        }
    )
    for name, limit in (("2_5", UNDER_SERVED), ("4", POOL)):
        was, now = known["published"] <= limit, known["after"] <= limit
        sums[f"up_{name}"] = people * (was & ~now)
        sums[f"down_{name}"] = people * (~was & now)
    table = sums.groupby(["epci_id", "epci_name"], as_index=False).sum()
    table["before"] /= table["population"]
    table["after"] /= table["population"]
    table.insert(5, "change", table["after"] - table["before"])
    return table


def pool_moves(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the communes whose APL crosses 4, with `leaves` True when it rises above it."""
    known = rows[rows["class_before"] >= 0]
    was, now = known["published"] <= POOL, known["after"] <= POOL
    moved = known[was != now]
    return moved.assign(leaves=moved["after"] > POOL).sort_values("population", ascending=False)


def moved_most(rows: pd.DataFrame, count: int = 10) -> pd.DataFrame:
    """Return the communes that gain most, then those that lose most, at most `count` of each."""
    gains = rows[rows["change"] >= SMALLEST_CHANGE].nlargest(count, "change")
    losses = rows[rows["change"] <= -SMALLEST_CHANGE].nsmallest(count, "change")
    return pd.concat([gains, losses])
