"""Who is reading: the public, a partner or a steward. Everyone sees everything when the site has no
sign-in ([auth] in the secrets): such a site must hold open data only.
"""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from caremap.errors import SettingRefused
from caremap.ui import settings

# Each role may also do what those before it may.
ROLES = ("public", "partner", "steward")
NEEDED_ROLE = {"stages": "partner"}
MAX_SESSION_S = 12 * 3600
_DEFAULT_CLAIM = "caremap_role"
_SIGN_IN_REQUIRED = settings.sign_in_required(os.environ)


@dataclass(frozen=True)
class Rules:
    """Which verified claims give which role, for which application."""

    client_ids: frozenset[str]
    claim: str
    values: Mapping[str, frozenset[str]]


def is_configured() -> bool:
    """Whether readers may sign in. Raises SettingRefused on secrets that cannot be read.

    Streamlit takes a file with a typing mistake for no file: everyone would then see everything.
    """
    if st.secrets.load_if_toml_exists():
        return "auth" in st.secrets
    unread = [one for one in st.get_option("secrets.files") if Path(one).exists()]
    if unread:
        raise SettingRefused(
            "Le fichier des secrets est illisible.",
            "Corrigez sa syntaxe TOML : le journal du serveur dit la ligne.",
        )
    return False


def check() -> None:
    """Raise SettingRefused when the site asks for sign-in and nothing describes it."""
    if not is_configured() and _SIGN_IN_REQUIRED:
        raise SettingRefused(
            "Ce site demande une connexion, et ses secrets n'ont pas de section [auth].",
            "Rétablissez le fichier des secrets, ou retirez CAREMAP_SIGN_IN si tout est public.",
        )


def rules() -> Rules:
    """Rules written in the secrets: [auth] for the application, [roles] for the claim."""
    auth = st.secrets["auth"].to_dict()
    roles = st.secrets["roles"].to_dict() if "roles" in st.secrets else {}
    sections = [auth, *(part for part in auth.values() if isinstance(part, dict))]
    return Rules(
        frozenset(part["client_id"] for part in sections if "client_id" in part),
        str(roles.get("claim", _DEFAULT_CLAIM)),
        {role: frozenset(_texts(roles.get(role, role))) for role in ROLES[1:]},
    )


def role_of(claims: Mapping[str, Any], known: Rules, now_s: float) -> str:
    """Role that claims give at a time; public when they are out of date or meant for another."""
    meant_for_us = not known.client_ids.isdisjoint(_texts(claims.get("aud")))
    if not claims.get("is_logged_in") or not meant_for_us or now_s >= ends_at_s(claims):
        return ROLES[0]
    held = set(_texts(_claim(claims, known.claim)))
    granted = [role for role in ROLES[1:] if held & known.values[role]]
    return granted[-1] if granted else ROLES[0]


def ends_at_s(claims: Mapping[str, Any]) -> float:
    """When a session ends: with its token, and after twelve hours at the latest."""
    times = [claims.get("exp"), claims.get("iat")]
    if not all(isinstance(moment, (int, float)) for moment in times):
        return 0.0
    return float(min(claims["exp"], claims["iat"] + MAX_SESSION_S))


def _claim(claims: Mapping[str, Any], name: str) -> Any:
    """Value of a claim; `realm_access.roles` is the claim `roles` inside `realm_access`."""
    found: Any = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _texts(found: Any) -> list[str]:
    """One text or a list of texts, as a list."""
    several = found if isinstance(found, (list, tuple, set, frozenset)) else [found]
    return [text for text in several if isinstance(text, str)]


def role() -> str:
    """Role of the reader of this run."""
    if not is_configured():
        return ROLES[0] if _SIGN_IN_REQUIRED else ROLES[-1]
    return role_of(st.user.to_dict(), rules(), time.time())


def may(needed: str) -> bool:
    """Whether the reader of this run has a role, or one above it."""
    return ROLES.index(role()) >= ROLES.index(needed)


def may_open(page_id: str) -> bool:
    """Whether the reader of this run may open a page."""
    return page_id not in NEEDED_ROLE or may(NEEDED_ROLE[page_id])


def end_when_over() -> None:
    """Sign the reader out at the first run after the end of the session."""
    if is_configured() and st.user.is_logged_in and time.time() >= ends_at_s(st.user.to_dict()):
        st.logout()
        st.stop()


def sign_in_or_out() -> None:
    """Button of the frame, only on a site where readers may sign in."""
    if not is_configured():
        return
    if not st.user.is_logged_in:
        st.button("Se connecter", icon=":material/login:", on_click=st.login, width="stretch")
        return
    st.caption(_WELCOME[role()])
    st.button("Se déconnecter", icon=":material/logout:", on_click=st.logout, width="stretch")


_WELCOME = {
    "public": "Connecté. Votre compte n'ouvre aucune page réservée.",
    "partner": "Connecté comme partenaire.",
    "steward": "Connecté comme gestionnaire de données.",
}
