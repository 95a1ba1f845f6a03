"""The APL form: consultations of bounded GPs, need standardised by age, and guard zone."""

import numpy as np

from caremap.accessibility.catchment import Catchment, solve, weight_matrix
from caremap.accessibility.edge import guard_places
from caremap.accessibility.pairs import Floats
from caremap.accessibility.parameters import (
    CALIBRATED,
    AplParameters,
    GuardZone,
    NeedWeights,
    SupplyModel,
)
from caremap.accessibility.travel import Places, join_places, travel_minutes


def standardised_need(people: Floats, weights: NeedWeights) -> Floats:
    """Return standardised inhabitants (n,) from people by age (n, 3: 0–19, 20–64, 65 and over).

    Weighted by relative need, then scaled so that the total stays the number of inhabitants, as
    the standardised population of the APL does for the country (DREES, Dossier 17, 2017).
    """
    if people.ndim != 2 or people.shape[1] != 3:
        raise ValueError(f"Trois groupes d'âge attendus, forme reçue : {people.shape}.")
    need = people @ np.array((weights.age_0_19, weights.age_20_64, weights.age_65_plus))
    total = need.sum()
    return np.asarray(need * (people.sum() / total if total > 0 else 1.0))


def consultations_by_gp(model: SupplyModel) -> float:
    """Return the consultations a year of one GP, held between the two bounds of the model."""
    return float(np.clip(model.consultations_per_gp, model.minimum_per_gp, model.maximum_per_gp))


def bounded_consultations(activity: Floats, model: SupplyModel) -> Floats:
    """Return activities of single GPs, held between the bounds, same shape; NaN → the default."""
    known = np.where(np.isnan(activity), model.consultations_per_gp, activity)
    return np.asarray(np.clip(known, model.minimum_per_gp, model.maximum_per_gp))


def supply_in_consultations(gps: Floats, gps_60_plus: Floats, model: SupplyModel) -> Floats:
    """Return consultations a year by place (n,) from GP counts; ValueError if 60+ > count."""
    if not (np.all(gps >= gps_60_plus) and np.all(gps_60_plus >= 0)):
        raise ValueError("Les généralistes de 60 ans et plus dépassent le total, ou sont négatifs.")
    leaving = (1 - model.share_60_plus_kept) * gps_60_plus
    return np.asarray((gps - leaving) * consultations_by_gp(model))


def apl_catchment(
    places: Places,
    supply: Floats,
    parameters: AplParameters = CALIBRATED,
    guard: tuple[Floats, Floats] | None = None,
    zone: GuardZone | None = None,
) -> Catchment:
    """Return the solved APL form, in consultations per standardised inhabitant and year.

    `supply` (n,) in consultations. With `guard`, the longitudes and latitudes (k,) of the guard
    zone, every vector has n + k rows and only the first n are to be reported.
    """
    everyone, offered = places, supply
    if guard is not None and len(guard[0]):
        zone = zone or GuardZone()
        beyond = guard_places(*guard, places, zone)
        rate = zone.gp_rate * supply.sum() / places.population.sum()
        everyone = join_places(places, beyond)
        offered = np.concatenate((supply, rate * beyond.population))
    limit = parameters.decay.limit_minutes
    pairs = travel_minutes(everyone, parameters.travel, limit)
    need = standardised_need(everyone.people, parameters.need)
    return solve(weight_matrix(pairs, parameters.decay), offered, need)
