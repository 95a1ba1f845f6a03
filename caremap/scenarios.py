"""A scenario as a plain value: its form in the URL, its limits, and what it does to supply. Pure.

Form: `step~step~nom.Name`, scenarios joined by `~~`, spaces of a name written `_`. A step is a
letter, a place id, an amount and, when it is not the usual one, a setting: `m62041.3.15` opens in
62041 an MSP of 3 GPs whose medical assistants bring 15 %; `g59350.n1` is one GP less in Lille.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from caremap.accessibility import Action, Hypotheses, consultations_added, retirements
from caremap.accessibility.pairs import Floats, Indices

MAX_SCENARIOS, MAX_STEPS, MAX_NAME = 4, 30, 40
EVERYWHERE = "tout"
_NAME = "nom."
_NAME_MARKS = frozenset(" -'’,()")
_STEP = re.compile(r"([a-z])(tout|[0-9]{2,9})\.(n?)([0-9]{1,4})(?:\.([0-9]{1,5}))?", re.ASCII)


class ScenarioRefused(ValueError):
    """A written scenario that cannot be read; the message is in French."""


@dataclass(frozen=True)
class Kind:
    """One kind of action: limits of its amount and of its setting, and how both are named."""

    id: str
    letter: str
    label: str
    amount_label: str
    lowest: int
    highest: int
    amount: int
    setting_label: str = ""
    setting_range: tuple[int, int] = (0, 0)
    setting: int = 0
    communes_only: bool = True


KINDS: tuple[Kind, ...] = (
    Kind("gp", "g", "Généralistes", "Généralistes en plus (ou en moins)", -50, 50, 1),
    Kind("msp", "m", "Ouvrir une MSP", "Généralistes de la MSP", 1, 30, 3,
         "Effet de l'assistant médical (% de consultations)", (0, 50), 10),
    Kind("retire", "r", "Départs des 60 ans et plus", "Part qui part chaque année (%)", 1, 100, 100,
         "Nombre d'années", (1, 20), 1, communes_only=False),
    Kind("interns", "i", "Consultations d'internes", "Internes", 1, 200, 2,
         "Consultations par interne et par an", (1, 6_000), 1_500),
    Kind("telecabin", "t", "Télécabines", "Télécabines", 1, 50, 1,
         "Consultations par télécabine et par an", (1, 10_000), 1_000),
)  # fmt: skip
KIND_BY_ID = {kind.id: kind for kind in KINDS}
_BY_LETTER = {kind.letter: kind for kind in KINDS}


@dataclass(frozen=True)
class Step:
    """One action at one place; ValueError when a number is out of the limits of its kind."""

    kind: str
    place: str
    amount: int
    setting: int = 0

    def __post_init__(self) -> None:
        kind = KIND_BY_ID[self.kind]
        if not kind.lowest <= self.amount <= kind.highest or self.amount == 0:
            rule = f"entre {kind.lowest} et {kind.highest}, sauf 0"
            raise ScenarioRefused(f"{kind.amount_label} : {rule} (reçu : {self.amount}).")
        low, high = kind.setting_range
        if not low <= self.setting <= high:
            rule = f"entre {low} et {high}"
            raise ScenarioRefused(f"{kind.setting_label} : {rule} (reçu : {self.setting}).")
        if kind.communes_only and not re.fullmatch(r"[0-9]{5}", self.place):
            raise ScenarioRefused(f"« {kind.label} » se place dans une commune.")


@dataclass(frozen=True)
class Scenario:
    """A named list of steps; ValueError on a name or a list that a link could not carry."""

    name: str = ""
    steps: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        if self.name != clean_name(self.name):
            raise ScenarioRefused("Nom de scénario : lettres, chiffres et espaces, 40 au plus.")
        if len(self.steps) > MAX_STEPS:
            raise ScenarioRefused(f"{MAX_STEPS} actions au plus par scénario.")


def clean_name(text: str) -> str:
    """Return the part of a typed name that a link can carry: 40 letters, digits, spaces, -'’,()."""
    kept = "".join(mark for mark in text if mark.isalnum() or mark in _NAME_MARKS)
    return " ".join(kept.split())[:MAX_NAME].strip()


def write(scenarios: tuple[Scenario, ...]) -> str:
    """Return the form of scenarios in the URL; nothing for one scenario without name or step."""
    return "~~".join(map(_form, scenarios))


def _form(scenario: Scenario) -> str:
    name = [_NAME + scenario.name.replace(" ", "_")] if scenario.name else []
    return "~".join([*map(_written, scenario.steps), *name])


def _written(step: Step) -> str:
    kind = KIND_BY_ID[step.kind]
    sign = "n" if step.amount < 0 else ""
    setting = f".{step.setting}" if step.setting != kind.setting else ""
    return f"{kind.letter}{step.place}.{sign}{abs(step.amount)}{setting}"


