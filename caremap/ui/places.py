"""Places of a map and of what stands around it."""

from contextlib import AbstractContextManager
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer
from streamlit.elements.lib.mutable_popover_container import PopoverContainer

from caremap.ui import explain, parts


@dataclass(frozen=True)
class MapPlaces:
    """Where a map, its legend, its reading, what it is made of and its table are drawn.

    A page that draws them before its choices are known does not send them again with each choice.
    """

    drawing: AbstractContextManager[object]
    side: DeltaGenerator
    under: DeltaGenerator
    explained: PopoverContainer
    table: ExpanderContainer
    is_stacked: bool


def around_map(is_stacked: bool = False) -> MapPlaces:
    """Draw the places of a map, in the order in which they are read."""
    drawing, side = (st.container(), st.container()) if is_stacked else map_columns()
    return MapPlaces(
        drawing,
        side,
        st.container(),
        explain.fold("expliquer-carte"),
        parts.twin_fold("Tableau de la carte", "table-carte"),
        is_stacked,
    )


def map_columns() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Places of a map and of what stands beside it."""
    drawing, side = st.columns([13, 5], gap="medium")
    return drawing, side
