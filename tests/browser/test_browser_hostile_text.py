"""Text from the reference files is text: no page and no map runs it."""

import csv
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from visits import Visit, serving

from caremap.paths import REFERENCE
from etl.build import build

HOSTILE = "<img src=x onerror=window.__xss=1>`${window.__xss=1}`</script>"
VIEWS = (
    "/synthese",
    "/densite?couches=msp,centre_de_sante,projet,cpts,hopital&territoire=59350",
    "/acces?territoire=59350",
    "/territoire?territoire=59350",
    "/methode",
)


def spoil(path: Path, column: str, key: str, value: str) -> None:
    """Add hostile text to a column of the rows where another column has a value."""
    with path.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    chosen = [row for row in rows if row[key] == value]
    assert chosen
    for row in chosen:
        row[column] += f" {HOSTILE}"
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def hostile_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data_dir = tmp_path_factory.mktemp("hostile")
    reference = data_dir / "reference"
    shutil.copytree(REFERENCE, reference)
    spoil(reference / "communes.csv", "name", "commune_id", "59350")
    spoil(reference / "epci.csv", "name", "epci_id", "200093201")
    for column in ("name", "note", "state"):
        spoil(reference / "structures.csv", column, "commune_id", "59350")
    build(data_dir)
    return data_dir


def test_hostile_names_and_notes_are_shown_as_text(
    reader: Callable[[str], Visit], hostile_dir: Path, tmp_path: Path
) -> None:
    with serving(hostile_dir, tmp_path / "server.log") as address:
        visit = reader(address)
        for view in VIEWS:
            visit.open(view)
            if "densite" in view:
                hover_lille(visit)
            for frame in visit.page.frames:
                assert frame.evaluate("typeof window.__xss") == "undefined", view
        assert [url for url in visit.requests if url.endswith("/x")] == []
        expect(visit.selector("Territoire")).to_have_value(re.compile("^Nord et Pas-de-Calais"))


def hover_lille(visit: Visit) -> None:
    """Show the tooltips of the commune and of its structures."""
    frame = visit.map_frame()
    expect(visit.page.locator(".sheet").first).to_contain_text(HOSTILE)
    x, y = frame.evaluate(
        "(() => { const p = map.latLngToContainerPoint([50.62, 3.04]); return [p.x, p.y]; })()"
    )
    frame.locator(".leaflet-container").hover(position={"x": x, "y": y}, force=True)
    expect(frame.locator(".leaflet-tooltip").first).to_be_visible()
    for marker in frame.locator(".structure").all()[:80]:
        marker.dispatch_event("mouseover")
    expect(frame.locator(".leaflet-tooltip", has_text="onerror").first).to_be_attached()
    assert frame.locator(".leaflet-tooltip img").count() == 0
