"""The share of noticed changes counts those that no test ran as missed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from caremap.paths import ROOT

SCRIPT = ROOT / "scripts" / "mutation_score.py"


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("codes", "share", "accepted"),
    [
        ([1] * 8 + [0, 33], "80.0 %", True),
        ([1] * 7 + [36, 0, 5, None, 34, 2], "80.0 %", True),
        ([1] * 7 + [0, 0, 33], "70.0 %", False),
    ],
)
def test_the_score_and_its_limit(tmp_path, codes, share, accepted):
    meta = tmp_path / "mutants" / "etl" / "releases.py.meta"
    meta.parent.mkdir(parents=True)
    meta.write_text(json.dumps({"exit_code_by_key": dict(enumerate(codes))}))
    done = run(tmp_path)
    assert (done.returncode == 0) is accepted
    assert done.stdout.count(share) == 2, "the file, then all files"


def test_nothing_tried_is_not_a_good_score(tmp_path):
    assert run(tmp_path).returncode == 1
