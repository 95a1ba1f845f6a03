"""Statistical peers: the territories of the same level that look most like a given one."""

import numpy as np
import pandas as pd

PEER_COUNT = 8
FEATURES = ("population", "density", "share_65_plus")
FEATURE_LABELS = "population, densité de population et part des 65 ans et plus"


def nearest(features: pd.DataFrame, territory_id: str, count: int = PEER_COUNT) -> list[str]:
    """Return the ids of the nearest territories, nearest first, the territory itself left out.

    `features` is indexed by territory id, with columns population (people), density (people per
    km²) and share_65_plus (percent). Population and density count by their logarithm; each column
    is standardised (mean 0, variance 1) and distance is Euclidean. A territory with a missing
    feature has no peers and is nobody's peer.
    """
    complete = features.dropna()
    if territory_id not in complete.index:
        return []
    scaled = pd.DataFrame(
        {
            "population": np.log(complete["population"].clip(lower=1)),
            "density": np.log(complete["density"].clip(lower=0.1)),
            "share_65_plus": complete["share_65_plus"],
        }
    )
    spread = scaled.std(ddof=0).replace(0, 1)
    standard = (scaled - scaled.mean()) / spread
    distance = ((standard - standard.loc[territory_id]) ** 2).sum(axis=1)
    ordered = distance.drop(territory_id).sort_values(kind="stable")
    return [str(peer) for peer in ordered.index[:count]]
