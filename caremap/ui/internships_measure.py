"""Page « Stages »: the figure that a choice draws, its words, status and limits."""

from dataclasses import replace

from caremap.catalog import Indicator
from caremap.catalog.placements import DATASETS, DEMO_FILE, SAE
from caremap.ui import store
from caremap.ui.internships_choice import Choice, years_of

_FILE_CAVEATS = ("placements_file", "placements_semesters", "placements_ambulatory")
_RATE_FORMULA = "10 000 × somme des lieux de stage ÷ population municipale (COG 2026)"
_CAVEATS = {
    DEMO_FILE: ("demo", *_FILE_CAVEATS),
    SAE: ("sae_scope", "sae_empty", "sae_ghicl", "sae_epsm_flandres"),
}
_STATUSES = {SAE: "derived", DEMO_FILE: "demo"}


def measure(choice: Choice, kind: str) -> Indicator:
    """The figure drawn by the maps of this page, named after the choice (`count` or `rate`).

    It has the id of the release's own figure when it is the same, else one that no release holds.
    """
    base = store.indicator("hospital_interns" if kind == "count" else "interns_per_10k")
    name = choice.label[0].upper() + choice.label[1:]
    text = name if kind == "count" else f"{name} pour 10 000 habitants"
    if choice != Choice(SAE, choice.year, "", "interne", ""):
        base = _made(base, text, choice)
    return replace(
        base,
        label=text,
        short_label=text,
        unit=choice.noun if kind == "count" else base.unit,
        years=years_of(choice),
        source_ids=(choice.dataset, *base.source_ids[1:]),
        caveats=caveat_ids(choice),
    )


def _made(base: Indicator, text: str, choice: Choice) -> Indicator:
    """What this page counts or divides itself: its own id, words and status."""
    is_count = base.kind == "count"
    return replace(
        base,
        id="stages-nombre" if is_count else "stages-taux",
        definition=f"{text}, selon le jeu « {DATASETS[choice.dataset]} ».",
        formula="somme des lieux de stage" if is_count else _RATE_FORMULA,
        status=_STATUSES.get(choice.dataset, "declared"),
    )


def caveat_ids(choice: Choice) -> tuple[str, ...]:
    """Limits of the set of placements shown."""
    return _CAVEATS.get(choice.dataset, _FILE_CAVEATS)
