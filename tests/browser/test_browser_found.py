"""Which browser is used, and what happens when there is none."""

from pathlib import Path

import pytest
from machine import find_browser, require


def test_no_browser_at_all_is_said_and_skipped_on_a_reader_s_machine(tmp_path: Path) -> None:
    assert find_browser(tmp_path / "absent", which=lambda name: None) is None
    with pytest.raises(pytest.skip.Exception, match="make test"):
        require(None, {})


def test_no_browser_fails_in_continuous_integration() -> None:
    with pytest.raises(pytest.fail.Exception, match="make test"):
        require(None, {"CI": "true"})


def test_the_browser_of_playwright_serves_when_the_system_has_none_that_starts(
    tmp_path: Path,
) -> None:
    own = tmp_path / "chrome"
    own.touch()
    assert find_browser(own, which=lambda name: "/bin/false") == str(own)
    assert find_browser(own, which=lambda name: "/bin/true") == "/bin/true"
