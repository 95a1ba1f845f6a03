"""Files that a reader takes away: one view in, bytes out. Pure: no Streamlit, no query."""
