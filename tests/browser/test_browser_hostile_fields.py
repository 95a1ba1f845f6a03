"""Fourteen ways to run code, in every free text of the warehouse, on every page: none runs."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser
from visits import TITLES, Visit, arriving, serving

from caremap.paths import current_release_id, releases_dir

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
# Every column of the marts that a source or a steward writes in words.
FREE_TEXTS = {
    "territories": ("name",),
    "structures": ("kind", "name", "state", "note", "source_url"),
    "cpts": ("name", "state", "perimeter_note", "website", "note", "source_url"),
    "ght": ("ght", "support", "member", "note"),
    "dated_facts": ("topic", "fact", "value", "note", "source_url"),
    "key_figures": ("geography", "unit", "scope", "source_url"),
    "zoning_history": ("geography", "note", "source_url"),
    "liberal_workforce": ("profession",),
    "placements": ("site_name",),
    "immersion_editions": ("label", "place", "mode", "source_url"),
    "immersion_hosts": ("host_kind", "host_name", "source_url"),
    "immersion_programme": ("label", "kind"),
    "immersion_students": ("level", "note", "source_url"),
    "partnerships": ("label", "signatory_a", "signatory_b", "source_url"),
    "partnership_axes": ("axis_label", "commitment", "related_indicator", "source_url"),
    "attractiveness_families": ("label", "examples", "source_url"),
}
# These show names in fields only: nothing of them is in the text of the page.
IN_FIELDS_ONLY = {"simulation", "attractivite", "presentation", "comparaison", "accessibilite"}
LINK = "?territoire=59350&couches=msp,centre_de_sante,projet,cpts,hopital,zonage"


def spoil(warehouse: Path) -> None:
    """Add a payload to every free text, another one on each row."""
    with duckdb.connect(warehouse) as connection:
        for table, columns in FREE_TEXTS.items():
            for column in columns:
                connection.execute(
                    f"update marts.{table} set {column} = coalesce({column}, '') || ' ' || "
                    "list_extract(?::varchar[], 1 + (rowid % ?)::bigint)",
                    [list(PAYLOADS), len(PAYLOADS)],
                )


@pytest.fixture(scope="module")
def hostile_site(
    chromium: Browser, built_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hostile-fields")
    shutil.copytree(built_dir, folder / "data")
    release_id = current_release_id(built_dir)
    assert release_id
    spoil(releases_dir(folder / "data") / release_id / "warehouse.duckdb")
    with serving(folder / "data", folder / "server.log") as address:
        yield address


def draw_everything(visit: Visit) -> None:
    """Open what is folded and each tab, so that every text is drawn."""
    for tab in visit.page.get_by_role("tab").all():
        tab.click()
        visit.settle()
    visit.unfold()


@pytest.mark.parametrize("page_id", TITLES)
def test_no_text_of_the_data_runs_on_a_page(
    chromium: Browser, hostile_site: str, page_id: str
) -> None:
    with arriving(chromium, hostile_site) as visit:
        opened: list[str] = []
        visit.page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
        visit.page.on("popup", lambda popup: opened.append(popup.url))
        visit.open(f"/{page_id}{LINK}")
        draw_everything(visit)
        assert "__ran" in visit.page.content() or page_id in IN_FIELDS_ONLY
        for frame in visit.page.frames:
            assert frame.evaluate("typeof window.__ran") == "undefined"
        dangerous = visit.page.locator('a[href^="javascript:"], img[src="x"], [onerror], [onload]')
        assert dangerous.count() == 0
        assert opened == []
        # The browser would say so, had the policy been what stopped a script.
        assert [text for text in visit.errors if "Content Security Policy" in text] == []
