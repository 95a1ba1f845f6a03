"""Who may import whom, and where SQL, colours of the web and HTML may be written. Read, not run."""

import ast
import re
import sys
from pathlib import Path

import pytest

from caremap.paths import ROOT

SOURCES = ("caremap", "pages", "etl")
FILES = [
    *(path for folder in SOURCES for path in sorted((ROOT / folder).rglob("*.py"))),
    ROOT / "dashboard.py",
]
LIBRARIES = {
    *("numpy", "pandas", "scipy", "plotly", "folium", "branca", "jinja2", "mapclassify", "yaml")
}
DRAWING = {"matplotlib", "geopandas", "shapely", "openpyxl", "typst", "pptx"}

# First pattern that a file matches decides what it may import beside the standard library.
LAYERS = (
    (r"dashboard\.py|pages/.*", ("caremap.ui", "caremap.catalog", "streamlit")),
    (r"caremap/ui/together\.py", ("google.protobuf", "starlette", "streamlit")),
    (
        r"caremap/ui/.*",
        (
            "caremap",
            "streamlit",
            "streamlit_folium",
            "starlette",
            "numpy",
            "pandas",
            "plotly",
            "folium",
        ),
    ),
    (r"caremap/catalog/.*", ("caremap.catalog",)),
    (r"caremap/(errors|formats|paths)\.py", ()),
    (
        r"caremap/warehouse_lineage\.py",
        ("caremap.catalog", "caremap.composed", "caremap.paths", "caremap.warehouse", "pandas"),
    ),
    (
        r"caremap/warehouse_composed\.py",
        ("caremap.catalog", "caremap.warehouse", "pandas"),
    ),
    (
        r"caremap/warehouse\.py",
        (
            "caremap.catalog",
            "caremap.errors",
            "caremap.paths",
            "caremap.served",
            "duckdb",
            "pandas",
        ),
    ),
    (r"caremap/served\.py", ("caremap.errors", "caremap.paths")),
    (r"caremap/exports/.*", ("caremap", *LIBRARIES, *DRAWING)),
    (r"caremap/.*", ("caremap", *LIBRARIES)),
    (r"etl/.*", None),
)
NEVER = (
    (r"caremap/.*", r"etl(\.|$)"),
    (r"caremap/(?!ui/).*", r"(streamlit|caremap\.ui)(\.|$)"),
    (r"caremap/(?!warehouse\.py).*", r"duckdb(\.|$)"),
    (r"etl/.*", r"(streamlit|caremap\.ui|caremap\.warehouse)(\.|$)"),
    (
        r"caremap/(?!exports/).*|pages/.*",
        r"(geopandas|shapely|sklearn|requests|httpx|urllib\.request)(\.|$)",
    ),
)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import"
            found.add(node.module)
            if node.module == "caremap":
                found |= {f"caremap.{alias.name}" for alias in node.names}
    return found - {"caremap"}


def under(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def misplaced(name: str, modules: set[str]) -> list[str]:
    """Imports that the layer of a file does not allow."""
    allowed = next(allowed for pattern, allowed in LAYERS if re.fullmatch(pattern, name))
    outside = [m for m in modules if m.split(".")[0] not in sys.stdlib_module_names]
    wrong = (
        []
        if allowed is None
        else [m for m in outside if not any(under(m, package) for package in allowed)]
    )
    for pattern, forbidden in NEVER:
        if re.fullmatch(pattern, name):
            wrong += [m for m in modules if re.match(forbidden, m)]
    return sorted(set(wrong))


WITH_SQL = r"caremap/warehouse(_lineage|_composed)?\.py|etl/.*"
each_file = pytest.mark.parametrize("path", FILES, ids=name_of)


@each_file
def test_a_file_imports_only_what_its_layer_may(path):
    assert misplaced(name_of(path), imports(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    ("name", "module"),
    [
        ("pages/densite.py", "pandas"),
        ("pages/densite.py", "caremap.warehouse"),
        ("dashboard.py", "etl.build"),
        ("caremap/ui/parts.py", "etl"),
        ("caremap/ui/store.py", "duckdb"),
        ("caremap/maps.py", "streamlit"),
        ("caremap/charts.py", "caremap.ui.state"),
        ("caremap/charts.py", "matplotlib"),
        ("caremap/exports/tables.py", "httpx"),
        ("caremap/peers.py", "duckdb"),
        ("caremap/catalog/levels.py", "pandas"),
        ("caremap/catalog/levels.py", "caremap.paths"),
        ("caremap/formats.py", "numpy"),
        ("caremap/warehouse.py", "streamlit"),
        ("etl/build.py", "caremap.ui.store"),
    ],
)
def test_an_import_in_the_wrong_layer_is_seen(name, module):
    assert misplaced(name, {"json", module}) == [module]


def texts(tree: ast.AST) -> list[str]:
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


SQL = re.compile(
    r"\b(select\b.+\bfrom|insert\s+into|update\s+\S+\s+set|delete\s+from)\b", re.S | re.I
)


@pytest.mark.parametrize(
    "path",
    [
        p
        for p in FILES
        if not re.fullmatch(r"caremap/warehouse(_lineage|_composed)?\.py|etl/.*", name_of(p))
    ],
    ids=name_of,
)
def test_sql_is_written_in_the_warehouse_and_the_etl_only(path):
    assert [text for text in texts(ast.parse(path.read_text("utf-8"))) if SQL.search(text)] == []


def test_sql_of_the_warehouse_would_be_seen_elsewhere():
    tree = ast.parse((ROOT / "caremap/warehouse.py").read_text("utf-8"))
    assert len([text for text in texts(tree) if SQL.search(text)]) >= 4


@each_file
def test_no_markup_is_trusted_and_nothing_is_unpickled_or_evaluated(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    words = {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword)}
    assert not {"unsafe_allow_html", "unsafe_allow_javascript"} & words
    called = {
        n.func.id
        for n in ast.walk(tree)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
    }
    assert not {"eval", "exec"} & called
    assert not {"pickle", "marshal", "shelve"} & imports(tree)


WEB = re.compile(r"https?://[^\s\"'<>)]+")
# Links that say where a figure comes from; nothing is fetched from them while the app runs.
SOURCES_ONLY = re.compile(r"caremap/catalog/.*|etl/.*")
NOT_FETCHED = (
    "http://www.w3.org/",  # names of XML vocabularies
    "https://leafletjs.com",  # credit and notice of the vendored library
    "https://github.com/",
    "https://bugs.chromium.org/",
    "https://bugzilla.mozilla.org/",
    "http://localhost",
)


@pytest.mark.parametrize(
    "path",
    [p for p in FILES if not SOURCES_ONLY.fullmatch(name_of(p))]
    + sorted(
        p for p in (ROOT / "caremap/assets").rglob("*") if p.suffix in {".js", ".css", ".html"}
    ),
    ids=name_of,
)
def test_nothing_is_fetched_from_another_server(path):
    links = WEB.findall(path.read_text(encoding="utf-8"))
    assert [link for link in links if not link.startswith(NOT_FETCHED)] == []


@each_file
def test_no_content_delivery_network_is_named(path):
    text = path.read_text(encoding="utf-8").lower()
    assert not re.search(
        r"\b(cdn\.|unpkg\.com|jsdelivr|cdnjs|googleapis|tile\.openstreetmap)", text
    )
