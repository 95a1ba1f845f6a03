"""Parts of a page: title, headline figures, reading, source line, twin table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, TypeAlias

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer
from streamlit.elements.lib.mutable_popover_container import PopoverContainer

from caremap import charts_look, explanations
from caremap.catalog import STATUS_BY_ID, Indicator, nearest_year
from caremap.paths import ASSETS
from caremap.ui import explain, published, record, state, store


def styles() -> None:
    """Add the styles of the parts once a run."""
    st.html(ASSETS / "app.css")


def header(title: str, question: str) -> None:
    """Title of the page and the question it answers."""
    record.header(title, question)
    st.title(title, anchor=False)
    st.markdown(question)


def section(title: str) -> None:
    """Heading of one part of a page."""
    record.words("heading", title)
    st.header(title, anchor=False)


@dataclass(frozen=True)
class Headline:
    """One headline figure: the perimeter, then each département."""

    title: str
    whole: str
    parts: tuple[tuple[str, str], ...]
    unit: str
    origin: str
    tone: str = "#1d5b79"


def headlines(figures: Sequence[Headline]) -> None:
    """Draw headline figures side by side."""
    record.table("Chiffres clés", lambda: _headline_rows(figures))
    st.html(f'<div class="headlines">{"".join(_headline(figure) for figure in figures)}</div>')


def _headline_rows(figures: Sequence[Headline]) -> pd.DataFrame:
    """One row a figure; a column for each detail only where all the figures have the same."""
    alike = len({tuple(label for label, _ in one.parts) for one in figures}) == 1
    return pd.DataFrame(
        [
            {"Chiffre": one.title, "Ensemble": one.whole,
             **(dict(one.parts) if alike else {"Détail": " ; ".join(map(" : ".join, one.parts))}),
             "Unité": one.unit, "Origine": one.origin}
            for one in figures
        ]
    )  # fmt: skip


def _headline(figure: Headline) -> str:
    parts = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>"
        for label, value in figure.parts
    )
    return (
        f'<section class="headline" style="--tone:{escape(figure.tone)}">'
        f"<h2>{escape(figure.title)}</h2>"
        f'<div><span class="whole">{escape(figure.whole)}</span> '
        f'<span class="unit">{escape(figure.unit)}</span></div>'
        f"<dl>{parts}</dl><footer>{escape(figure.origin)}</footer></section>"
    )


def reading(text: str) -> None:
    """One sentence that says how to read the figure above or below."""
    st.html(kept_reading(text))


def kept_reading(text: str) -> str:
    """Return a reading to be drawn with something else, and keep it for the files."""
    record.words("reading", text)
    return f'<p class="reading">{escape(text)}</p>'


def findings(sentences: Sequence[str]) -> None:
    """List of sentences computed from the figures."""
    for sentence in sentences:
        record.words("finding", sentence)
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    st.html(f'<ul class="findings">{items}</ul>')


def year_of(indicator: Indicator) -> int:
    """Year shown for an indicator: the one asked for, else the nearest published."""
    return nearest_year(store.dated(indicator), state.year())


def source_line(
    *indicators: Indicator,
    statuses: Sequence[str] = (),
    explained: bool = True,
    above: str = "",
    folded: PopoverContainer | None = None,
) -> None:
    """Producer, vintage, year and status under a figure; say so when another year was asked.

    `statuses` are those of the figures shown, named rather than the catalog's. A second drawing of
    the same figures is not `explained` again. What is `above` comes in the same piece: the browser
    pays for each.
    """
    sources = dict.fromkeys(source for indicator in indicators for source in indicator.source_ids)
    citations = " ; ".join(store.source(source).citation for source in sources)
    found = sorted(set(statuses) or {i.status for i in indicators}, reverse=True)
    told = ", ".join(STATUS_BY_ID[status].label for status in found)
    years = dict.fromkeys(str(year_of(indicator)) for indicator in indicators)
    source_text(
        f"Source : {citations}. Année : {', '.join(years)}. Statut : {told}.",
        *sources,
        above=above,
    )
    if explained:
        explain.button(indicators, record.numbered("expliquer"), folded)
    asked = state.year()
    other = [indicator for indicator in indicators if asked and year_of(indicator) != asked]
    if other:
        names = ", ".join(f"{i.short_label} ({year_of(i)})" for i in other)
        st.info(
            f"{asked} n'est pas publié pour : {names}. L'année la plus proche est montrée.",
            icon=":material/event_busy:",
        )


def statuses_of(rows: pd.DataFrame) -> tuple[str, ...]:
    """Statuses of figures, each once."""
    return tuple(rows["status"].dropna().unique())


def source_text(text: str, *source_ids: str, above: str = "") -> None:
    """A line that says where the figures above it come from; the files name each source."""
    record.sources(*source_ids)
    record.words("source", text)
    st.html(f'{above}<p class="source">{escape(text)}</p>')


def indicator_sources(level: str) -> None:
    """Sources of every indicator shown at a level, in one line."""
    ids = dict.fromkeys(source for i in published.at(level) for source in i.source_ids)
    cited = " ; ".join(store.source(source).citation for source in ids)
    source_text(f"Sources : {cited}.", *ids)


Table: TypeAlias = pd.DataFrame | Callable[[], pd.DataFrame]


def twin_fold(label: str, key: str | None, expanded: bool = False) -> ExpanderContainer:
    """Place of a table that is sent when it is opened."""
    return st.expander(
        label, icon=":material/table:", expanded=expanded, on_change="rerun", key=key
    )


def twin(
    title: str,
    rows: Table,
    *,
    height: int = 320,
    expanded: bool = False,
    key: str | None = None,
    folded: ExpanderContainer | None = None,
) -> None:
    """The table that holds the same figures as a map or a chart, sent when it is opened.

    In a fold drawn before, it may be of another indicator than the one before.
    """
    record.table(title, rows, is_twin=title.startswith("Tableau "))
    folded = folded or twin_fold(title, key, expanded)
    if folded.open:
        table = rows() if callable(rows) else rows
        folded.dataframe(
            table,
            hide_index=True,
            height=height,
            width="stretch",
            column_config=french_numbers(table),
            placeholder="",
            alt=title,
        )


def table(rows: pd.DataFrame, alt: str, **options: Any) -> None:
    """A table in sight; `alt` names it for those who do not see it."""
    record.table(alt, rows)
    st.dataframe(rows, hide_index=True, width="stretch", placeholder="", alt=alt, **options)


def french_numbers(table: pd.DataFrame) -> dict[str, Any]:
    """Settings that write numbers as the reader's language does; a year is no quantity."""
    names = [str(name) for name in table.select_dtypes("number").columns]
    formats = {name: "%d" if name == "Année" else "localized" for name in names}
    return {name: st.column_config.NumberColumn(format=f) for name, f in formats.items()}


def plain_table(rows: Sequence[Mapping[str, str]], caption: str) -> None:
    """A short table of words, drawn without the grid and its megabyte of script."""
    record.table(caption, lambda: pd.DataFrame(rows))
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in rows[0])
    lines = "".join(
        "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row.values()) + "</tr>"
        for row in rows
    )
    st.html(
        f'<div class="plain" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f"<table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def chart(figure: go.Figure, alt: str) -> None:
    """A plotly chart with its alternative text, in the shared look."""
    record.chart(alt, figure)
    st.plotly_chart(figure, theme=None, config=charts_look.CONFIG, alt=alt, width="stretch")


def value_text(indicator: Indicator, value: float | None) -> str:
    """A value of an indicator as written on screen, category names included."""
    return explanations.written(indicator, value)


def say(text: str) -> None:
    """A paragraph or a list in Markdown, kept for the files without its marks."""
    for line in text.replace("*", "").splitlines():
        record.words("paragraph", line.removeprefix("- "))
    st.markdown(text)


def nothing_to_show(what: str, next_step: str) -> None:
    """An empty result: what is missing and what to do."""
    record.words("paragraph", what)
    st.info(f"{what} {next_step}", icon=":material/search_off:")
