"""Refresh the official files, then build and publish with them."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from caremap.errors import CaremapError
from etl.build import build
from etl.inbox_names import unread
from etl.outcomes import Outcome
from etl.progress import Heard, Report, silent
from etl.taking import Taken, from_folder, from_network


@dataclass(frozen=True)
class Result:
    """What a refresh did: each source or file, the release published if any, the error if any.

    `notes` are the sentences on the release.
    """

    outcomes: list[Outcome]
    release_id: str
    published: bool
    error: CaremapError | None = None
    notes: Sequence[str] = ()

    @property
    def exit_code(self) -> int:
        """0 published or nothing new, else that of the error, 2 refused, 3 unreachable."""
        if self.error:
            return self.error.exit_code
        results = {outcome.result for outcome in self.outcomes}
        return 2 if "refused" in results else 3 if "unreachable" in results else 0

    @property
    def conclusion(self) -> str:
        """Last line for a person."""
        if not self.release_id:
            return "Rien de nouveau : la version servie n'a pas changé."
        if not self.published:
            return f"Essai réussi : la version {self.release_id} n'a pas été publiée (--dry-run)."
        return published_line(self.release_id, self.notes)


def published_line(release_id: str, notes: Sequence[str]) -> str:
    """Say that a release is published, then what else is to know of it."""
    return " ; ".join((f"Version publiée : {release_id}", *notes))


def run(
    data_dir: Path,
    ids: Sequence[str],
    folder: Path | None,
    publish: bool,
    report: Report = silent,
    report_file: Path | None = None,
    accept: str | None = None,
    reference: Path | None = None,
) -> Result:
    """Take what is new, build with it and publish; the JSON twin tells the same.

    A source that fails keeps its previous file; the others are published all the same. An error
    that stops everything is in the result, once the twin is written. `reference` is the folder of
    the perimeter, the usual one when None.
    """
    outcomes: list[Outcome] = []
    release_id, error = "", None
    told = Heard()
    try:
        taken = _taken(data_dir, ids, folder, report)
        outcomes = taken.outcomes
        if taken.changed:
            release_id = build(
                data_dir,
                report,
                new=taken.new,
                publish=publish,
                accept=accept,
                reference=reference,
                tell=told,
            )
    except CaremapError as caught:
        error = caught
    outcomes += unread(data_dir)
    outcomes = [outcome.with_notes(told.get(outcome.kept, [])) for outcome in outcomes]
    is_served = bool(release_id) and publish
    result = Result(outcomes, release_id, is_served, error, tuple(told[release_id]))
    if report_file is not None:
        _write_report(report_file, result)
    return result


def _taken(data_dir: Path, ids: Sequence[str], folder: Path | None, report: Report) -> Taken:
    if folder is not None:
        return from_folder(data_dir, folder, ids, report)
    return from_network(data_dir, ids, report)


def _write_report(path: Path, result: Result) -> None:
    content = {
        "published": result.published,
        "release_id": result.release_id or None,
        "exit_code": result.exit_code,
        "cause": type(result.error).__name__ if result.error else None,
        "message": str(result.error) if result.error else result.conclusion,
        "sources": [asdict(outcome) for outcome in result.outcomes],
    }
    text = json.dumps(content, ensure_ascii=False, indent=2)
    path.write_text(f"{text}\n", encoding="utf-8")
