"""Entry script of every run: frame, navigation, then the page."""

from caremap.ui.frame import run

run()
