"""Bring the kept official files into the tables of a build, by year or by place."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pyarrow as pa

from caremap.catalog.connectors import CONNECTOR_BY_ID
from caremap.errors import Reject
from etl.feeding import Feeding, with_optional
from etl.feeds_health import HEALTH_FEEDS
from etl.feeds_insee import INSEE_FEEDS
from etl.inputs import Inputs
from etl.meta import FileRead
from etl.progress import Report, Tell, nobody, silent
from etl.snapshots import Snapshot
from etl.sources.parsed import Parsed
from etl.sources.registry import parser

_FEEDS: dict[str, Callable[[Feeding, Parsed, Snapshot], None]] = {**HEALTH_FEEDS, **INSEE_FEEDS}
# What gives places and codes comes before what is counted in them.
_FIRST = ("insee_communes", "insee_movements", "sae_identity")


def with_snapshots(
    inputs: Inputs, snapshots: list[Snapshot], report: Report = silent, tell: Tell = nobody
) -> Inputs:
    """Complete the embedded tables with the kept files, oldest first: the last one wins.

    `tell` hears, by the hash of a file, what a person should know of it. Raises SourceRefused when
    a kept file breaks its contract.
    """
    feeding = Feeding(with_optional(inputs.tables), inputs.perimeter)
    feeding.sites = _embedded_sites(feeding.tables["hospital_interns"])
    feeding.own_measures = _own_measures(feeding.tables["attractiveness_inbox"])
    files, rejects = [], list(inputs.rejects)
    ordered = sorted(snapshots, key=lambda one: one.connector_id not in _FIRST)
    for done, snapshot in enumerate(ordered, start=1):
        report("Fichiers officiels", done, len(ordered))
        connector = CONNECTOR_BY_ID[snapshot.connector_id]
        parsed = parser(connector)(snapshot.path)
        refused = len(feeding.rejects)
        feeding.start()
        if feed := _FEEDS.get(connector.id):
            feed(feeding, parsed, snapshot)
        unplaced = feeding.rejects[refused:]
        years = tuple(sorted(feeding.years))
        rejects += [(connector.source_id, one) for one in (*parsed.rejects, *unplaced)]
        files.append(_file(connector.source_id, snapshot, parsed, len(unplaced), years))
        for note in _notes(unplaced, is_idle=bool(feed) and not feeding.wrote):
            tell(snapshot.sha256, note)
    return replace(
        inputs, tables=feeding.tables, files=(*inputs.files, *files), rejects=tuple(rejects)
    )


def _notes(unplaced: list[Reject], is_idle: bool) -> Iterator[str]:
    """What a person should know of a file that was read."""
    if unplaced:
        codes = ", ".join(dict.fromkeys(reject.value for reject in unplaced[:3]))
        yield f"{len(unplaced)} ligne(s) d'un code inconnu, dont {codes}"
    if is_idle:
        yield "ne change rien à ce qui est servi"


def _file(
    source_id: str, snapshot: Snapshot, parsed: Parsed, unplaced: int, years: tuple[int, ...]
) -> FileRead:
    return FileRead(
        source_id,
        f"snapshots/{snapshot.connector_id}/{snapshot.name}",
        snapshot.sha256,
        parsed.rows_read,
        parsed.rows_loaded - unplaced,
        parsed.rows_rejected + unplaced,
        parsed.rows_duplicate,
        years,
    )


def _embedded_sites(interns: pa.Table) -> dict[str, tuple[str, str]]:
    columns = ("finess_et", "commune_id", "commune_name")
    rows = zip(*(interns.column(name).to_pylist() for name in columns), strict=True)
    return {site: (commune, name) for site, commune, name in rows}


def _own_measures(inbox: pa.Table) -> frozenset[tuple[str, int]]:
    names = (inbox.column(name).to_pylist() for name in ("measure", "year"))
    return frozenset(zip(*names, strict=True))
