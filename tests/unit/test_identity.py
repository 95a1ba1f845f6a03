"""Roles from verified claims: refused by default, out of date, or meant for another."""

import pytest

from caremap.ui.identity import MAX_SESSION_S, NEEDED_ROLE, ROLES, Rules, ends_at_s, role_of

NOW = 1_800_000_000.0
RULES = Rules(
    frozenset({"caremap"}),
    "caremap_role",
    {"partner": frozenset({"partenaire"}), "steward": frozenset({"gestionnaire"})},
)
PARTNER = {
    "is_logged_in": True,
    "aud": "caremap",
    "iat": NOW - 60,
    "exp": NOW + 3600,
    "caremap_role": "partenaire",
}


def test_a_claim_gives_its_role_and_the_highest_wins():
    assert role_of(PARTNER, RULES, NOW) == "partner"
    several = PARTNER | {"caremap_role": ["autre", "gestionnaire", "partenaire"]}
    assert role_of(several, RULES, NOW) == "steward"
    assert role_of(PARTNER | {"aud": ["other", "caremap"]}, RULES, NOW) == "partner"


@pytest.mark.parametrize(
    "changed",
    [
        {"is_logged_in": False},
        {"aud": "other"},
        {"aud": ["other"]},
        {"aud": None},
        {"exp": NOW},
        {"exp": NOW - 1},
        {"exp": None},
        {"exp": "tomorrow"},
        {"iat": NOW - MAX_SESSION_S},
        {"iat": None},
        {"caremap_role": None},
        {"caremap_role": ""},
        {"caremap_role": "PARTENAIRE"},
        {"caremap_role": {"partenaire": True}},
        {"caremap_role": [["partenaire"]]},
        {"caremap_role": "partner"},
    ],
)
def test_everything_else_is_the_public(changed):
    assert role_of(PARTNER | changed, RULES, NOW) == "public"


def test_no_claims_at_all_are_the_public():
    assert role_of({}, RULES, NOW) == "public"


def test_a_claim_may_lie_inside_another():
    nested = Rules(RULES.client_ids, "realm_access.roles", RULES.values)
    inside = PARTNER | {"realm_access": {"roles": ["partenaire"]}}
    assert role_of(inside, nested, NOW) == "partner"
    assert role_of(PARTNER | {"realm_access": "partenaire"}, nested, NOW) == "public"


def test_a_session_ends_with_its_token_and_after_twelve_hours_at_the_latest():
    assert ends_at_s(PARTNER) == PARTNER["exp"]
    assert ends_at_s(PARTNER | {"exp": NOW + 1e6}) == PARTNER["iat"] + 12 * 3600


def test_restricted_pages_name_a_role_and_a_page_that_exist():
    from caremap.ui.menu import PAGES

    assert set(NEEDED_ROLE.values()) <= set(ROLES)
    assert set(NEEDED_ROLE) <= {page_id for page_id, _, _ in PAGES}
    assert "stages" in NEEDED_ROLE
