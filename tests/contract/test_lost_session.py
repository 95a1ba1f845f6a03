"""A choice made at the instant when a replica stops reaches the one that replaces it.

The browser then opens another session on the address of before the choice, and sends what its
widgets hold.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Selectbox_pb2 import Selectbox
from streamlit.proto.WidgetStates_pb2 import WidgetState

from benchmarks._reader import Reader, reading
from benchmarks._server import Server, dashboard, serving

BEFORE = "territoire=59350"


@pytest.fixture(scope="module")
def server(built_dir: Path) -> Iterator[Server]:
    with serving(dashboard(), CAREMAP_DATA_DIR=str(built_dir)) as started:
        yield started


def selectors(reader: Reader, label: str) -> list[Selectbox]:
    """Selectors with a label in the answer to a reader, in order."""
    messages = map(ForwardMsg.FromString, reader.frames)
    elements = [one.delta.new_element for one in messages if one.WhichOneof("type") == "delta"]
    boxes = [one.selectbox for one in elements if one.WhichOneof("type") == "selectbox"]
    return [box for box in boxes if box.label == label]


def addresses(reader: Reader) -> list[str]:
    """Parameters that the answer wrote in the address, in order."""
    messages = map(ForwardMsg.FromString, reader.frames)
    return [
        one.page_info_changed.query_string
        for one in messages
        if one.WhichOneof("type") == "page_info_changed"
    ]


def hold(reader: Reader, box: Selectbox, words: str) -> None:
    """Hold the first option with these words, as a browser does once it is chosen."""
    option = next(one for one in box.options if words in one)
    reader.choices.append(WidgetState(id=box.id, string_value=option))


def test_the_territory_chosen_as_the_session_was_lost_is_that_of_the_page(server: Server) -> None:
    with reading(server.url, "densite", BEFORE) as lost:
        lost.run()
        (box,) = selectors(lost, "Territoire")
    with reading(server.url, "densite", BEFORE) as came_back:
        hold(came_back, box, "CA Valenciennes Métropole")
        came_back.run()
        assert addresses(came_back)[-1] == "territoire=245901160"
        assert "CA Valenciennes Métropole" in came_back.answer.decode(errors="ignore")
        came_back.frames.clear()
        came_back.go("densite", "territoire=245901160")
        assert addresses(came_back) == []


def test_another_choice_of_then_is_taken_back_from_the_selector_too(server: Server) -> None:
    with reading(server.url, "densite", BEFORE) as lost:
        lost.run()
        (box,) = selectors(lost, "Indicateur")
    with reading(server.url, "densite", BEFORE) as came_back:
        hold(came_back, box, "Part des généralistes de 60 ans")
        came_back.run()
        (again,) = selectors(came_back, "Indicateur")
        assert (again.set_value, again.raw_value) == (True, box.raw_value)
        assert addresses(came_back) == []
