"""Every cache of the application has a bound: memory does not grow with the views opened."""

import ast
from pathlib import Path

import pytest

from caremap.paths import ROOT

BOUNDS = {
    "lru_cache": {"maxsize"},
    "cache_resource": {"max_entries", "max_size"},
    "cache_data": {"max_entries", "max_size"},
}
FILES = sorted((ROOT / "caremap").rglob("*.py"))


def unbounded(path: Path) -> list[int]:
    """Lines of decorators that cache without a bound."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for decorator in getattr(node, "decorator_list", []):
            call = decorator if isinstance(decorator, ast.Call) else None
            target = call.func if call else decorator
            name = getattr(target, "attr", getattr(target, "id", ""))
            given = {k.arg for k in call.keywords} if call else set()
            endless = any(
                isinstance(k.value, ast.Constant) and k.value.value is None
                for k in (call.keywords if call else [])
                if k.arg in BOUNDS.get(name, set())
            )
            if name == "cache" or (name in BOUNDS and (endless or not given & BOUNDS[name])):
                found.append(decorator.lineno)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_cache_has_a_bound(path):
    assert unbounded(path) == []


@pytest.mark.parametrize(
    "decorator",
    ["cache", "functools.cache", "lru_cache", "lru_cache(maxsize=None)", "st.cache_data"],
)
def test_an_endless_cache_is_seen(decorator, tmp_path):
    path = tmp_path / "m.py"
    path.write_text(f"@{decorator}\ndef f(x):\n    return x\n")
    assert unbounded(path) == [1]
