"""A named weighting kept in a file and read back."""

import streamlit as st

from caremap.ui import state
from caremap.ui.attractiveness_store import Settings
from caremap.weightings import (
    MAX_NAME,
    Weighting,
    WeightingRefused,
    read_weighting,
    write_weighting,
    write_weights,
)

_NAME, _FILE, _MESSAGE = "nom-ponderation", "fichier-ponderation", "message-ponderation"


def keep(settings: Settings) -> None:
    """Download the weights under a name, or load a file made here."""
    saving, loading = st.columns(2, gap="large")
    with saving:
        _save(settings)
    with loading:
        st.file_uploader(
            "Charger une pondération (JSON, 1 Mo au plus)",
            type="json",
            max_upload_size=1,
            key=_FILE,
            on_change=_load,
        )
        kind, message = st.session_state.get(_MESSAGE, ("", ""))
        if kind == "refusée":
            st.warning("Pondération refusée, rien n'a changé.", icon=":material/block:")
        if message:
            st.text(message)


def _save(settings: Settings) -> None:
    st.session_state.setdefault(_NAME, "Ma pondération")
    st.text_input("Nom de la pondération", max_chars=MAX_NAME, key=_NAME)
    weighting = Weighting(
        st.session_state[_NAME],
        settings.weights,
        settings.normalisation,
        settings.aggregation,
    )
    content = write_weighting(weighting)
    try:
        read_weighting(content)
    except WeightingRefused as refused:
        st.warning(refused.message)
        return
    st.download_button(
        "Télécharger la pondération",
        content,
        "ponderation.json",
        "application/json",
        icon=":material/download:",
        on_click="ignore",
    )


def _load() -> None:
    """Read the file just given; the settings in force change only if the whole file is right."""
    given = st.session_state[_FILE]
    if given is None:
        st.session_state.pop(_MESSAGE, None)
        return
    try:
        found = read_weighting(given.getvalue())
    except WeightingRefused as refused:
        st.session_state[_MESSAGE] = ("refusée", str(refused))
        return
    st.session_state[_MESSAGE] = ("chargée", f"Pondération « {found.name} » chargée.")
    st.session_state[_NAME] = found.name
    state.put("poids", write_weights(found.weights))
    state.put("normalisation", found.normalisation)
    state.put("agregation", found.aggregation)
