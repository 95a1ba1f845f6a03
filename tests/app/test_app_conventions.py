"""The page of agreements: every commitment, its figures read again in the warehouse, its gaps."""

import re
import shutil

import pytest
from reader import assert_sound, html, visit, words
from streamlit.testing.v1 import AppTest

from caremap.catalog.commitments import COMMITMENTS
from etl.build import build


@pytest.fixture
def tables(served):
    app = visit("conventions")
    assert_sound(app)
    return app


def test_both_agreements_with_their_axes_and_commitments(tables):
    first, second = [body for body in html(tables) if 'class="axes"' in body]
    assert (first.count('scope="rowgroup"'), second.count('scope="rowgroup"')) == (5, 3)
    assert first.count('scope="row"') + second.count('scope="row"') == len(COMMITMENTS) == 11
    text = words(tables)
    assert "2 conventions, 8 axes, 11 engagements" in text
    assert "signée le 18 décembre 2023" in text
    assert "signature annoncée pour le 10 avril 2024" in text  # by a communiqué of the 4th
    assert "signée le 10 avril" not in text


def test_each_commitment_says_what_is_missing(tables):
    text = words(tables)
    for commitment in COMMITMENTS:
        assert commitment.missing in text


def test_figures_are_those_of_the_warehouse(tables, warehouse):
    interns = warehouse.execute(
        "select sum(trainees) from marts.placements where site_id = '590000618' and year = 2023"
        " and trainee_level = 'interne'"
    ).fetchone()[0]
    assert interns == 121
    text = re.sub(r"\s+", " ", words(tables))
    assert "121 internes · 2023, officiel" in text
    assert "« plus de 230 » internes par semestre · avril 2024, déclaré" in text
    whole = warehouse.execute(
        "select value from marts.indicator_values where indicator_id = 'hospital_interns'"
        " and level = 'perimetre' and year = 2023"
    ).fetchone()[0]
    assert whole == 1853
    assert f"{whole:,.0f} internes".replace(",", " ") in text
    msp = warehouse.execute("select count(*) from marts.structures where kind = 'MSP'").fetchone()
    assert f"{msp[0]} MSP relevées" in text


def test_nothing_is_said_to_be_followed_without_a_file(tables):
    first, second = [body for body in html(tables) if 'class="axes"' in body]
    assert (first + second).count(">non saisi</td>") == 11
    assert "état saisi par le gestionnaire : 0" in words(tables)
    assert not re.search(r"grâce à|\beffet|a permis", words(tables), re.I)


def test_the_table_to_sort_holds_the_same_lines(served):
    app = AppTest.from_string(
        "import streamlit as st\nfrom caremap.ui import agreements\n"
        "st.dataframe(agreements.rows())",
        default_timeout=60,
    ).run()
    rows = app.dataframe[0].value
    assert list(rows["Identifiant"]) == [commitment.id for commitment in COMMITMENTS]
    assert list(rows["Il manque"]) == [commitment.missing for commitment in COMMITMENTS]


def test_what_a_steward_writes_is_shown_as_text(serve, served_dir, tmp_path):
    data_dir = tmp_path / "data"
    shutil.copytree(served_dir, data_dir)
    (data_dir / "inbox").mkdir()
    (data_dir / "inbox" / "engagements.csv").write_text(
        "commitment_id,state,next_step,date\n"
        "ars-4a,en cours,Liste des MSP & pôles **universitaires**,2026-09-01\n",
        encoding="utf-8",
    )
    build(data_dir)
    serve(data_dir)
    app = visit("conventions")
    assert_sound(app)
    text = re.sub(r"\s+", " ", words(app))
    assert "en cours , 1er septembre 2026" in text
    assert "Prochaine étape : Liste des MSP & pôles **universitaires**" in text
    assert "état saisi par le gestionnaire : 1" in text


def test_without_a_warehouse_the_page_says_what_to_do(serve, tmp_path):
    serve(tmp_path)
    for page in ("conventions", "immersion"):
        app = visit(page)
        assert not app.exception
        assert app.title[0].value == "Les données ne sont pas disponibles"
