"""Figures placed beside the commitments of the agreements, read in the served release."""

from dataclasses import dataclass

from caremap.catalog import INDICATORS, STATUS_BY_ID
from caremap.catalog.commitments import Measure
from caremap.catalog.placements import SAE
from caremap.formats import NOT_PUBLISHED, day, number, with_unit
from caremap.ui import perimeter, store


@dataclass(frozen=True)
class Figure:
    """One measured figure as written: label, value, date, status, source."""

    label: str
    value: str
    date: str
    status: str
    source: str


def figure(measure: Measure) -> Figure | None:
    """Compute one figure of the served release; None when its file is not loaded."""
    return _FIGURES[measure.kind](measure)


def _indicator(measure: Measure) -> Figure | None:
    known = {one.id: one for one in (*map(store.dated, INDICATORS), *store.loaded_indicators())}
    indicator = known.get(measure.reference)
    if indicator is None:
        return None
    year = indicator.last_year
    rows = store.values(indicator.id, measure.level, year).set_index("territory_id")
    row = rows.loc[measure.territory_id or perimeter.whole_id()]
    unit = indicator.unit if indicator.unit == "%" or indicator.kind == "count" else ""
    return Figure(
        measure.label,
        with_unit(row["value"], indicator.decimals, unit),
        str(year),
        _status(row["status"]),
        _source(row["source_id"]),
    )


def _site_interns(measure: Measure) -> Figure | None:
    rows = store.table("marts.placements")
    own = rows[(rows["site_id"] == measure.reference) & (rows["trainee_level"] == "interne")]
    own = own[own["trainees"].notna() & (own["source_id"] == SAE)]
    if own.empty:
        return None
    last = own[own["year"] == own["year"].max()]
    return Figure(
        measure.label,
        f"{number(float(last['trainees'].sum()))} internes",
        str(int(last["year"].iloc[0])),
        _status(last["status"].iloc[0]),
        _source(last["source_id"].iloc[0]),
    )


def _key_figure(measure: Measure) -> Figure | None:
    rows = store.table("marts.key_figures").set_index("figure_id")
    if measure.reference not in rows.index:
        return None
    row = rows.loc[measure.reference]
    scope = row["scope"]
    amount = scope if isinstance(scope, str) else number(float(row["value"]))
    return Figure(
        measure.label,
        f"{amount} {row['unit']}",
        day(str(row["date"])),
        _status(row["status"]),
        str(row["source_url"]),
    )


def _structures(measure: Measure) -> Figure | None:
    rows = store.table("marts.structures")
    own = rows[rows["kind"] == measure.reference]
    if own.empty:
        return None
    source_id = own["source_id"].iloc[0]
    return Figure(
        measure.label,
        f"{number(len(own))} {measure.reference} relevées",
        store.source(source_id).vintage,
        _status(own["status"].iloc[0]),
        _source(source_id),
    )


_FIGURES = {
    "indicator": _indicator,
    "site_interns": _site_interns,
    "key_figure": _key_figure,
    "structures": _structures,
}


def _status(status: object) -> str:
    return STATUS_BY_ID[status].label if isinstance(status, str) else NOT_PUBLISHED


def _source(source_id: object) -> str:
    return store.source(source_id).citation if isinstance(source_id, str) else NOT_PUBLISHED
