"""Downloads against a server that cuts, stalls, lies, redirects, refuses and changes its file."""

import hashlib
import socket
import time
from pathlib import Path

import pytest
from misbehaving import BODY, ETAG, Answer, Server, misbehaving

from etl import download
from etl.download import DownloadRefused, Limits, Remote, SourceUnreachable, client, fetch

FAST = Limits(connect=1, read=0.5, deadline=6, tries=3, first_wait=0.01)


def get(server: Server, to: Path, limits: Limits = FAST, etag: str = "", **announced: object):
    remote = Remote(f"{server.address}/fichier.csv", **announced)
    with client(limits) as opened:
        return fetch(opened, remote, to, etag, limits)


def test_a_file_is_written_as_it_was_sent(tmp_path: Path) -> None:
    with misbehaving([Answer(headers={"ETag": ETAG})]) as server:
        state = get(server, tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == BODY
    assert (state.etag, state.name) == (ETAG, "fichier.csv")
    assert "user-agent: caremap/" in server.requests[0].lower()


def test_a_cut_transfer_is_resumed_where_it_stopped(tmp_path: Path) -> None:
    cut = Answer(headers={"ETag": ETAG}, cut_after=50_000)
    whole = Answer(headers={"ETag": ETAG}, ranged=True)
    with misbehaving([cut, whole]) as server:
        get(server, tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == BODY
    asked = server.requests[1].lower()
    assert "range: bytes=" in asked
    assert f"if-range: {ETAG}" in asked


def test_a_server_that_ignores_ranges_is_read_from_the_start(tmp_path: Path) -> None:
    answers = [Answer(headers={"ETag": ETAG}, cut_after=50_000), Answer(headers={"ETag": ETAG})]
    with misbehaving(answers) as server:
        get(server, tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == BODY


def test_a_file_that_changed_between_two_ranges_is_taken_whole(tmp_path: Path) -> None:
    other = BODY[::-1]
    answers = [
        Answer(headers={"ETag": ETAG}, cut_after=50_000),
        Answer(headers={"ETag": '"two"'}, body=other),
    ]
    with misbehaving(answers) as server:
        state = get(server, tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == other
    assert state.etag == '"two"'


@pytest.mark.parametrize(
    "answer",
    [
        Answer(cut_after=1_000),
        Answer(length=len(BODY) + 10),
        Answer(stall_after=1_000),
        Answer(status="503 Service Unavailable"),
        Answer(status="429 Too Many Requests", headers={"Retry-After": "0"}),
    ],
    ids=["cut", "lies", "stalls", "503", "429"],
)
def test_what_never_works_is_tried_three_times_then_told(tmp_path: Path, answer: Answer) -> None:
    with misbehaving([answer]) as server:
        with pytest.raises(SourceUnreachable, match=r"fichier\.csv") as caught:
            get(server, tmp_path / "f")
        assert len(server.requests) == 3
    assert "n'a pas changé" in caught.value.next_action
    assert not (tmp_path / "f").exists()


def test_a_failure_that_passes_is_not_told(tmp_path: Path) -> None:
    with misbehaving([Answer(status="503 Busy"), Answer(status="429 Wait"), Answer()]) as server:
        get(server, tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == BODY


def test_a_drip_ends_at_the_deadline(tmp_path: Path) -> None:
    limits = Limits(connect=1, read=5, deadline=1, tries=5, first_wait=0.01)
    started = time.monotonic()
    with misbehaving([Answer(drip=True)]) as server, pytest.raises(SourceUnreachable):
        get(server, tmp_path / "f", limits)
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (Answer(status="404 Not Found"), "404"),
        (Answer(status="403 Forbidden"), "403"),
        (Answer(headers={"Content-Type": "text/html; charset=utf-8"}), "page HTML"),
        (Answer(length=10**12), "plus que les"),
    ],
)
def test_what_is_not_the_file_is_refused_at_once(
    tmp_path: Path, answer: Answer, message: str
) -> None:
    with misbehaving([answer]) as server:
        with pytest.raises((DownloadRefused, SourceUnreachable), match=message):
            get(server, tmp_path / "f")
        assert len(server.requests) == 1


def test_a_body_without_length_is_stopped_at_the_limit(tmp_path: Path) -> None:
    limits = Limits(connect=1, read=1, deadline=5, tries=1, bytes=100_000)
    with (
        misbehaving([Answer(length=-1)]) as server,
        pytest.raises(DownloadRefused, match="plus que les"),
    ):
        get(server, tmp_path / "f", limits)


def test_a_body_cut_without_a_length_is_known_by_the_catalogue(tmp_path: Path) -> None:
    with misbehaving([Answer(length=-1, cut_after=1_000)]) as server:
        with pytest.raises(DownloadRefused, match="1000 octets reçus, 190000 annoncés"):
            get(server, tmp_path / "f", size=len(BODY))
        digest = hashlib.sha1(BODY).hexdigest()  # noqa: S324 - the catalogue's own algorithm
        with pytest.raises(DownloadRefused, match="empreinte"):
            get(server, tmp_path / "g", checksum=digest, algorithm="sha1")


def test_redirections_are_followed_but_not_for_ever(tmp_path: Path) -> None:
    moved = Answer(status="302 Found", headers={"Location": "/ailleurs.csv"}, body=b"")
    with misbehaving([moved, Answer()]) as server:
        get(server, tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == BODY
    with misbehaving([moved]) as server, pytest.raises(SourceUnreachable, match="redirect"):
        get(server, tmp_path / "g")


def test_an_unchanged_file_is_not_sent_again(tmp_path: Path) -> None:
    with misbehaving([Answer(status="304 Not Modified", body=b"")]) as server:
        assert get(server, tmp_path / "f", etag=ETAG) is None
    assert f"if-none-match: {ETAG}" in server.requests[0].lower()


def test_nobody_listening_is_told(tmp_path: Path) -> None:
    # Bound and not listening: the port refuses, and no other process can take it meanwhile.
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        address = "http://{}:{}".format(*held.getsockname())
        with pytest.raises(SourceUnreachable):
            get(Server(address), tmp_path / "f")


def test_a_proxy_of_the_environment_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with misbehaving([Answer()]) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.address)
        monkeypatch.delenv("NO_PROXY", raising=False)
        get(Server("http://source.invalid"), tmp_path / "f")
    assert proxy.requests[0].startswith("GET http://source.invalid/fichier.csv")


def test_the_newest_resource_of_a_dataset_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    listing = b"""{"resources": [
      {"title": "finess-structures-journalier-20260101.json.gz", "url": "http://x/a.json.gz",
       "last_modified": "2026-01-01", "filesize": 5, "checksum": {"type": "sha1", "value": "AB"}},
      {"title": "finess-structures-journalier-20260301.json.gz", "url": "http://x/b.json.gz",
       "last_modified": "2026-03-01", "filesize": 7},
      {"title": "notice.pdf", "url": "http://x/notice.pdf", "last_modified": "2026-09-01"}]}"""
    with misbehaving(
        [Answer(body=listing), Answer(body=listing), Answer(body=b"<html>")]
    ) as server:
        monkeypatch.setattr(download, "CATALOGUE", server.address + "/{}/")
        with client(FAST) as opened:
            found = download.find_resource(opened, "finess-structures-1", r"journalier-\d{8}")
            assert (found.url, found.name, found.size) == ("http://x/b.json.gz", "b.json.gz", 7)
            with pytest.raises(DownloadRefused, match=r"notice\.pdf"):
                download.find_resource(opened, "finess-structures-1", "hebdomadaire")
            with pytest.raises(DownloadRefused, match="liste de ressources"):
                download.find_resource(opened, "finess-structures-1", "journalier")
