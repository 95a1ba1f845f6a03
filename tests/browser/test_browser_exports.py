"""Files made by a click, and the map that opens with the network cut."""

import io
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Download, expect
from pptx import Presentation
from visits import Visit, arriving


def made(visit: Visit, label: str) -> Download:
    with visit.page.expect_download(timeout=60_000) as waiting:
        visit.page.get_by_role("button", name=label).click()
    return waiting.value


def offered(visit: Visit, page: str) -> None:
    visit.open(page)
    visit.page.get_by_role("button", name="Exporter").click()
    visit.page.get_by_role("button", name="Tableaux (XLSX)").wait_for()


def test_each_file_of_a_page_is_made_by_a_click(visit: Visit) -> None:
    offered(visit, "/acces?niveau=epci&departement=62")
    pdf = made(visit, "Fiche imprimable (PDF A4)")
    assert len(pypdfium2.PdfDocument(pdf.path())) >= 1
    slides = Presentation(str(made(visit, "Diapositives (PPTX)").path()))
    assert len(slides.slides) >= 3
    content = made(visit, "Tableaux (XLSX)").path().read_bytes()
    book = load_workbook(io.BytesIO(content))
    assert "Pas-de-Calais" in {row[1].value for row in book["Métadonnées"].iter_rows()}
    assert visit.errors == []


def test_the_files_follow_the_choice_of_the_reader(visit: Visit) -> None:
    offered(visit, "/densite?niveau=epci")
    before = made(visit, "Tableaux (CSV)").path().read_text("utf-8-sig")
    visit.page.keyboard.press("Escape")
    visit.choose("Indicateur", "65 ans et plus", "Contexte · Part des 65 ans et plus")
    visit.painted("share-65-plus")
    visit.settle()
    visit.page.get_by_role("button", name="Exporter").click()
    visit.page.get_by_role("button", name="Tableaux (CSV)").wait_for()
    after = made(visit, "Tableaux (CSV)").path().read_text("utf-8-sig")
    assert "Choix : Indicateur" not in before
    assert "Choix : Indicateur;Part des 65 ans et plus" in after


@pytest.mark.parametrize("page", ["/densite?niveau=epci", "/densite"])
def test_the_offline_map_opens_with_the_network_cut(
    visit: Visit, chromium: Browser, tmp_path: Path, page: str
) -> None:
    offered(visit, page)
    path = tmp_path / "carte.html"
    made(visit, "Carte interactive hors ligne (HTML)").save_as(path)
    with arriving(chromium, "", offline=True) as alone:
        alone.page.goto(path.as_uri())
        shapes = alone.page.locator(".leaflet-overlay-pane canvas")
        expect(shapes).to_be_visible()
        box = alone.page.locator(".folium-map").bounding_box()
        assert box
        alone.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        expect(alone.page.locator(".leaflet-tooltip")).to_contain_text("Densité de généralistes")
        assert [url for url in alone.requests if url.startswith("http")] == []
        assert alone.errors == []


def test_the_meeting_pack_is_made_by_a_click(visit: Visit) -> None:
    visit.open("/presentation")
    visit.page.get_by_role("button", name="Dossier de réunion").first.click()
    visit.page.get_by_role("button", name="Diapositives (PPTX)").first.wait_for()
    with visit.page.expect_download(timeout=60_000) as waiting:
        visit.page.get_by_role("button", name="Diapositives (PPTX)").first.click()
    content = waiting.value.path().read_bytes()
    assert zipfile.is_zipfile(io.BytesIO(content))
    assert len(Presentation(io.BytesIO(content)).slides) >= 10
