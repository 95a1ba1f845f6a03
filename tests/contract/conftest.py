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


@pytest.fixture
def served(built_dir: Path, tmp_path: Path) -> Path:
    """Data directory with its own copy of a published release."""
    shutil.copytree(releases_dir(built_dir), releases_dir(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def brought(tmp_path: Path) -> Path:
    """Folder where a steward puts the files received."""
    (tmp_path / "brought").mkdir()
    return tmp_path / "brought"


@pytest.fixture(scope="session")
def communes_2026(warehouse: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return warehouse.execute("select commune_id, name from core.communes order by all").fetchall()


@pytest.fixture
def apl_rows(communes_2026: list[tuple[str, str]]) -> list[list[object]]:
    return [
        [code, name, 3.0 + n % 5 / 10, 2.0 + n % 8 / 10, 400, 410]
        for n, (code, name) in enumerate(communes_2026)
    ]
