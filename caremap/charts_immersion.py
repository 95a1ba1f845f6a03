"""Charts of the immersion days: a table in, a plotly figure out. Pure."""

from html import escape

import pandas as pd
import plotly.graph_objects as go

from caremap.charts_look import framed
from caremap.palettes import INK, MUTED
from caremap.readings_immersion import students_in_words

COUNT_KINDS = {"reported": "rapportés après", "announced": "annoncés avant"}
DISCIPLINE_COLORS = {
    "médecine générale": "#1d5b79",
    "pharmacie": "#0b6e4f",
    "odontologie": "#8a4fbf",
    "soins infirmiers": "#c2571a",
    "infirmier en pratique avancée": "#a3781b",
}
_OTHER_COLOR = "#6b7480"
SMALLEST_WRITTEN = 30
_PROGRAMME_COLORS = {
    "atelier": "#1d5b79",
    "plénière": "#0b6e4f",
    "forum": "#c2571a",
    "accueil": "#8a4fbf",
    "organisation": "#6b7480",
    "pause": "#c9d0d6",
}


def students(rows: pd.DataFrame, editions: list[str]) -> go.Figure:
    """Bars of students by edition and discipline; hatched where announced, plain where reported.

    `rows` has edition, discipline, count, kind, note; an edition without rows is written « n.d. ».
    """
    rows = rows.assign(edition=rows["edition"].map(escape))
    editions = [escape(edition) for edition in editions]
    figure = go.Figure()
    for discipline, own in rows.groupby("discipline", sort=False):
        figure.add_trace(_discipline(str(discipline), own))
    for edition in editions:
        _total(figure, edition, rows[rows["edition"] == edition])
    highest = rows.groupby("edition")["count"].sum().max() if len(rows) else 1
    return framed(
        figure,
        150 + 46 * len(editions),
        barmode="stack",
        xaxis={"title": "étudiants", "range": [0, 1.45 * highest]},
        yaxis={"type": "category", "categoryorder": "array", "categoryarray": editions[::-1]},
    ).update_layout(legend={"y": -0.3, "yanchor": "top"}, margin={"t": 8})


def _discipline(discipline: str, own: pd.DataFrame) -> go.Bar:
    pattern = {
        "shape": ["/" if kind == "announced" else "" for kind in own["kind"]],
        "fillmode": "overlay",
        "fgcolor": "#ffffff",
        "fgopacity": 0.35,
        "size": 7,
    }
    color = DISCIPLINE_COLORS.get(discipline, _OTHER_COLOR)
    texts = [students_in_words(own.loc[[row]]) for row in own.index]
    return go.Bar(
        y=own["edition"],
        x=own["count"],
        orientation="h",
        name=escape(discipline),
        marker={"color": color, "line": {"color": "#ffffff", "width": 1}, "pattern": pattern},
        text=[
            text if count >= SMALLEST_WRITTEN else ""
            for text, count in zip(texts, own["count"], strict=True)
        ],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"color": "#ffffff", "size": 14},
        hovertext=[
            f"{escape(discipline)} : {text} {COUNT_KINDS[kind]}"
            for text, kind in zip(texts, own["kind"], strict=True)
        ],
        hovertemplate="%{y}<br>%{hovertext}<extra></extra>",
    )


def _total(figure: go.Figure, edition: str, own: pd.DataFrame) -> None:
    """Write the total of each kind of count after the bars of an edition."""
    words = [
        f"{students_in_words(rows)} {COUNT_KINDS[str(kind)]}" for kind, rows in own.groupby("kind")
    ]
    figure.add_annotation(
        x=float(own["count"].sum()),
        y=edition,
        text=" ; ".join(words) or "n.d. : édition non documentée",
        showarrow=False,
        xanchor="left",
        xshift=8,
        font={"color": INK if words else MUTED},
    )


def programme(rows: pd.DataFrame) -> go.Figure:
    """Moments of one day on a time axis: `start` and `end` as HH:MM, label, kind."""
    starts, ends = rows["start"].map(_hours), rows["end"].map(_hours)
    rows = rows.assign(label=rows["label"].map(escape))
    order = list(dict.fromkeys(rows["label"]))
    figure = go.Figure()
    for kind, own in rows.groupby("kind", sort=False):
        at = own.index
        figure.add_bar(
            base=starts[at],
            x=ends[at] - starts[at],
            y=own["label"],
            orientation="h",
            name=str(kind),
            marker={"color": _PROGRAMME_COLORS.get(str(kind), _OTHER_COLOR)},
            customdata=[f"{a} à {b}" for a, b in zip(own["start"], own["end"], strict=True)],
            hovertemplate="%{customdata} : %{y}<extra></extra>",
        )
    first, last = int(starts.min()), int(ends.max()) + 1
    return framed(
        figure,
        120 + 34 * len(order),
        barmode="overlay",
        xaxis={
            "tickvals": list(range(first, last + 1)),
            "ticktext": [f"{hour} h" for hour in range(first, last + 1)],
            "range": [first - 0.1, last + 0.1],
        },
        yaxis={"categoryorder": "array", "categoryarray": order[::-1]},
    )


def _hours(clock: str) -> float:
    hours, minutes = clock.split(":")
    return int(hours) + int(minutes) / 60
