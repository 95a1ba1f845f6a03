"""Figures on screen are those of the warehouse, summed again here from the communes."""

import re
from html import escape

import pytest
from reader import assert_sound, html, visit, widget, words
from streamlit.testing.v1 import AppTest

AREAS = {"": "true", "Nord": "departement_id = '59'", "Pas-de-Calais": "departement_id = '62'"}
pytestmark = pytest.mark.usefixtures("served")


def one(warehouse, query: str):
    return warehouse.execute(query).fetchone()[0]


def communes(indicator_id: str, year: int, measure: str, where: str) -> str:
    return f"""
        select {measure} from marts.indicator_values
        join marts.territories using (level, territory_id)
        where level = 'commune' and indicator_id = '{indicator_id}' and year = {year}
            and value is not null and {where}
    """


def french(value: float, decimals: int, unit: str = "") -> str:
    return f"{value:,.{decimals}f}".replace(",", "\u202f").replace(".", ",") + unit


def headline(app, title: str) -> str:
    """Words of one headline figure, on one line."""
    (section,) = re.findall(
        rf"<section[^>]*><h\d>{re.escape(escape(title))}.*?</section>", html(app)[0]
    )
    return re.sub(r"\s*<[^>]+>\s*", "|", section)


@pytest.mark.parametrize(
    ("title", "query", "decimals", "unit"),
    [
        (
            "Population en commune sous-dense",
            (
                "apl_gp_65",
                2024,
                "100.0 * sum(population) filter (value <= 2.5) / sum(population)",
            ),
            1,
            "\u202f%",
        ),
        (
            "APL, généralistes de 65 ans ou moins",
            ("apl_gp_65", 2024, "sum(value * population) / sum(population)"),
            2,
            "",
        ),
        (
            "Généralistes libéraux pour 100",
            ("gp_density", 2019, "100000.0 * sum(numerator) / sum(denominator)"),
            1,
            "",
        ),
        (
            "Internes présents à l'hôpital",
            ("hospital_interns", 2023, "sum(value)"),
            0,
            "",
        ),
    ],
)
def test_a_headline_is_the_sum_of_the_communes(warehouse, title, query, decimals, unit):
    text = headline(visit("synthese"), title)
    for name, where in AREAS.items():
        value = french(one(warehouse, communes(*query, where)), decimals, unit)
        assert f"|{name}|{value}|" in text.replace("||", "|") if name else f"|{value}|" in text


def test_people_in_under_served_communes_are_counted(warehouse):
    people = one(
        warehouse, communes("apl_gp_65", 2024, "sum(population) filter (value <= 2.5)", "true")
    )
    app = visit("synthese")
    assert f"soit {french(people, 0)} habitants" in headline(
        app, "Population en commune sous-dense"
    )
    assert f"{french(people, 0)} habitants, soit" in words(app)


def test_six_findings_are_said_and_none_is_empty():
    (findings,) = [body for body in html(visit("synthese")) if 'class="findings"' in body]
    sentences = re.findall(r"<li>(.*?)</li>", findings)
    assert len(sentences) == 6
    assert all(re.search(r"\d", sentence) and sentence.endswith(".") for sentence in sentences)
    assert "nan" not in findings.lower()
    assert "None" not in findings


def test_every_territory_can_be_chosen_by_name_or_postal_code(warehouse):
    options = widget(visit("synthese"), "selectbox", "Territoire").options
    assert len(options) == one(warehouse, "select count(*) from marts.territories")
    assert len(options) >= 1534 + 36 + 13 + 2 + 1
    assert any(option.startswith("Lille ·") and "59000" in option for option in options)
    assert options[0].startswith("Nord et Pas-de-Calais")


def test_zoning_counts_add_up_to_the_communes_of_each_departement():
    app = AppTest.from_string(
        "from caremap.ui import access, state\nstate.open_view('acces')\naccess.zoning()",
        default_timeout=60,
    ).run()
    assert not app.exception
    table = app.dataframe[0].value
    assert [int(n) for n in table["Communes Nord"]] == [120, 292, 108, 127]
    assert [int(n) for n in table["Communes Pas-de-Calais"]] == [124, 562, 156, 45]
    assert "décembre 2018, plafonds régionaux de population : 8,3\u202f%" in words(app)
    assert "26 avril 2022, parts prévues : 15,1\u202f%" in words(app)


