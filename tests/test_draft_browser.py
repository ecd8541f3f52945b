"""Checking a draft in a real browser: pasted, dropped, read with the keyboard, kept as a file, on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browsing import Visit, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.slow

DRAFT = "The Security Council,\n\nRecalling its resolution 1820 (2008) of 20 June 2008,\n\n1. Decides to stay."
#: Drops a text file on the form, as a browser tells of it.
DROP = """(text) => {
  const held = new DataTransfer();
  held.items.add(new File([text], "dropped.txt", {type: "text/plain"}));
  const form = document.querySelector("form.draft-form");
  for (const name of ["dragover", "drop"])
    form.dispatchEvent(new DragEvent(name, {dataTransfer: held, bubbles: true, cancelable: true}));
}"""


def serious(page: object) -> list[str]:
    """Return what axe finds serious."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in ("serious", "critical")]


def test_a_pasted_draft_is_marked_and_can_be_kept(window: Visit, browser: Browser, tmp_path: Path) -> None:
    page = window.go("/check")
    page.get_by_label("The text of the draft").fill(DRAFT)
    page.get_by_role("button", name="Check").click()
    mark = page.locator("a.draft-mark")
    assert mark.get_attribute("class") == "draft-mark error"
    card = page.locator(".draft-card")
    assert not card.is_visible()
    mark.focus()
    assert card.is_visible()
    assert "Write 19 June 2008." in card.inner_text()
    page.keyboard.press("Enter")
    assert page.locator(".draft-entry:target").count() == 1
    assert serious(page) == []
    with page.expect_download() as kept:
        page.get_by_role("link", name="Report").click()
    assert kept.value.suggested_filename == "check-of-pasted-text.html"
    kept.value.save_as(tmp_path / "report.html")
    alone = browser.new_page()
    alone.goto((tmp_path / "report.html").as_uri())
    assert alone.locator("a.draft-mark.error").count() == 1
    assert alone.locator("h2").first.evaluate("e => getComputedStyle(e).fontSize") != "24px"
    assert serious(alone) == []
    alone.close()


def test_a_file_can_be_dropped(window: Visit) -> None:
    page = window.go("/check")
    page.evaluate(DROP, DRAFT)
    assert page.locator("[data-dropped]").inner_text() == "dropped.txt will be checked."
    page.get_by_role("button", name="Check").click()
    assert page.locator("h1").inner_text() == "Check of dropped.txt"
    assert page.locator("a.draft-mark.error").count() == 1


def test_a_report_fits_a_phone_in_the_dark(browser: Browser, base: str) -> None:
    with visit(browser, base, width=320, dark=True) as window:
        page = window.go("/check")
        assert window.sideways() <= 0
        page.get_by_label("The text of the draft").fill(DRAFT + "\n\n2. Recalls resolution " + "1325 (2000), " * 9)
        page.get_by_role("button", name="Check").click()
        page.locator("a.draft-mark").first.wait_for()
        assert window.sideways() <= 0
        page.locator("a.draft-mark").last.focus()
        assert window.sideways() <= 0
        assert serious(page) == []
        assert not window.wrong
