"""docs/performance.md says what was measured, and says when a target is missed."""

import pytest

from benchmarks import _document

LOAD = {
    "p95_20_users_s": 0.1,
    "median_20_users_s": 0.05,
    "p95_50_users_s": 0.31,
    "median_50_users_s": 0.1,
    "errors": 0,
    "rss_mb": 390.4,
    "growth_percent": -0.1,
    "mixed_figures": 0,
    "swap_p95_s": 0.9,
    "others_share_20_users": 0.25,
    "others_share_50_users": 0.5,
}


@pytest.fixture
def report(tmp_path):
    document = tmp_path / "performance.md"
    _document.write(
        {"load": LOAD, "pages": {"cpu_ms": {"densite": 41.2}, "first_page_ratio": 1.5}}, document
    )
    return document.read_text("utf-8")


def line(report: str, words: str) -> str:
    (found,) = [row for row in report.splitlines() if words in row and row.startswith("|")]
    return found


def test_a_target_is_kept_or_missed_by_the_number_alone(report):
    assert line(report, "20 lecteurs : 95 %").endswith("| 0,100 s | ≤ 0,150 s | tenu |")
    assert line(report, "50 lecteurs : 95 %").endswith("| 0,310 s | ≤ 0,300 s | **dépassé** |")


def test_a_benchmark_that_did_not_run_is_not_reported(report):
    assert "construction de l'entrepôt" not in report
    assert "| densite | 41 |" in report


def test_the_share_of_the_machine_taken_by_others_is_said(report):
    assert "25\u202f% (20 lecteurs)" in report
    assert "50\u202f% (50 lecteurs)" in report


@pytest.mark.parametrize("lines", [[], ["no json\n"], ["[1]\n"]])
def test_a_benchmark_without_results_gives_none(lines):
    assert _document.last_json(lines) is None


def test_results_are_the_last_line():
    assert _document.last_json(["table\n", '{"errors": 0}\n']) == {"errors": 0}
