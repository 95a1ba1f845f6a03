"""Communes put together have the figures that the models give to the same communes."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from caremap import warehouse_composed
from caremap.paths import current_release_id, releases_dir
from caremap.warehouse import Warehouse

KEYS = ["indicator_id", "year"]


@pytest.mark.parametrize("territory_id", ["200093201", "200072478", "62", "59+62", "591"])
def test_the_communes_of_a_territory_have_its_figures(
    territory_id: str, published: Warehouse
) -> None:
    commune_ids = tuple(published.members(territory_id)["commune_id"])
    found = warehouse_composed.profile(published, commune_ids).set_index(KEYS)
    expected = published.profile(territory_id).set_index(KEYS)
    expected = expected[expected["source_id"] != "cnam_liberal"]
    both = expected.join(found, how="inner", rsuffix="_found")
    assert len(both) >= 20
    for column in ("value", "numerator", "denominator"):
        assert np.allclose(both[column], both[f"{column}_found"], equal_nan=True), column
    assert (both["status"] == both["status_found"]).all()


def test_people_and_area_are_summed(published: Warehouse) -> None:
    commune_ids = ("59350", "59512", "62041")
    row = warehouse_composed.place(published, commune_ids)
    places = published.territories().set_index("territory_id").loc[list(commune_ids)]
    assert row["population"] == places["population"].sum()
    assert row["area_km2"] == pytest.approx(places["area_km2"].sum())
    assert pd.isna(row["departement_id"])


def test_a_figure_that_no_commune_has_is_absent_not_zero(published: Warehouse) -> None:
    rows = published.values("gp_60_plus_share", "commune", 2019)
    without = tuple(rows.loc[rows["value"].isna(), "territory_id"].head(3))
    found = warehouse_composed.profile(published, without)
    assert "gp_60_plus_share" not in set(found["indicator_id"])


def test_places_of_a_file_are_those_of_the_communes(demo_dir: Path, tmp_path: Path) -> None:
    shutil.copytree(releases_dir(demo_dir), releases_dir(tmp_path))
    release = Warehouse(str(current_release_id(demo_dir)), tmp_path)
    commune_ids = tuple(release.members("200093201")["commune_id"])
    found = warehouse_composed.profile(release, commune_ids).set_index(KEYS)
    expected = release.profile("200093201").set_index(KEYS)
    release.close()
    expected = expected[expected["source_id"].str.startswith("placements_")]
    names = set(expected.index.get_level_values("indicator_id"))
    assert {"internship_places", "share_places_in_underserved"} <= names
    both = found.loc[expected.index]
    for column in ("value", "numerator", "denominator"):
        assert np.allclose(both[column], expected[column], equal_nan=True), column
    assert (both["status"] == expected["status"]).all()
