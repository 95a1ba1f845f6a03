"""How far the recomputed accessibility can be trusted, with which parameters (« Méthode »)."""

import pandas as pd
import streamlit as st

from caremap.accessibility import CALIBRATED, GuardZone
from caremap.formats import number, percent
from caremap.ui import parts, perimeter, store
from caremap.ui.availability import REFRESH
from caremap.ui.simulation import times_origin

_SHARES = ("same_class_share", "same_class_people_share")
_ORDER = (
    "spearman_commune", "spearman_epci", "spearman_commune_calibration",
    "spearman_commune_held_out", "spearman_commune_inland", "spearman_commune_plain",
    "spearman_epci_plain", "mean_absolute_error", *_SHARES,
)  # fmt: skip


def accessibility_model() -> None:
    """Validity figures of this release and the parameters that give them."""
    rows = store.table("meta.accessibility_validity").set_index("figure_id")
    st.markdown(
        "L'accessibilité recalculée sert à la page « Simulation ». Elle est comparée à l'APL 2022 "
        "de la DREES (tous les généralistes), l'année la plus proche de l'offre de 2019 : "
        "corrélation de rang de Spearman, recalculée à chaque construction des données."
    )
    if rows.empty:
        parts.nothing_to_show("Le modèle n'est comparé à aucune APL publiée ici.", REFRESH)
        return
    found = [
        {
            "Mesure": rows.at[figure, "label"],
            "Valeur": _written(figure, float(rows.at[figure, "value"])),
            "Territoires": number(rows.at[figure, "places"]),
        }
        for figure in _ORDER
    ]
    parts.table(pd.DataFrame(found), "Validité du modèle")
    commune = float(rows.at["spearman_commune", "value"])
    epci = float(rows.at["spearman_epci", "value"])
    same = float(rows.at["same_class_share", "value"])
    parts.reading(
        f"Corrélation de {number(commune, 3)} par commune (but de 0,80 {_verdict(commune, 0.8)}) "
        f"et de {number(epci, 3)} par EPCI (but de 0,90 {_verdict(epci, 0.9)}), mais "
        f"{percent(100 * (1 - same), 0)} des communes changent de classe : la page « Simulation » "
        "part donc de l'APL publiée et n'y ajoute que la variation."
    )
    st.markdown("\n".join(f"- **{name}** : {value}" for name, value in _parameters().items()))
    st.caption(f"Durées de trajet {times_origin()}. Statut : estimé.")


def _verdict(value: float, goal: float) -> str:
    return "atteint" if value >= goal else "non atteint"


def _written(figure: str, value: float) -> str:
    return percent(100 * value) if figure in _SHARES else number(value, 3)


def _parameters() -> dict[str, str]:
    decay, travel, need = CALIBRATED.decay, CALIBRATED.travel, CALIBRATED.need
    supply, guard = CALIBRATED.supply, GuardZone()
    steps = ", ".join(f"{number(w, 2)} jusqu'à {number(m)} min" for m, w in decay.steps)
    return {
        "Décroissance": f"{steps} (de mémoire, à vérifier), adoucie par une erreur de "
        f"{number(decay.uncertainty_minutes)} min, limite {number(decay.limit_minutes)} min (calé)",
        "Vitesse": f"{number(travel.rural_kmh)} km/h à la campagne, {number(travel.urban_kmh)} en "
        f"ville (calé), détour {number(travel.detour, 1)}",
        "Besoin par âge 0-19 / 20-64 / 65 et plus": f"{number(need.age_0_19)} / "
        f"{number(need.age_20_64)} / {number(need.age_65_plus)}",
        "Offre": f"{number(supply.consultations_per_gp)} consultations par généraliste et par an, "
        f"{percent(100 * supply.share_60_plus_kept, 0)} gardés pour les 60 ans et plus (calé)",
        f"Au-delà {perimeter.current().border}": (
            f"{number(guard.inhabitants_per_km2)} hab./km² sur {number(guard.depth_km)} km, "
            f"{number(guard.gp_rate, 2)} fois le taux de généralistes"
        ),
    }
