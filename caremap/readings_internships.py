"""Sentences on internships, computed from the figures. No causal wording."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caremap import internships as science
from caremap.catalog import EMBEDDED, LEVEL_BY_ID, Perimeter
from caremap.formats import enumerate_words, number, percent


def need_without(rows: pd.DataFrame, corner: NDArray[np.bool_], level: str, label: str) -> str:
    """People where need is in its highest third and trainees in their lowest."""
    people = rows.loc[corner, "population"].sum()
    return (
        f"{number(int(corner.sum()))} {LEVEL_BY_ID[level].plural}, {number(people)} habitants, "
        "sont à la fois dans le tiers du besoin le plus fort et dans le tiers le moins pourvu "
        f"({label})."
    )


def gap_rule(level: str, reference: float, perimeter: Perimeter = EMBEDDED) -> str:
    """How territories are named under-served and well supplied."""
    need = (
        "APL aux généralistes de 65 ans ou moins de 2,5 ou moins"
        if level == "commune"
        else "part d'habitants en commune à APL ≤ 2,5 (65 ans ou moins) plus forte que dans "
        f"{perimeter.the_whole.removesuffix(' ensemble').removesuffix(' entier')}"
    )
    return (
        f"Sous-dense : {need}. Bien pourvu : au moins {number(reference, 1)} pour 10 000 "
        f"habitants, le taux {perimeter.of_all}."
    )


def gaps(rows: pd.DataFrame, level: str, label: str, year: int) -> str:
    """People of the under-served territories, by what they host."""
    plural = LEVEL_BY_ID[level].plural
    texts = []
    for code in (0, 2, 3, 5):
        own = rows[rows["group"] == code]
        texts.append(
            f"{number(own['population'].sum())} habitants ({number(len(own))} {plural}) en "
            f"territoire {science.MISMATCHES[code][0]}"
        )
    return f"{year}, {label} : {enumerate_words(texts)}."


def distances(hosts: pd.DataFrame, choice_label: str, origin: str = "de Lille") -> str:
    """How far from the faculty trainees are: mean, share beyond 50 km, farthest commune."""
    if hosts.empty:
        return f"{choice_label} : personne n'est compté ici."
    counts = hosts["trainees"].to_numpy(dtype=float)
    km = hosts["km"].to_numpy(dtype=float)
    farthest = hosts.iloc[int(np.argmax(km))]
    return (
        f"{choice_label} : {number(counts.sum())} dans {number(len(hosts))} communes, à "
        f"{number(science.mean_distance(km, counts))} km {origin} en moyenne ; "
        f"{percent(science.share_where(counts, km > 50))} à plus de 50 km ; la commune la plus "
        f"éloignée est {farthest['name']} ({number(farthest['km'])} km, à vol d'oiseau)."
    )


def sites(counts: NDArray[np.float64], listed: int, label: str, year: int) -> str:
    """Sites that answered, how many count nobody, the largest."""
    if not counts.size:
        return f"{year}, {label} : aucun des {number(listed)} sites n'a répondu."
    return (
        f"{year}, {label} : {number(counts.sum())} dans {number(counts.size)} sites ayant une "
        f"réponse sur {number(listed)} ; {number(int((counts == 0).sum()))} déclarent 0."
    )


def concentration(line: Mapping[str, str], label: str) -> str:
    """The last year's concentration: share of the first five sites and Gini index."""
    return (
        f"{line['Année']}, {label} : les cinq premiers sites en accueillent "
        f"{line['Cinq premiers sites']}, parmi {line['Sites']} sites comptés (indice de "
        f"Gini {line['Gini']})."
    )


def withdrawal(label: str, place: str, kept: pd.Series, epci: tuple[int, int, str]) -> str:
    """What a territory keeps after a simulated withdrawal, and how many EPCI are concerned.

    `epci` is how many lose somebody, how many count somebody, and the words of where they are.
    """
    hit, counted, within = epci
    return (
        f"Sans « {label} », {place} passerait de {number(kept['before'])} à "
        f"{number(kept['after'])} et garderait {percent(kept['kept_share'])} de son effectif ; "
        f"{within}, {number(hit)} EPCI sur les {number(counted)} qui comptent quelqu'un "
        f"{'serait concerné' if hit <= 1 else 'seraient concernés'}."
    )


def public_gap(survey: float, year: int, announced: str) -> str:
    """The survey beside an announcement: two scopes, not an error."""
    return (
        f"La SAE {year} compte {number(survey)} internes au CH de Valenciennes ; l'accord de 2024 "
        f"annonce {announced} par semestre. Les deux chiffres ne comptent pas la même chose et "
        "ne se remplacent pas."
    )
