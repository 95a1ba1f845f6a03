"""Where the figures of a release come from: source lines, coverage, past releases."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from caremap.catalog import Origin
from caremap.composed import is_composed, parse
from caremap.paths import releases_dir
from caremap.warehouse import Warehouse


def lines(release: Warehouse, origin: Origin, territory_id: str, year: int) -> pd.DataFrame:
    """One row per line of a source file that a value of a territory was computed from.

    Columns: source_file, source_line, the place and the figures of the origin.
    """
    place = "codes.code" if origin.place == "commune_id" else "members.territory_id"
    # Communes put together by a reader are in no table: they come with the question.
    composed = is_composed(territory_id)
    inside: str | list[str] = territory_id
    if composed:
        inside = list(parse(territory_id, None).commune_ids)
    members = "marts.territory_members as members on members.territory_id = ?"
    if composed:
        members = "(select unnest(?) as commune_id, null as territory_id) as members on true"
    columns = ", ".join(f"origin.{name}" for name in (origin.place, *origin.columns))
    dated, latest = "true", f"(select max({origin.year_column}) from raw.{origin.table})"  # noqa: S608
    if origin.year_column and origin.years != "all":
        asked = origin.years if origin.years.isdigit() else latest
        asked = "?" if origin.years == "same" else asked
        dated = f"origin.{origin.year_column} = {asked}"
    # Names come from the catalog; values are parameters.
    return release.rows(
        f"""
        select distinct origin.source_file, origin.source_line, {columns},
        from raw.{origin.table} as origin
        inner join {members}
        inner join core.commune_codes as codes on members.commune_id = codes.commune_id
        where origin.{origin.place} = {place} and {dated}
        order by all
        """,  # noqa: S608
        (inside, year) if "?" in dated else (inside,),
    )


def coverage(release: Warehouse) -> pd.DataFrame:
    """One row per indicator, level and year: territories with a value, and how many there are."""
    return release.rows(
        """
        select
            figures.indicator_id, figures.level, figures.year,
            count(*) as territories_count, any_value(known.territories_count) as expected,
        from marts.indicator_values as figures
        inner join (
            select level, count(*) as territories_count from marts.territories group by level
        ) as known on figures.level = known.level
        group by figures.indicator_id, figures.level, figures.year
        order by all
        """
    )


def manifests(data_dir: Path | str | None = None) -> list[dict[str, Any]]:
    """Manifests of the releases present, newest first; an unreadable one is left out."""
    found = []
    for path in sorted(releases_dir(data_dir).glob("[!.]*/manifest.json"), reverse=True):
        try:
            found.append(dict(json.loads(path.read_text(encoding="utf-8"))))
        except (OSError, ValueError):
            continue
    return found
