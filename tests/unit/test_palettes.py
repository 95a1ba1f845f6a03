"""Neighbouring classes stay apart for every kind of colour vision.

Colours are compared in CAM02-UCS, which is even over large differences, after the Machado, Oliveira
and Fernandes (2009) simulation of a complete deficiency. 10 is a difference seen at a glance.
"""

from itertools import combinations, pairwise

import numpy as np
import pytest

from caremap.catalog import INDICATOR_BY_ID, INDICATORS
from caremap.palettes import (
    BIVARIATE,
    DEPARTEMENT_COLORS,
    ZONE_COLORS,
    dark_means_less,
    palette,
    sample,
)

VISIONS = {
    "normal": np.eye(3),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "tritan": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
_TO_SHARP = np.array(
    [[0.7328, 0.4296, -0.1624], [-0.7036, 1.6975, 0.0061], [0.0030, 0.0136, 0.9834]]
)
_TO_CONES = np.array(
    [[0.38971, 0.68898, -0.07868], [-0.22981, 1.18340, 0.04641], [0.0, 0.0, 1.0]]
) @ np.linalg.inv(_TO_SHARP)
D65 = np.array([95.047, 100.0, 108.883])
OFFICE = 64 / np.pi / 5  # adapting luminance of a screen in an office, cd/m²
SEEN_AT_A_GLANCE = 10


def appearance(xyz, white=D65, luminance=OFFICE, background=20.0):
    """Lightness J, colourfulness M and hue in degrees of CIECAM02, average surround."""
    k = 1 / (5 * luminance + 1)
    level = 0.2 * k**4 * 5 * luminance + 0.1 * (1 - k**4) ** 2 * np.cbrt(5 * luminance)
    n = background / white[1]
    induction = 0.725 * n**-0.2
    degree = 1 - np.exp((-luminance - 42) / 92) / 3.6
    gain = degree * white[1] / (_TO_SHARP @ white) + 1 - degree

    def response(tristimulus):
        scaled = level * (_TO_CONES @ (gain * (_TO_SHARP @ tristimulus))) / 100
        power = np.abs(scaled) ** 0.42
        return np.sign(scaled) * 400 * power / (power + 27.13) + 0.1

    def achromatic(cones):
        return (cones @ [2, 1, 1 / 20] - 0.305) * induction

    cones = response(xyz)
    a, b = cones @ [1, -12 / 11, 1 / 11], cones @ [1 / 9, 1 / 9, -2 / 9]
    hue = np.arctan2(b, a)
    light = 100 * (achromatic(cones) / achromatic(response(white))) ** (0.69 * (1.48 + n**0.5))
    eccentricity = (np.cos(hue + 2) + 3.8) / 4
    chroma = 50_000 / 13 * induction * eccentricity * np.hypot(a, b) / (cones @ [1, 1, 21 / 20])
    colourfulness = chroma**0.9 * (light / 100) ** 0.5 * (1.64 - 0.29**n) ** 0.73 * level**0.25
    return float(light), float(colourfulness), float(np.degrees(hue) % 360)


def uniform(color: str, vision: str = "normal"):
    """Coordinates of a colour in CAM02-UCS, as a kind of vision sees it."""
    channels = np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    line = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    seen = np.clip(VISIONS[vision] @ line, 0, 1)
    light, colourfulness, hue = appearance(100 * _TO_XYZ @ seen)
    radius = np.log(1 + 0.0228 * colourfulness) / 0.0228
    angle = np.radians(hue)
    return np.array(
        [1.7 * light / (1 + 0.007 * light), radius * np.cos(angle), radius * np.sin(angle)]
    )


def nearest_pair(colors, vision: str, pairs=pairwise) -> float:
    return min(
        float(np.linalg.norm(uniform(one, vision) - uniform(two, vision)))
        for one, two in pairs(colors)
    )


def every_pair(colors):
    return combinations(colors, 2)


def worst(colors, pairs=pairwise) -> float:
    """Smallest difference of two colours whoever looks."""
    return min(nearest_pair(colors, vision, pairs) for vision in VISIONS)


def test_the_ruler_gives_the_published_appearance_of_a_grey_green():
    # Worked example of CIECAM02 (CIE 159): J 41.73, M 0.1088, hue 219.0.
    found = appearance(np.array([19.01, 20.0, 21.78]), np.array([95.05, 100.0, 108.88]), 318.31)
    assert found == pytest.approx((41.73, 0.1088, 219.0), rel=1e-3)


def test_the_ruler_sees_that_a_red_green_scale_fails():
    assert nearest_pair(sample("RdYlGn", 5), "deutan", every_pair) < SEEN_AT_A_GLANCE


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.id)
@pytest.mark.parametrize("class_count", range(1, 8))
def test_a_palette_has_one_colour_a_class(indicator, class_count):
    colors = palette(indicator, class_count)
    expected = 4 if indicator.categories else class_count
    assert len(set(colors)) == len(colors) == expected
    assert all(len(color) == 7 and color.startswith("#") for color in colors)


