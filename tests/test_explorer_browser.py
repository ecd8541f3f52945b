"""The explorer in a real browser: each main task, keys, small windows, screen readers, nothing from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browsing import Visit, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.slow

RESOLUTION = "/id/S-RES-1325-2000"
PAGES = (
    "/",
    "/?q=women",
    RESOLUTION,
    f"{RESOLUTION}--op_1",
    "/lineage?from=S%2FRES%2F1325%282000%29",
    "/mandates",
    "/obligations",
    "/themes",
    "/treaties",
    "/overview",
    "/check",
    "/query",
    "/about",
)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_sound(browser: Browser, base: str, path: str, dark: bool) -> None:
    """No error in the console, nothing from another machine, no serious finding of axe, no sideways scrolling."""
    from axe_playwright_python.sync_playwright import Axe

    with visit(browser, base, width=360 if dark else 1280, dark=dark) as window:
        page = window.go(path)
        found = Axe().run(page).response["violations"]
        serious = [
            (one["id"], one["nodes"][0]["target"], one["nodes"][0]["html"][:120])
            for one in found
            if one["impact"] in ("serious", "critical")
        ]
        assert serious == []
        assert window.sideways() <= 0
        assert window.wrong == []
        assert window.foreign == []


def test_keys_lead_to_the_search_field_and_to_pages(window: Visit) -> None:
    page = window.go("/about")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "quick"
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()
    page.keyboard.press("g")
    page.keyboard.press("m")
    page.wait_for_url("**/mandates")


def test_the_look_is_chosen_and_kept(window: Visit) -> None:
    page = window.go("/about")
    page.get_by_role("button", name="Dark").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_an_instrument_is_read_and_its_citations_followed(window: Visit) -> None:
    page = window.go(RESOLUTION)
    link = page.locator("#text a.cite[href]").first
    link.focus()
    card = page.locator("#card")
    assert card.is_visible()
    assert card.inner_text().strip()
    with page.expect_navigation():
        link.click()
    assert "/id/" in page.url


def test_who_cites_is_filtered_and_had_as_a_file(window: Visit) -> None:
    page = window.go(RESOLUTION)
    listing = page.locator("#by")
    every = listing.locator("tbody tr").count()
    listing.get_by_label("Part").select_option("preambular")
    with page.expect_navigation():
        listing.get_by_role("button", name="Filter").click()
    assert 0 < page.locator("#by tbody tr").count() < every
    assert "by.part=preambular" in page.url
    with page.expect_download() as download:
        page.locator("#by").get_by_role("link", name="CSV").click()
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("year,citing")


def test_pages_can_be_read_without_scripts(browser: Browser, base: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(base + RESOLUTION)
    assert page.locator("#text .unit").count() > 10
    assert page.locator("#by tbody tr").count() > 5
    context.close()


def test_a_mandate_is_found_and_asked_for_a_day(window: Visit) -> None:
    page = window.go("/mandates")
    with page.expect_navigation():
        page.locator("main tbody a").first.click()
    assert "/mandates/" in page.url
    assert page.locator("main svg").count() > 0
    assert page.locator("main tbody tr").count() > 1
    page.get_by_label("As it stands on").fill("1950-01-01")
    with page.expect_navigation():
        page.get_by_role("button", name="Show").click()
    assert "as_of=1950-01-01" in page.url
    assert "In force" not in page.locator("main").inner_text().partition("Terms")[0]


def test_obligations_are_narrowed_to_those_of_one(window: Visit) -> None:
    page = window.go("/obligations?from=1990-01-01&to=2030-12-31")
    every = page.locator("main tbody tr").count()
    page.get_by_label("Who (an office, a State, a mission)").fill("Secretary-General")
    with page.expect_navigation():
        page.get_by_role("button", name="Show").click()
    assert "addressee=Secretary-General" in page.url
    assert 0 < page.locator("main tbody tr").count() <= every


def test_a_theme_is_opened_and_leads_to_paragraphs(window: Visit) -> None:
    page = window.go("/themes")
    with page.expect_navigation():
        page.locator("main tbody a").first.click()
    assert "/themes/" in page.url
    assert page.locator('main tbody a[href*="/id/"]').count() > 0


def test_a_treaty_shows_its_articles_and_who_cites_them(window: Visit) -> None:
    page = window.go("/treaties")
    with page.expect_navigation():
        page.locator('main tbody a[href*="/treaties/"]').first.click()
    assert "/treaties/" in page.url
    assert page.locator('main a[href*="/id/"]').count() > 0


def test_a_draft_is_checked(window: Visit) -> None:
    page = window.go("/check")
    page.locator("main textarea").fill("Recalling resolution 1325 (2001) and paragraph 99 of resolution 1325 (2000),")
    with page.expect_navigation():
        page.get_by_role("button", name="Check", exact=True).click()
    text = page.locator("main").inner_text()
    assert "2000" in text
    assert "99" in text
    assert page.locator("main mark, main [class*=level], main [class*=error]").count() > 0


def test_a_saved_question_is_asked(window: Visit) -> None:
    page = window.go("/query?saved=cited-by")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_selector(".ag-row", timeout=60_000)
    assert page.locator(".ag-row").count() > 3
    assert window.wrong == []
    assert window.foreign == []


def test_the_overview_leads_into_the_store(window: Visit) -> None:
    page = window.go("/overview")
    assert page.locator("main table").count() > 2
    with page.expect_navigation():
        page.locator('main tbody a[href*="/id/"]').first.click()
    assert "/id/" in page.url
