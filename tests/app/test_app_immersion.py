"""The page of immersion days: figures summed again here from the communes, states, empty views."""

import json
import re
import shutil

import duckdb
import pytest
from reader import address, assert_sound, html, map_layer, notices, visit, widget, words
from streamlit.testing.v1 import AppTest

from caremap.paths import current_release_id, releases_dir

pytestmark = pytest.mark.usefixtures("served")
KM = (
    "6371.0088 * 2 * asin(sqrt(pow(sin(radians(c.lat - h.lat) / 2), 2)"
    " + cos(radians(c.lat)) * cos(radians(h.lat)) * pow(sin(radians(c.lon - h.lon) / 2), 2)))"
)
CENTERS = "('62510'), ('62160'), ('62773')"  # Liévin, Boulogne-sur-Mer (two hosts), Samer
CAUSES = re.compile(r"grâce à|\beffet|\bimpact\b|a permis|ont permis|fidélis", re.I)


def part(call: str, link: dict[str, str] | None = None) -> AppTest:
    """Run one part of the page: a closed tab cannot be opened here."""
    app = AppTest.from_string(
        "from caremap.ui import immersion, immersion_missed, immersion_next\n"
        "from caremap.ui import immersion_reach, immersion_students, state\n"
        f"state.open_view('immersion')\n{call}",
        default_timeout=60,
    )
    app.query_params.update(link or {})
    return app.run()


def plain_rows(app: AppTest, caption: str) -> list[dict[str, str]]:
    """Rows of the plain table with a caption, by column."""
    (table,) = [body for body in html(app) if f"<caption>{caption}" in body]
    heads = re.findall(r'<th scope="col">(.*?)</th>', table)
    lines = table.split("<tbody>")[1].split("</tr>")[:-1]
    cells = [re.findall(r"<td.*?>(.*?)</td>", line) for line in lines]
    return [dict(zip(heads, row, strict=True)) for row in cells]


def covered(warehouse, radius_km: int) -> tuple[int, int, int]:
    """Communes, people, and people at APL ≤ 2.5, covered by the hosts that sources name."""
    return warehouse.execute(
        f"""
        with hosts as (
            select lon, lat from marts.territories
            where level = 'commune' and territory_id in (
                select id from (values {CENTERS}) as centers(id))
        ),
        reached as (
            select c.territory_id from marts.territories as c, hosts as h
            where c.level = 'commune' and {KM} <= {radius_km}
            union
            select commune_id from marts.territory_members where territory_id = '246200729'
        )
        select count(*), sum(c.population),
            coalesce(sum(c.population) filter (where a.value <= 2.5), 0)
        from reached join marts.territories as c on c.territory_id = reached.territory_id
        join marts.indicator_values as a
            on a.territory_id = c.territory_id and a.indicator_id = 'apl_gp_65' and a.year = 2024
        """
    ).fetchone()


