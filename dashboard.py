"""The application: pages served by Streamlit, map assets and geometry by plain routes."""

import streamlit as st

from caremap.ui.server import MAIN, MIDDLEWARE, ROUTES, lifespan

app = st.App(MAIN, lifespan=lifespan, middleware=MIDDLEWARE, routes=ROUTES)
