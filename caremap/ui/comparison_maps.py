"""Small maps of several territories on one scale, drawn as pictures."""

from functools import lru_cache

import pandas as pd
import streamlit as st

from caremap import readings_trends
from caremap.catalog import Indicator
from caremap.exports.pictures import drawing
from caremap.exports.view import MapPiece
from caremap.maps import MapView, class_codes, value_array
from caremap.ui import map_view, parts, record, store
from caremap.ui.choropleth import classes_of, colors_of

_SIZE = (5.0, 4.2)
_ACROSS = 3


def draw(ids: tuple[str, ...], names: list[str], indicator: Indicator, year: int) -> None:
    """Communes of each territory, coloured by the classes of the whole perimeter."""
    rows = store.values(indicator.id, "commune", year)
    values = value_array(rows)
    classes = classes_of(indicator, values)
    colors = tuple(colors_of(indicator, classes))
    codes = class_codes(classes.index)
    columns = st.columns(_ACROSS)
    for position, (one, name) in enumerate(zip(ids, names, strict=True)):
        own = tuple(store.members(one)["commune_id"]) or (one,)
        zoom = _around(one, own)
        view = MapView("commune", codes, colors, (), selected=one)
        title = f"{name} : {indicator.short_label}, {year}"
        with columns[position % _ACROSS]:
            st.markdown(f"**{name}**")
            st.image(_picture(store.release_id(), view, own, zoom), width="stretch", alt=title)
            record.map_view(title, view, zoom)
            record.legend(map_view.kept(title, indicator, classes, colors))
            shown = rows[rows["territory_id"].isin(zoom)]
            parts.reading(readings_trends.small_map(shown, indicator, year, one))
    st.html(map_view.class_legend(indicator, classes, colors, "commune", year))
    parts.twin("Tableau des petites cartes", lambda: table_of(ids, names, indicator, year))


def table_of(
    ids: tuple[str, ...], names: list[str], indicator: Indicator, year: int
) -> pd.DataFrame:
    """Twin table of the small maps: map, commune, code, value, people; each commune of each map."""
    rows = store.values(indicator.id, "commune", year)
    found = []
    for one, name in zip(ids, names, strict=True):
        own = tuple(store.members(one)["commune_id"]) or (one,)
        shown = rows[rows["territory_id"].isin(_around(one, own))].sort_values("value")
        found.append(
            pd.DataFrame(
                {
                    "Carte": name,
                    "Commune": shown["name"],
                    "Code": shown["territory_id"],
                    f"{indicator.short_label}, {year}": shown["value"].round(indicator.decimals),
                    "Population": shown["population"],
                }
            )
        )
    return pd.concat(found, ignore_index=True)


def _around(territory: str, own: tuple[str, ...]) -> tuple[str, ...]:
    """Communes shown for a territory: its own, or those of its EPCI when it is a single one."""
    if store.level_of(territory) != "commune":
        return own
    return tuple(store.members(store.epci_of(territory))["commune_id"])


@lru_cache(maxsize=64)
def _picture(release_id: str, view: MapView, own: tuple[str, ...], zoom: tuple[str, ...]) -> bytes:
    folder = store.warehouse(release_id).folder
    return drawing(folder, MapPiece("", view, outline=own, zoom=zoom), "png", _SIZE)
