"""deploy/nginx.conf as it is written: TLS, one replica a reader, a replica killed under load."""

import json
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from threading import Event

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from benchmarks._reader import reading
from benchmarks._server import Server, dashboard, free_port, serving
from caremap.formats import number
from caremap.paths import ROOT, current_release_id

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/sbin:/bin")
pytestmark = pytest.mark.skipif(
    not NGINX, reason="nginx absent : installez nginx-light, ou lancez « make test » en root"
)
LILLE = number(238_246)
VIEWS = (("territoire", "territoire=59350"), ("acces", "territoire=59350"))
TLS = ssl._create_unverified_context()  # noqa: S323 - our own certificate, on loopback


@dataclass
class Site:
    """The proxy and its replicas."""

    port: int
    plain_port: int
    replicas: list[Server]
    log: Path
    release_id: str

    def get(self, path: str, cookie: str = "") -> tuple[int, list[tuple[str, str]], bytes]:
        """Ask for a path over TLS: status, headers, body."""
        connection = HTTPSConnection("127.0.0.1", self.port, context=TLS, timeout=30)
        connection.request("GET", path, headers={"Cookie": cookie, "Accept": "text/html"})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, [(k.lower(), v) for k, v in answer.getheaders()], body

    def new_cookie(self) -> str:
        """Arrive as a new reader: the cookie that keeps a reader on one replica."""
        _, headers, _ = self.get("/synthese")
        (cookie,) = (v for k, v in headers if k == "set-cookie" and v.startswith("caremap_route="))
        return cookie.split(";")[0]

    def replica_of(self, cookie: str) -> str:
        """Replica that a reader was given: the log tells it just after the answer."""
        before = len(self.upstreams("/ready"))
        assert self.get("/ready", cookie)[0] == 200
        for _ in range(200):
            if len(found := self.upstreams("/ready")) > before:
                return found[-1]
            time.sleep(0.01)
        pytest.fail("Le journal du proxy ne dit pas la réplique.")

    def readers_of_each(self, count: int) -> list[str]:
        """Cookies of as many readers on each replica: a replica is drawn for each arrival."""
        cookies: dict[str, list[str]] = {}
        for _ in range(100):
            cookie = self.new_cookie()
            cookies.setdefault(self.replica_of(cookie), []).append(cookie)
            if len(cookies) == len(self.replicas) and min(map(len, cookies.values())) >= count:
                return [one for own in cookies.values() for one in own[:count]]
        pytest.fail("Les lecteurs ne se partagent pas les répliques.")

    def upstreams(self, path: str) -> list[str]:
        """Replica that answered each request for a path, from the log of the proxy."""
        lines = self.log.read_text().splitlines()
        return [line.split()[-1] for line in lines if line.split()[2] == path]


