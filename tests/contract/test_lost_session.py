"""A choice made at the instant when a replica stops, at the one that replaces it.

The browser then opens another session on the address of before the choice, and sends what its
widgets hold.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Selectbox_pb2 import Selectbox
from streamlit.proto.WidgetStates_pb2 import WidgetState

from benchmarks._reader import Reader, reading
from benchmarks._server import dashboard, serving

BEFORE = "territoire=59350"


@pytest.fixture(scope="module")
def url(built_dir: Path) -> Iterator[str]:
    with serving(dashboard(), CAREMAP_DATA_DIR=str(built_dir)) as server:
        yield server.url


def elements(reader: Reader, kind: str) -> list[Element]:
    """Elements of a kind in the answer to a reader, in order."""
    messages = map(ForwardMsg.FromString, reader.frames)
    drawn = [one.delta.new_element for one in messages if one.WhichOneof("type") == "delta"]
    return [one for one in drawn if one.WhichOneof("type") == kind]


def selector(reader: Reader, label: str) -> Selectbox:
    """The only selector with a label in the answer to a reader."""
    (found,) = [
        one.selectbox for one in elements(reader, "selectbox") if one.selectbox.label == label
    ]
    return found


def addresses(reader: Reader) -> list[str]:
    """Parameters that the answer wrote in the address, in order."""
    messages = map(ForwardMsg.FromString, reader.frames)
    changes = [one for one in messages if one.WhichOneof("type") == "page_info_changed"]
    return [one.page_info_changed.query_string for one in changes]


@contextmanager
def coming_back(url: str, label: str, words: str) -> Iterator[tuple[Selectbox, Reader]]:
    """The selector of the lost session, and a new session that holds its option of these words."""
    with reading(url, "densite", BEFORE) as lost:
        lost.run()
        box = selector(lost, label)
    with reading(url, "densite", BEFORE) as reader:
        option = next(one for one in box.options if words in one)
        reader.choices.append(WidgetState(id=box.id, string_value=option))
        reader.run()
        yield box, reader


def test_the_territory_chosen_as_the_session_was_lost_is_that_of_the_page(url: str) -> None:
    with coming_back(url, "Territoire", "CA Valenciennes Métropole") as (_, reader):
        assert addresses(reader)[-1] == "territoire=245901160"
        bodies = [one.html.body for one in elements(reader, "html")]
        cards = [body for body in bodies if '<section class="sheet">' in body]
        assert "<h2>CA Valenciennes Métropole</h2>" in cards[-1]
        reader.go("densite", "territoire=245901160")
        assert addresses(reader) == []


def test_another_choice_of_then_is_taken_back_from_its_selector_too(url: str) -> None:
    with coming_back(url, "Indicateur", "Part des généralistes de 60 ans") as (before, reader):
        again = selector(reader, "Indicateur")
        assert (again.set_value, again.raw_value) == (True, before.raw_value)
        assert addresses(reader) == []