@pytest.mark.parametrize(
    "call",
    [
        "density.ranking(I['gp_density'], 'epci', density.around_ranking())",
        "density.ranking(I['zone'], 'commune', density.around_ranking())",
        "density.ranking(I['gp_count'], 'commune', density.around_ranking())",
        "density.distribution(I['apl_gp_65'], 'commune')",
        "density.distribution(I['gp_count'], 'commune')",
        "professions.draw()",
        "access.population_under_thresholds()",
        "access.lowest_epci()",
        "method.indicators()",
        "method.sources()",
        "method.gaps()",
        "method.limits()",
        "method.glossary()",
    ],
)
@pytest.mark.parametrize(
    "link", [{}, {"departement": "62", "annee": "2022", "territoire": "59350"}]
)
def test_what_a_closed_tab_holds_can_be_opened(call, link):
    app = AppTest.from_string(
        "from caremap.catalog import INDICATOR_BY_ID as I\n"
        "from caremap.ui import access, density, method, professions, state\n"
        f"state.open_view('densite')\n{call}",
        default_timeout=60,
    )
    app.query_params.update(link)
    app.run()
    assert [error.value for error in app.exception] == []
    shown = ("dataframe", "table", "markdown", "info", "plotly_chart", "html")
    assert any(app.get(kind) for kind in shown)


def test_professions_say_what_they_are_counted_for():
    app = AppTest.from_string(
        "from caremap.ui import professions, state\nstate.open_view('densite')\nprofessions.draw()",
        default_timeout=60,
    ).run()
    assert list(app.dataframe[0].value.columns)[-1] == "Rapporté à"


def test_equal_values_share_a_rank_and_one_name_is_told_twice():
    app = AppTest.from_string(
        "from caremap.catalog import INDICATOR_BY_ID as I\n"
        "from caremap.ui import density, state\nstate.open_view('densite')\n"
        "density.ranking(I['gp_density'], 'commune', density.around_ranking())",
        default_timeout=60,
    )
    app.session_state["ouvrir-classement"] = True
    table = app.run().dataframe[0].value
    lowest = table[table.iloc[:, 2] == 0]
    assert len(lowest) == 920
    assert set(lowest["Rang"]) == {615}
    assert list(table["Rang"].head(3)) == [1, 2, 3]
    assert {"Saint-Aubin (59)", "Saint-Aubin (62)"} <= set(table["Territoire"])


def test_bars_of_one_name_are_told_apart():
    app = AppTest.from_string(
        "import streamlit as st\nfrom caremap.catalog import INDICATOR_BY_ID as I\n"
        "from caremap.ui import rankings, state, store\nstate.open_view('densite')\n"
        "rows = store.values('gp_density', 'commune', 2019)\n"
        "rows = rows[rows['name'] == 'Saint-Aubin']\n"
        "st.html(rankings.written(rows, I['gp_density']))",
        default_timeout=60,
    ).run()
    assert re.findall(r'<th scope="row">(.*?)</th>', html(app)[0]) == [
        "Saint-Aubin (59)",
        "Saint-Aubin (62)",
    ]


def test_the_line_of_the_mean_stands_on_the_scale_of_the_bars():
    app = AppTest.from_string(
        "from caremap.ui import access, state\nstate.open_view('acces')\naccess.lowest_epci()",
        default_timeout=60,
    ).run()
    (bars,) = [body for body in html(app) if 'class="bars"' in body]
    marks = {float(left) for left in re.findall(r'class="mark" style="left:([\d.]+)%', bars)}
    ends = [float(long) for long in re.findall(r"--long:([\d.]+)%", bars)]
    assert marks == {100.0}  # the mean is above each of the lowest
    assert len(ends) == 12
    assert 0 < max(ends) < 100


def test_a_page_without_a_figure_to_show_is_sound():
    # A CPTS has neither zones nor peers; a commune may have no doctor, hence no share of old ones.
    app = visit("territoire", {"territoire": "59001"})
    assert_sound(app)
