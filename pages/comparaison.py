"""Comparaison: two to six territories on one scale, a territory composed by hand included."""

import streamlit as st

from caremap.ui import body, comparison, composing, parts

parts.header(
    "Comparaison",
    "En quoi ces territoires se ressemblent-ils, et où s'écartent-ils ?",
)


def page() -> None:
    """Choice, spine chart, then one section at a time."""
    ids = comparison.choose()
    composing.panel()
    if len(ids) < 2:
        parts.nothing_to_show("Un seul territoire.", "Choisissez-en au moins deux ci-dessus.")
        return
    comparison.spine_chart(ids)
    titles = list(comparison.SECTIONS)
    for tab, title in zip(st.tabs(titles, on_change="rerun"), titles, strict=True):
        if tab.open:
            with tab:
                comparison.section(title, ids)()


body.alone(page)
