"""Files of the inbox by their names: which reader takes each, and those that none takes."""

from pathlib import Path

from caremap.catalog.commitments import FOLLOW_UP_FILE
from caremap.catalog.tables import TEMPLATES
from etl.neighbours import CONTRACT
from etl.outcomes import Outcome
from etl.sources.opened import name_key

INSEE_PREFIXES = ("bpe", "filosofi")
_PREFIXES = (*TEMPLATES, *INSEE_PREFIXES)
_SUFFIXES = frozenset({".csv", ".xlsx"})


def starts_with(path: Path, prefixes: str | tuple[str, ...]) -> bool:
    """Whether the name of a file begins so, whatever its case and accents."""
    return name_key(path.name).startswith(prefixes)


def inbox_files(data_dir: Path, prefix: str) -> list[Path]:
    """Return the steward's files of one kind, CSV or XLSX, by name."""
    found = (path for path in sorted((data_dir / "inbox").glob("*")) if starts_with(path, prefix))
    return [path for path in found if path.suffix.lower() in _SUFFIXES]


def follow_up_file(inbox: Path) -> Path | None:
    """The follow-up of commitments, whatever the case of its name; None when there is none."""
    found = sorted(path for path in inbox.glob("*") if path.name.casefold() == FOLLOW_UP_FILE)
    return found[0] if found else None


def unread(data_dir: Path) -> list[Outcome]:
    """Tell each file of the inbox that no build reads, and what to do; hidden files are not."""
    inbox = data_dir / "inbox"
    files = (path for path in sorted(inbox.rglob("*")) if path.is_file())
    read = {path for prefix in _PREFIXES for path in inbox_files(data_dir, prefix)}
    # Presentations are read by the pages.
    read |= {inbox / CONTRACT.file, follow_up_file(inbox) or inbox, *inbox.glob("decks/*.yml")}
    told = (
        "ATTENTION : rien n'en est lu ; data/inbox/ reçoit, sans sous-dossier, des CSV ou XLSX "
        f"dont le nom commence par {', '.join(_PREFIXES)}, et {FOLLOW_UP_FILE}, {CONTRACT.file} ; "
        "un fichier officiel se verse par « python -m etl refresh --from »"
    )
    return [
        Outcome("", str(path.relative_to(data_dir)), "unknown", told)
        for path in files
        if path not in read and not path.name.startswith((".", "~$"))
    ]
