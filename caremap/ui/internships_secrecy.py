"""Statistical secrecy on the page « Stages »: which totals hold every person, which are hidden.

A row is published, hidden (its persons are counted in a group), or a group of hidden rows, placed
at a commune or at « epci:… », « departement:… », « perimetre » (docs/decisions/secrecy.md).
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from caremap.catalog.placements import METROPOLIS_EPCI
from caremap.classes import Classes
from caremap.formats import number
from caremap.maps import SECRET_INDEX, class_codes
from caremap.palettes import NORD, SYMBOL, ZONE_COLORS
from caremap.ui import parts, perimeter, store
from caremap.ui.choropleth import outside_apart
from caremap.ui.internships_choice import Choice

HIDDEN_MARK = "s"
REASON = "secret statistique : moins de 11 personnes"
_RANKS = {"commune": 0, "epci": 1, "departement": 2, "perimetre": 3}
# Levels that are not made of whole EPCI or départements only hold the groups of communes.
_LEVEL_RANKS = {"commune": 0, "epci": 1, "departement": 2, "perimetre": 3}


def members_with_groups(level: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Communes of every territory of a level, and the groups of `rows` that lie in one."""
    members = store.table("marts.territory_members")
    members = members[members["level"] == level]
    groups = rows.loc[rows["secrecy"] == "pool", "commune_id"].unique()
    added = [
        {"level": level, "commune_id": group, "territory_id": area}
        for group in groups
        if (area := _area(str(group), level))
    ]
    return pd.concat([members, pd.DataFrame(added)], ignore_index=True) if added else members


def _area(group: str, level: str) -> str:
    """Territory of a level that holds a group; empty when none does as a whole."""
    kind, _, rest = group.partition(":")
    if kind not in _RANKS:
        return ""  # at a commune: already one of the members
    if level == "perimetre":
        return perimeter.whole_id()
    if level == "departement" and kind != "perimetre":
        return rest.rpartition(":")[2]
    return rest.partition(":")[0] if level == kind == "epci" else ""


def secret_territories(
    choice: Choice, level: str, rows: pd.DataFrame, members: pd.DataFrame
) -> set[str]:
    """Territories whose total would leave out the persons of a hidden row."""
    hidden = rows[rows["secrecy"] == "hidden"]
    if choice.counted == "places" or hidden.empty:
        return set()
    left_out = hidden["counted_in"].map(_RANKS).fillna(9) > _LEVEL_RANKS.get(level, 0)
    if choice.discipline:
        left_out |= ~hidden["keeps_discipline"].astype(bool)
    if choice.formation or choice.semester:
        left_out |= True
    communes = hidden.loc[left_out, "commune_id"]
    return set(members.loc[members["commune_id"].isin(communes), "territory_id"])


def incomplete(choice: Choice, rows: pd.DataFrame, column: str, whole: bool) -> set[object]:
    """Values of a column whose sum would leave out hidden persons; `whole`: every group is in."""
    hidden = rows[rows["secrecy"] == "hidden"]
    if choice.counted == "places" or hidden.empty:
        return set()
    kept = hidden["counted_in"] != "" if whole else hidden["counted_in"] == "commune"
    if column == "discipline":
        kept &= hidden["keeps_discipline"].astype(bool)
    else:
        # A group of the whole may be of both settings; none keeps a level or a semester.
        kept &= (column == "setting") & (hidden["counted_in"] != "perimetre")
    return set(hidden.loc[~kept, column])


def has_secret(choice: Choice, rows: pd.DataFrame) -> bool:
    """Whether some persons of the choice are counted in groups only."""
    return choice.counted != "places" and bool((rows["secrecy"] == "hidden").any())


def not_computed(what: str) -> None:
    """Say that a figure by site is not shown, and why."""
    parts.nothing_to_show(
        f"{what} : « {HIDDEN_MARK} » ({REASON}).",
        "Les totaux par EPCI, par département et d'ensemble restent exacts quand ils sont écrits.",
    )


def count_text(row: pd.Series) -> str:
    """A total as it is written, « s » where it would leave persons out."""
    return HIDDEN_MARK if row["secret"] else number(row["trainees"])


def away_title() -> str:
    """Title of the trainees far from the faculty: out of its metropolis, where there is one."""
    if store.knows(METROPOLIS_EPCI):
        return "Hors de la métropole de Lille"
    return f"À plus de 50 km {perimeter.faculty().of}"


def hidden_figures() -> list[tuple[str, str, tuple[tuple[str, str], ...], str, str, str]]:
    """Headlines made of communes or sites, when small counts are only in groups."""
    titles = (
        (away_title(), NORD),
        ("Dans une commune en ZIP ou ZAC", ZONE_COLORS[0]),
        ("Cinq premiers sites", SYMBOL),
    )
    return [(title, HIDDEN_MARK, (), "", REASON, tone) for title, tone in titles]


def marked(classes: Classes, rows: pd.DataFrame) -> Classes:
    """Classes of a map with the secret territories apart from those without a figure."""
    index = np.where(rows["secret"], SECRET_INDEX, classes.index).astype(np.int8)
    return replace(classes, index=index)


def blank_codes(rows: pd.DataFrame) -> str:
    """Codes of a map of symbols: one ground where there is a figure, absent, secret, outside."""
    index = np.where(np.isfinite(rows["trainees"].astype(float)), 0, -1)
    index = np.where(rows["secret"], SECRET_INDEX, index).astype(np.int8)
    return class_codes(outside_apart(index, rows))


def say_how_many(shown: pd.DataFrame) -> None:
    """How many territories of a map are secret, and that its sums leave them out."""
    hidden = int(shown["secret"].sum())
    if hidden:
        parts.reading(
            f"« {HIDDEN_MARK} » pour {number(hidden)} territoires ({REASON}) : ils ne sont ni dans "
            "les classes, ni dans les sommes ci-dessus."
        )
