"""The page « Stages » on the embedded figures, on a steward's file and on the illustration set."""

import json
from pathlib import Path

import pytest
from reader import PAGE_IDS, address, assert_sound, html, map_layer, notices, visit, widget, words

from caremap.catalog.placements import PLACEMENT_MAPS, PLACEMENT_TABS
from caremap.ui.frame import DEMO_NOTICE
from caremap.warehouse import Warehouse
from etl.build import build

HEADER = (
    "year;semester;site_id;site_name;commune_id;discipline;trainee_level;setting;places;trainees"
)
LINES = (
    "2025;1;590000618;CH de Valenciennes;59606;médecine générale;N1 / socle;hôpital;12;10",
    "2025;2;590000618;CH de Valenciennes;59606;médecine générale;N1 / socle;hôpital;12;8",
    "2025;1;;;62041;pharmacie;étudiant;ambulatoire;4;2",
    "2024;1;;;62041;pharmacie;étudiant;ambulatoire;4;1",
)


@pytest.fixture(scope="module")
def file_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("steward")
    (folder / "inbox").mkdir()
    path = folder / "inbox" / "placements.csv"
    path.write_text("\n".join((HEADER, *LINES)) + "\n", encoding="utf-8")
    build(folder)
    return folder


@pytest.fixture
def embedded(served: Path) -> Path:
    return served