@contextmanager
def proxying(folder: Path, ports: list[int], listen: tuple[int, int], log: Path) -> Iterator[None]:
    """Run nginx on the project's file, with the names and ports of this test."""
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
    command += ["-subj", "/CN=localhost", "-keyout", "privkey.pem", "-out", "fullchain.pem"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    (peer,) = re.findall(r"^\s*server app:8501.*$", text, re.MULTILINE)
    peers = "".join(peer.replace("app:8501", f"127.0.0.1:{port}") + "\n" for port in ports)
    for written, here in (
        ("/tmp/", f"{folder}/"),  # noqa: S108 - the container's
        (peer, peers),
        ("listen 8080", f"listen 127.0.0.1:{listen[0]}"),
        ("listen 8443", f"listen 127.0.0.1:{listen[1]}"),
        ("/etc/nginx/tls", str(folder)),
        ("/dev/stdout", str(log)),
        ("/dev/stderr", str(folder / "error.log")),
    ):
        assert text.count(written) >= 1, written
        text = text.replace(written, here)
    (folder / "nginx.conf").write_text(text)
    command = [str(NGINX), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    proxy = subprocess.Popen([*command, "-g", "daemon off;"], stderr=subprocess.DEVNULL)
    try:
        _wait_for_port(listen[1])
        yield
    finally:
        proxy.terminate()
        proxy.wait(20)


def _wait_for_port(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("nginx n'écoute pas.")


def environment(port: int) -> dict[str, str]:
    """Settings of the example that is shipped, for a site of this name and port."""
    text = (ROOT / "deploy" / "caremap.env.example").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    told = dict(line.split("=", 1) for line in lines)
    told["STREAMLIT_SERVER_COOKIE_SECRET"] = "c" * 64
    for name, value in told.items():
        told[name] = value.replace("https://carte.example.org", f"https://127.0.0.1:{port}")
    return {name: value.replace("carte.example.org", "127.0.0.1") for name, value in told.items()}


@pytest.fixture(scope="module")
def site(built_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Two replicas on the same released files, behind the proxy."""
    folder = tmp_path_factory.mktemp("proxy")
    log = folder / "access.log"
    listen = (free_port(), free_port())
    with ExitStack() as stack:
        replicas = [
            stack.enter_context(
                serving(dashboard(), CAREMAP_DATA_DIR=str(built_dir), **environment(listen[1]))
            )
            for _ in range(2)
        ]
        ports = [int(replica.url.rsplit(":", 1)[1]) for replica in replicas]
        stack.enter_context(proxying(folder, ports, listen, log))
        yield Site(listen[1], listen[0], replicas, log, str(current_release_id(built_dir)))


def test_a_reader_stays_on_one_replica_and_readers_share_the_replicas(site: Site) -> None:
    replicas: set[str] = set()
    for cookie in site.readers_of_each(3):
        answering = {site.replica_of(cookie) for _ in range(5)}
        assert len(answering) == 1
        replicas |= answering
    assert len(replicas) == 2


def test_the_proxy_secures_cookies_headers_and_limits(site: Site) -> None:
    status, headers, body = site.get("/densite")
    names = dict(headers)
    assert status == 200
    assert b'lang="fr"' in body
    assert "max-age" in names["strict-transport-security"]
    assert "script-src 'self'" in names["content-security-policy"]
    assert "nginx/" not in names.get("server", "")
    for path in ("/densite", "/_stcore/health", "/_stcore/host-config"):
        cookies = [v for k, v in site.get(path)[1] if k == "set-cookie"]
        assert cookies
        assert all("secure" in cookie.lower() for cookie in cookies), cookies
    assert site.get(f"/densite?a={'x' * 20_000}")[0] == 414
    assert site.get("/_stcore/metrics")[0] == 404


def test_the_websocket_answers_the_pages_of_this_site_alone(site: Site) -> None:
    own = f"https://127.0.0.1:{site.port}"
    with reading(own, *VIEWS[0], ssl=TLS, origin=own) as reader:
        assert reader.go(*VIEWS[0]) is not None
    for foreign in ("https://ailleurs.example", "https://127.0.0.1.ailleurs.example", "null"):
        with pytest.raises(InvalidStatus) as refused, reading(own, "", ssl=TLS, origin=foreign):
            pass
        assert refused.value.response.status_code == 403, foreign


def test_plain_http_only_leads_to_https(site: Site) -> None:
    connection = HTTPConnection("127.0.0.1", site.plain_port, timeout=30)
    connection.request("GET", "/a?b=1")
    answer = connection.getresponse()
    assert answer.status == 308
    assert answer.headers["location"] == "https://127.0.0.1/a?b=1"
    connection.close()


def healthy(server: Server) -> bool:
    """Run the check of the Dockerfile on a replica."""
    text = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    command = json.loads(text.split("HEALTHCHECK")[1].split("CMD", 1)[1].split("\n")[0])
    code = command[-1].replace("http://127.0.0.1:8501", server.url)
    return subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0


def read_until(site: Site, cookie: str, stop: Event, seen: Counter[str]) -> None:
    """Read views until told to stop, coming back as a browser does when the line is cut."""
    while not stop.is_set():
        try:
            options = {"ssl": TLS, "additional_headers": {"Cookie": cookie}}
            with reading(f"https://127.0.0.1:{site.port}", *VIEWS[0], **options) as reader:
                reader.keeps_messages = False
                while not stop.is_set():
                    for page, query in VIEWS:
                        reader.go(page, query)
                        answer = reader.answer.decode(errors="ignore")
                        right = site.release_id in answer and LILLE in answer
                        seen["right" if right else "wrong"] += 1
                        seen["right_since_cut"] += right and seen["cut"] > 0
        except (ConnectionClosed, OSError):
            seen["cut"] += 1
            stop.wait(0.2)


def test_a_replica_killed_under_load_loses_no_reader_and_shows_no_wrong_figure(site: Site) -> None:
    assert healthy(site.replicas[0])
    cookies = site.readers_of_each(3)
    stop = Event()
    seen: list[Counter[str]] = [Counter() for _ in cookies]

    def until(seen_by: Callable[[Counter[str]], bool]) -> None:
        limit = time.monotonic() + 60
        while time.monotonic() < limit and not all(map(seen_by, seen)):
            time.sleep(0.2)

    with ThreadPoolExecutor(len(cookies)) as pool:
        for cookie, own in zip(cookies, seen, strict=True):
            pool.submit(read_until, site, cookie, stop, own)
        until(lambda one: one["right"] > 0)
        site.replicas[0].kill()
        time.sleep(4)
        until(lambda one: not one["cut"] or one["right_since_cut"] > 0)
        stop.set()
    assert not healthy(site.replicas[0])
    assert healthy(site.replicas[1])
    assert all(one["wrong"] == 0 and one["right"] > 0 for one in seen), seen
    moved = [one for one in seen if one["cut"]]
    assert all(one["right_since_cut"] > 0 for one in moved), seen
    assert site.get("/ready", cookies[0])[0] == 200
    written = site.log.read_text() + (site.log.parent / "error.log").read_text()
    assert "territoire=" not in written, "no parameter of a link"
    assert "client:" not in written, "no address of a reader"
    assert len(moved) == 3, "readers of the other replica notice nothing"
