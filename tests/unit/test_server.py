"""Routes and French shell, called as a server calls them."""

import gzip
import json
from functools import partial
from pathlib import Path

import asgi
import pytest
import streamlit
from starlette.applications import Starlette
from starlette.responses import FileResponse, JSONResponse
from starlette.routing import Route

from caremap.paths import current_release_id, releases_dir
from caremap.ui.server import GEOMETRY_FILES, MIDDLEWARE, ROUTES

SHELL = Path(streamlit.__file__).parent / "static" / "index.html"
BROWSER = {"accept": "text/html,*/*;q=0.8", "accept-encoding": "gzip, br"}


async def shell(request):
    """Streamlit's own page, with the encodings that were asked for."""
    asked = request.headers.get("accept-encoding", "")
    return FileResponse(SHELL, media_type="text/html", headers={"X-Asked": asked})


async def value(request):
    return JSONResponse({"page": '<html lang="en"'})


APP = Starlette(
    routes=[
        *ROUTES,
        Route("/value", value),
        Route("/component/map/index.html", shell),
        Route("/{page:path}", shell),
    ],
    middleware=MIDDLEWARE,
)


ask = partial(asgi.ask, APP)


@pytest.fixture
def geometry(served_dir, monkeypatch) -> Path:
    """Folder of the geometry that is served."""
    monkeypatch.setenv("CAREMAP_DATA_DIR", str(served_dir))
    return releases_dir() / current_release_id() / "geometry"


@pytest.mark.parametrize(
    ("query", "target"),
    [
        ("", "synthese"),
        ("territoire=59350", "synthese?territoire=59350"),
        ("a=1&territoire=59%2B62", "synthese?a=1&territoire=59%2B62"),
    ],
)
def test_the_root_leads_to_the_first_page_and_keeps_the_link(query, target):
    answer = ask("/", query=query)
    assert (answer.status, answer.headers["location"]) == (307, target)


def test_the_page_is_declared_french_and_says_where_its_server_is():
    assert b'<html lang="en"' in SHELL.read_bytes()
    answer = ask("/densite", BROWSER)
    assert answer.status == 200
    assert b'<html lang="fr"' in answer.body
    assert b'lang="en"' not in answer.body
    assert "<title>Densité médicale</title>".encode() in answer.body
    assert b"service-desc" not in answer.body
    assert "etag" not in answer.headers, "the page depends on the release"
    assert answer.body.count(b'<head><script src="./assets/boot.js"></script>') == 1
    assert int(answer.headers["content-length"]) == len(answer.body)


def test_a_page_is_asked_for_uncompressed_so_that_it_can_be_rewritten():
    assert ask("/densite", BROWSER).headers["x-asked"] == ""
    assert ask("/densite", {"accept-encoding": "gzip"}).headers["x-asked"] == "gzip"


def test_the_frame_of_a_map_is_left_as_it_is():
    answer = ask("/component/map/index.html", BROWSER)
    assert answer.body == SHELL.read_bytes()


@pytest.mark.parametrize("path", ["/accueil", "/densit", "/.env", "/healthz", "/a/b/c", "/DENSITE"])
def test_an_address_without_a_page_is_not_found(path):
    answer = ask(path, BROWSER)
    assert answer.status == 404
    assert b'<html lang="fr">' in answer.body
    home = "../" * (path.count("/") - 1) + "synthese"
    assert f'href="{home}"'.encode() in answer.body


def test_what_is_not_a_page_is_left_as_it_is():
    assert json.loads(ask("/value", BROWSER).body) == {"page": '<html lang="en"'}


@pytest.mark.parametrize("name", sorted(GEOMETRY_FILES))
def test_geometry_is_kept_by_the_browser_and_compressed_when_it_can_read_it(geometry, name):
    path = f"/geometry/{geometry.parent.name}/{name}"
    packed, plain = ask(path, {"accept-encoding": "gzip, br"}), ask(path)
    assert packed.status == plain.status == 200
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(packed.body) == plain.body == (geometry / name).read_bytes()
    for answer in (packed, plain):
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["vary"].lower() == "accept-encoding"
        assert "immutable" in answer.headers["cache-control"]


def test_geometry_without_a_compressed_twin_is_served_plain(geometry, tmp_path, monkeypatch):
    folder = tmp_path / "releases" / "r1" / "geometry"
    folder.mkdir(parents=True)
    (folder / "places.json").write_text("[]")
    monkeypatch.setenv("CAREMAP_DATA_DIR", str(tmp_path))
    answer = ask("/geometry/r1/places.json", {"accept-encoding": "gzip"})
    assert (answer.status, answer.body) == (200, b"[]")
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("release_id", ["..", ".", "../..", "~", "nowhere", "r\u0000"])
def test_no_release_name_leads_out_of_the_releases(release_id, tmp_path, monkeypatch):
    # A file of the right name lies above the releases and beside them.
    for folder in (tmp_path, tmp_path / "data", tmp_path / "data" / "releases"):
        (folder / "geometry").mkdir(parents=True)
        (folder / "geometry" / "places.json").write_text("secret")
    monkeypatch.setenv("CAREMAP_DATA_DIR", str(tmp_path / "data"))
    answer = ask(f"/geometry/{release_id}/places.json")
    assert answer.status == 404
    assert b"secret" not in answer.body


@pytest.mark.parametrize(
    "name", ["manifest.json", "../manifest.json", "..", "places.json.gz", "warehouse.duckdb", ""]
)
def test_only_the_four_geometry_files_are_served(geometry, name):
    answer = ask(f"/geometry/{geometry.parent.name}/{name}")
    assert answer.status in {404, 307}
    assert b"sha256" not in answer.body


@pytest.mark.parametrize("path", ["/assets/../errors.py", "/assets/%2e%2e/errors.py"])
def test_assets_do_not_lead_to_the_code(path):
    assert ask(path).status == 404


def test_assets_are_kept_a_minute_then_checked():
    answer = ask("/assets/caremap-map.js")
    assert answer.status == 200
    assert answer.headers["cache-control"] == "max-age=60"
    assert answer.headers["etag"]


@pytest.mark.parametrize(
    "path",
    [
        f"/values/{{}}/commune/gp_density/{'1' * 45}",
        f"/values/{{}}/commune/gp_density/{'9' * 5000}",
        "/values/{}/commune/gp_density/٢٠١٩",
        "/values/{}/commune/gp_density/-2019",
        "/values/{}/nowhere/gp_density/2019",
        "/values/{}/commune/nothing/2019",
        f"/values/{'r' * 300}/commune/gp_density/2019",
        f"/geometry/{'r' * 300}/places.json",
        "/geometry/{}/" + "p" * 300,
    ],
)
def test_an_address_that_asks_for_nothing_is_not_found(geometry, path):
    assert ask(path.replace("{}", geometry.parent.name)).status == 404
    assert ask(f"/values/{geometry.parent.name}/commune/gp_density/2019").status == 200
