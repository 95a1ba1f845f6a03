"""Is the server able to answer, and what it says when it is not: health and errors."""

import logging
import secrets
from collections import Counter
from functools import lru_cache
from typing import Any

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from caremap.errors import CaremapError
from caremap.ui import steward_store, store
from caremap.ui.security import headers_of

LOG = logging.getLogger("caremap")
_SEEN = Counter[str]()
_NO_CACHE = {"Cache-Control": "no-store"}


def ready(_: Request) -> Response:
    """Answer 200 with the release and the ages of its sources, or 503 with what is wrong."""
    try:
        return JSONResponse(_state(), headers=_NO_CACHE)
    except CaremapError as error:
        LOG.exception("The release cannot be served")
        answer = {"status": "broken", "reason": error.message}
        return JSONResponse(answer, 503, headers=_NO_CACHE)


def _state() -> dict[str, Any]:
    release = store.begin_run()
    _read_in_full(release.release_id)
    release.probe()
    return {
        "status": "ready",
        "release": release.release_id,
        "built_at": str(release.build["built_at"]),
        "sources": [
            {
                "id": found["source"].id,
                "data_date": found["source"].data_date,
                "age_days": found["age_days"],
                "stale_after_days": found["source"].stale_after_days,
                "stale": found["stale"],
            }
            for found in steward_store.source_ages()
        ],
        "errors_since_start": _SEEN["errors"],
    }


@lru_cache(maxsize=4)
def _read_in_full(release_id: str) -> int:
    """Read every block of a release once: damage shows only when a block is read."""
    return store.warehouse(release_id).read_in_full()


def note_error(error: Exception) -> str:
    """Write an unexpected error in the log; return the reference that leads to it."""
    _SEEN["errors"] += 1
    reference = secrets.token_hex(4).upper()
    LOG.error("Unexpected error, reference %s", reference, exc_info=error)
    return reference


def on_script_error(error: Exception) -> bool:
    """Tell the reader that a page failed, without any detail; the log holds it."""
    reference = note_error(error)
    st.error(
        "Cette page a rencontré une erreur inattendue. Rechargez-la ; si l'erreur revient, "
        f"donnez la référence **{reference}** à la personne qui administre le tableau de bord.",
        icon=":material/error:",
    )
    return True


def on_server_error(request: Request, error: Exception) -> Response:
    """Answer 500 to a request that failed, without any detail; the log holds it."""
    reference = note_error(error)
    text = f"Erreur inattendue du serveur. Référence : {reference}."
    return PlainTextResponse(text, 500, headers=headers_of(request.url.path) | _NO_CACHE)
