"""Bytes of an official file, whether it came bare, gzipped or inside an archive."""

import gzip
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from caremap.errors import Reject, SourceRefused

MAX_EXPANDED = 2_000_000_000
MAX_RATIO = 100
MAX_ENTRIES = 500
_CHUNK = 1 << 20
_AGAIN = "Téléchargez-le de nouveau à la source."
_TABLES = (".csv", ".txt")
# What a browser or a file manager adds to the name of a second copy.
_COPY = re.compile(r"( - cop(ie|y))?( ?\(\d{1,2}\))?(?=(\.\w{1,8}){0,2}$)")


def name_key(name: str) -> str:
    """Write the name of a file without case, accents, typographic signs and mark of a copy."""
    plain = unicodedata.normalize("NFKD", name.replace("\u2019", "'"))
    bare = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return _COPY.sub("", bare)


def refusal(path: Path, rule: str, action: str, line: int = 0, value: str = "") -> SourceRefused:
    """A refusal of the whole file."""
    return SourceRefused([Reject(path.name, line, "(fichier)", value, rule)], action)


@contextmanager
def opened(path: Path, names: tuple[str, ...] = ()) -> Iterator[IO[bytes]]:
    """Open the table of a file: the file itself, or the one inside its archive.

    `names` are patterns of the official names, that choose between the tables of an archive.
    Raises SourceRefused on an archive that is cut, dangerous, or holds no such table.
    """
    try:
        with path.open("rb") as stream:
            start = stream.read(2)
        if start == b"PK":
            check_archive(path)
            with zipfile.ZipFile(path) as archive:
                yield archive.open(_member(path, archive, names))
        elif start == b"\x1f\x8b":
            with gzip.open(path) as inflated:
                yield io.BufferedReader(_Bounded(cast(IO[bytes], inflated), path))
        else:
            with path.open("rb") as stream:
                yield stream
    except (zlib.error, zipfile.BadZipFile, gzip.BadGzipFile, EOFError) as error:
        raise refusal(path, f"archive abîmée ({error})", _AGAIN) from error


class _Bounded(io.RawIOBase):
    """A stream that stops an archive that inflates without end."""

    def __init__(self, stream: IO[bytes], path: Path) -> None:
        self.stream, self.path, self.seen = stream, path, 0

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read into a buffer, and count."""
        chunk = self.stream.read(len(buffer))
        self.seen += len(chunk)
        if self.seen > MAX_EXPANDED:
            raise refusal(self.path, "archive trop grande une fois ouverte", _AGAIN)
        buffer[: len(chunk)] = chunk
        return len(chunk)


def _member(path: Path, archive: zipfile.ZipFile, names: tuple[str, ...]) -> str:
    """The table of an archive: of an official name, else the only one that describes no other."""
    tables = [
        name for name in archive.namelist() if PurePosixPath(name).suffix.casefold() in _TABLES
    ]
    plain = {name: name_key(PurePosixPath(name).name) for name in tables}
    kept = [n for n in tables if not plain[n].startswith(("meta", "varmod", "dictionnaire"))]
    named = [n for n in kept if any(fnmatchcase(plain[n], one.casefold()) for one in names)]
    chosen = named or kept
    if len(chosen) == 1:
        return chosen[0]
    told = ", ".join(archive.namelist()[:8])
    rule = f"{len(chosen)} tables possibles dans l'archive ({told})"
    raise refusal(path, rule, "Sortez de l'archive le fichier voulu, puis versez-le seul.")


def check_archive(path: Path) -> None:
    """Refuse an archive that would expand too much, or writes outside its folder."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            broken = archive.testzip() if sum(e.file_size for e in entries) < _CHUNK * 400 else None
    except (zlib.error, zipfile.BadZipFile, EOFError, OSError, NotImplementedError) as error:
        action = "Le fichier est coupé ou n'est pas un classeur : téléchargez-le de nouveau."
        raise refusal(path, f"archive illisible ({error})", action) from error
    expanded = sum(entry.file_size for entry in entries)
    unsafe = [
        e.filename for e in entries if e.filename.startswith("/") or ".." in Path(e.filename).parts
    ]
    rule = ""
    if broken:
        rule = f"archive abîmée : {broken}"
    elif len(entries) > MAX_ENTRIES or expanded > MAX_EXPANDED:
        rule = f"archive trop grande une fois ouverte ({expanded / 1e6:.0f} Mo)"
    elif expanded > MAX_RATIO * max(path.stat().st_size, _CHUNK // 10):
        rule = f"archive gonflée plus de {MAX_RATIO} fois"
    elif unsafe:
        rule = f"chemin interdit dans l'archive : {unsafe[0]}"
    if rule:
        raise refusal(path, rule, "Ne l'ouvrez pas ; téléchargez-le de nouveau à la source.")
