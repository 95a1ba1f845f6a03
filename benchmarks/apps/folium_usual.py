"""The usual folium page: style function, tooltip, everything in one call of `st_folium`."""

import folium
import streamlit as st
from communes import PALETTE, choose, label
from streamlit_folium import st_folium

folium.Map.default_js = [("leaflet", "../../assets/leaflet/leaflet.js")]
folium.Map.default_css = [("leaflet_css", "../../assets/leaflet/leaflet.css")]

st.title("Médecins")
indicator_id, communes = choose()
leaflet = folium.Map(location=[50.5, 2.6], zoom_start=8, tiles=None)
folium.GeoJson(
    communes,
    style_function=lambda feature: {
        "fillColor": dict(zip("12345", PALETTE, strict=True)).get(
            feature["properties"]["classe"], "#dddddd"
        ),
        "color": "#7a8490",
        "weight": 0.5,
        "fillOpacity": 0.9,
    },
    tooltip=folium.GeoJsonTooltip(["name", "value"], ["Commune", label(indicator_id)]),
).add_to(leaflet)
st_folium(leaflet, height=600, use_container_width=True, returned_objects=[])
