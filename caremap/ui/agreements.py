"""Parts of the page « Conventions »: each commitment with what can be measured, and what cannot."""

from dataclasses import dataclass
from html import escape

import pandas as pd
import streamlit as st

from caremap import readings_agreements
from caremap.catalog.commitments import (
    COMMITMENTS,
    FOLLOW_UP_FILE,
    FOLLOW_UP_STATES,
    Commitment,
    commitment_of,
)
from caremap.formats import NOT_PUBLISHED, day
from caremap.paths import ASSETS
from caremap.ui import identity, parts, store
from caremap.ui.agreements_figures import Figure, figure


@dataclass(frozen=True)
class Line:
    """One commitment of one agreement, with its figures and what the steward wrote."""

    partnership_id: str
    axis: str
    wording: str
    commitment: Commitment | None
    figures: tuple[Figure, ...]
    follow_up: tuple[str, str, str] | None

    @property
    def missing(self) -> str:
        """What would have to be known to measure the commitment itself."""
        if self.commitment is None:
            return "un indicateur : cet engagement n'en a pas encore dans le catalogue"
        return self.commitment.missing


def styles() -> None:
    """Add the styles of this page, those of print included."""
    st.html(ASSETS / "immersion.css")


@st.cache_resource(max_entries=3, show_spinner=False)
def _lines(release_id: str, role: str) -> tuple[Line, ...]:
    rows = store.warehouse(release_id).table("marts.partnership_axes")
    written = _follow_up()
    found = []
    for row in rows.itertuples():
        commitment = commitment_of(row.partnership_id, int(row.axis_number), row.commitment)
        figures = [figure(measure) for measure in commitment.measures] if commitment else []
        found.append(
            Line(
                str(row.partnership_id),
                f"Axe {row.axis_number} : {row.axis_label}",
                str(row.commitment),
                commitment,
                tuple(one for one in figures if one),
                written.get(commitment.id) if commitment else None,
            )
        )
    order = {one.id: at for at, one in enumerate(COMMITMENTS)}
    found.sort(key=lambda line: order.get(line.commitment.id, 99) if line.commitment else 99)
    return tuple(found)


def lines() -> tuple[Line, ...]:
    """Every commitment of every agreement, in the order of the catalog."""
    return _lines(store.current().release_id, identity.role())


def _follow_up() -> dict[str, tuple[str, str, str]]:
    rows = store.table("marts.commitment_follow_up")
    return {
        str(row.commitment_id): (
            str(row.state),
            row.next_step if isinstance(row.next_step, str) else "",
            day(str(row.date)[:10]),
        )
        for row in rows.itertuples()
    }


def overview() -> None:
    """How many commitments there are, how many have a figure, how many a follow-up."""
    every = lines()
    if not every:
        parts.nothing_to_show("Aucune convention chargée.", "Complétez partnership_axes.csv.")
        return
    agreements = store.table("marts.partnerships")
    axes = {(line.partnership_id, line.axis) for line in every}
    measured = sum(bool(line.figures) for line in every)
    followed = sum(line.follow_up is not None for line in every)
    parts.reading(
        f"{len(agreements)} conventions, {len(axes)} axes, {len(every)} engagements : "
        f"{measured} ont un chiffre dans cet entrepôt, {len(every) - measured} n'en ont aucun ; "
        f"état saisi par le gestionnaire : {followed}. Un chiffre placé à côté d'un "
        "engagement le situe ; il ne dit pas ce que la convention a changé."
    )


def partnership_ids() -> list[str]:
    """Agreements, the first signed first."""
    rows = store.table("marts.partnerships").sort_values(["signed_on", "partnership_id"])
    return [str(partnership_id) for partnership_id in rows["partnership_id"]]


