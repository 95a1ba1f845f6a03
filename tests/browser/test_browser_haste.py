"""A reader who clicks faster than the server answers keeps a page that works."""

import random

import pytest
from visits import Visit

# Everything that draws a part of the page again, chosen by its place among what is shown.
PRESS = """rank => {
  const all = document.querySelectorAll(
    "[role=tab], summary, [data-testid=stPopover] button, [data-testid=stButtonGroup] button");
  if (all.length) all[rank % all.length].click();
}"""
CLICKS = 25
# Some of these seeds emptied the page when short elements were sent as references.
SEEDS = (1, 2, 4)


@pytest.mark.parametrize("seed", SEEDS)
def test_fast_clicks_never_empty_the_page(visit: Visit, seed: int) -> None:
    turns = random.Random(seed)
    visit.open("/comparaison?territoire=59350")
    for _ in range(CLICKS):
        visit.page.evaluate(PRESS, turns.randrange(10**6))
        visit.page.wait_for_timeout(turns.choice([0, 20, 60, 150, 400]))
    visit.settle()
    assert visit.page.locator("h1").count() == 1
    lost = ("delta path", "ForwardMsg")
    assert [error for error in visit.errors if any(words in error for words in lost)] == []
