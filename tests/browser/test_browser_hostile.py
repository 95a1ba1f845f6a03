"""Text of the data is text: no page and no map runs it.

Names and notes of the reference files are hostile before the build; fourteen ways to run code are
then added to every free text of the warehouse.
"""

import csv
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from machine import serving
from playwright.sync_api import Browser, expect
from visits import TITLES, Visit, arriving

from caremap.paths import REFERENCE, releases_dir
from etl.build import build

HOSTILE = "<img src=x onerror=window.__xss=1>`${window.__xss=1}`</script>"

RUN = "window.__ran=1"
PAYLOADS = (
    f"<script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<details open ontoggle={RUN}>",
    f"</style></script><script>{RUN}</script>",
    f"</textarea></title><img src=x onerror={RUN}>",
    f"`${{{RUN}}}`",
    f"'-({RUN})-'",
    f'"><a href="javascript:{RUN}" autofocus onfocus="{RUN}">x</a>',
    f"[x](javascript:{RUN})",
    f"<math><mtext><style><img src=x onerror={RUN}></style></mtext></math>",
    f"{{{{constructor.constructor('{RUN}')()}}}}",
    f"\u2028{RUN}//",
)
# Every column that a source or a steward writes in words, and that a page shows.
FREE_TEXTS = {
    "marts.territories": ("name",),
    "marts.structures": ("kind", "name", "state", "note", "source_url"),
    "marts.cpts": ("name", "state", "perimeter_note", "website", "note", "source_url"),
    "marts.cpts_communes": ("note", "source_url"),
    "marts.ght": ("ght", "support", "member", "note", "source_url"),
    "marts.dated_facts": ("topic", "fact", "value", "note", "source_url"),
    "marts.key_figures": ("geography", "unit", "scope", "source_url"),
    "marts.zoning_history": ("geography", "note", "source_url"),
    "marts.liberal_workforce": ("profession",),
    "marts.placements": ("site_name",),
    "marts.immersion_editions": ("label", "place", "mode", "source_url"),
    "marts.immersion_hosts": ("host_kind", "host_name", "source_url"),
    "marts.immersion_programme": ("label", "kind"),
    "marts.immersion_students": ("level", "note", "source_url"),
    "marts.immersion_follow_up": ("question", "source_url"),
    "marts.commitment_follow_up": ("state", "next_step"),
    "marts.partnerships": ("label", "signatory_a", "signatory_b", "source_url"),
    "marts.partnership_axes": ("axis_label", "commitment", "related_indicator", "source_url"),
    "marts.attractiveness_families": ("label", "examples", "source_url"),
    "meta.rejects": ("file", "sheet", "column", "value", "rule"),
    "meta.perimeter": ("label", "short_label", "border"),
}
# Tables that only a steward's file fills, or a line refused: one row each, so that it is shown.
FILLED = """
insert into marts.commitment_follow_up
values ('ars-1', 'en cours', 'à suivre', '2026-11-01', 'declared', 'partnerships');
insert into marts.immersion_follow_up
select edition_id, 'intention', 40, 60, 2026, 'https://exemple.fr', 'declared', source_id
from marts.immersion_editions limit 1;
insert into meta.rejects values ('rpps', 'fichier.csv', 'Feuille', 2, 'Code', 'x', 'règle');
"""
# These show names in fields only: nothing of them is in the text of the page.
IN_FIELDS_ONLY = {"simulation", "attractivite", "presentation", "comparaison", "accessibilite"}
LINK = "?territoire=59350&couches=msp,centre_de_sante,projet,cpts,hopital,zonage"


def spoil_file(path: Path, column: str, key: str, value: str) -> None:
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


def spoil_warehouse(warehouse: Path) -> None:
    """Add a payload to every free text, another one on each row."""
    with duckdb.connect(warehouse) as connection:
        connection.execute(FILLED)
        for table, columns in FREE_TEXTS.items():
            for column in columns:
                changed = connection.execute(
                    f"update {table} set \"{column}\" = coalesce(\"{column}\", '') || ' ' || "
                    "list_extract(?::varchar[], 1 + (rowid % ?)::bigint)",
                    [list(PAYLOADS), len(PAYLOADS)],
                ).fetchone()
                assert changed != (0,), f"{table} holds no row: nothing hostile in it is shown"


@pytest.fixture(scope="module")
def hostile_site(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hostile")
    data_dir = folder / "data"
    reference = data_dir / "reference"
    shutil.copytree(REFERENCE, reference)
    spoil_file(reference / "communes.csv", "name", "commune_id", "59350")
    spoil_file(reference / "epci.csv", "name", "epci_id", "200093201")
    for column in ("name", "note", "state"):
        spoil_file(reference / "structures.csv", column, "commune_id", "59350")
    spoil_warehouse(releases_dir(data_dir) / build(data_dir) / "warehouse.duckdb")
    with serving(data_dir, folder / "server.log") as address:
        yield address


@pytest.fixture(scope="module")
def windows() -> list[str]:
    """Dialogs and windows that a page opened."""
    return []


@pytest.fixture(scope="module")
def hostile_page(chromium: Browser, hostile_site: str, windows: list[str]) -> Iterator[Visit]:
    with arriving(chromium, hostile_site) as visit:
        visit.page.on("dialog", lambda dialog: (windows.append(dialog.message), dialog.dismiss()))
        visit.page.on("popup", lambda popup: windows.append(popup.url))
        yield visit


@pytest.fixture
def hostile(hostile_page: Visit, hostile_site: str, windows: list[str]) -> Visit:
    """A reader on a blank page: nothing is left of what the page before did."""
    hostile_page.start_again(hostile_site)
    windows.clear()
    return hostile_page


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
    expect(frame.locator(".leaflet-tooltip", has_text=HOSTILE).first).to_be_attached()
    assert frame.locator(".leaflet-tooltip img").count() == 0


def expect_nothing_ran(visit: Visit) -> None:
    for frame in visit.page.frames:
        assert frame.evaluate("typeof window.__ran") == "undefined"
        assert frame.evaluate("typeof window.__xss") == "undefined"
    assert [url for url in visit.requests if url.endswith("/x")] == []


def test_hostile_names_and_notes_are_shown_as_text(hostile: Visit) -> None:
    hostile.open("/densite?couches=msp,centre_de_sante,projet,cpts,hopital&territoire=59350")
    hover_lille(hostile)
    expect_nothing_ran(hostile)
    expect(hostile.selector("Territoire")).to_have_value(re.compile("^Lille"))


def draw_everything(visit: Visit) -> None:
    """Open what is folded and each tab, so that every text is drawn."""
    for tab in visit.page.get_by_role("tab").all():
        tab.click()
        visit.settle()
    visit.unfold()


@pytest.mark.parametrize("page_id", TITLES)
def test_no_text_of_the_data_runs_on_a_page(
    hostile: Visit, windows: list[str], page_id: str
) -> None:
    hostile.open(f"/{page_id}{LINK}")
    draw_everything(hostile)
    assert "__ran" in hostile.page.content() or page_id in IN_FIELDS_ONLY
    expect_nothing_ran(hostile)
    dangerous = hostile.page.locator('a[href^="javascript:"], img[src="x"], [onerror], [onload]')
    assert dangerous.count() == 0
    assert windows == []
    # The browser would say so, had the policy been what stopped a script.
    assert [text for text in hostile.errors if "Content Security Policy" in text] == []
