"""Sentences on internships hold the figures they are given, and no causal word."""

import numpy as np
import pandas as pd

from caremap import readings_internships as readings

ROWS = pd.DataFrame({
    "name": ["A", "B", "C"],
    "population": [12_000, 8_000, 1_000],
    "group": [0, 5, 3],
})  # fmt: skip


def test_need_without_counts_people():
    text = readings.need_without(ROWS, np.array([True, False, True]), "epci", "internes")
    assert text.startswith("2 EPCI, 13\u202f000 habitants")


def test_gaps_name_the_four_groups():
    text = readings.gaps(ROWS, "commune", "internes", 2023)
    assert "12\u202f000 habitants (1 communes) en territoire sous-dense et sans stagiaire" in text
    assert "0 habitants (0 communes) en territoire sous-dense et bien pourvu" in text
    assert "1\u202f000 habitants (1 communes) en territoire bien doté et sans stagiaire" in text
    assert "8\u202f000 habitants (1 communes) en territoire bien doté et bien pourvu" in text


def test_distances():
    hosts = pd.DataFrame({"name": ["Lille", "Rang"], "trainees": [3.0, 1.0], "km": [0.0, 100.0]})
    text = readings.distances(hosts, "Internes")
    assert "4 dans 2 communes, à 25 km" in text
    assert "25,0\u202f% à plus de 50 km" in text
    assert "Rang (100 km" in text
    assert "personne" in readings.distances(hosts.iloc[:0], "Internes")


def test_sites_and_withdrawal():
    text = readings.sites(np.array([4.0, 0.0, 2.0]), 5, "internes", 2023)
    assert "6 dans 3 sites ayant une réponse sur 5 ; 1 déclarent 0" in text
    assert "aucun des 5 sites" in readings.sites(np.array([]), 5, "internes", 2023)
    kept = pd.Series({"before": 10.0, "after": 4.0, "kept_share": 40.0})
    text = readings.withdrawal("CH", "Nord", kept, (1, 3, "dans le Nord"))
    assert "de 10 à 4 et garderait 40,0\u202f%" in text
    assert "dans le Nord, 1 EPCI sur les 3" in text


def test_public_gap_says_both_figures():
    text = readings.public_gap(121.0, 2023, "« plus de 230 »")
    assert "121" in text
    assert "« plus de 230 »" in text
