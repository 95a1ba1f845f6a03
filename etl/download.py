"""Fetch one official file over HTTP: bounded in time and size, resumed, checked before use."""

import hashlib
import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import stamina

from caremap import __version__
from caremap.errors import CaremapError
from etl.progress import Report, silent

CATALOGUE = "https://www.data.gouv.fr/api/1/datasets/{}/"


class SourceUnreachable(CaremapError):
    """The server of a source does not answer, or not in time."""

    exit_code = 3


class DownloadRefused(CaremapError):
    """What the server sent is not the file: too large, cut, changed meanwhile, or another page."""

    exit_code = 2


@dataclass(frozen=True)
class Limits:
    """Bounds of one download: seconds, tries and bytes."""

    connect: float = 10.0
    read: float = 30.0
    deadline: float = 600.0
    tries: int = 5
    first_wait: float = 0.5
    bytes: int = 500_000_000
    redirects: int = 5


@dataclass(frozen=True)
class Remote:
    """Where a file is, and what its catalogue announces of it (empty when it says nothing)."""

    url: str
    name: str = ""
    size: int = 0
    checksum: str = ""
    algorithm: str = "sha256"


@dataclass
class _State:
    etag: str = ""
    modified: str = ""
    name: str = ""
    started: float = field(default_factory=time.monotonic)


class _Retry(Exception):
    """A failure worth another try; `wait` is what the server asked for, in seconds."""

    def __init__(self, message: str, wait: float = 0.0) -> None:
        super().__init__(message)
        self.wait = wait


@contextmanager
def client(limits: Limits = Limits()) -> Iterator[httpx.Client]:
    """An HTTP client with the time-outs; proxies of the environment are used."""
    timeout = httpx.Timeout(limits.read, connect=limits.connect)
    # Some producers refuse a request that does not say who asks.
    headers = {"User-Agent": f"caremap/{__version__}", "Accept-Encoding": "identity"}
    with httpx.Client(
        timeout=timeout, follow_redirects=True, max_redirects=limits.redirects, headers=headers
    ) as opened:
        yield opened


def find_resource(opened: httpx.Client, dataset: str, pattern: str) -> Remote:
    """Return the newest resource of a data.gouv dataset whose title or address matches.

    Raises SourceUnreachable or DownloadRefused.
    """
    url = CATALOGUE.format(dataset)
    try:
        answer = opened.get(url)
        answer.raise_for_status()
        resources = json.loads(answer.content)["resources"]
    except httpx.HTTPError as error:
        action = "Vérifiez le réseau, ou versez le fichier avec --from."
        raise SourceUnreachable(f"{url} ne répond pas ({error}).", action) from error
    except (ValueError, KeyError, TypeError) as error:
        action = "Versez le fichier avec --from."
        raise DownloadRefused(f"{url} ne rend pas de liste de ressources.", action) from error
    found = [r for r in resources if re.search(pattern, f"{r.get('title')} {r.get('url')}", re.I)]
    if not found:
        titles = ", ".join(str(r.get("title")) for r in resources[:8])
        action = "Le producteur a renommé ses fichiers : versez-le avec --from."
        raise DownloadRefused(f"{url} : aucune ressource « {pattern} » parmi {titles}.", action)
    newest = max(found, key=lambda r: str(r.get("last_modified") or ""))
    checksum: dict[str, Any] = newest.get("checksum") or {}
    return Remote(
        url=str(newest["url"]),
        name=str(newest["url"]).rsplit("/", 1)[-1],
        size=int(newest.get("filesize") or 0),
        checksum=str(checksum.get("value") or ""),
        algorithm=str(checksum.get("type") or "sha256"),
    )


def fetch(
    opened: httpx.Client,
    remote: Remote,
    to: Path,
    etag: str = "",
    limits: Limits = Limits(),
    report: Report = silent,
) -> _State | None:
    """Write a remote file; return what the server said of it, None when it did not change.

    A cut transfer is resumed where it stopped if the file is still the same one. Raises
    SourceUnreachable or DownloadRefused.
    """
    state = _State()
    attempts = stamina.retry_context(
        on=_Retry,
        attempts=limits.tries,
        timeout=limits.deadline,
        wait_initial=limits.first_wait,
        wait_jitter=limits.first_wait,
    )
    try:
        for attempt in attempts:
            with attempt:
                if not _attempt(opened, remote, to, state, etag, limits, report):
                    return None
    except (_Retry, httpx.HTTPError) as error:
        to.unlink(missing_ok=True)
        action = (
            "La version servie n'a pas changé. Réessayez plus tard, ou versez le fichier (--from)."
        )
        raise SourceUnreachable(f"{remote.url} : {error}.", action) from error
    _require_announced(remote, to)
    return state