def parse(text: str) -> tuple[Scenario, ...]:
    """Read the form of the URL; raise ScenarioRefused on anything `write` would not give."""
    pieces = text.split("~~")
    if len(pieces) > MAX_SCENARIOS:
        raise ScenarioRefused(f"{MAX_SCENARIOS} scénarios au plus.")
    scenarios = tuple(_scenario(piece) for piece in pieces)
    if write(scenarios) != text:
        raise ScenarioRefused("Scénario écrit autrement que par cette page.")
    return scenarios


def _scenario(text: str) -> Scenario:
    steps = text.split("~") if text else []
    named = steps and steps[-1].startswith(_NAME)
    name = steps.pop().removeprefix(_NAME).replace("_", " ") if named else ""
    return Scenario(name, tuple(map(_step, steps)))


def _step(text: str) -> Step:
    found = _STEP.fullmatch(text)
    kind = _BY_LETTER.get(found[1]) if found else None
    if found is None or kind is None:
        raise ScenarioRefused(f"Action illisible : « {text[:30]} ».")
    amount = -int(found[4]) if found[3] else int(found[4])
    return Step(kind.id, found[2], amount, int(found[5]) if found[5] else kind.setting)


@dataclass(frozen=True)
class Offer:
    """What scenarios act on: GPs and consultations a year by place, all (n,); ranks by commune.

    `members` gives the communes of a larger territory, `everywhere` is one of its keys.
    """

    ranks: Mapping[str, int]
    members: Mapping[str, tuple[str, ...]]
    gps: Floats
    supply: Floats
    supply_60_plus: Floats
    consultations_per_gp: float


@dataclass(frozen=True)
class SupplyChange:
    """Places touched (k,), consultations added at each (k,), and the steps left out: rank, why."""

    sites: Indices
    added: Floats
    refused: tuple[tuple[int, str], ...]


def supply_change(scenario: Scenario, offer: Offer) -> SupplyChange:
    """Return what a scenario adds to the supply of each place, its steps taken in order.

    A step that takes away more GPs than there are, or names an unknown place, is left out and
    told in `refused`.
    """
    state = _Running(offer, offer.gps.copy(), offer.supply.copy(), offer.supply_60_plus.copy())
    refused = []
    for rank, step in enumerate(scenario.steps):
        try:
            state.apply(step)
        except ScenarioRefused as error:
            refused.append((rank, str(error)))
    change = state.supply - offer.supply
    sites = np.flatnonzero(change)
    return SupplyChange(sites, change[sites], tuple(refused))


@dataclass(frozen=True)
class _Running:
    """Counts and consultations while steps are taken; the arrays are changed in place."""

    offer: Offer
    gps: Floats
    supply: Floats
    older: Floats

    def apply(self, step: Step) -> None:
        if step.kind == "retire":
            self._retire(step)
            return
        site = self._rank(step.place)
        if step.kind == "gp" and step.amount < 0:
            self._leave(site, -step.amount)
            return
        _, added = consultations_added([_action(site, step)], _hypotheses(step, self.offer))
        self.supply[site] += added[0]
        self.gps[site] += step.amount if step.kind in {"gp", "msp"} else 0

    def _rank(self, commune: str) -> int:
        if commune not in self.offer.ranks:
            raise ScenarioRefused(f"Commune inconnue : {commune}.")
        return self.offer.ranks[commune]

    def _leave(self, site: int, gps: int) -> None:
        if self.gps[site] < gps:
            raise ScenarioRefused(f"Il n'y a que {self.gps[site]:.0f} généraliste(s) à retirer.")
        self.gps[site] -= gps
        self.supply[site] -= min(gps * self.offer.consultations_per_gp, self.supply[site])

    def _retire(self, step: Step) -> None:
        communes = self.offer.members.get(step.place, (step.place,))
        ranks = np.array([self._rank(commune) for commune in communes], dtype=np.intp)
        share = 1 - (1 - step.amount / 100) ** step.setting
        older = np.zeros_like(self.older)
        older[ranks] = np.minimum(self.older[ranks], self.supply[ranks])
        if not older.any():
            raise ScenarioRefused("Aucun généraliste de 60 ans et plus à cet endroit.")
        sites, left = retirements(older, share)
        self.supply[sites] += left
        self.older[sites] += left


def _action(site: int, step: Step) -> Action:
    field = {
        "gp": "gps", "msp": "gps_with_assistant", "interns": "interns", "telecabin": "telecabins"
    }[step.kind]  # fmt: skip
    return Action(site, **{field: step.amount})


def _hypotheses(step: Step, offer: Offer) -> Hypotheses:
    usual = Hypotheses(consultations_per_gp=offer.consultations_per_gp)
    if step.kind == "msp":
        return replace(usual, assistant_gain=step.setting / 100)
    if step.kind == "interns":
        return replace(usual, consultations_per_intern=step.setting)
    if step.kind == "telecabin":
        return replace(usual, consultations_per_telecabin=step.setting)
    return usual
