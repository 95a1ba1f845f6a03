"""Limits of the figures that a reader must know, folded under them."""

from collections.abc import Sequence

import streamlit as st
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from caremap.catalog import Indicator
from caremap.ui import perimeter, record


def fold() -> ExpanderContainer:
    """Fold of the limits a reader must know."""
    return st.expander(
        "Limites à connaître",
        icon=":material/info:",
        on_change="rerun",
        key=record.numbered("limites"),
    )


def show(
    *indicators: Indicator, extra: Sequence[str] = (), folded: ExpanderContainer | None = None
) -> None:
    """The limits a reader must know, folded under a figure, or in a fold drawn before."""
    ids = dict.fromkeys([c for indicator in indicators for c in indicator.caveats] + list(extra))
    folded = folded or fold()
    if folded.open:
        told = filter(None, map(perimeter.caveat, ids))
        folded.markdown("\n".join(f"- {text}" for text in told))
