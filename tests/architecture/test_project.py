"""Pages, pinned versions and generated documents agree with the code."""

import json
import re
import subprocess
import sys

import hypothesis
import pytest

from caremap.paths import ROOT
from caremap.ui.menu import PAGES


def test_every_page_of_the_menu_is_a_file_and_every_file_is_in_the_menu():
    files = {path.stem for path in (ROOT / "pages").glob("*.py")}
    assert {page[0] for page in PAGES} == files
    assert len(PAGES) == len(files)


@pytest.mark.parametrize("page_id", [page[0] for page in PAGES])
def test_a_page_is_named_as_its_address(page_id):
    assert re.fullmatch(r"[a-z]+", page_id)


def test_pages_are_told_apart_by_title_and_icon():
    for position in (1, 2):
        assert len({page[position] for page in PAGES}) == len(PAGES)


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-auth.txt", "requirements-test.txt"]
)
def test_every_version_is_pinned(name):
    lines = [line.split("#")[0].strip() for line in (ROOT / name).read_text("utf-8").splitlines()]
    wanted = [line for line in lines if line and not line.startswith("-r")]
    assert wanted
    pinned = re.compile(r"[A-Za-z0-9._\[\]-]+==[A-Za-z0-9.+!]+(\s*;.*)?")
    assert [line for line in wanted if not pinned.fullmatch(line)] == []


PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)")


def pinned_in(name: str) -> set[tuple[str, str]]:
    """Packages and versions of a requirements file and of those it includes."""
    found = set()
    for line in (ROOT / name).read_text("utf-8").splitlines():
        if line.startswith("-r "):
            found |= pinned_in(line.removeprefix("-r ").strip())
        if (match := PINNED.match(line)) and "win32" not in line:
            found.add((re.sub(r"[-_.]+", "-", match[1]).lower(), match[2]))
    return found


@pytest.mark.parametrize(
    ("lock", "name"),
    [
        ("run", "requirements.txt"),
        ("auth", "requirements-auth.txt"),
        ("test", "requirements-test.txt"),
    ],
)
def test_every_file_installed_is_known_by_its_hash(lock, name):
    path = f"locks/{lock}.txt"
    assert pinned_in(path) == pinned_in(name), "lancez « make lock »"
    blocks = re.split(r"(?m)^(?=[A-Za-z0-9])", (ROOT / path).read_text("utf-8"))
    assert [one for one in blocks if one and "--hash=sha256:" not in one] == []


def test_the_bill_of_materials_is_what_is_pinned():
    told = json.loads((ROOT / "docs/sbom.json").read_text("utf-8"))["components"]
    lines = [
        line
        for name in ("requirements.txt", "requirements-auth.txt")
        for line in (ROOT / name).read_text("utf-8").splitlines()
    ]
    pinned = {line for line in lines if "==" in line and not line.startswith("#")}
    assert {f"{one['name']}=={one['version']}" for one in told} == pinned, "lancez « make sbom »"


def test_generated_documents_are_current():
    done = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_application_asks_for_no_network_of_its_own():
    settings = (ROOT / ".streamlit" / "config.toml").read_text("utf-8")
    for wanted in (
        "gatherUsageStats = false",
        'showErrorDetails = "none"',
        "magicEnabled = false",
        "enableXsrfProtection = true",
        "disableDataExport = true",
    ):
        assert wanted in settings


def test_every_property_is_tried_on_500_examples():
    assert hypothesis.settings().max_examples >= 500
    lowered = re.compile(r"max_examples\s*=\s*\d")
    tests = [path for path in (ROOT / "tests").rglob("*.py") if path.name != "conftest.py"]
    found = [path.name for path in tests if lowered.search(path.read_text("utf-8"))]
    assert found == []
