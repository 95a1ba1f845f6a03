"""SQL of the application is fixed text: values are parameters, names come from a closed list."""

import ast
from pathlib import Path

import pytest

from caremap.paths import ROOT

WAREHOUSE = ROOT / "caremap" / "warehouse.py"
# Queries that hold the name of a table: the name is checked, or read from the database itself.
NAMED = {"table", "_read_table"}
RUNS_SQL = {"rows", "execute", "sql", "query", "_checked", "executemany"}


def assembled(path: Path) -> list[tuple[str, int]]:
    """Functions and lines that hand over a query made of pieces."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = []
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        forwards = {argument.arg for argument in function.args.args}
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            if not (isinstance(call.func, ast.Attribute) and call.func.attr in RUNS_SQL):
                continue
            query = call.args[0] if call.args else None
            forwarded = isinstance(query, ast.Name) and query.id in forwards
            if not isinstance(query, ast.Constant) and not forwarded:
                found.append((function.name, call.lineno))
    return found


def test_queries_of_the_warehouse_are_fixed_text():
    assert {name for name, _ in assembled(WAREHOUSE)} == NAMED


@pytest.mark.parametrize(
    "query",
    [
        'f"select * from t where id = {x}"',
        '"select * from t where id = " + x',
        '"select * from t where id = %s" % x',
        '"select {}".format(x)',
    ],
)
def test_a_query_made_of_pieces_is_seen(query, tmp_path):
    path = tmp_path / "m.py"
    path.write_text(f"def f(self, x):\n    return self.rows({query})\n")
    assert assembled(path) == [("f", 2)]


def test_a_fixed_query_with_parameters_passes(tmp_path):
    path = tmp_path / "m.py"
    path.write_text('def f(self, x):\n    return self.rows("select 1 where id = ?", (x,))\n')
    assert assembled(path) == []
