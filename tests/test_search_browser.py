"""The start page in a real browser: suggestions by the keyboard, hits narrowed and followed, other fields filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browsing import Visit

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.slow


def test_suggestions_are_chosen_by_the_keyboard(window: Visit) -> None:
    page = window.go("/")
    page.keyboard.press("/")
    field = page.locator("#search-field")
    assert field.get_attribute("role") == "combobox"
    field.press_sequentially("res 13")
    page.locator("[role=option]").first.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    chosen = page.locator(f"#{field.get_attribute('aria-activedescendant')}")
    assert chosen.get_attribute("aria-selected") == "true"
    assert "S/RES/1325(2000)" in chosen.inner_text()
    field.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"
    assert field.input_value() == "res 13"
    field.press("ArrowDown")
    page.locator("[role=option]").first.wait_for()
    field.press("ArrowDown")
    with page.expect_navigation():
        field.press("Enter")
    assert page.url.endswith("/id/S-RES-1325-2000")


def test_words_are_looked_for_narrowed_and_a_hit_is_followed(window: Visit) -> None:
    page = window.go("/")
    page.locator("#search-field").fill("trafficking in persons")
    with page.expect_navigation():
        page.locator("#search-field").press("Enter")
    assert page.locator(".hits li").count() == 20
    assert page.locator(".hits mark").first.inner_text().lower() == "trafficking"
    page.get_by_label("Part").select_option("operative")
    with page.expect_navigation():
        page.get_by_role("button", name="Narrow").click()
    assert set(page.locator(".hits .facts span:first-child").all_inner_texts()) == {"operative"}
    words = page.locator(".hits .words").first.inner_text()
    with page.expect_navigation():
        page.locator(".hits h3 a").first.click()
    assert words.rstrip("… ")[-60:] in page.locator("main").inner_text()


def test_a_field_of_another_page_is_filled_in(window: Visit) -> None:
    page = window.go("/lineage")
    field = page.locator("input[name=from]")
    field.press_sequentially("res 13")
    page.locator("[role=option]").first.wait_for()
    field.press("ArrowDown")
    field.press("Enter")
    assert field.input_value() == "S/RES/1325(2000)"
    assert page.url.endswith("/lineage")
