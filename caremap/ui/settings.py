"""Settings that a deployment gives in its environment, read once at the start."""

from collections.abc import Mapping

from caremap.errors import SettingRefused

_LOOK = "CAREMAP_LOOK_SECONDS"


def look_seconds(environment: Mapping[str, str]) -> int:
    """Seconds between two looks for a new release from a page that nobody touches."""
    text = environment.get(_LOOK, "").strip() or "30"
    if not text.isdecimal() or int(text) < 1:
        raise SettingRefused(
            f"{_LOOK} vaut « {text} ».",
            "Donnez un nombre entier de secondes, au moins 1, ou retirez ce réglage (30 secondes).",
        )
    return int(text)
