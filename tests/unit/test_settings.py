"""Settings of the environment: what is read, and what is refused in words a person can act on."""

import pytest

from caremap.errors import SettingRefused
from caremap.ui.settings import look_seconds, sign_in_required


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


@pytest.mark.parametrize(("text", "is_required"), [("", False), (" ", False), ("required", True)])
def test_sign_in_is_required_where_it_is_said(text: str, is_required: bool) -> None:
    assert sign_in_required({"CAREMAP_SIGN_IN": text}) is is_required
    assert not sign_in_required({})


@pytest.mark.parametrize("text", ["Required", "oui", "true", "0", "no"])
def test_a_word_that_may_mean_the_contrary_is_refused(text: str) -> None:
    with pytest.raises(SettingRefused, match=f"CAREMAP_SIGN_IN vaut « {text} »"):
        sign_in_required({"CAREMAP_SIGN_IN": text})
