"""Presentations: a list of views, each a page, its state, a title and a message. Pure.

A message holds no figure of its own: `{lecture}`, `{baisse}`, `{valeur:apl_gp_65}`… are filled
from the release when the deck is played.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import yaml

from caremap.catalog import INDICATOR_BY_ID
from caremap.errors import Reject, SourceRefused

MAX_VIEWS, MAX_CHARACTERS = 40, 60_000
SENTENCES = {
    "lecture": "lecture de la carte ou du classement de la vue",
    "territoire": "nom du territoire choisi",
    "sous_denses": "habitants en commune sous-dense",
    "acces_faible": "EPCI où l'accès est le plus faible",
    "baisse": "EPCI où l'accès a le plus baissé",
    "ages": "EPCI où les généralistes sont les plus âgés",
    "zonage": "part de la population par zone",
    "internes": "concentration des internes à l'hôpital",
}
PLACEHOLDER = re.compile(r"\{([a-z_]+)(?::([a-z0-9_]+))?\}")
_VIEW_FIELDS = ("page", "etat", "titre", "message", "notes")
_DECK_FIELDS = ("titre", "territoire", "vues")
_NEXT = "Corrigez le fichier de présentation, puis rechargez la page."
Accepts = Callable[[str, str], bool]


@dataclass(frozen=True)
class DeckView:
    """One view: the page it opens, its state, and what the room reads and the presenter says."""

    page: str
    title: str
    state: tuple[tuple[str, str], ...] = ()
    message: str = ""
    notes: str = ""


@dataclass(frozen=True)
class Deck:
    """One presentation; `takes_territory` when it is played for a territory of one's choice."""

    title: str
    views: tuple[DeckView, ...]
    takes_territory: bool = False


class _Reader:
    """Read the nodes of one file and keep what breaks the contract, with its line."""

    def __init__(self, file: str, pages: Mapping[str, str], accepts: Accepts) -> None:
        self.file, self.pages, self.accepts = file, pages, accepts
        self.rejects: list[Reject] = []

    def refuse(self, node: yaml.Node, field: str, value: str, rule: str) -> None:
        self.rejects.append(Reject(self.file, node.start_mark.line + 1, field, value[:80], rule))

    def fields(self, node: yaml.Node, known: tuple[str, ...] | None) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            self.refuse(node, "", str(node.value), "une liste « champ : valeur » est attendue")
            return {}
        found = {str(key.value): value for key, value in node.value}
        for key, value in node.value:
            if known and key.value not in known:
                rule = f"champ inconnu ; champs admis : {', '.join(known)}"
                self.refuse(key, str(key.value), str(value.value), rule)
        return found

    def text(self, node: yaml.Node | None, field: str) -> str:
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self.refuse(node, field, "", "un texte est attendu")
            return ""
        return " ".join(str(node.value).split())

    def view(self, node: yaml.Node) -> DeckView:
        found = self.fields(node, _VIEW_FIELDS)
        page, title = self.text(found.get("page"), "page"), self.text(found.get("titre"), "titre")
        if page not in self.pages:
            rule = f"page inconnue ; pages admises : {', '.join(self.pages)}"
            self.refuse(found.get("page", node), "page", page, rule)
        if not title:
            self.refuse(node, "titre", "", "chaque vue porte un titre")
        message = self.text(found.get("message"), "message")
        notes = self.text(found.get("notes"), "notes")
        for field, words in (("titre", title), ("message", message), ("notes", notes)):
            self.placeholders(found.get(field, node), field, words)
        state = self.state(found["etat"]) if "etat" in found else ()
        return DeckView(page, title, state, message, notes)

    def state(self, node: yaml.Node) -> tuple[tuple[str, str], ...]:
        chosen = []
        for name, child in self.fields(node, None).items():
            value = self.text(child, f"etat.{name}")
            if not self.accepts(name, value):
                self.refuse(child, f"etat.{name}", value, "valeur inconnue de cette page")
            chosen.append((name, value))
        return tuple(chosen)

    def placeholders(self, node: yaml.Node, field: str, words: str) -> None:
        for name, argument in PLACEHOLDER.findall(words):
            known = argument in INDICATOR_BY_ID if name == "valeur" else name in SENTENCES
            if not known:
                rule = f"repère inconnu ; repères admis : {', '.join(SENTENCES)}, valeur:indicateur"
                self.refuse(node, field, f"{name}:{argument}".rstrip(":"), rule)

    def views(self, node: yaml.Node | None, root: yaml.Node) -> tuple[DeckView, ...]:
        if not isinstance(node, yaml.SequenceNode) or not 0 < len(node.value) <= MAX_VIEWS:
            self.refuse(node or root, "vues", "", f"une liste de 1 à {MAX_VIEWS} vues est attendue")
            return ()
        return tuple(self.view(one) for one in node.value)


def read_deck(text: str, file: str, pages: Mapping[str, str], accepts: Accepts) -> Deck:
    """Read a presentation written in YAML.

    `pages` are the titles of pages by id; `accepts` says whether a state parameter may take a
    value. Raises SourceRefused with the file, line, field, value and rule of every fault.
    """
    root = _root(text, file)
    reader = _Reader(file, pages, accepts)
    found = reader.fields(root, _DECK_FIELDS)
    title = reader.text(found.get("titre"), "titre")
    if not title:
        reader.refuse(root, "titre", "", "une présentation porte un titre")
    asked = reader.text(found.get("territoire"), "territoire")
    if asked not in ("", "oui", "non"):
        reader.refuse(found["territoire"], "territoire", asked, "« oui » ou « non »")
    views = reader.views(found.get("vues"), root)
    if reader.rejects:
        raise SourceRefused(reader.rejects, _NEXT)
    return Deck(title, views, asked == "oui")


def _root(text: str, file: str) -> yaml.Node:
    if len(text) > MAX_CHARACTERS:
        rule = f"{MAX_CHARACTERS} caractères au plus"
        raise SourceRefused([Reject(file, 1, "", f"{len(text)} caractères", rule)], _NEXT)
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise SourceRefused([Reject(file, line, "", "", "YAML illisible")], _NEXT) from error
    if root is None:
        raise SourceRefused([Reject(file, 1, "", "", "fichier vide")], _NEXT)
    return root


def write_deck(deck: Deck) -> str:
    """Write a presentation in YAML, as `read_deck` reads it."""
    views = []
    for view in deck.views:
        entry: dict[str, object] = {"page": view.page, "titre": view.title}
        entry |= {"etat": dict(view.state)} if view.state else {}
        entry |= {"message": view.message} if view.message else {}
        entry |= {"notes": view.notes} if view.notes else {}
        views.append(entry)
    asked = {"territoire": "oui"} if deck.takes_territory else {}
    written: str = yaml.safe_dump(
        {"titre": deck.title, **asked, "vues": views}, allow_unicode=True, sort_keys=False, width=88
    )
    return written


def fill(message: str, sentence: Callable[[str, str], str]) -> str:
    """Replace each placeholder by what `sentence(name, argument)` gives."""
    return PLACEHOLDER.sub(lambda found: sentence(found[1], found[2] or ""), message)
