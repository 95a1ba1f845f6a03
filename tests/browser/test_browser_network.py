"""What travels: nothing leaves this machine, nothing fails, a change of indicator is small."""

from playwright.sync_api import WebSocket
from visits import Visit, on_this_machine

MAX_CHANGE_BYTES = 60_000


def test_layers_and_opened_tables_ask_only_this_machine(visit: Visit) -> None:
    visit.open("/densite?couches=msp,centre_de_sante,projet,cpts,hopital,zonage")
    visit.page.locator("[data-testid=stExpander] summary").first.click()
    for tab in ("Répartition des habitants", "25 professions"):
        visit.page.get_by_role("tab", name=tab).click()
        visit.page.get_by_role("tabpanel").locator(".js-plotly-plot").first.wait_for()
    visit.settle()
    assert [url for url in visit.requests if not on_this_machine(url)] == []
    assert visit.failures + visit.errors == []


def test_a_change_of_indicator_sends_only_classes_and_values(visit: Visit) -> None:
    received: list[int] = []

    def count(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: received.append(len(frame)))

    visit.page.once("websocket", count)
    visit.open("/densite")
    visit.requests.clear()
    received.clear()
    visit.choose("Indicateur", "65 ans et plus", "Contexte · Part des 65 ans et plus")
    visit.painted("share-65-plus")
    visit.settle()
    assert [url for url in visit.requests if "/geometry/" in url or "/component/" in url] == []
    assert 0 < sum(received) < MAX_CHANGE_BYTES
