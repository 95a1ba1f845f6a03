"""Parts of a page that are drawn again alone."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import streamlit as st

from caremap.ui import identity

P = ParamSpec("P")


def fragment(run_every: int | None = None) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Make a part that is drawn again alone, by its controls or every so many seconds.

    Its runs pass by none of what a whole run begins with: the session ends here too.
    """

    def made(draw: Callable[P, None]) -> Callable[P, None]:
        @wraps(draw)
        def drawn(*args: P.args, **kwargs: P.kwargs) -> None:
            identity.end_when_over()
            draw(*args, **kwargs)

        return st.fragment(drawn, run_every=run_every)

    return made
