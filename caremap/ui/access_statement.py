"""Parts of the page « Accessibilité »."""

import os
from collections.abc import Iterable

import streamlit as st

from caremap.catalog.access_statement import CHECKED, NOT_MET, NOT_TRIED, RIGHTS_URL
from caremap.ui import parts


def show() -> None:
    """State of conformity, checks, what is not met, whom to write to, further remedies."""
    st.markdown(
        "**État : partiellement conforme.** Ce tableau de bord vise le niveau AA du référentiel "
        "général d'amélioration de l'accessibilité (RGAA 4.1). Les points ci-dessous ne sont pas "
        "tous respectés, et aucun audit complet ne le certifie."
    )
    _listed("Ce qui est vérifié à chaque modification", CHECKED)
    _listed("Ce qui n'est pas conforme, et l'autre chemin", NOT_MET)
    _listed("Ce qui n'a pas été essayé", NOT_TRIED)
    parts.section("Signaler une difficulté")
    st.markdown(
        f"{_contact()} Dites la page, ce que vous cherchiez et votre équipement. "
        f"Sans réponse, vous pouvez saisir le [Défenseur des droits]({RIGHTS_URL})."
    )
    parts.source_text(
        "Source : essais du projet, rejoués à chaque modification. Déclaration établie le "
        "29 novembre 2026."
    )


def _listed(title: str, sentences: Iterable[str]) -> None:
    parts.section(title)
    st.markdown("\n".join(f"- {sentence}" for sentence in sentences))


def _contact() -> str:
    """Address that the operator of the server gives, or what to do without one."""
    address = os.environ.get("CAREMAP_CONTACT", "").strip()
    if address:
        return f"Écrivez à `{address.replace('`', '')}`."
    return "Écrivez à l'organisme qui vous a donné l'adresse de ce site."
