"""Where things are on disk. Leaf module: imports nothing of the project."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "caremap" / "assets"
REFERENCE = ROOT / "data" / "reference"


def data_dir(chosen: Path | str | None = None) -> Path:
    """Return the data directory: the chosen one, else `CAREMAP_DATA_DIR`, else `data/`."""
    return Path(chosen or os.environ.get("CAREMAP_DATA_DIR") or ROOT / "data").resolve()


def releases_dir(chosen: Path | str | None = None) -> Path:
    """Return the folder that holds the published releases and the `CURRENT` pointer."""
    return data_dir(chosen) / "releases"


def current_release_id(chosen: Path | str | None = None) -> str | None:
    """Return the id of the served release, or None when nothing has been published."""
    try:
        return (releases_dir(chosen) / "CURRENT").read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None


def page_path(page_id: str) -> str:
    """Path of a page's script."""
    return str(ROOT / "pages" / f"{page_id}.py")
