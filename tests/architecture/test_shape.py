"""Files and functions stay short, names say what they hold, errors are not swallowed."""

import ast
from itertools import pairwise
from pathlib import Path

import pytest

from caremap.paths import ROOT

SOURCES = ("caremap", "pages", "etl")
FILES = [
    *(path for folder in SOURCES for path in sorted((ROOT / folder).rglob("*.py"))),
    ROOT / "dashboard.py",
]
PAGE_LINES, MODULE_LINES, FUNCTION_LINES, HARD_FUNCTION_LINES = 80, 250, 30, 45
# Declarations, one entry after another: reading them is a lookup.
LONG_MODULES = {"caremap/catalog/sources.py"}
# How many functions may exceed the aim of 30 lines: sentences and payloads written in one piece.
LONG_FUNCTIONS_ALLOWED = 20
EMPTY_NAMES = {"df", "data", "utils", "util", "helper", "helpers", "tmp", "foo"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def read(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(tree: ast.AST):
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def length(function) -> int:
    """Lines of a function, its signature included, its docstring left out."""
    lines = function.end_lineno - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function):
        lines -= first.end_lineno - first.lineno + 1
    return lines


each_file = pytest.mark.parametrize("path", FILES, ids=name_of)


@each_file
def test_a_file_is_short_enough_to_read_in_one_go(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    if path.parent.name == "pages":
        assert lines <= PAGE_LINES
    elif name_of(path) not in LONG_MODULES:
        assert lines <= MODULE_LINES


@each_file
def test_no_function_is_longer_than_a_screen(path):
    found = {f.name: length(f) for f in functions(read(path))}
    assert {name: lines for name, lines in found.items() if lines > HARD_FUNCTION_LINES} == {}


def test_few_functions_exceed_the_aim():
    long = [
        f"{name_of(path)}:{f.name} ({length(f)})"
        for path in FILES
        for f in functions(read(path))
        if length(f) > FUNCTION_LINES
    ]
    assert len(long) <= LONG_FUNCTIONS_ALLOWED, long


def test_the_length_of_a_function_leaves_out_its_docstring():
    (function,) = functions(ast.parse('def f():\n    """One.\n\n    Two.\n    """\n    return 1\n'))
    assert length(function) == 2


@each_file
def test_names_say_what_they_hold(path):
    tree = read(path)
    names = {path.stem} | {f.name for f in functions(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
    assert names & EMPTY_NAMES == set()


def followed_by_a_clearer_error(tree: ast.AST) -> set[ast.ExceptHandler]:
    """Handlers of a `try` whose next step raises an error in the words of the project."""
    return {
        handler
        for function in functions(tree)
        for step, after in pairwise(function.body)
        if isinstance(step, ast.Try) and isinstance(after, ast.Raise)
        for handler in step.handlers
    }


@each_file
def test_no_error_is_swallowed(path):
    tree = read(path)
    replaced = followed_by_a_clearer_error(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.ExceptHandler):
            continue
        assert node.type is not None, f"line {node.lineno}: bare except"
        caught = ast.unparse(node.type)
        does_nothing = all(isinstance(step, ast.Pass) for step in node.body)
        assert not does_nothing or node in replaced, f"line {node.lineno}: {caught} is dropped"
        reraised = any(isinstance(step, ast.Raise) for step in ast.walk(node))
        assert caught not in {"Exception", "BaseException"} or reraised, f"line {node.lineno}"


@each_file
def test_every_cache_is_bounded(path):
    for function in functions(read(path)):
        for decorator in function.decorator_list:
            text = ast.unparse(decorator)
            if "cache_resource" in text or "cache_data" in text:
                assert "max_entries=" in text, function.name
            served = not name_of(path).startswith("etl/")
            if served and text in {"cache", "functools.cache", "lru_cache(maxsize=None)"}:
                assert not function.args.args, f"{function.name} keeps every answer for ever"


@each_file
def test_nothing_is_printed_by_the_application(path):
    if name_of(path).startswith("etl/"):
        pytest.skip("the command line prints")
    calls = [n for n in ast.walk(read(path)) if isinstance(n, ast.Call)]
    assert [c.lineno for c in calls if isinstance(c.func, ast.Name) and c.func.id == "print"] == []


def test_what_is_drawn_again_alone_ends_with_the_session():
    """A fragment of Streamlit passes by none of what a run begins with: one module makes them."""
    makers = {
        path.name for path in (ROOT / "caremap").rglob("*.py") if "st.fragment" in path.read_text()
    }
    assert makers == {"fragments.py"}
