"""Stages: where trainees go, against where they are needed."""

from caremap.ui import (
    availability,
    internships,
    internships_choice,
    internships_concentration,
    internships_maps,
    internships_tabs,
    internships_withdrawal,
    parts,
)

parts.header(
    "Stages",
    "Où vont les internes et les étudiants, et manquent-ils là où l'accès aux soins est faible ?",
)


def page() -> None:
    """Choices, headline figures, map, then one section at a time."""
    choice = internships_choice.choose()
    internships.headlines(choice)
    internships.loaded_figures(choice)
    internships_maps.draw(choice)
    internships.oddities(choice)

    sections = (
        internships_tabs.mismatches,
        internships_tabs.sites,
        internships_concentration.concentration,
        internships_withdrawal.withdrawal,
        internships_tabs.breakdown,
        internships_tabs.public_counts,
    )
    for tab, section in zip(internships_choice.tabs(), sections, strict=True):
        if tab.open:
            with tab:
                section(choice)


if availability.has_rows("marts.placements", "Aucun stage ni interne", "hospital_interns.csv"):
    page()