def test_dark_means_less_only_where_low_access_is_what_matters():
    assert dark_means_less(INDICATOR_BY_ID["apl_gp_65"])
    assert not dark_means_less(INDICATOR_BY_ID["pop_share_apl_under_2_5"])
    assert not dark_means_less(INDICATOR_BY_ID["gp_density"])


@pytest.mark.parametrize(
    "indicator",
    [i for i in INDICATORS if not i.diverging and not i.categories],
    ids=lambda indicator: indicator.id,
)
def test_lightness_goes_one_way_from_the_lowest_class_to_the_highest(indicator):
    for vision in VISIONS:
        steps = np.diff([uniform(color, vision)[0] for color in palette(indicator, 5)])
        assert (steps > 0).all() if dark_means_less(indicator) else (steps < 0).all()


def test_changes_are_darkest_at_both_ends_and_lightest_at_zero():
    light = [uniform(color)[0] for color in palette(INDICATOR_BY_ID["apl_gp_change"], 5)]
    assert light[0] < light[1] < light[2] > light[3] > light[4]


@pytest.mark.parametrize(
    ("indicator_id", "class_count"),
    [
        ("apl_gp_65", 3),  # official thresholds: 2.5, 4, highest
        ("interns_per_10k", 5),
        ("share_65_plus", 5),
        ("apl_gp_change", 4),  # five classes asked for, two on each side of zero
        ("zone", 4),
        ("apl_gp", 5),
        ("gp_density", 5),
        ("pop_share_zip", 5),
        ("liberal_density_nurse", 5),
    ],
)
def test_neighbouring_classes_of_the_first_view_are_told_apart(indicator_id, class_count):
    assert worst(palette(INDICATOR_BY_ID[indicator_id], class_count)) >= SEEN_AT_A_GLANCE


@pytest.mark.parametrize(
    "indicator_id",
    [
        "apl_gp_change",
        "gp_density",
        "interns_per_10k",
        "share_65_plus",
    ],
)
def test_neighbouring_classes_are_told_apart_up_to_seven(indicator_id):
    indicator = INDICATOR_BY_ID[indicator_id]
    found = {count: worst(palette(indicator, count)) for count in range(3, 8)}
    assert min(found.values()) >= SEEN_AT_A_GLANCE, found


def test_both_departements_and_all_zones_are_told_apart():
    assert worst(list(DEPARTEMENT_COLORS.values())) >= SEEN_AT_A_GLANCE
    assert worst(ZONE_COLORS, every_pair) >= SEEN_AT_A_GLANCE


def test_the_nine_cells_of_a_crossed_map_are_told_apart():
    assert worst([color for line in BIVARIATE for color in line], every_pair) >= SEEN_AT_A_GLANCE
