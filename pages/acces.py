import streamlit as st

st.title("acces")
