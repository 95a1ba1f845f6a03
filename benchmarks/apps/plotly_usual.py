"""The usual plotly express page: colour by class, hence one trace a class."""

import json

import plotly.express as px
import streamlit as st
from communes import PALETTE, choose, contours, label

st.title("Médecins")
indicator_id, communes = choose()


@st.cache_data
def geometry() -> dict[str, object]:
    """Contours as plotly wants them."""
    features: dict[str, object] = json.loads(contours()[["territory_id", "geometry"]].to_json())
    return features


figure = px.choropleth_map(
    communes.drop(columns="geometry"),
    geojson=geometry(),
    locations="territory_id",
    featureidkey="properties.territory_id",
    color="classe",
    category_orders={"classe": list("12345")},
    color_discrete_sequence=PALETTE,
    hover_name="name",
    hover_data={"value": True},
    map_style="white-bg",
    center={"lat": 50.5, "lon": 2.6},
    zoom=7,
    height=600,
)
figure.update_layout(legend_title_text=label(indicator_id))
st.plotly_chart(figure)
