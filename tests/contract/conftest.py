"""Copies of the built release, or of its inputs, to spoil."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from caremap.paths import REFERENCE, releases_dir


@pytest.fixture
def spoilable(release: Path, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Writable copy of the warehouse."""
    copy = tmp_path / "warehouse.duckdb"
    shutil.copyfile(release / "warehouse.duckdb", copy)
    with duckdb.connect(copy) as connection:
        yield connection


@pytest.fixture
def own_reference(built_dir: Path, tmp_path: Path) -> Path:
    """Data directory with a published release and its own copy of the reference files."""
    shutil.copytree(REFERENCE, tmp_path / "reference")
    shutil.copytree(releases_dir(built_dir), releases_dir(tmp_path))
    return tmp_path
