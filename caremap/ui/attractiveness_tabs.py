"""Under the map: ranks with intervals, what makes a score, the proxies and their weakness."""

from functools import lru_cache

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from caremap import attractiveness, charts_attractiveness, readings_trends
from caremap.accessibility.pairs import Floats
from caremap.catalog import LEVEL_BY_ID
from caremap.catalog.attractiveness import FAMILIES, SOLID_WORDS
from caremap.catalog.attractiveness_criteria import CRITERIA
from caremap.formats import number
from caremap.ui import attractiveness_map, availability, parts, perimeter, state, store
from caremap.ui import attractiveness_store as figures
from caremap.ui.attractiveness_store import Settings
from caremap.ui.choropleth import in_departement

DRAWN_ROWS = 40
_SAME = 0.5


def shown_rows(settings: Settings) -> tuple[pd.DataFrame, str]:
    """Ranked rows of the chosen département, the best first, at most 40; and what they are."""
    rows = in_departement(attractiveness_map.ranked(settings))
    rows = rows[rows["rank"].notna()].sort_values("rank", kind="stable")
    plural = LEVEL_BY_ID[settings.level].plural
    if len(rows) <= DRAWN_ROWS:
        return rows, f"{number(len(rows))} {plural}"
    return rows.head(DRAWN_ROWS), f"{DRAWN_ROWS} premiers rangs sur {number(len(rows))} {plural}"


def ranks(settings: Settings) -> None:
    """Ranks as dots on their intervals, with the rule of a solid rank."""
    rows, what = shown_rows(settings)
    if _nothing_ranked(rows):
        return
    found = figures.ranking(settings)
    parts.section(f"Rang et intervalle : {what}")
    solid = int(rows["solid"].sum())
    widest = rows.loc[(rows["high"] - rows["low"]).idxmax()]
    parts.reading(
        f"{number(solid)} rangs montrés sur {number(len(rows))} sont solides ; le plus fragile : "
        f"{widest['name']}, de {number(widest['low'])} à {number(widest['high'])}."
    )
    shown = (state.get("departement"), territory(settings.level))
    parts.chart(
        _intervals(store.release_id(), settings, *shown),
        f"Rang de chaque territoire et intervalle de {number(figures.draws(settings.level))} "
        "tirages, du premier au dernier",
    )
    st.caption(
        f"Intervalle : du 5e au 95e centile des rangs de {number(figures.draws(settings.level))} "
        "tirages (graine fixe), élargi s'il le faut au rang de vos réglages ; chaque tirage prend "
        f"des poids ({_SPREAD_RULES[settings.spread]}) et l'une des trois échelles au hasard. "
        f"Solide : l'intervalle couvre au plus {SOLID_WORDS[settings.level]} des territoires "
        f"classés, soit {number(found.widest_solid)} rangs sur "
        f"{number(found.ranked)} ; fragile sinon."
    )
    attractiveness_map.same_sources()
    table = rows.assign(state=attractiveness_map.solidity(rows["solid"]))
    columns = ["rank", "name", "score", "low", "high", "state"]
    names = ("Rang", "Territoire", "Score", "Intervalle, de", "Intervalle, à", "Rang solide")
    parts.twin("Tableau des rangs", table[columns].round(1).set_axis(names, axis=1))


def _nothing_ranked(rows: pd.DataFrame) -> bool:
    if rows.empty:
        parts.nothing_to_show("Aucun territoire n'a de score.", availability.REFRESH)
    return bool(rows.empty)


@lru_cache(maxsize=64)
def _intervals(release_id: str, settings: Settings, departement: str, selected: str) -> go.Figure:
    return charts_attractiveness.intervals(shown_rows(settings)[0], selected)


_SPREAD_RULES = {
    "autour": "chacun des vôtres, de la moitié à une fois et demie",
    "tous": "tous les partages possibles entre les familles qui ont une donnée",
}


def territory(level: str) -> str:
    """Chosen territory at the level of the page: a commune gives its EPCI; empty when none."""
    chosen = state.get("territoire")
    own = store.level_of(chosen)
    if own == level:
        return chosen
    return store.epci_of(chosen) if (own, level) == ("commune", "epci") else ""


