"""Raw files as their producers published them, kept unmodified; a build reads only these.

<data-dir>/snapshots/<connector_id>/<sha256[:12]>/<official name>   and   snapshot.json
<data-dir>/sources.lock.json      the files that builds use, oldest first
"""

import json
import os
import shutil
import uuid
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from caremap.errors import CaremapError
from etl.inputs import file_sha256

LOCK = "sources.lock.json"
_HELD_FIELDS = ("connector_id", "name", "sha256", "size", "url", "fetched_at", "etag", "years")


class SnapshotDamaged(CaremapError):
    """A kept file is missing, was modified, or the list of kept files cannot be read."""

    exit_code = 2


@dataclass(frozen=True)
class Snapshot:
    """One kept file. `years` are those of its rows, empty when it has none; times are UTC."""

    connector_id: str
    name: str
    sha256: str
    size: int
    url: str
    fetched_at: str
    etag: str = ""
    years: tuple[int, ...] = ()
    path: Path = Path()

    @property
    def slot(self) -> tuple[str, tuple[int, ...]]:
        """What a newer file takes the place of: the same connector for the same years."""
        return self.connector_id, self.years


def snapshots_dir(data_dir: Path) -> Path:
    """Folder of the kept files."""
    return data_dir / "snapshots"


def current_snapshots(data_dir: Path) -> list[Snapshot]:
    """Return the files that a build uses, oldest first.

    Raises SnapshotDamaged when the list or one of its files cannot be trusted.
    """
    lock = data_dir / LOCK
    if not lock.exists():
        return []
    try:
        records = json.loads(lock.read_text(encoding="utf-8"))["snapshots"]
        found = [_from_record(data_dir, record) for record in records]
    except (OSError, ValueError, KeyError, TypeError) as error:
        action = "Restaurez-le d'une sauvegarde, ou effacez-le et relancez « refresh »."
        raise SnapshotDamaged(f"{lock} est illisible ({error}).", action) from error
    for snapshot in found:
        _verify(snapshot)
    return found


def _from_record(data_dir: Path, record: dict[str, Any]) -> Snapshot:
    fields = {name: record[name] for name in _HELD_FIELDS}
    folder = snapshots_dir(data_dir) / fields["connector_id"] / fields["sha256"][:12]
    years = tuple(int(year) for year in fields.pop("years"))
    return Snapshot(**fields, years=years, path=folder / fields["name"])


def _verify(snapshot: Snapshot) -> None:
    action = (
        f"Relancez « python -m etl refresh --source {snapshot.connector_id} » pour le reprendre."
    )
    if not snapshot.path.is_file():
        raise SnapshotDamaged(f"Le fichier gardé {snapshot.path} manque.", action)
    if file_sha256(snapshot.path) != snapshot.sha256:
        raise SnapshotDamaged(f"Le fichier gardé {snapshot.path} a été modifié.", action)


def keep(data_dir: Path, taken: Path, snapshot: Snapshot) -> Snapshot:
    """Copy a file among the kept ones, with its description; the list does not change yet."""
    digest = file_sha256(taken)
    folder = snapshots_dir(data_dir) / snapshot.connector_id / digest[:12]
    kept = replace(snapshot, sha256=digest, size=taken.stat().st_size, path=folder / snapshot.name)
    if kept.path.is_file() and file_sha256(kept.path) == digest:
        return kept
    aside = folder.with_name(f".{digest[:12]}-{uuid.uuid4().hex[:8]}")
    aside.mkdir(parents=True)
    try:
        shutil.copyfile(taken, aside / snapshot.name)
        _write(aside / "snapshot.json", _record(kept))
        shutil.rmtree(folder, ignore_errors=True)
        aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return kept


def with_new(current: list[Snapshot], new: list[Snapshot]) -> list[Snapshot]:
    """Return the list after a refresh: new files replace those of the same slot and come last.

    `current` is read while the releases folder is held: another refresh may have ended meanwhile.
    """
    taken = {snapshot.slot for snapshot in new}
    return [*(old for old in current if old.slot not in taken), *new]


def write_lock(data_dir: Path, snapshots: list[Snapshot]) -> None:
    """Replace the list of the files that builds use, atomically."""
    pending = data_dir / f".{LOCK}.pending"
    _write(pending, {"snapshots": [_record(snapshot) for snapshot in snapshots]})
    pending.replace(data_dir / LOCK)


def _record(snapshot: Snapshot) -> dict[str, Any]:
    fields = asdict(snapshot)
    return {name: fields[name] for name in _HELD_FIELDS}


def _write(path: Path, content: object) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=2)
    with path.open("w", encoding="utf-8") as stream:
        stream.write(f"{text}\n")
        stream.flush()
        os.fsync(stream.fileno())


def now() -> str:
    """Time of a fetch, UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
