"""Settings that a deployment gives in its environment, read once at the start."""

from collections.abc import Mapping

from caremap.errors import SettingRefused

_LOOK = "CAREMAP_LOOK_SECONDS"
_SIGN_IN = "CAREMAP_SIGN_IN"


def look_seconds(environment: Mapping[str, str]) -> int:
    """Seconds between two looks for a new release from a page that nobody touches."""
    text = environment.get(_LOOK, "").strip() or "30"
    if not text.isdecimal() or int(text) < 1:
        raise SettingRefused(
            f"{_LOOK} vaut « {text} ».",
            "Donnez un nombre entier de secondes, au moins 1, ou retirez ce réglage (30 secondes).",
        )
    return int(text)


def sign_in_required(environment: Mapping[str, str]) -> bool:
    """Whether a site without a description of its sign-in must refuse to start."""
    text = environment.get(_SIGN_IN, "").strip()
    if text not in ("", "required"):
        raise SettingRefused(
            f"{_SIGN_IN} vaut « {text} ».",
            "Écrivez « required », ou retirez ce réglage si tout ce qui est chargé est public.",
        )
    return text == "required"
