"""Published releases on disk: list, publish, roll back, keep the last five."""

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from caremap.errors import CaremapError, UnknownIdentifier, WarehouseMissing
from caremap.paths import current_release_id, releases_dir
from etl.progress import Tell, nobody

KEPT_RELEASES = 5
STALE_AFTER_SECONDS = 24 * 3600
WAREHOUSE_FILE = "warehouse.duckdb"


class ReleasesBusy(CaremapError):
    """Another build or rollback holds the releases folder."""

    exit_code = 4


class ClockWentBack(CaremapError):
    """The clock gives an id older than the last release."""


@contextmanager
def exclusive(data_dir: Path) -> Iterator[None]:
    """Hold the releases folder alone; raise ReleasesBusy at once if someone else does."""
    folder = releases_dir(data_dir)
    folder.mkdir(parents=True, exist_ok=True)
    holder = folder / ".lock-holder.json"
    lock = FileLock(folder / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise ReleasesBusy(
            f"Une construction est déjà en cours {_holder_text(holder)}.",
            "Attendez sa fin, puis relancez.",
        ) from error
    try:
        since = datetime.now(UTC).isoformat(timespec="seconds")
        holder.write_text(json.dumps({"pid": os.getpid(), "since": since}), encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _holder_text(holder: Path) -> str:
    try:
        held = json.loads(holder.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "(processus inconnu)"
    return f"(processus {held['pid']}, depuis {held['since']})"


def release_ids(data_dir: Path) -> list[str]:
    """Return the ids of the complete releases, oldest first."""
    folder = releases_dir(data_dir)
    if not folder.is_dir():
        return []
    found = (path.name for path in folder.iterdir() if not path.name.startswith("."))
    return sorted(name for name in found if (folder / name / WAREHOUSE_FILE).is_file())


def new_release_id(data_dir: Path, inputs_hash: str) -> str:
    """Return a UTC id greater than every other one; raise ClockWentBack if the clock did."""
    last = max(_taken_ids(data_dir), default="")
    deadline = time.monotonic() + 2
    while True:
        release_id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{inputs_hash[:6]}"
        # Two ids of one second would be ordered by their hash: wait for the next second.
        if release_id[:16] > last[:16]:
            return release_id
        if time.monotonic() > deadline:
            raise ClockWentBack(
                f"L'horloge donne {release_id}, plus ancien que {last}.",
                "Remettez l'horloge à l'heure (UTC), puis relancez.",
            )
        time.sleep(0.05)


def _taken_ids(data_dir: Path) -> list[str]:
    unfinished = releases_dir(data_dir).glob(".tmp-*")
    return [*release_ids(data_dir), *(path.name.removeprefix(".tmp-") for path in unfinished)]


def publish(data_dir: Path, built: Path, release_id: str, tell: Tell = nobody) -> None:
    """Rename a finished build, make it the served release and remove the oldest ones.

    It is published once CURRENT names it: `tell` hears of an older one that cannot be removed.
    """
    folder = releases_dir(data_dir)
    _open_to_group(folder, built, *built.rglob("*"))
    _sync_tree(built)
    built.rename(folder / release_id)
    _sync_folder(folder)
    point_to(data_dir, release_id)
    prune(data_dir, tell=tell)


def point_to(data_dir: Path, release_id: str) -> None:
    """Replace CURRENT atomically."""
    folder = releases_dir(data_dir)
    pending = folder / ".CURRENT.pending"
    with pending.open("w", encoding="utf-8") as stream:
        stream.write(f"{release_id}\n")
        stream.flush()
        os.fsync(stream.fileno())
    _open_to_group(pending)
    pending.replace(folder / "CURRENT")
    _sync_folder(folder)


def rollback(data_dir: Path, release_id: str | None = None) -> str:
    """Serve another release, by default the one before the served one; return its id."""
    existing = release_ids(data_dir)
    served = current_release_id(data_dir)
    if served is None:
        raise WarehouseMissing("Aucune version publiée.", "Lancez « python -m etl build ».")
    older = [known for known in existing if known < served]
    target = release_id or (older[-1] if older else None)
    if target is None:
        raise WarehouseMissing("Aucune version plus ancienne.", "Relancez une construction.")
    if target not in existing:
        known = ", ".join(existing)
        raise UnknownIdentifier(f"Version inconnue : {target}.", f"Versions présentes : {known}.")
    point_to(data_dir, target)
    return target


def prune(data_dir: Path, kept: int = KEPT_RELEASES, tell: Tell = nobody) -> list[str]:
    """Remove all but the last releases, never the served one; return the removed ids.

    `tell` hears, by the served id, of each one that cannot be removed.
    """
    folder, served = releases_dir(data_dir), current_release_id(data_dir)
    removed = []
    for release_id in release_ids(data_dir)[:-kept]:
        if release_id == served:
            continue
        aside = folder / f".tmp-{release_id}"
        try:
            # One half removed must not be taken for a release.
            (folder / release_id).rename(aside)
            shutil.rmtree(aside)
        except OSError as error:
            left = aside if os.path.lexists(aside) else folder / release_id
            told = f"l'ancienne version {release_id} n'a pas pu être effacée ({error})"
            tell(served or "", f"{told} : effacez {left} à la main")
        else:
            removed.append(release_id)
    return removed


def remove_stale_builds(data_dir: Path) -> None:
    """Remove what is older than a day among unfinished builds and releases half removed."""
    for path in releases_dir(data_dir).glob(".tmp-*"):
        if time.time() - path.lstat().st_mtime > STALE_AFTER_SECONDS:
            shutil.rmtree(path, ignore_errors=True)


def _open_to_group(*paths: Path) -> None:
    """Let the group read, whatever the umask: the server runs under another account of it."""
    for path in paths:
        path.chmod(path.stat().st_mode | (0o050 if path.is_dir() else 0o040))


def _sync_tree(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
        else:
            _sync_folder(path)
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
