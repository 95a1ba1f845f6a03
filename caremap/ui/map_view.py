"""Draw a map with its legend, and bring a click back as the chosen territory."""

from collections.abc import Callable, Sequence
from html import escape

import numpy as np
import streamlit as st
from streamlit_folium import st_folium

from caremap.catalog import CAVEATS, LEVEL_BY_ID, Indicator
from caremap.classes import Classes
from caremap.exports.view import Legend, LegendRow
from caremap.formats import number
from caremap.maps import SECRET_INDEX, MapView, base_map, layer
from caremap.palettes import BIVARIATE, FAMILY_COLORS, SYMBOL, dark_means_less
from caremap.ui import record, state, store

_ABSENCES = (
    ("absent", "n.d. (non publié)", -1),
    ("secret", "s (moins de 11 personnes)", SECRET_INDEX),
)
CLICK = "last_object_clicked_tooltip"


def _choose(territory_id: str) -> None:
    state.put("territoire", territory_id)


def show_map(
    view: MapView,
    title: str,
    page: str,
    height: int = 600,
    on_click: Callable[[str], None] = _choose,
) -> None:
    """Draw one map; a click on a territory chooses it everywhere, unless `on_click` says else."""
    record.map_view(title, view)
    release_id = store.release_id()
    key = f"carte-{page}-{release_id}"

    def clicked() -> None:
        answer = (st.session_state.get(key) or {}).get(CLICK) or ""
        territory_id = answer.split("#")[0]
        if territory_id in store.territories().index:
            on_click(territory_id)

    st_folium(
        base_map(release_id),
        key=key,
        height=height,
        use_container_width=True,
        returned_objects=[CLICK],
        feature_group_to_add=layer(view, _paint_key(view), title),
        on_change=clicked,
        render=False,
    )


def _paint_key(view: MapView) -> str:
    names = "+".join(series.indicator.id.replace("_", "-") for series in view.series)
    return f"{view.level}:{names}:{view.mode}:{view.departement}:{view.selected}"


def class_legend(
    indicator: Indicator, classes: Classes, palette: Sequence[str], level: str, year: int | str
) -> str:
    """Write the legend of a choropleth: limits and number of territories of each class."""
    rows = [
        _row(color, text, count)
        for color, text, count in zip(
            palette, class_labels(indicator, classes), classes.counts, strict=True
        )
    ]
    for kind, label, code in _ABSENCES:
        missing = int(np.count_nonzero(classes.index == code))
        if missing:
            rows.append(_row(kind, label, missing))
    note = "Plus foncé : accès plus faible." if dark_means_less(indicator) else ""
    if indicator.diverging:
        note = "Orange : baisse. Violet : hausse."
    title = f"{indicator.short_label}, {year}"
    record.legend(kept(title, indicator, classes, palette, note))
    return _legend(title, rows, LEVEL_BY_ID[level].of_plural, indicator.unit, note)


def kept(
    title: str, indicator: Indicator, classes: Classes, palette: Sequence[str], note: str = ""
) -> Legend:
    """Return the legend of a choropleth as the files take it."""
    labels = class_labels(indicator, classes)
    rows = [
        LegendRow(color, label, number(count))
        for color, label, count in zip(palette, labels, classes.counts, strict=True)
    ]
    for _, label, code in _ABSENCES:
        missing = int(np.count_nonzero(classes.index == code))
        if missing:
            rows.append(LegendRow("", label, number(missing)))
    return Legend(title, indicator.unit, tuple(rows), note)


def class_labels(indicator: Indicator, classes: Classes) -> list[str]:
    """Write the limits of each class; the upper limit belongs to the class."""
    if indicator.categories:
        return [f"{label} ({text})" for _, label, text in indicator.categories]
    labels = []
    lowest = classes.lowest
    for position, highest in enumerate(classes.upper_limits):
        low, high = number(lowest, indicator.decimals), number(highest, indicator.decimals)
        if low == high:
            labels.append(low)
        else:
            labels.append(f"{'de' if position == 0 else 'plus de'} {low} à {high}")
        lowest = highest
    return labels


def _row(color: str, text: str, count: int) -> str:
    paint = (
        f'class="swatch {color}"'
        if color in ("absent", "secret")
        else (f'class="swatch" style="background:{escape(color)}"')
    )
    return (
        f'<tr><td><span {paint}></span></td><th scope="row">{escape(text)}</th>'
        f'<td class="count">{number(count)}</td></tr>'
    )


