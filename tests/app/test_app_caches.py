"""What is kept for all readers never depends on the choices of one: they are in its key."""

import sys
from collections.abc import Iterator

import pytest
from reader import PAGE_IDS, assert_sound, visit, words

from caremap.catalog.placements import PLACEMENT_MAPS, PLACEMENT_TABS
from caremap.ui import parameters, state

# Each way of drawing a page that computes and keeps something of its own.
STATES = [
    *((page, {}) for page in PAGE_IDS),
    *((page, {"departement": "62", "annee": "2022", "niveau": "epci"}) for page in PAGE_IDS),
    *(("densite", {"mode": mode, "indicateur": "apl_gp_65"}) for mode in parameters.MODES),
    *(("acces", {"mesure": "evolution", "departement": "59"}),),
    *(("stages", {"volet": tab, "departement": "59"}) for tab in PLACEMENT_TABS),
    *(("stages", {"carte": drawing}) for drawing in PLACEMENT_MAPS),
    ("simulation", {"scenario": "g59001.n1", "departement": "59"}),
    ("territoire", {"territoire": "59350", "annee": "2023"}),
    ("territoire", {"territoire": "200090751"}),
    ("comparaison", {"comparer": "59350,62041"}),
]


def keyed_otherwise(choice: object) -> Iterator[str]:
    """Functions under way whose result is kept, and whose arguments do not hold a choice."""
    frame = sys._getframe(2)
    while frame is not None:
        code = frame.f_code
        found = frame.f_globals.get(code.co_name)
        is_kept = hasattr(found, "cache_info") or type(found).__name__ == "CachedFunc"
        arguments = [frame.f_locals.get(name) for name in code.co_varnames[: code.co_argcount]]
        if is_kept and choice not in arguments:
            yield f"{frame.f_globals['__name__']}.{code.co_name}"
        frame = frame.f_back


@pytest.fixture
def unkeyed(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Functions kept for all that read a choice of the reader and do not have it as argument."""
    found: set[str] = set()
    for name in ("get", "year"):
        read = getattr(state, name)

        def watched(*arguments, read=read, **options):
            choice = read(*arguments, **options)
            if arguments != ("annee",):  # `year` gives it, as a number
                found.update(keyed_otherwise(choice))
            return choice

        monkeypatch.setattr(state, name, watched)
    return found


def test_a_choice_read_by_what_is_kept_is_one_of_its_arguments(serve, served_dir, unkeyed):
    serve(served_dir)  # nothing is kept yet: each is computed under watch
    for page, link in STATES:
        assert_sound(visit(page, link))
    assert unkeyed == set()


def test_the_sentence_of_a_year_is_not_that_of_another(served):
    sentences = {
        year: words(visit("simulation", {"annee": year})).split("la carte montre")[1].split(".")[0]
        for year in ("2024", "2022")
    }
    assert "dans" in sentences["2024"]
    assert sentences["2024"] != sentences["2022"]
