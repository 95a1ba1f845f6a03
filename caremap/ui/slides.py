"""Views of a presentation, resolved from the release: words, source, and what a browser draws.

A slide is JSON: codes, colours, words. The player writes the words as text, never as HTML.
"""

from typing import Any
from urllib.parse import urlencode

import numpy as np
import pandas as pd

from caremap import readings
from caremap.catalog import (
    LEVEL_BY_ID,
    STATUS_BY_ID,
    Indicator,
    is_code,
    nearest_year,
)
from caremap.classes import Classes, classify, mirrored
from caremap.decks import SENTENCES, Deck, DeckView, fill
from caremap.formats import day, number
from caremap.maps import OUTSIDE_INDEX, class_codes, value_array
from caremap.palettes import COLOR_WORDS, PERIMETER
from caremap.ui import parts, perimeter, reserved, store, summary
from caremap.ui.choropleth import category_classes, colors_of, default_method
from caremap.ui.map_view import class_labels

_BARS, _COMPARED = 8, 4
_FIGURES = ("apl_gp_65", "apl_gp_change", "pop_share_apl_under_2_5", "gp_density", "share_65_plus")
_COMPUTED = [name for name in SENTENCES if name not in ("lecture", "territoire")]
State = dict[str, str]


def slides(deck: Deck, territory: str) -> dict[str, Any]:
    """Return the whole deck as the player draws it. Raises CaremapError without a release."""
    release = store.begin_run()
    built = day(str(release.build["built_at"])[:10])
    return {
        "title": deck.title,
        "territory": store.name_of(territory) if deck.takes_territory else "",
        "demo": store.is_demo(),
        "topology": f"geometry/{release.release_id}/territories.topojson",
        "release": f"Version {release.release_id}, données construites le {built}",
        "views": [_slide(view, territory if deck.takes_territory else "") for view in deck.views],
    }


def _slide(view: DeckView, territory: str) -> dict[str, Any]:
    state = dict(view.state) | ({"territoire": territory} if territory else {})
    indicator = _indicator(view.page, state)
    drawing, reading, source = _drawn(view.page, indicator, state)
    chosen = state.get("territoire", perimeter.whole_id())

    def sentence(name: str, argument: str) -> str:
        if name == "valeur":
            return _latest(argument, chosen)[0]
        if name in _COMPUTED:
            year = store.indicator("apl_gp_65").last_year
            found = summary.sentences_of(store.release_id(), year)
            return found[_COMPUTED.index(name)]
        return reading if name == "lecture" else store.name_of(chosen)

    query = urlencode(state)
    return {
        "title": fill(view.title, sentence),
        "message": fill(view.message, sentence),
        "notes": fill(view.notes, sentence),
        "live": f"{view.page}?{query}" if query else view.page,
        "drawing": drawing,
        "source": source,
        "source_ids": _source_ids(view.page, indicator),
    }


def _source_ids(page: str, indicator: Indicator | None) -> list[str]:
    shown = [indicator] if indicator else []
    if page in ("territoire", "synthese"):
        shown = [store.indicator(name) for name in _FIGURES]
    return list(dict.fromkeys(one for found in shown for one in found.source_ids))


def _indicator(page: str, state: State) -> Indicator | None:
    """Indicator that a page shows in a state; None when the page is not about one."""
    if page == "acces":
        series = state.get("serie", "apl_gp_65")
        return store.indicator("apl_gp_change" if state.get("mesure") == "evolution" else series)
    defaults = {"densite": "gp_density", "immersion": "immersion_reach_population"}
    if page not in defaults:
        return None
    asked = state.get("indicateur", "") if page == "densite" else ""
    return store.indicator(asked or defaults[page])


def _drawn(page: str, indicator: Indicator | None, state: State) -> tuple[Any, str, str]:
    if page in ("territoire", "synthese"):
        chosen = state.get("territoire", perimeter.whole_id())
        shown = [store.indicator(name) for name in _FIGURES]
        return _figures(shown, chosen), "", _source(shown, _told(shown, chosen), None)
    if indicator is None:
        return {"kind": "none"}, "", ""
    level = state.get("niveau", "epci" if page == "immersion" else "commune")
    if level not in indicator.levels:
        level = indicator.levels[0]
    year = nearest_year(indicator, int(state["annee"]) if "annee" in state else None)
    rows = store.values(indicator.id, level, year)
    departement = state.get("departement", "")
    inside = rows[rows["departement_id"] == departement] if departement else rows
    source = _source([indicator], inside, year)
    if indicator.kind == "count":
        text = readings.count_reading(inside, indicator, level, year)
        return _bars(inside, indicator, level, year), text, source
    text = readings.map_reading(inside, indicator, level, year)
    return _map(rows, indicator, level, year, state), text, source


def _classes(indicator: Indicator, rows: pd.DataFrame, state: State) -> Classes:
    values = value_array(rows)
    if "departement" in state:
        outside = (rows["departement_id"] != state["departement"]).to_numpy(dtype=bool)
        values = np.where(outside, np.nan, values)
    if indicator.categories:
        return category_classes(indicator, values)
    count = int(state.get("classes", "5"))
    method = state.get("methode", default_method(indicator))
    if method == "officiels" and not indicator.thresholds:
        method = "quantiles"
    if indicator.diverging:
        return mirrored(values, method, count)
    return classify(values, method, count, indicator.thresholds)


