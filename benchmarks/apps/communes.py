"""What the compared pages read: contours and values of the served release, cached as usual."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import streamlit as st

from caremap.catalog import INDICATOR_BY_ID
from caremap.paths import current_release_id, releases_dir
from caremap.warehouse import Warehouse

PALETTE = ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494")
INDICATORS = ("apl_gp_65", "share_65_plus", "gp_density")


def label(indicator_id: str) -> str:
    """Name of an indicator on screen."""
    return INDICATOR_BY_ID[indicator_id].label


@st.cache_resource
def contours() -> gpd.GeoDataFrame:
    """Read the communes once, with coordinates to the metre."""
    folder = releases_dir() / str(current_release_id()) / "geometry"
    communes = gpd.read_file(folder / "territories.topojson", layer="communes")
    communes = communes.set_crs(4326, allow_override=True)
    communes["geometry"] = shapely.transform(communes.geometry.values, lambda xy: np.round(xy, 5))
    names = {"id": "territory_id"} if "territory_id" not in communes else {}
    return communes.rename(columns=names)[["territory_id", "name", "geometry"]]


@st.cache_data
def values(indicator_id: str) -> pd.DataFrame:
    """Read one indicator, last year, cut into five classes."""
    year = max(INDICATOR_BY_ID[indicator_id].years)
    rows = Warehouse(str(current_release_id())).values(indicator_id, "commune", year)
    rows = rows[["territory_id", "value"]].copy()
    ranks = rows["value"].astype(float).rank(method="first")
    rows["classe"] = pd.qcut(ranks, 5, labels=range(1, 6)).astype("Int64").astype(str)
    return rows


def choose() -> tuple[str, gpd.GeoDataFrame]:
    """Choose an indicator; return it with the communes, their values and classes."""
    chosen = st.selectbox("Indicateur", INDICATORS, format_func=label, key="choix-indicateur")
    return chosen, contours().merge(values(chosen), on="territory_id")
