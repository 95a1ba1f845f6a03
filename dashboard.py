"""The application: pages served by Streamlit, map assets and geometry by plain routes."""

import streamlit as st

from caremap.ui.readiness import on_script_error
from caremap.ui.server import EXCEPTION_HANDLERS, MAIN, MIDDLEWARE, ROUTES, lifespan

app = st.App(
    MAIN,
    lifespan=lifespan,
    middleware=MIDDLEWARE,
    routes=ROUTES,
    on_script_error=on_script_error,
    exception_handlers=EXCEPTION_HANDLERS,
)
