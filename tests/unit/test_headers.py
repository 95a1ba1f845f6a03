"""Titles of official columns: found whatever their case and accents, named when absent."""

from pathlib import Path

import pytest

from caremap.catalog.connectors.model import Connector, Field
from caremap.catalog.tables.model import Column
from caremap.errors import SourceRefused
from etl.sources.headers import Header, find_header, match_header, title_key
from etl.sources.lines import Line

PATH = Path("fichier.csv")


def field(name: str, *titles: str, optional: bool = False) -> Field:
    return Field(Column(name), titles, optional)


def connector(*fields: Field, year_title: str = "") -> Connector:
    return Connector(
        "one", "one", "Un fichier", "csv", ("fichier.csv",), fields, (), 1, year_title=year_title
    )


CODE = field("commune_id", "Code commune")
PEOPLE = field("population", "P??_POP", "Population*")
NOTE = field("note", "Note", optional=True)


def header(*cells: str, year_title: str = "") -> Header:
    return match_header(connector(CODE, NOTE, PEOPLE, year_title=year_title), Line("", 1, [*cells]))


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("  Numéro  d'ŒUVRE (œil) ", "numero d oeuvre oeil"),
        ("P??_POP*", "p?? pop*"),
        ("Xx", "xx"),
        ("½", "1 2"),
    ],
)
def test_a_title_is_compared_without_case_accents_nor_punctuation(title: str, key: str) -> None:
    assert title_key(title) == key


def test_a_column_absent_but_optional_hides_none_of_the_next() -> None:
    found = header("", "P22_POP", "CODE COMMUNE", "Autre")
    assert found.positions == {"commune_id": 2, "population": 1}
    assert (found.missing, found.unknown) == ((), ("Autre",))


def test_of_several_years_the_last_and_of_several_names_the_first() -> None:
    assert header("Code commune", "P22_POP", "P11_POP").positions["population"] == 1
    assert header("Code commune", "P11_POP", "P22_POP").positions["population"] == 2
    assert header("Code commune", "Population B", "Population C").positions["population"] == 1


def test_a_column_is_taken_once() -> None:
    both = connector(field("one", "Total*"), field("two", "Total*"))
    found = match_header(both, Line("", 1, ["Total 1", "Total 2"]))
    assert found.positions == {"one": 0, "two": 1}


@pytest.mark.parametrize(
    ("title", "year"), [("p22_pop", 2022), ("Population 1000", 1000), ("Population", None)]
)
def test_the_year_of_a_title_has_two_or_four_digits(title: str, year: int | None) -> None:
    assert header("Code commune", title, year_title=r"(?:P|Population )(\d+)").year == year


def test_the_line_with_most_titles_is_the_header() -> None:
    lines = [Line("", 1, ["Code commune"]), Line("", 2, ["Note", "Code commune", "P22_POP"])]
    lines.insert(0, Line("", 0, ["Code commune", "P22_POP"]))
    found, following = find_header(connector(CODE, NOTE, PEOPLE), PATH, lines)
    assert (found.line.number, following) == (2, 3)


def test_a_header_is_not_looked_for_in_the_whole_file() -> None:
    lines = [Line("", number, ["x"]) for number in range(1, 26)]
    with pytest.raises(SourceRefused):
        find_header(connector(CODE), PATH, [*lines, Line("", 26, ["Code commune"])])


def test_a_file_without_a_line_is_refused() -> None:
    with pytest.raises(SourceRefused) as error:
        find_header(connector(CODE), PATH, [])
    (reject,) = error.value.rejects
    assert (reject.file, reject.rule) == ("fichier.csv", "aucune ligne")
    assert error.value.next_action == "Téléchargez-le de nouveau, puis relancez."


def test_an_absent_column_is_named_with_the_three_titles_closest_to_it() -> None:
    cells = ["Code communes", "Code comune", "Codes commune", "Code commun", "Z"]
    with pytest.raises(SourceRefused) as error:
        find_header(connector(CODE, field("far", "Tout autre")), PATH, [Line("", 4, cells)])
    near, far = error.value.rejects
    assert (near.file, near.line, near.column, near.value) == ("fichier.csv", 4, "Code commune", "")
    titles = near.rule.removeprefix("colonne absente ; titres proches : ").split(", ")
    assert len(titles) == 3
    assert set(titles) <= set(cells)
    assert far.rule == "colonne absente"
    action = "Vérifiez que fichier.csv est bien « Un fichier », ou son nouveau format."
    assert error.value.next_action == action
