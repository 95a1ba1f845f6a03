"""The whole application run without a browser, on the real release."""

import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner

from caremap.ui import store


def forget() -> None:
    """Empty every cache of the application, and the release that a test itself has read."""
    st.cache_resource.clear()
    store._RUN_RELEASE.set(None)
    for name, module in list(sys.modules.items()):
        if name.startswith("caremap."):
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def packages_are_read_once() -> Iterator[None]:
    """A server reads the metadata of every package as it starts, an AppTest at each of its runs."""
    with pytest.MonkeyPatch.context() as patched:
        scan = manifest_scanner.scan_component_manifests
        patched.setattr(manifest_scanner, "scan_component_manifests", cache(scan))
        yield


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], None]]:
    """Serve another data directory; nothing of it is kept for the tests that follow."""

    def served(data_dir: Path) -> None:
        forget()
        monkeypatch.setenv("CAREMAP_DATA_DIR", str(data_dir))

    yield served
    forget()


@pytest.fixture
def served(served_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Serve the real release; caches stay from test to test, their keys hold the release."""
    monkeypatch.setenv("CAREMAP_DATA_DIR", str(served_dir))
    return served_dir
