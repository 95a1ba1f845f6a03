"""The smallest Streamlit page: the floor for a first page."""

import streamlit as st

st.title("Bonjour")
