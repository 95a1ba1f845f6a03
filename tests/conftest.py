"""One real build for the whole session, whatever the number of its processes."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, Phase, settings

from caremap.paths import current_release_id, releases_dir
from caremap.warehouse import Warehouse
from etl.build import build
from etl.extract.__main__ import perimeter_folder

# Every property is tried on 500 examples, the same in each run; the nightly ones are new each time.
# The folder of a test may serve all of them: each writes its file anew. Tracing lines to explain a
# failure would be paid by each example that passes.
settings.register_profile(
    "caremap",
    parent=settings(),
    max_examples=500,
    derandomize=True,
    deadline=None,
    phases=set(Phase) - {Phase.explain},
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.register_profile(
    "nightly", settings.get_profile("caremap"), max_examples=10_000, derandomize=False
)
settings.load_profile("caremap")


def pytest_collection_finish() -> None:
    """What is imported stays to the end: the collector need not go through it at each test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Folder that the first process of the session makes; each has its own copy."""
    folder = factory.mktemp(name)
    if "PYTEST_XDIST_WORKER" not in os.environ:
        make(folder)
        return folder
    shared = factory.getbasetemp().parent / name
    with FileLock(shared.with_suffix(".lock")):
        if not shared.is_dir():
            made = factory.mktemp(f"{name}-made")
            make(made)
            made.rename(shared)
    return Path(shutil.copytree(shared, folder, dirs_exist_ok=True))


@pytest.fixture(scope="session")
def built_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data directory with one published release."""
    return made_once(tmp_path_factory, "built", build)


@pytest.fixture(scope="session")
def release(built_dir: Path) -> Path:
    """Folder of the served release."""
    release_id = current_release_id(built_dir)
    assert release_id
    return releases_dir(built_dir) / release_id


@pytest.fixture(scope="session")
def warehouse(release: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Served warehouse, read-only."""
    with duckdb.connect(release / "warehouse.duckdb", read_only=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def served_dir(built_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy of the data directory for the application.

    One process cannot open one file with two configurations, and the application locks its own.
    """
    folder = tmp_path_factory.mktemp("served") / "data"
    shutil.copytree(built_dir, folder)
    return folder


@pytest.fixture(scope="session")
def published(served_dir: Path) -> Iterator[Warehouse]:
    """The release as the application reads it."""
    release_id = current_release_id(served_dir)
    assert release_id
    opened = Warehouse(release_id, served_dir)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def demo_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data directory of the illustration set."""
    return made_once(tmp_path_factory, "demo", lambda folder: build(folder, demo=True))


@pytest.fixture(scope="session")
def pas_de_calais_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data directory of another perimeter: one département, from the embedded files alone."""

    def make(folder: Path) -> None:
        perimeter_folder(None, folder / "reference", ["62"], "")
        build(folder)

    return made_once(tmp_path_factory, "pas-de-calais", make)


@pytest.fixture(scope="session")
def somme_oise_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data directory of départements that no embedded file covers: territories, and no figure."""
    archives = os.environ.get("CAREMAP_ARCHIVES_DIR")
    if not archives:
        pytest.skip("CAREMAP_ARCHIVES_DIR does not name the folder of package archives")

    def make(folder: Path) -> None:
        perimeter_folder(Path(archives), folder / "reference", ["80", "60"], "")
        build(folder)

    return made_once(tmp_path_factory, "somme-oise", make)