def _legend(title: str, rows: Sequence[str], of_plural: str, unit: str, note: str) -> str:
    told = " · ".join(one for one in (unit, f"nombre {of_plural} à droite") if one)
    return (
        f'<div class="legend"><h2>{escape(title)}</h2><p>{escape(told)}</p>'
        f"<table><tbody>{''.join(rows)}</tbody></table><p>{escape(note)}</p></div>"
    )


def symbol_legend(indicator: Indicator, highest: float, year: int) -> str:
    """Write the legend of proportional symbols: three sizes, area proportional to the count."""
    note = f"Surface du cercle proportionnelle au nombre ; le plus grand : {number(highest)}."
    record.legend(Legend(f"{indicator.short_label}, {year}", indicator.unit, (), note))
    rows = []
    for share in (1.0, 0.25, 0.04):
        size = max(4.0, 52 * share**0.5)
        rows.append(
            f'<tr><td style="width:60px"><span class="swatch round" style="background:{SYMBOL};'
            f'width:{size:.0f}px;height:{size:.0f}px"></span></td>'
            f'<th scope="row">{number(highest * share, indicator.decimals)}</th></tr>'
        )
    return (
        f'<div class="legend"><h2>{escape(indicator.short_label)}, {year}</h2>'
        f"<p>{escape(indicator.unit)} · surface du cercle proportionnelle au nombre</p>"
        f"<table><tbody>{''.join(rows)}</tbody></table>"
        "<p>Sans cercle : 0, ou n.d. (hachuré).</p></div>"
    )


def bivariate_legend(first: Indicator, second: Indicator, counts: Sequence[int]) -> str:
    """Write the legend of the 3 × 3 map: rows for the first indicator, columns for the second."""
    record.legend(_crossed_legend(first, second, counts))
    body = ""
    for row in (2, 1, 0):
        cells = "".join(
            f'<td style="background:{BIVARIATE[row][column]}">{counts[3 * row + column]}</td>'
            for column in range(3)
        )
        body += f'<tr><th scope="row">{("bas", "moyen", "haut")[row]}</th>{cells}</tr>'
    return (
        f'<div class="legend"><h2>Carte croisée, par tiers</h2>'
        f"<p>En lignes : {escape(first.short_label)}. En colonnes : "
        f"{escape(second.short_label)}. Chaque case donne le nombre de territoires.</p>"
        f'<table class="cross"><tbody>{body}<tr><th></th><td>bas</td><td>moyen</td>'
        "<td>haut</td></tr></tbody></table></div>"
    )


_THIRDS = ("bas", "moyen", "haut")


def _crossed_legend(first: Indicator, second: Indicator, counts: Sequence[int]) -> Legend:
    rows = tuple(
        LegendRow(BIVARIATE[row][column], f"{_THIRDS[row]} × {_THIRDS[column]}",
                  number(counts[3 * row + column]))
        for row in range(3) for column in range(3)
    )  # fmt: skip
    return Legend("Carte croisée, par tiers", f"{first.short_label} × {second.short_label}", rows)


_SHAPES = {
    "msp": ("■", "MSP"),
    "centre_de_sante": ("◆", "Centre de santé"),
    "projet": ("▲", "Projet ; carré brun : autre lieu"),
    "cpts": ("●", "CPTS (commune d'ancrage) ; tirets : périmètre connu"),
    "hopital": ("✚", "Site hospitalier avec internes"),
}
_LAYER_CAVEATS = {
    "msp": "msp_partial",
    "centre_de_sante": "msp_partial",
    "projet": "msp_partial",
    "cpts": "cpts_partial",
    "hopital": "hospital_sites",
    "zonage": "zoning_2025",
}


def layer_legend(families: Sequence[str]) -> str:
    """Write the shapes of the layers drawn over the map; nothing without layers."""
    if not families:
        return ""
    rows = [
        f'<tr><td style="color:{FAMILY_COLORS[name]}">{_SHAPES[name][0]}</td>'
        f'<th scope="row">{escape(_SHAPES[name][1])}</th></tr>'
        for name in families
        if name in _SHAPES
    ]
    if "zonage" in families:
        rows.append(
            '<tr><td><span class="swatch lines"></span></td><th scope="row">ZIP</th></tr>'
            '<tr><td><span class="swatch dots"></span></td><th scope="row">ZAC</th></tr>'
        )
    return f'<div class="legend"><table><tbody>{"".join(rows)}</tbody></table></div>'


def layer_limits(families: Sequence[str]) -> None:
    """Say, folded, what the lists of the layers do not hold."""
    if not families:
        return
    notes = dict.fromkeys(_LAYER_CAVEATS[name] for name in families)
    with st.expander("Listes partielles : à lire", icon=":material/rule:"):
        st.markdown("\n".join(f"- {CAVEATS[note]}" for note in notes))
