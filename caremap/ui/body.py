"""The body of a page: drawn alone again when a choice made on it changes nothing around it."""

from collections.abc import Callable

import streamlit as st

from caremap.errors import CaremapError
from caremap.served import served_id
from caremap.ui import record, state, store
from caremap.ui.fragments import fragment
from caremap.ui.turns import turn

_OF_THE_FRAME = ("territoire", "departement", "annee")


def alone(draw: Callable[[], None]) -> None:
    """Draw the body of a page; its own controls then draw it again without menu nor sidebar."""
    _body(draw, _surroundings())


@fragment()
def _body(draw: Callable[[], None], drawn: tuple[str | None, ...]) -> None:
    """Draw, unless what the frame shows is no longer `drawn`: then all is drawn again."""
    try:
        if _surroundings() != drawn:
            st.rerun()
        with turn():
            store.begin_run()
            record.start_body()
            draw()
    except CaremapError as error:
        failure(error)
    finally:
        state.write_url()


def _surroundings() -> tuple[str | None, ...]:
    return (served_id(), *(state.get(name) for name in _OF_THE_FRAME))


def failure(error: CaremapError) -> None:
    """Say what is wrong with the data, and what to do."""
    st.title("Les données ne sont pas disponibles")
    st.error(error.message, icon=":material/database_off:")
    st.markdown(
        f"{error.next_action}\n\n"
        "- **Premier démarrage** : `make build` construit l'entrepôt à partir des données "
        "embarquées, en une vingtaine de secondes.\n"
        "- **Entrepôt abîmé** : `python -m etl releases` liste les versions, "
        "`python -m etl rollback` revient à la précédente.\n"
        "- Rien n'est perdu : les données de référence sont dans `data/reference/`."
    )
