"""French wording of numbers, dates and absences. Leaf module: imports nothing of the project."""

import math
import re
import unicodedata
from datetime import date

THIN = "\u202f"
NOT_PUBLISHED = "n.d."
NOT_APPLICABLE = "sans objet"
_ISO_DATE = re.compile(r"\d{4}-\d{2}(-\d{2})?", re.ASCII)
_WHOLE_DATE = len("2025-05-09")
_WRITTEN = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)", re.ASCII)
_MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]


def is_missing(value: float | None) -> bool:
    """Return True when there is no figure (None, NaN or infinite)."""
    return value is None or not math.isfinite(value)


def number(value: float | None, decimals: int = 0, missing: str = NOT_PUBLISHED) -> str:
    """Write a number the French way: `1 234,5`; a missing figure is written `missing`."""
    if value is None or not math.isfinite(value):
        return missing
    text = f"{value:,.{decimals}f}".replace(",", THIN).replace(".", ",")
    return text.replace("-", "−") if text.strip("-0, \u202f") else text.lstrip("-")


def signed(value: float | None, decimals: int = 0, missing: str = NOT_PUBLISHED) -> str:
    """Write a change with its sign: `+0,12`, `−0,30`, `0,00`."""
    text = number(value, decimals, missing)
    if value is not None and math.isfinite(value) and round(value, decimals) > 0:
        return f"+{text}"
    return text


def percent(value: float | None, decimals: int = 1, missing: str = NOT_PUBLISHED) -> str:
    """Write a percentage already on the 0–100 scale: `8,8 %`."""
    text = number(value, decimals, missing)
    return text if text == missing else f"{text}{THIN}%"


def with_unit(value: float | None, decimals: int, unit: str, missing: str = NOT_PUBLISHED) -> str:
    """Write a number and its unit, the percent sign after a thin space."""
    if unit == "%":
        return percent(value, decimals, missing)
    text = number(value, decimals, missing)
    return text if text == missing or not unit else f"{text} {unit}"


def day(iso: str) -> str:
    """Write an ISO date the French way: `9 mai 2025`, `mai 2025`; else as it is."""
    if not _ISO_DATE.fullmatch(iso):
        return iso
    try:
        when = date.fromisoformat(iso if len(iso) == _WHOLE_DATE else f"{iso}-01")
    except ValueError:
        return iso
    month = f"{_MONTHS[when.month - 1]} {iso[:4]}"
    if len(iso) < _WHOLE_DATE:
        return month
    return f"{'1er' if when.day == 1 else when.day} {month}"


def age_in_words(days: int) -> str:
    """Write an age in days as a person says it: `12 jours`, `8 mois`, `2 ans`."""
    if days < 60:
        return f"{days} jours"
    if days < 731:
        return f"{round(days / 30.44)} mois"
    return f"{math.floor(days / 365.25)} ans"


def parse_number(text: str) -> float | None:
    """Read a French or plain number; None for a written absence (`n.d.`, `nc`, `s`, `-`, empty).

    Accepts space, no-break and thin spaces as thousands separators, comma or point as decimal
    mark, and U+2212 as minus. Raises ValueError on anything else, infinities included.
    """
    cleaned = text.strip().replace("\u2212", "-").removesuffix("%").strip()
    for space in (" ", "\u00a0", "\u202f", "\u2009"):
        cleaned = cleaned.replace(space, "")
    if cleaned.lower() in {"", "n.d.", "nd", "nc", "s", "-", "*", "n/a", "na"}:
        return None
    if cleaned.count(",") > 1 or ("," in cleaned and "." in cleaned):
        raise ValueError(f"nombre ambigu : « {text} »")
    if not _WRITTEN.fullmatch(cleaned):
        raise ValueError(f"ce n'est pas un nombre : « {text} »")
    value = float(cleaned.replace(",", "."))
    if not math.isfinite(value):
        raise ValueError(f"nombre non fini : « {text} »")
    return value


def without_accents(text: str) -> str:
    """Write a name as it is typed on a keyboard without accents: `Béthune` → `Bethune`."""
    plain = text.replace("œ", "oe").replace("Œ", "Oe").replace("æ", "ae").replace("’", "'")
    decomposed = unicodedata.normalize("NFD", plain)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def enumerate_words(words: list[str]) -> str:
    """Join words as a French sentence does: `a, b et c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} et {words[-1]}"


def unrunnable(cell: object) -> object:
    """Quote a text that a spreadsheet would run as a formula; numbers stay as they are."""
    starts = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(starts) else cell