def composition(settings: Settings) -> None:
    """Points brought by each family, and the family that moves each rank most."""
    rows, what = shown_rows(settings)
    if _nothing_ranked(rows):
        return
    weights = np.array(settings.weights, dtype=float)
    scores = figures.scores(settings)
    points = attractiveness.contributions(scores, weights, settings.aggregation)
    shifts = attractiveness.shifts_without(scores, weights, settings.aggregation)
    at = rows.index.to_numpy()
    _own_words(settings, points, shifts)
    parts.section(f"Points apportés par chaque famille : {what}")
    parts.chart(
        charts_attractiveness.family_points(list(rows["name"]), points[at], FAMILIES, weights > 0),
        "Score de chaque territoire, partagé entre les familles de critères",
    )
    labels = [family.label for family in FAMILIES]
    parts.reading(readings_trends.points(list(rows["name"]), points[at], labels))
    attractiveness_map.same_sources()
    title = "Tableau des points et de ce qui déplace chaque rang"
    parts.twin(title, lambda: _moves(rows, points, shifts))


def _moves(rows: pd.DataFrame, points: Floats, shifts: Floats) -> pd.DataFrame:
    at = rows.index.to_numpy()
    table = pd.DataFrame({"Rang": rows["rank"], "Territoire": rows["name"]})
    for position, family in enumerate(FAMILIES):
        table[f"{family.label} (points)"] = points[at, position].round(1)
    strongest = [strongest_family(shifts[:, one]) for one in at]
    table["Famille qui déplace le plus"] = [
        FAMILIES[one].label if one is not None else "aucune" for one in strongest
    ]
    table["Rang sans elle"] = [
        row + shifts[one, where] if one is not None else row
        for row, one, where in zip(rows["rank"], strongest, at, strict=True)
    ]
    return table


def strongest_family(shifts: Floats) -> int | None:
    """Position of the family whose absence moves a territory most; None when none moves it."""
    sizes = np.nan_to_num(np.abs(shifts))
    return int(sizes.argmax()) if sizes.max() >= _SAME else None


def _own_words(settings: Settings, points: Floats, shifts: Floats) -> None:
    """Sentences on the chosen territory, or how to choose one."""
    chosen = territory(settings.level)
    rows = attractiveness_map.ranked(settings)
    own = rows[rows["territory_id"] == chosen].dropna(subset=["rank"])
    if own.empty:
        st.caption("Choisissez un territoire (menu ou carte) pour lire ce qui fait son rang.")
        return
    at = int(own.index[0])
    row = own.iloc[0]
    most = int(points[at].argmax())
    sentence = (
        f"{row['name']} : {number(row['score'], 1)} sur 100, rang {number(row['rank'])}. "
        f"« {FAMILIES[most].label} » lui apporte le plus de points "
        f"({number(points[at, most], 1)}). "
    )
    one = strongest_family(shifts[:, at])
    if one is None:
        sentence += "Retirer une seule famille ne change pas ce rang."
    else:
        sentence += (
            f"Sans « {FAMILIES[one].label} », ce serait le rang "
            f"{number(row['rank'] + shifts[one, at])} : aucune autre famille, retirée seule, ne "
            "change davantage ce rang."
        )
    parts.reading(sentence)


def proxies(settings: Settings) -> None:
    """Each family with its criteria, what they stand for and what they miss."""
    found = figures.table(settings.level)
    years = dict(zip((c.id for c in found.criteria), found.years, strict=True))
    st.markdown(
        "Chaque critère est une **approximation** : ce qu'elle représente et ce qu'elle manque "
        "sont écrits à côté. Le sens (« plus » ou « moins » vaut mieux) est une convention de "
        "cette page, pas un résultat. Une famille sans donnée pèse 0."
    )
    for family, weight in zip(FAMILIES, settings.weights, strict=True):
        own = [c for c in CRITERIA if c.family_id == family.id and c.id in years]
        st.markdown(f"##### {family.label} · poids {weight}")
        if not own:
            parts.nothing_to_show("Sans donnée.", family.absent)
            continue
        lines = [
            {
                "Critère": f"{perimeter.label_of(c)} ({c.unit})",
                "Vaut mieux": "plus" if c.higher_is_better else "moins",
                "Représente": c.proxy,
                "Ce qui manque": c.weakness,
                "Millésime": c.vintage or str(years[c.id]),
            }
            for c in own
        ]
        parts.plain_table(lines, f"Critères de la famille {family.label.lower()}")
    st.caption(
        "Sans source ouverte chargée, donc hors du score : logements vacants, maîtres de stage "
        "comptés à part, trajets réels par la route ou le train."
    )
    absent = [c for c in CRITERIA if c.loaded_by and c.id not in years]
    if absent:
        names = "\n".join(f"- {c.label} : `data/inbox/{c.loaded_by}….csv`" for c in absent)
        with st.expander("Critères qu'un gestionnaire peut charger", icon=":material/upload:"):
            st.markdown(names)