@pytest.mark.usefixtures("embedded")
class TestEmbedded:
    def test_headlines_are_the_figures_of_the_survey(self):
        app = visit("stages")
        assert_sound(app)
        shown = " ".join(words(app).split())
        assert "Internes 1 853 Nord 1 520 Pas-de-Calais 333" in shown
        assert "Hors de la métropole de Lille 35,5 %" in shown
        assert "Dans une commune en ZIP ou ZAC 5,9 %" in shown
        assert "Cinq premiers sites 42,0 %" in shown
        assert "DREES, 2023" in shown

    def test_general_practice_alone(self):
        shown = " ".join(words(visit("stages", {"filiere": "medecine-generale"})).split())
        assert "397 Nord 277 Pas-de-Calais 120" in shown

    def test_year_of_the_survey_and_its_oddities_are_said(self):
        app = visit("stages", {"annee": "2022"})
        assert "1\u202f783" in words(app)
        captions = " ".join(caption.value for caption in app.caption)
        assert "GHICL a déclaré les mêmes effectifs" in captions
        assert "EPSM des Flandres range tous" in captions
        later = " ".join(caption.value for caption in visit("stages").caption)
        assert "EPSM des Flandres range tous" not in later

    def test_year_that_does_not_exist_is_said(self):
        app = visit("stages", {"annee": "2025"})
        assert any("2025 n'est pas publié" in notice for notice in notices(app))

    @pytest.mark.parametrize("year", [2022, 2023])
    def test_need_is_of_the_year_that_is_said(self, year: int, published: Warehouse):
        apl = published.values("apl_gp_65", "commune", year)["value"]
        link = {"annee": str(year), "maille": "commune"}
        crossed = map_layer(visit("stages", link | {"carte": "besoin"}))
        (need,) = [one["values"] for one in crossed["series"] if "APL" in one["label"]]
        assert need == pytest.approx(apl.round(2).to_list())
        app = visit("stages", link | {"carte": "ecarts"})
        codes = map_layer(app)["classes"]
        under = [code in "012" for code in codes if code != "-"]
        assert under == [v <= 2.5 for v, code in zip(apl, codes, strict=True) if code != "-"]
        assert f"Année : {year}." in words(app)

    def test_gaps_by_epci_are_of_the_year_that_is_said(self, published: Warehouse):
        share = published.values("pop_share_apl_under_2_5", "epci", 2022)
        whole = published.values("pop_share_apl_under_2_5", "perimetre", 2022)["value"].iloc[0]
        app = visit("stages", {"annee": "2022", "volet": "ecarts"})
        rows = next(one.value for one in app.dataframe if "Pour 10 000 habitants" in one.value)
        named = rows[rows["Écart"] != "n.d."].set_index("Territoire")["Écart"]
        under = share.set_index("name")["value"] > whole
        assert (named.str.startswith("sous-dense") == under[named.index]).all()
        cited = [body for body in html(app) if 'class="source"' in body][-1]
        assert "APL" in cited
        assert "Année : 2022." in cited

    @pytest.mark.parametrize("kind", PLACEMENT_MAPS)
    @pytest.mark.parametrize("level", ["epci", "commune", "departement"])
    def test_every_map_is_drawn_at_every_level(self, kind, level):
        app = visit("stages", {"carte": kind, "maille": level})
        assert_sound(app)
        sent = map_layer(app)
        assert sent["level"] == (level if kind in {"taux", "besoin", "ecarts"} else "commune")
        assert len(sent["series"][0]["values"]) == len(sent["classes"])
        assert any("reading" in body for body in html(app))

    def test_arcs_are_numbers_from_lille_to_each_other_commune(self):
        sent = map_layer(visit("stages", {"carte": "flux"}))
        origin, *arcs = sent["flows"]
        assert origin == [pytest.approx(3.06, abs=0.05), pytest.approx(50.63, abs=0.05), 0]
        assert len(arcs) == 38
        assert sum(arc[2] for arc in arcs) == 1853 - 947
        assert all(isinstance(value, float | int) for arc in arcs for value in arc)

    def test_other_maps_carry_no_arc(self):
        assert "flows" not in map_layer(visit("stages"))

    def test_valenciennes_is_shown_with_both_counts(self):
        app = visit("stages", {"volet": "comptages"})
        assert_sound(app)
        table = app.dataframe[-1].value
        assert list(table["Chiffre"]) == ["112", "121", "« plus de 230 »"]
        assert list(table["Statut"]) == ["officiel", "officiel", "déclaré"]
        assert "ne comptent pas la même chose" in words(app)

    @pytest.mark.parametrize("section", PLACEMENT_TABS)
    @pytest.mark.parametrize("territory", ["59+62", "200042190", "62041", "59001"])
    def test_every_tab_opens_for_every_kind_of_territory(self, section, territory):
        app = visit("stages", {"volet": section, "territoire": territory})
        assert_sound(app)
        assert address(app).get("volet", "ecarts") == section

    def test_epci_by_name_of_the_gap_add_up_to_all_people(self):
        app = visit("stages")
        table = app.dataframe[-2].value
        people = [int(text.replace("\u202f", "")) for text in table["Habitants (EPCI)"]]
        communes = [int(text.replace("\u202f", "")) for text in table["Habitants (communes)"]]
        assert sum(people) == sum(communes) == 4_073_540
        assert [int(text) for text in table["EPCI"]] == [13, 7, 0, 2, 10, 3, 1]

    def test_concentration_over_the_years(self):
        table = visit("stages", {"volet": "concentration"}).dataframe[0].value
        assert list(table["Année"]) == ["2022", "2023"]
        assert list(table["Gini"]) == ["0,70", "0,69"]
        assert list(table["Cinq premiers sites"]) == ["41,5\u202f%", "42,0\u202f%"]

    def test_withdrawal_of_a_site_and_of_a_discipline(self):
        link = {"volet": "retrait", "territoire": "200042190", "retrait": "site:590000618"}
        text = " ".join(words(visit("stages", link | {"territoire": "59+62"})).split())
        assert "passerait de 1 853 à 1 732" in text
        text = " ".join(
            words(
                visit("stages", {"volet": "retrait", "retrait": "filiere:medecine-generale"})
            ).split()
        )
        assert "passerait de 1 853 à 1 456" in text

    @pytest.mark.parametrize(
        ("tab", "told"),
        [
            ("concentration", "2023, internes, Pas-de-Calais : les cinq premiers sites"),
            ("retrait", "Pas-de-Calais passerait de 333 à"),
            ("retrait", "dans le Pas-de-Calais, 1 EPCI sur les 8 qui comptent quelqu'un"),
            ("retrait", "3 EPCI sur les 8 qui comptent des internes dans le Pas-de-Calais les ont"),
        ],
    )
    def test_figures_of_a_tab_are_those_of_the_departement(self, tab, told):
        app = visit("stages", {"volet": tab, "departement": "62"})
        assert_sound(app)
        assert told in " ".join(words(app).split())

    def test_sums_of_a_tab_are_those_of_the_departement(self):
        concentration = visit("stages", {"volet": "concentration", "departement": "62"})
        assert concentration.dataframe[0].value["Effectif"].iloc[-1] == "333"
        sites = visit("stages", {"volet": "sites", "departement": "62"}).dataframe[0].value
        assert sites["2023"].sum() == 333
        link = {"volet": "filieres", "departement": "62"}
        groups = visit("stages", link)
        assert "**Par filière** · Pas-de-Calais" in [one.value for one in groups.markdown]
        drawn = json.loads(groups.get("plotly_chart")[0].proto.spec)["data"]
        assert drawn[0]["name"] == "2023"
        assert sum(int(text) for text in drawn[0]["text"]) == 333

    def test_headlines_name_the_perimeter_they_are_about(self):
        shown = " ".join(words(visit("stages", {"departement": "62"})).split())
        assert shown.count("DREES, 2023 · Nord et Pas-de-Calais") == 4

    def test_withdrawal_link_of_an_unknown_site_is_refused(self):
        app = visit("stages", {"retrait": "site:000000000"})
        assert any("retrait" in notice for notice in notices(app))

    def test_data_are_not_offered_when_not_loaded(self):
        app = visit("stages", {"jeu": "placements_file"})
        assert_sound(app)
        assert [one for one in app.get("button_group") if one.label == "Données"] == []
        assert "1\u202f853" in words(app)

    def test_no_banner(self):
        assert DEMO_NOTICE not in words(visit("stages"))


