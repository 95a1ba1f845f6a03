"""Everything that imports Streamlit, apart from the pages."""
