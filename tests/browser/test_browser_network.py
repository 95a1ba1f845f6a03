"""What travels: nothing leaves this machine, nothing fails, a change of indicator is small."""

from playwright.sync_api import WebSocket, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from visits import Visit, on_this_machine

MAX_CHANGE_BYTES = 60_000


def test_layers_and_opened_tables_ask_only_this_machine(visit: Visit) -> None:
    visit.open("/densite?couches=msp,centre_de_sante,projet,cpts,hopital,zonage")
    visit.open_fold("Tableau de la carte")
    for tab in ("Répartition des habitants", "25 professions"):
        visit.page.get_by_role("tab", name=tab).click()
        visit.page.get_by_role("tabpanel").locator(".js-plotly-plot").first.wait_for()
    visit.settle()
    assert [url for url in visit.requests if not on_this_machine(url)] == []
    assert visit.failures + visit.errors == []


def frames_of(visit: Visit) -> list[bytes]:
    """Messages that the page receives from now on; it must not be open yet."""
    received: list[bytes] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: received.append(bytes(frame)))

    visit.page.once("websocket", listen)
    return received


def kind(message: ForwardMsg) -> str:
    """What a message changes on the page."""
    if message.WhichOneof("type") != "delta":
        return str(message.WhichOneof("type"))
    delta = message.delta
    part = delta.add_block if delta.HasField("add_block") else delta.new_element
    return str(part.WhichOneof("type"))


def test_a_change_of_indicator_sends_only_what_depends_on_it(visit: Visit) -> None:
    received = frames_of(visit)
    visit.open("/densite")
    visit.requests.clear()
    received.clear()
    visit.choose("Indicateur", "65 ans et plus", "Contexte · Part des 65 ans et plus")
    visit.painted("share-65-plus")
    visit.wait_parameter("indicateur", "share_65_plus")
    visit.settle()
    assert [url for url in visit.requests if "/geometry/" in url or "/component/" in url] == []
    assert 0 < sum(map(len, received)) < MAX_CHANGE_BYTES
    kinds = [kind(ForwardMsg.FromString(frame)) for frame in received]
    kept = {"button_group", "tab_container", "navigation", "expandable", "popover"}
    assert kept.isdisjoint(kinds)
    assert kinds.index("component_instance") < kinds.index("page_info_changed")


def test_a_layer_is_laid_over_the_map_while_its_choices_stay_open(visit: Visit) -> None:
    visit.open("/densite")
    fold = visit.open_fold("Affichage et couches")
    fold.get_by_role("button", name="CPTS", exact=True).press("Enter")
    visit.wait_parameter("couches", "cpts")
    visit.painted()
    partial = visit.page.frame_locator("iframe[title^=Carte]").locator(".map-warning")
    expect(partial).to_contain_text("Listes partielles")
    expect(visit.page.get_by_text("Superposer")).to_be_visible()
