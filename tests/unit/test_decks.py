"""Presentations: what a file may say, what is refused and where, and that none holds a figure."""

import re

import pytest

from caremap.decks import MAX_CHARACTERS, PLACEHOLDER, Deck, DeckView, fill, read_deck, write_deck
from caremap.errors import SourceRefused
from caremap.paths import REFERENCE
from caremap.ui.deck_files import PAGE_TITLES, pack, unpack

SHIPPED = sorted((REFERENCE / "decks").glob("*.yml"))
VIEW = "vues:\n  - page: acces\n    titre: Accès\n"


def read(text: str) -> Deck:
    return read_deck(text, "essai.yml", PAGE_TITLES, lambda name, value: value != "refusée")


def test_three_presentations_of_ten_views_ship_and_one_takes_a_territory():
    decks = {path.stem: read(path.read_text("utf-8")) for path in SHIPPED}
    assert {name: len(deck.views) for name, deck in decks.items()} == {
        "comite": 10,
        "cpts": 10,
        "doyen": 10,
    }
    assert [name for name, deck in decks.items() if deck.takes_territory] == ["cpts"]
    for deck in decks.values():
        assert len({view.title for view in deck.views}) == 10
        assert all(view.message for view in deck.views)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_no_figure_is_typed_in_a_shipped_message(path):
    for view in read(path.read_text("utf-8")).views:
        for words in (view.title, view.message, view.notes):
            typed = re.sub(r"\d+ ans", "", PLACEHOLDER.sub("", words))
            assert not re.search(r"\d", typed), words


@pytest.mark.parametrize(
    ("text", "line", "field", "rule"),
    [
        (VIEW.replace("acces", "inconnue"), 2, "page", "page inconnue"),
        ("titre: T\nvues:\n  - page: acces\n", 3, "titre", "chaque vue porte un titre"),
        (VIEW + "    etat:\n      niveau: refusée\n", 5, "etat.niveau", "valeur inconnue"),
        (VIEW + "    message: '{baise}'\n", 4, "message", "repère inconnu"),
        (VIEW + "    message: '{valeur:rien}'\n", 4, "message", "repère inconnu"),
        (VIEW + "    image: x\n", 4, "image", "champ inconnu"),
        (VIEW + "    notes: [a]\n", 4, "notes", "un texte est attendu"),
        ("titre: T\nterritoire: peut-être\n" + VIEW, 2, "territoire", "oui"),
        ("titre: T\nvues: []\n", 2, "vues", "1 à 40 vues"),
        ("- page\n", 1, "", "champ : valeur"),
        ("titre: [\n", 2, "", "YAML illisible"),
        ("", 1, "", "fichier vide"),
        ("[" * 5000, 1, "", "YAML illisible"),
        ("a" * (MAX_CHARACTERS + 1), 1, "", "caractères"),
    ],
)
def test_a_fault_is_said_with_its_file_line_field_and_rule(text, line, field, rule):
    with pytest.raises(SourceRefused) as refused:
        read(text)
    faults = refused.value.rejects
    assert all(fault.file == "essai.yml" for fault in faults)
    found = [fault for fault in faults if rule in fault.rule]
    assert [(fault.line, fault.column) for fault in found] == [(line, field)]


def test_a_presentation_is_read_back_as_it_was_written():
    hostile = DeckView(
        "acces", "<b>{lecture}</b>: «é» # 'x'", (("niveau", "epci"),), "a: b\\n", "-"
    )
    deck = Deck("Ma présentation", (hostile, DeckView("methode", "Fin")), takes_territory=True)
    assert read(write_deck(deck)) == deck


def test_a_presentation_travels_in_a_link():
    deck = Deck("Lien", (DeckView("methode", "Fin", message="Été"),))
    assert unpack(pack(deck)) == deck
    with pytest.raises(SourceRefused, match="présentation illisible"):
        unpack("abc")


def test_a_link_cut_on_its_way_is_refused_rather_than_played_in_part():
    deck = Deck("Lien", tuple(DeckView("methode", f"Vue {n}", (), f"Été {n}") for n in range(9)))
    packed = pack(deck)
    for end in range(4, len(packed), 4):
        with pytest.raises(SourceRefused, match="présentation illisible"):
            unpack(packed[:end])


def test_a_presentation_of_the_largest_size_travels_in_a_link():
    deck = Deck("Lien", (DeckView("methode", "Fin", message="’" * (MAX_CHARACTERS - 200)),))
    assert unpack(pack(deck)) == deck


def test_placeholders_are_filled_and_filled_text_is_not_read_again():
    filled = fill("{territoire} : {valeur:apl_gp}", lambda name, argument: f"{{{name}}}{argument}")
    assert filled == "{territoire} : {valeur}apl_gp"
