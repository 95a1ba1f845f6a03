"""Données: state of the sources, releases, refused lines, checks, coverage, lineage of a value."""

import streamlit as st

from caremap.ui import parts, steward, steward_lineage

parts.header(
    "Données",
    "De quand date chaque source, qu'a-t-on lu ou refusé, qu'est-ce qui a changé, et de quelles "
    "lignes vient un chiffre ?",
)
sections = {
    "Sources": steward.sources,
    "Fichiers reconnus": steward.known_files,
    "Versions": steward.releases,
    "Lignes refusées": steward.rejects,
    "Contrôles": steward.checks,
    "Couverture": steward.coverage,
    "D'où vient ce chiffre": steward_lineage.value,
}
for tab, section in zip(
    st.tabs(list(sections), on_change="rerun", default=steward_lineage.opened(list(sections))),
    sections.values(),
    strict=True,
):
    if tab.open:
        with tab:
            section()
parts.source_text(
    "Source : métadonnées et fichiers de la version servie, écrites à sa construction. "
    "Cette page ne change rien : la publication se fait en ligne de commande "
    "(python -m etl refresh, build, rollback), voir le guide des données."
)
