"""The words and codes of a perimeter, whatever its size."""

import re

import pytest

from caremap.catalog import EMBEDDED, TABLES, Perimeter, departement_of, is_code
from caremap.catalog.perimeter import NamedPoint, code_pattern
from caremap.catalog.tables.model import within
from caremap.palettes import departement_colors

SOMME = Perimeter("Somme", "80", {"80": "Somme"}, {"80": "dans la Somme"})
REGION = Perimeter("Hauts-de-France", "HdF", {c: c for c in ("02", "59", "60", "62", "80")})


@pytest.mark.parametrize(
    ("perimeter", "expected"),
    [
        (EMBEDDED, "59+62"),
        (SOMME, "perimetre-80"),
        (REGION, "02+59+60+62+80"),
        (Perimeter("R", "R", {f"{n:02}": "" for n in range(1, 13)}, region_id="76"), "region-76"),
        (Perimeter("France", "F", {f"{n:02}": "" for n in range(1, 96)}), "france"),
    ],
)
def test_the_whole_has_an_id_that_no_departement_has(perimeter: Perimeter, expected: str) -> None:
    assert perimeter.id == expected
    assert perimeter.id not in perimeter.departements


def test_sentences_name_few_departements_and_the_label_of_many() -> None:
    assert EMBEDDED.words_within_all == "dans le Nord et le Pas-de-Calais"
    assert SOMME.words_within_all == "dans la Somme"
    assert REGION.words_within_all == "dans le périmètre Hauts-de-France"
    assert [one.of_all for one in (EMBEDDED, SOMME, REGION)] == [
        "des deux départements", "du département", "des 5 départements",
    ]  # fmt: skip
    assert EMBEDDED.the_whole == "les deux départements ensemble"


@pytest.mark.parametrize(
    ("name", "written"),
    [("Lille", "de Lille"), ("Amiens", "d'Amiens"), ("Évreux", "d'Évreux"), ("Brest", "de Brest")],
)
def test_a_name_is_elided_before_a_vowel(name: str, written: str) -> None:
    assert NamedPoint(name, 0.0, 0.0).of == written


@pytest.mark.parametrize(
    ("code", "departement"), [("59350", "59"), ("2A004", "2A"), ("97105", "971"), ("98735", "987")]
)
def test_a_commune_code_starts_with_its_departement(code: str, departement: str) -> None:
    assert departement_of(code) == departement
    assert is_code(code)
    assert re.fullmatch(code_pattern("commune", [departement, "80"]), code)
    assert not re.fullmatch(code_pattern("commune", ["80"]), code)


@pytest.mark.parametrize("name", ["59+62", "perimetre-62", "france", "region-32", "~Nom~59350"])
def test_what_is_drawn_nowhere_is_no_code(name: str) -> None:
    assert not is_code(name)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.id)
def test_contracts_of_the_embedded_files_stay_as_strict(table) -> None:
    assert within(table, EMBEDDED) is table
    elsewhere = within(table, SOMME)
    assert elsewhere.min_rows == (1 if table.required_everywhere else 0)
    for column, own in zip(table.columns, elsewhere.columns, strict=True):
        assert "59" not in own.pattern + "".join(own.allowed)
        assert own.name == column.name


def test_few_departements_have_their_own_colours() -> None:
    assert len(set(departement_colors(REGION.codes).values())) == 5
    assert departement_colors([str(code) for code in range(6)]) == {}
