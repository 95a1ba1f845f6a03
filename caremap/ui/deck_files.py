"""Presentations that can be played: shipped ones, the steward's, and those that a link carries."""

import base64
import binascii
import zlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from caremap.decks import MAX_CHARACTERS, Deck, read_deck, write_deck
from caremap.errors import CaremapError, Reject, SourceRefused, UnknownIdentifier
from caremap.paths import REFERENCE, data_dir
from caremap.ui import perimeter, store
from caremap.ui.menu import PAGES
from caremap.ui.parameters import PARAMETERS

PAGE_TITLES = {page_id: title for page_id, title, _ in PAGES if page_id != "presentation"}
_CHOOSE = "Choisissez une présentation dans la liste."


def accepts(name: str, value: str) -> bool:
    """Whether a parameter of the address may take a value in the served release."""
    return name in PARAMETERS and bool(value) and PARAMETERS[name].accepts(value)


def files() -> dict[str, Path]:
    """Files of presentations by id: those of the project, then the steward's in the inbox."""
    folders = (REFERENCE / "decks", data_dir() / "inbox" / "decks")
    return {path.stem: path for folder in folders for path in sorted(folder.glob("*.yml"))}


def parse(text: str, file: str) -> Deck:
    """Read a presentation for the served release. Raises SourceRefused."""
    return read_deck(text, file, PAGE_TITLES, accepts)


@lru_cache(maxsize=64)
def _read(release_id: str, path: Path, modified: int) -> Deck:
    try:
        return parse(path.read_text(encoding="utf-8"), path.name)
    except UnicodeDecodeError as error:
        reject = Reject(path.name, 1, "", "", "encodage UTF-8 attendu")
        raise SourceRefused([reject], "Enregistrez le fichier en UTF-8.") from error


def deck(deck_id: str) -> Deck:
    """Return one presentation by id. Raises UnknownIdentifier or SourceRefused."""
    path = files().get(deck_id)
    if path is None:
        raise UnknownIdentifier(f"Présentation inconnue : « {deck_id[:60]} ».", _CHOOSE)
    return _read(store.release_id(), path, path.stat().st_mtime_ns)


def pack(composed: Deck) -> str:
    """Write a presentation as a parameter of an address, so that it can be played by a link."""
    return base64.urlsafe_b64encode(zlib.compress(write_deck(composed).encode(), 9)).decode()


def unpack(packed: str) -> Deck:
    """Read a presentation from an address. Raises SourceRefused."""
    try:
        inflater = zlib.decompressobj()
        # No more than four bytes a character; a link cut on its way has no end.
        text = inflater.decompress(base64.urlsafe_b64decode(packed), MAX_CHARACTERS * 4).decode()
        if not inflater.eof:
            raise ValueError("the end is missing, or too far")
    except (binascii.Error, zlib.error, ValueError) as error:
        reject = Reject("lien", 1, "contenu", packed[:40], "présentation illisible")
        raise SourceRefused([reject], _CHOOSE) from error
    return parse(text, "lien")


def asked(parameters: Mapping[str, str]) -> tuple[Deck, str]:
    """Presentation and territory that an address asks for. Raises CaremapError."""
    store.begin_run()
    packed = parameters.get("contenu", "")
    found = unpack(packed) if packed else deck(parameters.get("deck", ""))
    territory = parameters.get("territoire", "") or perimeter.whole_id()
    if not accepts("territoire", territory):
        raise CaremapError(f"Territoire inconnu : « {territory[:60]} ».", _CHOOSE)
    return found, territory
