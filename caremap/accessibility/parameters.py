"""Parameter sets of the accessibility model: frozen, checked when built, each with its status.

Every range is refused with a message in French, because a steward or a planner may have typed it.
"""

from dataclasses import dataclass
from typing import Literal

DecayKind = Literal["steps", "gaussian", "exponential", "linear"]
ParameterStatus = Literal["official", "estimated", "from_memory"]
Steps = tuple[tuple[float, float], ...]


def require(condition: bool, rule: str, value: object) -> None:
    """Raise ValueError with the rule, in French, when `value` is out of range."""
    if not condition:
        raise ValueError(f"Paramètre hors limites : {rule} (valeur reçue : {value}).")


@dataclass(frozen=True)
class Decay:
    """How the weight of a place falls with travel time; 0 beyond `limit_minutes`.

    `steps` holds (minutes, weight) pairs; `scale_minutes` serves the exponential; with
    `uncertainty_minutes` > 0 each step is the mean over a normal error on travel time.
    """

    kind: DecayKind
    limit_minutes: float
    steps: Steps = ()
    scale_minutes: float = 0.0
    uncertainty_minutes: float = 0.0
    status: ParameterStatus = "estimated"

    def __post_init__(self) -> None:
        require(0 < self.limit_minutes <= 240, "0 < limite ≤ 240 minutes", self.limit_minutes)
        require(self.uncertainty_minutes >= 0, "incertitude ≥ 0 min", self.uncertainty_minutes)
        if self.kind == "exponential":
            require(self.scale_minutes > 0, "échelle > 0 minute", self.scale_minutes)
        if self.kind == "steps":
            _require_steps(self.steps, self.limit_minutes)


def _require_steps(steps: Steps, limit_minutes: float) -> None:
    bounds = [minutes for minutes, _ in steps]
    weights = [weight for _, weight in steps]
    require(len(steps) > 0, "au moins un palier", steps)
    require(bounds == sorted(set(bounds)) and bounds[0] >= 0, "paliers croissants", bounds)
    require(weights == sorted(weights, reverse=True), "poids décroissants", weights)
    require(0 < weights[0] <= 1 and weights[-1] >= 0, "0 ≤ poids ≤ 1, le premier > 0", weights)
    require(bounds[-1] <= limit_minutes, "dernier palier ≤ limite", bounds[-1])


def catchment_of(minutes: float) -> Decay:
    """Return the plain 2SFCA catchment: 1 up to `minutes`, then 0 (Luo and Wang 2003)."""
    return Decay("steps", minutes, ((minutes, 1.0),))


@dataclass(frozen=True)
class TravelModel:
    """Driving time between mairies: great circle × detour ÷ speed, speed by density around.

    Speed goes from `rural_kmh` at `rural_density` inhabitants per km² to `urban_kmh` at
    `urban_density`, linearly in the logarithm of the density within `density_radius_km`.
    """

    detour: float = 1.3
    rural_kmh: float = 47.0
    urban_kmh: float = 31.0
    rural_density: float = 300.0
    urban_density: float = 4_500.0
    density_radius_km: float = 5.0
    status: ParameterStatus = "estimated"

    def __post_init__(self) -> None:
        require(1 <= self.detour <= 3, "1 ≤ détour ≤ 3", self.detour)
        for kmh in (self.rural_kmh, self.urban_kmh):
            require(5 <= kmh <= 130, "5 ≤ vitesse ≤ 130 km/h", kmh)
        require(self.urban_kmh <= self.rural_kmh, "ville ≤ campagne", self.urban_kmh)
        require(0 < self.rural_density < self.urban_density, "0 < rural < urbain", self)
        require(0 < self.density_radius_km <= 50, "0 < rayon ≤ 50 km", self.density_radius_km)


@dataclass(frozen=True)
class NeedWeights:
    """Relative need of care of one person by age group; only the ratios count."""

    age_0_19: float = 1.0
    age_20_64: float = 1.0
    age_65_plus: float = 2.0
    status: ParameterStatus = "estimated"

    def __post_init__(self) -> None:
        for weight in (self.age_0_19, self.age_20_64, self.age_65_plus):
            require(0 < weight <= 10, "0 < poids d'un âge ≤ 10", weight)


@dataclass(frozen=True)
class SupplyModel:
    """Consultations a year of one GP, held between two bounds, and what remains of the oldest.

    `share_60_plus_kept` is the share of the activity of GPs aged 60+ still there in the target
    year; 1 keeps the counts as published.
    """

    consultations_per_gp: float = 5_400.0
    minimum_per_gp: float = 3_600.0
    maximum_per_gp: float = 6_000.0
    share_60_plus_kept: float = 1.0
    status: ParameterStatus = "estimated"

    def __post_init__(self) -> None:
        low, high = self.minimum_per_gp, self.maximum_per_gp
        require(0 <= low <= high, "0 ≤ minimum ≤ maximum de consultations", (low, high))
        require(self.consultations_per_gp > 0, "consultations > 0", self.consultations_per_gp)
        require(0 <= self.share_60_plus_kept <= 1, "0 ≤ part ≤ 1", self.share_60_plus_kept)


@dataclass(frozen=True)
class GuardZone:
    """Uniform places beyond the border, so that edge communes do not face an empty land.

    `inhabitants_per_km2` and `gp_rate` (share of the mean GP rate inside) stand for the
    neighbours whose counts are not loaded; the zone is `depth_km` deep.
    """

    spacing_km: float = 4.0
    depth_km: float = 30.0
    inhabitants_per_km2: float = 75.0
    gp_rate: float = 0.85
    status: ParameterStatus = "estimated"

    def __post_init__(self) -> None:
        require(1 <= self.spacing_km <= 20, "1 ≤ pas ≤ 20 km", self.spacing_km)
        require(0 < self.depth_km <= 100, "0 < profondeur ≤ 100 km", self.depth_km)
        require(self.inhabitants_per_km2 > 0, "habitants par km² > 0", self.inhabitants_per_km2)
        require(0 <= self.gp_rate <= 3, "0 ≤ taux relatif ≤ 3", self.gp_rate)


@dataclass(frozen=True)
class AplParameters:
    """Everything that turns counts and points into an APL-like index."""

    decay: Decay
    travel: TravelModel = TravelModel()
    need: NeedWeights = NeedWeights()
    supply: SupplyModel = SupplyModel()


APL_STEPS: Steps = ((10.0, 1.0), (15.0, 2 / 3), (20.0, 1 / 3))
APL_DECAY = Decay("steps", 20.0, APL_STEPS, status="from_memory")
"""French decay since 2015: 1, 2/3, 1/3 up to 10, 15, 20 minutes. De mémoire, à vérifier."""

CALIBRATED = AplParameters(
    decay=Decay("steps", 30.0, APL_STEPS, uncertainty_minutes=3.0, status="estimated"),
    supply=SupplyModel(consultations_per_gp=5_540.0, share_60_plus_kept=0.60),
)
"""Calibrated on DREES APL 2022, half of the communes (docs/decisions/accessibility-parameters)."""

BASELINE = AplParameters(
    decay=APL_DECAY,
    travel=TravelModel(1.3, 60.0, 50.0, 300.0, 4_500.0),
    need=NeedWeights(1.0, 1.0, 1.0),
)
"""The plain model that the calibrated one must beat."""