class TestFile:
    @pytest.fixture(autouse=True)
    def _serve(self, serve, file_dir):
        serve(file_dir)

    def test_file_is_chosen_and_counted(self):
        app = visit("stages", {"jeu": "placements_file"})
        assert_sound(app)
        shown = " ".join(words(app).split())
        # 10 + 8 at the hospital (a group of 18 in its commune) and 2 in town, in 2025: the two
        # join the group, which only the whole then counts.
        assert "Stagiaires 20 Nord s Pas-de-Calais s" in shown
        assert "Cinq premiers sites s" in shown
        table = app.dataframe[0].value.set_index("Indicateur")
        assert table["Ensemble"]["Places de stage ouvertes (hôpital et ville)"] == "28"
        # Persons counted apart from their places have no rate.
        assert "Taux d'occupation des places de stage" not in table.index
        assert set(table["Statut"]) == {"déclaré"}

    @pytest.mark.parametrize("carte", PLACEMENT_MAPS)
    @pytest.mark.parametrize("level", ["commune", "epci", "departement"])
    def test_no_map_nor_table_tells_a_small_count(self, carte, level):
        link = {"jeu": "placements_file", "carte": carte, "maille": level}
        app = visit("stages", link)
        assert_sound(app)
        told = [text for series in map_layer(app)["series"] if "values" in series
                for text in series["values"] if series["unit"] == "stagiaires"]  # fmt: skip
        assert not [count for count in told if count and 0 < count < 11]
        for table in (one.value for one in app.dataframe):
            for column in set(table.columns) & {"Effectif", "Numérateur", "Valeur", "2025", "2024"}:
                numbers = [one for one in table[column] if isinstance(one, (int, float))]
                assert not [one for one in numbers if 0 < one < 11], column

    @pytest.mark.parametrize("tab", PLACEMENT_TABS)
    def test_each_tab_says_what_is_secret_or_stays_right(self, tab):
        app = visit("stages", {"jeu": "placements_file", "volet": tab})
        assert_sound(app)
        text = " ".join(words(app).split()) + " ".join(one.value for one in app.caption)
        assert "secret statistique" in text or "secret statistique" in " ".join(notices(app))

    def test_semester_discipline_and_places(self):
        link = {"jeu": "placements_file", "semestre": "1", "compte": "places"}
        assert "16 Nord 12 Pas-de-Calais 4" in " ".join(words(visit("stages", link)).split())
        link["filiere"] = "pharmacie"
        assert "4 Nord 0 Pas-de-Calais 4" in " ".join(words(visit("stages", link)).split())

    def test_survey_stays_the_default_and_apart(self):
        app = visit("stages")
        assert "1\u202f853" in words(app)
        assert widget(app, "button_group", "Données").value == "drees_sae"

    def test_method_lists_the_indicators_of_the_file(self):
        app = visit("methode", {"indicateur": "internship_places"})
        assert_sound(app)
        assert widget(app, "selectbox", "Indicateur à expliquer").value == "internship_places"


class TestDemo:
    @pytest.fixture(autouse=True)
    def _serve(self, serve, demo_dir):
        serve(demo_dir)

    @pytest.mark.parametrize("page", PAGE_IDS)
    def test_every_page_says_that_figures_are_invented(self, page):
        app = visit(page)
        assert_sound(app)
        assert DEMO_NOTICE in words(app)

    def test_illustration_is_named_as_such(self):
        app = visit("stages", {"jeu": "placements_demo"})
        assert_sound(app)
        assert "Statut : illustration" in words(app)
        assert set(app.dataframe[0].value["Statut"]) == {"illustration"}
