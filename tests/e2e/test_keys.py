"""Keys that people change: pressed, told when they cannot be had, the same in every window, shown wherever keys are."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Enter, drawn, message_field
from tests.e2e.served import Fireside
from tests.e2e.test_places import SIZES, violations


def open_keys(page: Page) -> None:
    drawn(page)
    page.keyboard.press("Control+,")
    page.get_by_role("tab", name="Shortcuts").click()


def test_new_keys_are_pressed_and_hold_in_every_window(fireside: Fireside, enter: Enter) -> None:
    page, other = enter(fireside), enter(fireside)
    open_keys(page)
    row = page.get_by_role("group", name="Search all threads")
    row.get_by_role("button", name="Take Ctrl+K away").click()
    expect(row).to_contain_text("none")
    row.get_by_role("button", name="Add keys").click()
    expect(row.get_by_role("textbox", name="Press the keys")).to_be_focused()
    page.keyboard.press("Control+j")
    expect(row).to_contain_text("Ctrl+J")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Search").locator("kbd")).to_have_text("Ctrl+J")
    expect(other.get_by_role("button", name="Search").locator("kbd")).to_have_text("Ctrl+J")
    for window in (page, other):
        message_field(window).focus()
        window.keyboard.press("Control+k")
        window.keyboard.press("Control+j")
        expect(window.get_by_role("combobox", name="Search all threads")).to_be_focused()
        window.keyboard.press("Escape")
        expect(window.get_by_role("dialog")).to_have_count(0)
    page.reload()
    drawn(page)
    expect(page.get_by_role("button", name="Search").locator("kbd")).to_have_text("Ctrl+J")
    page.keyboard.press("Control+/")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text("Ctrl+J")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    open_keys(page)
    page.get_by_role("button", name="As it came: Search all threads").click()
    expect(page.get_by_role("group", name="Search all threads")).to_contain_text("Ctrl+K")
    expect(page.get_by_role("button", name="Reset", exact=True)).to_be_disabled()


def test_keys_that_cannot_be_had_are_told(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    open_keys(page)
    row = page.get_by_role("group", name="Ask for another reply")
    row.get_by_role("button", name="Add keys").click()
    alert = row.get_by_role("alert")
    expect(row.get_by_role("textbox", name="Press the keys")).to_be_focused()
    for bare in ("Delete", "Backspace", "a"):
        page.keyboard.press(bare)
        expect(alert).to_contain_text("need Ctrl")
    page.keyboard.press("Control+Delete")
    expect(alert).to_contain_text("Ctrl+Delete is needed")
    page.keyboard.press("Control+b")
    expect(alert).to_contain_text("Ctrl+B is taken: Show or hide the threads")
    page.keyboard.press("Escape")
    expect(row.get_by_role("textbox")).to_have_count(0)
    expect(page.get_by_role("dialog", name="Settings")).to_be_visible()
    expect(row).to_contain_text("Ctrl+R")


def test_all_are_reset_at_once(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    open_keys(page)
    for name in ("Help", "Settings"):
        group = page.get_by_role("group", name=name, exact=True)
        group.get_by_role("button", name="Take").click()
        expect(group).to_contain_text("none")
    page.get_by_role("button", name="Reset", exact=True).click()
    expect(page.get_by_role("group", name="Help", exact=True)).to_contain_text("F1")
    expect(page.get_by_role("group", name="Settings", exact=True)).to_contain_text("Ctrl+,")


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("size", SIZES)
def test_is_for_everyone(fireside: Fireside, enter: Enter, tmp_path: Path, size: str, scheme: str) -> None:
    page = enter(fireside, color_scheme=scheme, bypass_csp=True, **SIZES[size])
    open_keys(page)
    page.get_by_role("button", name="Add keys: New thread").click()
    assert violations(page) == []
    page.screenshot(path=tmp_path / f"keys-{size}-{scheme}.png")
    page.keyboard.press("Escape")
    expect(page.get_by_role("textbox", name="Press the keys")).to_have_count(0)
    page.keyboard.press("Control+/")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    assert violations(page) == []
    page.screenshot(path=tmp_path / f"sheet-{size}-{scheme}.png")


def test_german_keys_have_german_names(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside, locale="de-DE")
    expect(page.get_by_role("link", name="Neues Thema Strg+N")).to_be_visible()
    page.keyboard.press("Control+/")
    expect(page.get_by_role("dialog", name="Tastenkürzel")).to_contain_text("Strg+Umschalt+Leertaste")
