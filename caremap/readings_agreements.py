"""When an agreement was signed, as far as its source can tell. Pure."""

import re

from caremap.formats import day

_DATE = re.compile(r"\b(\d{2})/(\d{2})/(\d{4})\b", re.ASCII)


def signed(signed_on: str, citation: str) -> str:
    """« signée le … », or « signature annoncée pour le … » by a citation dated before that day."""
    told = [f"{year}-{month}-{own}" for own, month, year in _DATE.findall(citation)]
    if told and max(told) < signed_on:
        return f"signature annoncée pour le {day(signed_on)}"
    return f"signée le {day(signed_on)}"