def agreement(partnership_id: str) -> None:
    """One agreement: who signed, when, then its axes and commitments in a printable table."""
    rows = store.table("marts.partnerships").set_index("partnership_id")
    row = rows.loc[partnership_id]
    signed = readings_agreements.signed(str(row["signed_on"])[:10], str(row["source_url"]))
    st.html(
        f'<section class="agreement"><h2>{escape(str(row["label"]))}</h2>'
        f"<p>{escape(str(row['signatory_a']))} et {escape(str(row['signatory_b']))}. "
        f"Période {row['period_start']} à {row['period_end']}, {escape(signed)}.</p></section>"
    )
    own = [line for line in lines() if line.partnership_id == partnership_id]
    st.html(
        '<table class="axes"><thead><tr><th scope="col">Engagement</th>'
        '<th scope="col">Ce que l\'entrepôt mesure</th><th scope="col">Non mesuré : il manque</th>'
        f'<th scope="col">Suivi</th></tr></thead><tbody>{"".join(_body(own))}</tbody></table>'
    )
    st.html(f'<p class="origin">Source : {escape(str(row["source_url"]))}. Statut : déclaré.</p>')


def _body(own: list[Line]) -> list[str]:
    found, axis = [], ""
    for line in own:
        if line.axis != axis:
            axis = line.axis
            found.append(
                f'<tr class="axis"><th scope="rowgroup" colspan="4">{escape(axis)}</th></tr>'
            )
        figures = "".join(_figure_html(one) for one in line.figures)
        found.append(
            f'<tr><th scope="row">{escape(line.wording)}</th>'
            f'<td data-label="Mesuré : ">{figures or "aucun chiffre"}</td>'
            f'<td class="missing" data-label="Il manque : ">{escape(line.missing)}</td>'
            f'<td data-label="Suivi : ">{_follow_up_html(line)}</td></tr>'
        )
    return found


def _figure_html(one: Figure) -> str:
    return (
        f'<div><span class="value">{escape(one.value)}</span> · {escape(one.date)}, '
        f"{escape(one.status)}<small>{escape(one.label)}. Source : {escape(one.source)}.</small>"
        "</div>"
    )


def _follow_up_html(line: Line) -> str:
    if line.follow_up is None:
        return "non saisi"
    written, step, date = line.follow_up
    then = f"<small>Prochaine étape : {escape(step)}</small>" if step else ""
    return f"<strong>{escape(written)}</strong>, {escape(date)}{then}"


def table() -> None:
    """The same lines as a table to sort and search."""
    parts.twin("Tableau des engagements", rows)


def rows() -> pd.DataFrame:
    """One row a commitment: id, axis, wording, figures, gap, state, next step."""
    found = [
        {
            "Identifiant": line.commitment.id if line.commitment else NOT_PUBLISHED,
            "Axe": line.axis,
            "Engagement": line.wording,
            "Mesuré": " ; ".join(f"{one.label} : {one.value} ({one.date})" for one in line.figures),
            "Il manque": line.missing,
            "État": line.follow_up[0] if line.follow_up else "non saisi",
            "Prochaine étape": line.follow_up[1] if line.follow_up else "",
        }
        for line in lines()
    ]
    return pd.DataFrame(found)


def source_line() -> None:
    """Where the wording of the commitments comes from."""
    cited = store.source("partnerships").citation
    parts.source_text(f"Source : {cited}. Statut : déclaré.", "partnerships")


def how_to_follow() -> None:
    """What a steward writes to follow the commitments."""
    with st.expander("Saisir le suivi des engagements", icon=":material/edit_note:"):
        st.markdown(
            f"Un gestionnaire de données dépose `inbox/{FOLLOW_UP_FILE}` dans le dossier des "
            "données, puis lance `python -m etl build`. Une ligne par engagement :\n\n"
            "| colonne | contenu |\n|---|---|\n"
            "| `commitment_id` | identifiant du tableau ci-dessus |\n"
            f"| `state` | {', '.join(FOLLOW_UP_STATES)} |\n"
            "| `next_step` | prochaine étape, en une phrase, sans donnée personnelle |\n"
            "| `date` | date de la saisie, AAAA-MM-JJ |"
        )