def _map(
    rows: pd.DataFrame, indicator: Indicator, level: str, year: int, state: State
) -> dict[str, Any]:
    classes = _classes(indicator, rows, state)
    colors = colors_of(indicator, classes)
    labels = class_labels(indicator, classes)
    chosen = state.get("territoire", perimeter.whole_id())
    outline = [] if chosen == perimeter.whole_id() else store.members(chosen)["commune_id"].tolist()
    legend = [
        {"color": color, "label": label, "count": number(count)}
        for color, label, count in zip(colors, labels, classes.counts, strict=True)
    ]
    index = classes.index
    if "departement" in state:
        own = (rows["departement_id"] == state["departement"]).to_numpy(dtype=bool)
        index = np.where(own, index, OUTSIDE_INDEX).astype(np.int8)
    missing = int((index == -1).sum())
    return {
        "kind": "map",
        "level": level,
        "departement": state.get("departement", ""),
        "codes": class_codes(index),
        "palette": colors,
        "outline": outline or ([chosen] if is_code(chosen) and len(chosen) == 5 else []),
        "legend": legend,
        "missing": number(missing) if missing else "",
        "caption": f"{indicator.short_label}, {year}",
        "unit": f"{indicator.unit} · nombre {LEVEL_BY_ID[level].of_plural} à droite",
    }


def _bars(rows: pd.DataFrame, indicator: Indicator, level: str, year: int) -> dict[str, Any]:
    first = rows.dropna(subset=["value"]).nlargest(_BARS, "value")
    highest = float(first["value"].max()) if len(first) else 1.0
    entries = [
        {
            "label": row.name,
            "text": number(row.value, indicator.decimals),
            "share": round(float(row.value) / (highest or 1.0), 4),
            "color": perimeter.colors().get(row.departement_id, PERIMETER),
        }
        for row in first.itertuples()
    ]
    caption = f"{indicator.short_label}, {year} : les {len(entries)} premiers, par "
    return {
        "kind": "bars",
        "rows": entries,
        "caption": caption + LEVEL_BY_ID[level].word,
        "unit": f"{indicator.unit}{_color_key()}",
    }


def _color_key() -> str:
    """« bleu : Nord, orange : Pas-de-Calais », where départements have their own colours."""
    colors, names = perimeter.colors(), perimeter.departements()
    told = [f"{COLOR_WORDS[color]} : {names[code]}" for code, color in colors.items()]
    return f" · {', '.join(told)}" if told else ""


def _figures(shown: list[Indicator], territory: str) -> dict[str, Any]:
    others, entries = _others(territory), []
    for indicator in shown:
        value, year = _latest(indicator.id, territory)
        compared = [
            f"{store.name_of(other)} : {_latest(indicator.id, other)[0]}" for other in others
        ]
        unit = "" if indicator.unit == "%" else indicator.unit
        label = f"{indicator.label}, {year}" if year else indicator.label
        entries.append({"label": label, "value": value, "unit": unit, "compared": compared})
    return {"kind": "figures", "rows": entries, "caption": store.name_of(territory)}


def _others(territory: str) -> tuple[str, ...]:
    """What the figures of a territory are compared with."""
    whole = perimeter.whole_id()
    return tuple(sorted(perimeter.current().codes[:_COMPARED])) if territory == whole else (whole,)


def _told(shown: list[Indicator], territory: str) -> pd.DataFrame:
    """Last published row of each figure of a territory and of what it is compared with."""
    ids, found = [one.id for one in shown], []
    for one in (territory, *_others(territory)):
        rows = store.profile(one).dropna(subset=["value"])
        rows = rows[rows["indicator_id"].isin(ids)]
        found.append(rows.drop_duplicates("indicator_id", keep="last"))
    return pd.concat(found)


def _latest(indicator_id: str, territory: str) -> tuple[str, str]:
    """Last published value of an indicator for a territory, as written, and its year."""
    reserved.refuse(indicator_id)
    if not store.indicator(indicator_id).is_defined_at(store.level_of(territory)):
        return "sans objet", ""
    rows = store.profile(territory)
    found = rows[(rows["indicator_id"] == indicator_id) & rows["value"].notna()]
    if found.empty:
        return number(None), ""
    last = found.iloc[-1]
    return parts.value_text(store.indicator(indicator_id), last["value"]), str(last["year"])


def _source(shown: list[Indicator], rows: pd.DataFrame, year: int | None) -> str:
    sources = dict.fromkeys(name for indicator in shown for name in indicator.source_ids)
    cited = " ; ".join(store.source(name).citation for name in sources)
    statuses = sorted(parts.statuses_of(rows) or {i.status for i in shown}, reverse=True)
    named = dict.fromkeys(STATUS_BY_ID[status].label for status in statuses)
    when = f" Année : {year}." if year else ""
    return f"Source : {cited}.{when} Statut : {', '.join(named)}."
