"""Entry script of every run: frame, navigation, then the page."""

from caremap.ui.frame import run
from caremap.ui.turns import turn

with turn():
    run()
