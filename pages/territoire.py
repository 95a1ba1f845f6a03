import streamlit as st

st.title("territoire")
