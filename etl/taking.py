"""Take official files, from the network or from a folder: recognised, parsed, kept."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from caremap.catalog.connectors import CONNECTOR_BY_ID, CONNECTORS, Connector
from caremap.errors import CaremapError, SourceRefused, UnknownIdentifier
from etl.download import Limits, Remote, client, fetch, find_resource
from etl.outcomes import Outcome, why_ignored, why_not_served
from etl.progress import Report, silent
from etl.snapshots import Snapshot, current_snapshots, keep, now
from etl.sources.parsed import Parsed
from etl.sources.registry import candidates, counts_writer, parser, recognises


class NothingRecognised(CaremapError):
    """No file of the folder is one that the catalog knows."""

    exit_code = 2


@dataclass(frozen=True)
class Taken:
    """Result of a refresh before any build: the files that are new, and what happened."""

    new: list[Snapshot]
    outcomes: list[Outcome]

    @property
    def changed(self) -> bool:
        """Whether a new file was taken."""
        return any(outcome.result == "new" for outcome in self.outcomes)

    @property
    def failed(self) -> list[Outcome]:
        """Sources or files that could not be taken."""
        return [o for o in self.outcomes if o.result in {"refused", "unreachable"}]


def chosen_connectors(ids: Sequence[str]) -> list[Connector]:
    """Connectors of the ids, or every one that has an address. Raises UnknownIdentifier."""
    unknown = [connector_id for connector_id in ids if connector_id not in CONNECTOR_BY_ID]
    if unknown:
        known = ", ".join(CONNECTOR_BY_ID)
        raise UnknownIdentifier(f"Source inconnue : {', '.join(unknown)}.", f"Sources : {known}.")
    if ids:
        return [CONNECTOR_BY_ID[connector_id] for connector_id in ids]
    return [connector for connector in CONNECTORS if connector.url or connector.dataset]


def from_folder(
    data_dir: Path, folder: Path, ids: Sequence[str] = (), report: Report = silent
) -> Taken:
    """Take the files of a folder that are known by name and by content; no network.

    Raises NothingRecognised when there is none.
    """
    wanted = {connector.id for connector in chosen_connectors(ids)} if ids else set(CONNECTOR_BY_ID)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    current = current_snapshots(data_dir)
    new: list[Snapshot] = []
    outcomes = []
    for done, path in enumerate(files, start=1):
        report("Lecture des fichiers", done, len(files))
        outcome, snapshot = _take(data_dir, path, path.name, wanted, current)
        outcomes.append(outcome)
        new += [snapshot] if snapshot else []
    if not any(outcome.result != "unknown" for outcome in outcomes):
        names = ", ".join(f"{c.id} ({c.files[0]})" for c in CONNECTORS)
        raise NothingRecognised(
            f"Aucun fichier reconnu dans {folder} ({len(files)} fichier(s)).",
            f"Gardez les noms officiels : {names}.",
        )
    return Taken(_latest_by_slot(new), outcomes)


def _latest_by_slot(new: list[Snapshot]) -> list[Snapshot]:
    return list({snapshot.slot: snapshot for snapshot in new}.values())


def _take(
    data_dir: Path,
    path: Path,
    name: str,
    wanted: set[str],
    current: list[Snapshot],
    url: str = "",
    etag: str = "",
) -> tuple[Outcome, Snapshot | None]:
    """Recognise, parse and keep one file; nothing is listed yet."""
    by_name = [
        connector for connector in candidates(path.with_name(name)) if connector.id in wanted
    ]
    if not by_name:
        return Outcome("", name, "unknown", why_ignored(name)), None
    found = [connector for connector in by_name if recognises(connector, path)] or by_name[:1]
    if len(found) > 1:
        both = ", ".join(connector.id for connector in found)
        message = f"le nom et les colonnes conviennent à {both} : choisissez avec --source"
        return Outcome("", name, "refused", message), None
    connector = found[0]
    try:
        parsed = parser(connector)(path)
    except SourceRefused as refused:
        return Outcome(connector.id, name, "refused", str(refused)), None
    draft = Snapshot(connector.id, name, "", 0, url, now(), etag, _years(parsed))
    kept = _kept(data_dir, path, draft, parsed)
    known = any(old.connector_id == connector.id and old.sha256 == kept.sha256 for old in current)
    outcome = Outcome(
        connector.id,
        name,
        "unchanged" if known else "new",
        " ; ".join((*parsed.notes, *why_not_served(connector, parsed))),
        parsed.rows_read,
        parsed.rows_loaded,
        parsed.rows_rejected,
        parsed.rows_duplicate,
        kept.sha256,
    )
    return outcome, None if known else kept


def _years(parsed: Parsed) -> tuple[int, ...]:
    if "year" not in parsed.rows.schema.names:
        return ()
    years = parsed.rows.column("year").drop_null().to_pylist()
    return tuple(sorted({int(year) for year in years}))


def _kept(data_dir: Path, path: Path, draft: Snapshot, parsed: Parsed) -> Snapshot:
    """Keep the file as published, or only what was counted in it when it names people."""
    write_counts = counts_writer(CONNECTOR_BY_ID[draft.connector_id])
    if write_counts is None:
        return keep(data_dir, path, draft)
    with tempfile.TemporaryDirectory() as aside:
        counts = write_counts(parsed, Path(aside))
        return keep(data_dir, counts, replace(draft, name=counts.name))


def from_network(
    data_dir: Path,
    ids: Sequence[str] = (),
    report: Report = silent,
    limits: Limits = Limits(),  # noqa: B008 - frozen defaults
) -> Taken:
    """Download the sources that changed; one that fails keeps its previous file and is told."""
    current = current_snapshots(data_dir)
    new: list[Snapshot] = []
    outcomes = []
    with client(limits) as opened, tempfile.TemporaryDirectory(dir=data_dir) as aside:
        for connector in chosen_connectors(ids):
            if not (connector.url or connector.dataset):
                message = "aucune adresse stable : versez le fichier avec --from"
                outcomes.append(Outcome(connector.id, "", "unknown", message))
                continue
            to = Path(aside) / connector.id
            try:
                remote = Remote(connector.url)
                if not connector.url:
                    remote = find_resource(opened, connector.dataset, connector.resource)
                etag = _known_etag(current, connector, remote.url)
                state = fetch(opened, remote, to, etag, _bounds(limits, connector), report)
            except CaremapError as error:
                result = "unreachable" if "Unreachable" in type(error).__name__ else "refused"
                outcomes.append(Outcome(connector.id, remote.name, result, str(error)))
                continue
            if state is None:
                outcomes.append(Outcome(connector.id, remote.name, "unchanged", "non modifié"))
                continue
            name = _official_name(connector, state.name)
            named = to.with_name(name)
            to.rename(named)
            outcome, snapshot = _take(
                data_dir, named, name, {connector.id}, current, remote.url, state.etag
            )
            outcomes.append(outcome)
            new += [snapshot] if snapshot else []
    return Taken(new, outcomes)


def _bounds(limits: Limits, connector: Connector) -> Limits:
    """A file announced as larger than the others has as much more time."""
    size = max(limits.bytes, connector.max_bytes)
    return replace(limits, bytes=size, deadline=limits.deadline * size / limits.bytes)


def _known_etag(current: list[Snapshot], connector: Connector, url: str) -> str:
    same = [one for one in current if one.connector_id == connector.id and one.url == url]
    return same[-1].etag if same else ""


def _official_name(connector: Connector, name: str) -> str:
    """The name told by the server when it is an official one, else one that the catalog knows."""
    if connector in candidates(Path(name)):
        return name
    return connector.files[0].replace("*", "_").replace("?", "0").strip("_")
