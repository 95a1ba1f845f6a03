"""Charts of the immersion days: announced and reported told apart, nothing invented."""

import pandas as pd

from caremap import charts_immersion

ROWS = pd.DataFrame(
    [
        ("Édition 1", "pharmacie", 150, "reported", ""),
        ("Édition 2", "pharmacie", 90, "announced", "« plus de 90 »"),
        ("Édition 2", "<b>soins</b>", 20, "announced", ""),
        ("Édition 4", "pharmacie", 30, "reported", "plus de la moitié de Lille"),
        ("Édition 4", "<b>soins</b>", 40, "announced", ""),
    ],
    columns=["edition", "discipline", "count", "kind", "note"],
)
EDITIONS = ["Édition 1", "Édition 2", "Édition 3", "Édition 4"]


def test_announced_bars_are_hatched_and_reported_ones_plain():
    figure = charts_immersion.students(ROWS, EDITIONS)
    first, second = figure.data
    assert (first.name, list(first.x)) == ("pharmacie", [150, 90, 30])
    assert list(first.marker.pattern.shape) == ["", "/", ""]
    assert first.marker.pattern.fillmode == "overlay"
    assert (second.name, list(second.x)) == ("&lt;b&gt;soins&lt;/b&gt;", [20, 40])
    assert list(second.text) == ["", "40"]


def test_a_count_given_as_a_minimum_is_written_as_one():
    bar, _ = charts_immersion.students(ROWS, EDITIONS).data
    assert list(bar.text) == ["150", "plus de 90", "30"]
    assert bar.hovertext[1] == "pharmacie : plus de 90 annoncés avant"


def test_totals_are_written_by_kind_and_never_added():
    figure = charts_immersion.students(ROWS, EDITIONS)
    texts = {note.y: note.text for note in figure.layout.annotations}
    assert texts["Édition 1"] == "150 rapportés après"
    assert texts["Édition 2"] == "plus de 110 annoncés avant"
    assert texts["Édition 3"] == "n.d. : édition non documentée"
    assert texts["Édition 4"] == "40 annoncés avant ; 30 rapportés après"


def test_without_students_every_edition_is_not_documented():
    figure = charts_immersion.students(ROWS.head(0), EDITIONS)
    assert len(figure.data) == 0
    assert {note.text for note in figure.layout.annotations} == {"n.d. : édition non documentée"}


def test_programme_places_each_moment_at_its_hours():
    rows = pd.DataFrame(
        [
            ("08:00", "08:30", "Accueil", "accueil"),
            ("09:45", "10:45", "Atelier", "atelier"),
            ("14:45", "15:45", "Atelier", "atelier"),
        ],
        columns=["start", "end", "label", "kind"],
    )
    figure = charts_immersion.programme(rows)
    welcome, workshop = figure.data
    assert (list(welcome.base), list(welcome.x)) == ([8.0], [0.5])
    assert (list(workshop.base), list(workshop.x)) == ([9.75, 14.75], [1.0, 1.0])
    assert list(workshop.customdata) == ["09:45 à 10:45", "14:45 à 15:45"]
    assert list(figure.layout.xaxis.ticktext)[:2] == ["8 h", "9 h"]
