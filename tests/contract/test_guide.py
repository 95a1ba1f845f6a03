"""The steward's guide, followed as written on a workbook made for the test."""

import re
import shlex
from pathlib import Path

import duckdb
from official import apl_workbook
from typer.testing import CliRunner

from caremap.paths import ROOT, current_release_id
from etl.__main__ import app

GUIDE = (ROOT / "docs" / "guide-donnees.md").read_text(encoding="utf-8")


def commands() -> list[list[str]]:
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE, flags=re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    assert all(line.startswith("python -m etl ") for line in lines)
    return [shlex.split(line)[3:] for line in lines]


def test_each_command_of_the_guide_does_what_it_says(
    tmp_path: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    runner, data_dir = CliRunner(), tmp_path / "data"
    assert runner.invoke(app, ["build", "--data-dir", str(data_dir)]).exit_code == 0
    first = current_release_id(data_dir)
    (tmp_path / "recu").mkdir()
    codes = warehouse.execute("select commune_id, name from core.communes order by all").fetchall()
    rows = [[code, name, 3.0, 2.5, 400, 410] for code, name in codes]
    apl_workbook(tmp_path / "recu" / "apl_medecins_generalistes.xlsx", rows)
    served = []
    for words in commands():
        arguments = [str(tmp_path / "recu") if word == "recu" else word for word in words]
        result = runner.invoke(app, [*arguments, "--data-dir", str(data_dir)])
        assert result.exit_code == 0, (words, result.output, result.exception)
        served.append(current_release_id(data_dir))
    tried, published, accepted = served[:3]
    assert tried == first
    assert published != first
    # Nothing new the second time: the reason is not needed.
    assert accepted == published
    assert served[-1] == first