def plain(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")


@pytest.mark.parametrize("radius_km", [5, 15, 30])
def test_people_covered_are_those_of_the_communes_near_the_hosts(warehouse, radius_km):
    app = visit("immersion", {"rayon": str(radius_km)})
    assert_sound(app)
    communes, people, need = covered(warehouse, radius_km)
    (sentence,) = [body for body in html(app) if 'class="reading"' in body]
    for number in (communes, people, need):
        assert plain(number) in sentence
    states = map_layer(app)["classes"]
    assert len(states) == 1534
    assert states.count("0") + states.count("1") == communes


def test_the_headlines_keep_kinds_of_counts_apart():
    text = words(visit("immersion"))
    assert "4 sur 5" in text
    assert "617" in text  # 150 reported in 2022, 467 in 2026
    assert "plus de 650" in text  # 200 announced in 2023, « plus de 450 » in 2024
    for sum_of_both in ("1\u202f267", "1267"):
        assert sum_of_both not in text
    assert "au plus 6 hôtes nommés sur 13 (46\u202f%)" in text


def test_each_edition_has_a_card_and_the_fourth_says_that_nothing_is_known():
    (cards,) = [body for body in html(visit("immersion")) if 'class="editions"' in body]
    assert cards.count("<li") == 5
    fourth = cards.split("<h2>2025")[1].split("</li>")[0]
    assert "n.d." in fourth
    assert "non documentée" in fourth
    fifth = cards.split("<h2>2026")[1].split("</li>")[0]
    assert "467 rapportés" in fifth
    assert "déduite" in fifth
    third = cards.split("<h2>2024")[1].split("</li>")[0]
    assert "7 autres non nommés" in third


def test_the_edition_that_its_source_gives_as_a_minimum_is_never_an_exact_count():
    app = visit("immersion")
    (cards,) = [body for body in html(app) if 'class="editions"' in body]
    assert "plus de 450 annoncés avant" in cards.split("<h2>2024")[1].split("</li>")[0]
    rows = plain_rows(app, "Portée de chaque édition")
    students_by_edition = {row["Édition"]: row["Étudiants"] for row in rows}
    assert students_by_edition["ImPacTS 2024"] == "plus de 450 annoncés avant"
    assert students_by_edition["ImPacTS 2023"] == "200 annoncés avant"
    told = words(part("immersion_students.students()"))
    assert "d'une ligne est de plus de 450 étudiants annoncés" in told
    opened = part(
        "import streamlit as st\n"
        "st.dataframe(immersion_students.students_table(immersion_students.student_rows()))"
    )
    table = opened.dataframe[0].value
    assert list(table.loc[table["Note"] == "« plus de 450 »", "Étudiants"]) == ["plus de 450"]


def test_the_detail_of_a_total_is_listed_and_never_added(serve, built_dir, tmp_path):
    folder = shutil.copytree(built_dir, tmp_path / "data")
    (warehouse,) = folder.glob("releases/*/warehouse.duckdb")
    with duckdb.connect(warehouse) as connection:
        connection.execute(
            "insert into marts.immersion_students by name"
            " select * replace ('pharmacie' as discipline, 90 as student_count, null as note,"
            " true as is_detail) from marts.immersion_students where edition_id = 'impacts_2024'"
            " union all by name"
            " select * replace ('announced' as count_kind, 120 as student_count)"
            " from marts.immersion_students"
            " where edition_id = 'impacts_2026' and discipline = 'pharmacie'"
        )
    serve(folder)
    app = visit("immersion")
    (cards,) = [body for body in html(app) if 'class="editions"' in body]
    assert "plus de 450 annoncés avant" in cards.split("<h2>2024")[1].split("</li>")[0]
    (reach,) = [
        row["Étudiants"]
        for row in plain_rows(app, "Portée de chaque édition")
        if row["Édition"] == "ImPacTS 2024"
    ]
    assert reach == "plus de 450 annoncés avant"
    assert "plus de 770" in words(app)  # 200 in 2023, 450 in 2024, 120 in 2026
    students = part("immersion_students.students()")
    # Nor are the 120 announced in 2026 added to the 467 reported.
    assert "43\u202f% des 467 étudiants" in words(students)
    (chart,) = students.get("plotly_chart")
    texts = [note["text"] for note in json.loads(chart.proto.spec)["layout"]["annotations"]]
    assert "plus de 450 annoncés avant" in texts
    opened = part(
        "import streamlit as st\n"
        "st.dataframe(immersion_students.students_table(immersion_students.student_rows()))"
    )
    table = opened.dataframe[0].value
    own = table[table["Édition"] == "ImPacTS 2024"].set_index("Filière")
    assert list(own["Étudiants"]) == ["plus de 450", "90"]
    assert list(own["Part de l'édition"]) == ["100,0\u202f%", "n.d."]
    assert "non ajouté" in own.loc["pharmacie", "Note"]


def test_hosts_are_listed_with_unknown_ones_as_unknown():
    hosts = plain_rows(visit("immersion"), "Hôtes et territoires")
    assert len(hosts) == 6 + 3
    unknown = [row for row in hosts if row["Hôte"].startswith("Hôtes non nommés")]
    assert {row["Habitants"] for row in unknown} == {"n.d."}
    assert [row["Hôte"] for row in unknown] == [
        "Hôtes non nommés (7)",
        "Hôtes non nommés (nombre inconnu)",
        "Hôtes non nommés (nombre inconnu)",
    ]


def test_a_rate_is_given_only_where_every_host_is_named():
    rows = plain_rows(visit("immersion"), "Portée de chaque édition")
    rates = {row["Édition"]: row["Journées-étudiants pour 10 000"] for row in rows}
    assert rates["ImPacTS 2022"] == "416 (rapportés après)"  # 10,000 × 150 ÷ 3,604
    assert rates["ImPacTS 2023"] == "382 (annoncés avant)"  # 10,000 × 200 ÷ 5,238
    assert rates["ImPacTS 2024"] == rates["ImPacTS 2026 (5e édition)"] == "n.d."


def test_places_never_reached_are_those_left(warehouse):
    app = part("immersion_missed.never_reached(15)")
    assert not app.exception
    whole = warehouse.execute(
        "select sum(t.population) from marts.indicator_values as a join marts.territories as t"
        " on t.territory_id = a.territory_id and t.level = 'commune'"
        " where a.indicator_id = 'apl_gp_65' and a.year = 2024 and a.level = 'commune'"
        " and a.value <= 2.5"
    ).fetchone()[0]
    missed = whole - covered(warehouse, 15)[2]
    assert plain(missed) in words(app)
    table = part(
        "import streamlit as st\nfrom caremap.ui import immersion_store\n"
        "st.dataframe(immersion_missed.missed_communes(immersion_store.reached(15)))"
    )
    rows = table.dataframe[0].value
    assert rows["Habitants"].sum() == missed
    assert (rows["APL 2024"] <= 2.5).all()


@pytest.mark.parametrize(
    "link",
    [
        {},
        {"candidats": "commune", "hotes": "12", "conditions": "aucune"},
        {"candidats": "commune", "hotes": "5", "lille": "60-100", "departement": "62"},
        {"hotes": "1", "conditions": "nouveaux"},
    ],
)
def test_the_proposal_respects_the_question(link):
    app = part("immersion_next.controls()\nimmersion_next.proposal(15)", link)
    assert [error.value for error in app.exception] == []
    (choices,) = [t.value for t in app.dataframe if "Façon de choisir" in t.value.columns]
    best, naive, greedy = (
        int(text.replace("\u202f", "")) for text in choices["Habitants sous-denses couverts"]
    )
    assert best >= greedy >= 0
    assert best >= naive
    (hosts,) = [t.value for t in app.dataframe if "Seul" in t.value.columns]
    assert len(hosts) <= int(link.get("hotes", "4"))
    low, high = (int(km) for km in link.get("lille", "0-130").split("-"))
    assert all(low <= int(km) <= high for km in hosts["Distance de Lille (km)"])
    if "departement" in link:
        assert set(hosts["Département"]) == {"Pas-de-Calais"}
    elif not link:
        assert set(hosts["Département"]) == {"Nord", "Pas-de-Calais"}
    assert "optimum prouvé" in " ".join(caption.value for caption in app.caption)


def test_a_question_without_answer_says_what_to_change():
    app = part("immersion_next.proposal(15)", {"hotes": "1"})
    assert not app.exception
    assert any("deux hôtes" in notice for notice in notices(app))
    app = part("immersion_next.proposal(15)", {"lille": "125-130", "conditions": "nouveaux"})
    assert any("élargissez" in notice for notice in notices(app))


@pytest.mark.parametrize(
    ("conditions", "base"),
    [("aucune", "de leur nombre total"), ("nouveaux", "de ceux qui restent à couvrir")],
)
def test_the_proposal_says_what_its_share_is_of_and_one_host_is_one(conditions, base):
    app = part("immersion_next.proposal(15)", {"lille": "0-10", "conditions": conditions})
    (told,) = [line for line in words(app).splitlines() if "couvrirait" in line]
    assert told.strip().startswith("1 hôte couvrirait 1\u202f923 habitants")
    assert f"\u202f% {base}) :" in told
    assert "1 hôte suffit : un hôte de plus n'ajouterait personne." in notices(app)


def test_the_least_reached_are_named_after_who_is_left():
    app = part("immersion_missed.never_reached(15)")
    assert "Les plus peuplées" not in words(app)
    assert "Celles où il en reste le plus : " in words(app)


def test_choices_are_written_in_the_address():
    app = visit("immersion", {"rayon": "20"})
    slider = [one for one in app.get("select_slider") if one.label.startswith("Distance autour")]
    assert slider[0].value == "20"
    slider[0].set_value("10").run()
    assert_sound(app)
    assert address(app) == {"rayon": "10"}
    assert "moins de 10 km" in words(app)


def test_one_end_of_the_distance_pushes_the_other():
    app = part("immersion_next.controls()", {"lille": "20-60"})
    low, high = [one for one in app.get("select_slider") if "de Lille" in one.label]
    assert (low.value, high.value) == (20, 60)
    low.set_value(80).run()
    assert address(app) == {"lille": "80-85"}
    low, high = [one for one in app.get("select_slider") if "de Lille" in one.label]
    assert (low.value, high.value) == (80, 85)
    high.set_value(130).run()
    assert address(app) == {"lille": "80-130"}


@pytest.mark.parametrize(
    "link",
    [
        {"rayon": "31"},
        {"rayon": "quinze"},
        {"hotes": "13"},
        {"lille": "50-20"},
        {"lille": "3-9"},
        {"conditions": "tout"},
        {"candidats": "region"},
    ],
)
def test_a_value_that_does_not_exist_is_reported(link):
    app = visit("immersion", link)
    assert_sound(app)
    assert any("demandait" in notice for notice in notices(app))


@pytest.mark.parametrize(
    "call",
    [
        "immersion_students.students()",
        "immersion_students.follow_up()",
        "immersion_students.disagreements()",
        "immersion_students.programme()",
        "immersion_reach.rules(15)",
    ],
)
def test_what_a_closed_tab_holds_can_be_opened(call):
    app = part(call)
    assert [error.value for error in app.exception] == []
    shown = (*app.dataframe, *app.markdown, *app.info, *html(app), *app.get("plotly_chart"))
    assert shown


def test_conflicting_sources_are_both_shown():
    text = words(part("immersion_students.disagreements()"))
    assert "3e édition" in text
    assert "5e édition" in text
    assert "2024-06-05" in text
    assert "sans année" in text


def test_no_word_says_that_a_day_caused_anything():
    calls = "\n".join(
        (
            "immersion_missed.never_reached(15)",
            "immersion_next.proposal(15)",
            "immersion_students.students()",
            "immersion_students.follow_up()",
            "immersion_students.programme()",
            "immersion_reach.rules(15)",
        )
    )
    for app in (visit("immersion"), part(calls)):
        texts = [words(app), *(one.value for one in (*app.caption, *app.markdown, *app.info))]
        assert not [text for text in texts if CAUSES.search(text)]


def test_the_distance_is_chosen_by_a_slider_with_a_name():
    app = visit("immersion")
    labels = [one.label for one in app.get("select_slider")]
    assert labels == [
        "Distance autour d'un hôte sans périmètre connu (km, à vol d'oiseau entre mairies)"
    ]
    assert widget(app, "selectbox", "Territoire").value == "59+62"


def test_a_release_built_before_the_details_is_still_shown(served_dir, tmp_path, serve):
    shutil.copytree(served_dir, tmp_path / "data")
    folder = releases_dir(tmp_path / "data") / current_release_id(served_dir)
    with duckdb.connect(folder / "warehouse.duckdb") as connection:
        connection.execute("alter table marts.immersion_students drop column is_detail")
    serve(tmp_path / "data")
    assert_sound(visit("immersion"))
