"""One view, one address: choices follow the reader, and the address gives them back."""

from collections.abc import Callable

from playwright.sync_api import expect
from visits import Visit


def test_choices_are_written_in_the_address_and_follow_the_menu(visit: Visit) -> None:
    visit.open("/densite?territoire=200069037")
    page = visit.page
    page.get_by_role("radio", name="EPCI", exact=True).click()
    visit.wait_parameter("niveau", "epci")
    visit.choose("Indicateur", "60 ans", "Offre · Part des généralistes de 60 ans")
    visit.wait_parameter("indicateur", "gp_60_plus_share")
    page.get_by_role("radio", name="Pas-de-Calais", exact=True).click()
    visit.wait_parameter("departement", "62")
    visit.choose("Année", "2023", "2023")
    visit.wait_parameter("annee", "2023")
    visit.painted("epci:gp-60-plus-share:", ":62:200069037")
    visit.menu("Accès aux soins")
    visit.painted("epci:apl-gp-65:", ":62:200069037")
    assert [visit.parameter(n) for n in ("territoire", "departement", "annee", "niveau")] == [
        "200069037",
        "62",
        "2023",
        "epci",
    ]
    expect(page.locator(".legend h2, .legend h2, .legend h4").first).to_contain_text("2023")


def test_reloading_gives_the_same_view(visit: Visit) -> None:
    visit.open("/densite?niveau=epci&indicateur=apl_gp&departement=59&territoire=200093201")
    before, address = visit.painted(), visit.page.url
    visit.page.reload()
    assert visit.painted() == before
    visit.settle()
    assert visit.page.url == address
    expect(visit.page.get_by_role("radio", name="Nord", exact=True)).to_be_checked()


def test_going_back_gives_the_previous_view(visit: Visit) -> None:
    visit.open("/acces")
    visit.page.get_by_role("radio", name="EPCI", exact=True).click()
    visit.painted("epci:")
    visit.settle()
    visit.page.go_back()
    visit.wait_parameter("niveau", "")
    visit.painted("commune:")
    expect(visit.page.get_by_role("radio", name="Commune", exact=True)).to_be_checked()


def test_a_copied_link_opens_the_same_view_for_someone_else(
    visit: Visit, reader: Callable[[str], Visit]
) -> None:
    visit.open("/densite?niveau=epci&couches=msp,cpts&departement=62&territoire=62119")
    key = visit.painted()
    visit.page.get_by_role("button", name="Copier le lien de cette vue").click()
    link = visit.page.locator("[data-testid=stPopoverBody] code").inner_text()
    other = reader(visit.address).open(link.strip())
    assert other.painted() == key
    expect(other.page.locator(".sheet").first).to_contain_text("Béthune")
    assert other.map_frame().locator(".structure").count() > 10
