"""Settings of the environment: what is read, and what is refused in words a person can act on."""

import pytest

from caremap.errors import SettingRefused
from caremap.ui.settings import look_seconds


@pytest.mark.parametrize(
    ("environment", "seconds"),
    [
        ({}, 30),
        ({"CAREMAP_LOOK_SECONDS": ""}, 30),
        ({"CAREMAP_LOOK_SECONDS": " 2 "}, 2),
        ({"CAREMAP_LOOK_SECONDS": "1"}, 1),
    ],
)
def test_the_delay_is_thirty_seconds_unless_said(environment: dict[str, str], seconds: int) -> None:
    assert look_seconds(environment) == seconds


@pytest.mark.parametrize("text", ["0", "-5", "2.5", "abc", "30 s", "²"])
def test_a_delay_that_means_nothing_is_refused(text: str) -> None:
    with pytest.raises(SettingRefused) as refused:
        look_seconds({"CAREMAP_LOOK_SECONDS": text})
    assert f"CAREMAP_LOOK_SECONDS vaut « {text} »." in str(refused.value)
    assert "Donnez un nombre entier de secondes, au moins 1" in refused.value.next_action