def _attempt(
    opened: httpx.Client,
    remote: Remote,
    to: Path,
    state: _State,
    etag: str,
    limits: Limits,
    report: Report,
) -> bool:
    done = to.stat().st_size if to.exists() else 0
    headers = {}
    if done and state.etag:
        headers = {"Range": f"bytes={done}-", "If-Range": state.etag}
    elif etag:
        headers = {"If-None-Match": etag}
    try:
        with opened.stream("GET", remote.url, headers=headers) as answer:
            if answer.status_code == httpx.codes.NOT_MODIFIED:
                return False
            _require_file(answer, remote)
            resumed = answer.status_code == httpx.codes.PARTIAL_CONTENT
            state.etag = answer.headers.get("etag", "")
            state.modified = answer.headers.get("last-modified", "")
            state.name = _name(answer, remote)
            _write(answer, to, done if resumed else 0, state, limits, report)
    except (httpx.TransportError, httpx.StreamError) as error:
        if isinstance(error, httpx.TooManyRedirects | httpx.UnsupportedProtocol):
            raise
        raise _Retry(f"transfert interrompu ({type(error).__name__} {error})") from error
    return True


def _require_file(answer: httpx.Response, remote: Remote) -> None:
    status = answer.status_code
    if status == httpx.codes.TOO_MANY_REQUESTS or status >= 500:
        wait = answer.headers.get("retry-after", "")
        seconds = min(float(wait), 60.0) if wait.isdecimal() else 0.0
        time.sleep(seconds)
        raise _Retry(f"le serveur répond {status}", seconds)
    if status not in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
        action = "L'adresse a changé : versez le fichier avec --from, ou signalez-le."
        raise SourceUnreachable(f"{remote.url} répond {status}.", action)
    kind = answer.headers.get("content-type", "")
    if kind.startswith("text/html"):
        action = "Le site est peut-être en maintenance : réessayez plus tard."
        raise DownloadRefused(f"{remote.url} rend une page HTML au lieu du fichier.", action)


def _write(
    answer: httpx.Response, to: Path, start: int, state: _State, limits: Limits, report: Report
) -> None:
    announced = int(answer.headers.get("content-length") or 0)
    total = start + announced
    if total > limits.bytes:
        raise _too_large(total, limits)
    done = start
    with to.open("ab" if start else "wb") as stream:
        for chunk in answer.iter_raw():
            done += len(chunk)
            if done > limits.bytes:
                raise _too_large(done, limits)
            if time.monotonic() - state.started > limits.deadline:
                raise httpx.ReadTimeout(f"plus de {limits.deadline:g} s au total")
            stream.write(chunk)
            report(f"Téléchargement de {state.name}"[:40], done // 1000, max(total, done) // 1000)
    if announced and done != total:
        raise _Retry(f"{done} octets reçus, {total} annoncés")


def _too_large(size: int, limits: Limits) -> DownloadRefused:
    return DownloadRefused(
        f"Fichier de {size / 1e6:.0f} Mo, plus que les {limits.bytes / 1e6:.0f} Mo admis.",
        "Vérifiez l'adresse ; versez le fichier avec --from s'il est bien le bon.",
    )


def _name(answer: httpx.Response, remote: Remote) -> str:
    """Official name of the file: catalogue, then the answer's header, then its address."""
    told = re.search(r'filename="?([^";]+)"?', answer.headers.get("content-disposition", ""))
    name = remote.name or (told.group(1) if told else answer.url.path.rsplit("/", 1)[-1])
    return re.sub(r"[^\w.\-]", "_", name)[:120] or "fichier"


def _require_announced(remote: Remote, path: Path) -> None:
    size = path.stat().st_size
    action = "Le transfert est incomplet ou le catalogue est en retard : réessayez plus tard."
    if remote.size and size != remote.size:
        raise DownloadRefused(
            f"{remote.url} : {size} octets reçus, {remote.size} annoncés par le catalogue.", action
        )
    if remote.checksum:
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, remote.algorithm).hexdigest()
        if found != remote.checksum.lower():
            raise DownloadRefused(f"{remote.url} : empreinte différente de l'annoncée.", action)
