"""What is sent to a map: codes in the order of ids, numbers, no text that runs."""

import json

import numpy as np
import pytest
from streamlit_folium import generate_leaflet_string

from caremap.catalog import INDICATOR_BY_ID, MAPPED_LEVELS
from caremap.classes import classify
from caremap.maps import (
    OUTSIDE_INDEX,
    SECRET_INDEX,
    MapView,
    Overlay,
    Series,
    base_map,
    class_codes,
    layer,
    value_array,
)
from caremap.palettes import palette
from caremap.paths import ASSETS

HOSTILE = "</script><img src=x onerror=alert(1)>`${alert(2)}`\u2028"
APL = INDICATOR_BY_ID["apl_gp_65"]
ZONE = INDICATOR_BY_ID["zone"]


def script_of(element) -> str:
    """Script that the element adds to the page."""
    return "\n".join(child.arguments for child in element._children.values())


def payload_of(group):
    return json.loads(script_of(group))


def sent(base) -> str:
    """The script that streamlit-folium sends for a map, which has a fixed id then."""
    return generate_leaflet_string(base, base_id="div")


def links_of(base) -> list[str]:
    return [link for _, link in (*base.default_js, *base.default_css)]


def view_of(rows, level: str, **more) -> MapView:
    classes = classify(value_array(rows), "officiels", 5, APL.thresholds)
    return MapView(
        level=level,
        codes=class_codes(classes.index),
        palette=tuple(palette(APL, classes.class_count)),
        series=(Series(APL, value_array(rows)),),
        **more,
    )


def test_a_class_is_one_character_and_each_reason_for_none_has_its_own():
    index = [0, 9, -1, 10, SECRET_INDEX, OUTSIDE_INDEX]
    assert class_codes(np.array(index, dtype=np.int8)) == "09-as."


@pytest.mark.parametrize("level", [level.id for level in MAPPED_LEVELS])
def test_the_layer_holds_one_class_and_one_value_a_territory_in_the_order_of_ids(published, level):
    rows = published.values("apl_gp_65", level, 2024)
    assert list(rows["territory_id"]) == sorted(rows["territory_id"])
    payload = payload_of(layer(view_of(rows, level), "key"))
    (series,) = payload["series"]
    assert len(payload["classes"]) == len(series["values"]) == len(rows)
    for code, value, exact in zip(payload["classes"], series["values"], rows["value"], strict=True):
        if code == "-":
            assert value is None
        else:
            assert value == round(exact, 2)
            assert int(code) == (exact > 2.5) + (exact > 4)
            assert int(code) < len(payload["palette"])


def test_the_layer_says_what_is_chosen_and_drawn_above():
    view = MapView(
        "commune",
        "0-",
        ("#000000",),
        (Series(ZONE, np.array([1.0, np.nan])),),
        departement="62",
        selected="62041",
        overlay=Overlay(("msp",), ("62765",), "14"),
    )
    payload = payload_of(layer(view, "first"))
    assert payload["key"] == "first"
    assert (payload["departement"], payload["selected"]) == ("62", "62041")
    assert (payload["families"], payload["cptsCommunes"], payload["zones"]) == (
        ["msp"],
        ["62765"],
        "14",
    )
    assert payload["series"][0]["values"] == [1, None]
    assert payload["series"][0]["categories"]["1"] == "ZIP"


def test_names_of_the_data_stay_out_of_the_layer(published):
    rows = published.values("apl_gp_65", "epci", 2024).assign(name=HOSTILE)
    script = script_of(layer(view_of(rows, "epci"), "key"))
    assert "alert" not in script
    assert "onerror" not in script


def test_no_text_can_end_the_script_or_open_a_template():
    painted = layer(MapView("epci", "", (), (), selected=HOSTILE), HOSTILE, HOSTILE)
    script = script_of(base_map(HOSTILE)) + script_of(painted)
    for dangerous in ("<", "`", "\u2028"):
        assert dangerous not in script
    assert payload_of(painted)["title"] == HOSTILE


def test_the_base_of_a_map_is_the_same_on_every_run():
    # The id of a folium element is random; streamlit-folium replaces it before it compares.
    assert sent(base_map("r1")) == sent(base_map("r1"))
    assert sent(base_map("r1")) != sent(base_map("r2"))


def test_a_map_asks_nothing_of_another_server():
    script = sent(base_map("r1"))
    links = links_of(base_map("r1"))
    assert {link.rsplit("/", 1)[-1] for link in links} == {
        "leaflet.js",
        "leaflet.css",
        "topojson-client.min.js",
        "caremap-map.js",
        "caremap-map.css",
    }
    assert all(link.startswith("../../assets/") for link in links)
    assert "://" not in script
    # The script of the map finds the files of this release beside the page.
    assert '"r1")' in script
    script = (ASSETS / "caremap-map.js").read_text("utf-8")
    assert '"../../geometry/" + releaseId' in script
    assert "://" not in script.replace("http://www.w3.org/2000/svg", "")


def test_every_file_a_map_links_to_exists():
    for link in links_of(base_map("r1")):
        assert (ASSETS / link.removeprefix("../../assets/")).is_file()
