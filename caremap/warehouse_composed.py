"""Figures of communes taken together: the same sums and the same formulas as the models."""

import pandas as pd

from caremap.catalog import COMPOSED_LEVEL, INDICATOR_BY_ID
from caremap.warehouse import Warehouse


def profile(release: Warehouse, commune_ids: tuple[str, ...]) -> pd.DataFrame:
    """One row per indicator and year of some communes, as `Warehouse.profile` gives them.

    Indicators are those published above the commune. Columns: indicator_id, level, year, value,
    numerator, denominator, status, source_id.
    """
    rows = release.rows(
        """
        select
            parts.indicator_id, parts.year, max(parts.status) as commune_status,
            max(parts.source_id) as source_id,
            case
                when count(parts.numerator) = count(*) or sum(parts.numerator) > 0
                    then cast(sum(parts.numerator) as double)
            end as numerator,
            cast(sum(parts.denominator) as double) as denominator,
        from core.indicator_parts as parts
        where list_contains(?, parts.commune_id)
        group by parts.indicator_id, parts.year
        order by parts.indicator_id, parts.year
        """,
        (list(commune_ids),),
    )
    summed_up = [one for one in INDICATOR_BY_ID.values() if one.is_defined_at(COMPOSED_LEVEL.id)]
    scales = {one.id: one.scale for one in summed_up}
    kinds = {one.id: one.kind for one in summed_up}
    rows = rows[rows["indicator_id"].isin(scales)].reset_index(drop=True)
    counted = rows["indicator_id"].map(kinds).isin(["count"])
    ratio = rows["indicator_id"].map(scales) * rows["numerator"] / rows["denominator"]
    value = rows["numerator"].where(counted, ratio.round(6))
    summed = ~rows["commune_status"].isin(["estimated", "declared", "demo"])
    found = rows.assign(
        level=COMPOSED_LEVEL.id,
        value=value,
        status=rows["commune_status"].mask(summed, "derived"),
    ).dropna(subset=["value"])
    return found[
        ["indicator_id", "level", "year", "value", "numerator", "denominator", "status",
         "source_id"]
    ].reset_index(drop=True)  # fmt: skip


def place(release: Warehouse, commune_ids: tuple[str, ...]) -> "pd.Series[object]":
    """People, area and centre of some communes, as one row of the territories."""
    return release.rows(
        """
        select
            case when count(distinct departement_id) = 1 then min(departement_id) end
                as departement_id,
            sum(population) as population, avg(lon) as lon, avg(lat) as lat,
            count(*) as communes_count, max(population_year) as population_year,
            sum(area_km2) as area_km2,
        from marts.territories
        where level = 'commune' and list_contains(?, territory_id)
        """,
        (list(commune_ids),),
    ).iloc[0]
