"""Serves the page named by BENCHMARK_PAGE, with the same local Leaflet as the dashboard."""

import os
from pathlib import Path

import streamlit as st
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from caremap.paths import ASSETS

app = st.App(
    Path(__file__).with_name(os.environ["BENCHMARK_PAGE"]),
    routes=[Mount("/assets", StaticFiles(directory=ASSETS))],
)
