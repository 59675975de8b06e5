"""Ctrl+K: what can be done is found by name, beside what was said; everything with the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Enter
from tests.e2e.served import Fireside, Written, write
from tests.e2e.test_places import SIZES, violations

DARK = Written("A dark forest", [("Tell me about the dark forest", "It is **dark** there.")])


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fireside]:
    home: Path = tmp_path_factory.mktemp("palette")
    write(home, [DARK])
    served = Fireside(home)
    served.start()
    yield served
    served.stop()


def open_palette(page: Page, words: str = "") -> Locator:
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Search all threads")
    expect(field).to_be_focused()
    page.keyboard.type(words)
    return field


def options(page: Page) -> Locator:
    return page.get_by_role("listbox", name="What was found").get_by_role("option")


def commands(page: Page) -> Locator:
    return page.get_by_role("group", name="Commands").get_by_role("option")


def test_commands_stand_above_what_was_said(lived_in: Fireside, enter: Enter) -> None:
    page = enter(lived_in)
    open_palette(page, "dark")
    expect(commands(page)).to_have_text(["Appearance: Dark"])
    expect(options(page).filter(has_text="dark forest").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("dialog")).to_have_count(0)
    open_palette(page, "dark forest")
    expect(options(page).first).to_be_visible()
    expect(commands(page)).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Tell me about the dark forest")).to_be_in_viewport()


def test_the_sign_shows_commands_alone_with_their_keys(lived_in: Fireside, enter: Enter) -> None:
    page = enter(lived_in)
    open_palette(page, ">")
    expect(commands(page).filter(has_text="New thread")).to_contain_text("Ctrl+N")
    expect(commands(page).filter(has_text="Keyboard shortcuts")).to_contain_text("Ctrl+/")
    expect(page.get_by_role("group", name="Where to search")).to_have_count(0)
    page.keyboard.type("settings voice")
    expect(commands(page)).to_have_count(2)
    expect(commands(page).last).to_contain_text("Find “settings voice” in the settings")
    page.keyboard.press("Enter")
    expect(page.get_by_role("tab", name="Voice", selected=True)).to_be_visible()
    page.keyboard.press("Escape")
    open_palette(page, ">backup")
    page.keyboard.press("Enter")
    expect(page.get_by_role("searchbox", name="Find a setting")).to_have_value("backup")
    expect(page.get_by_role("button", name="Back up now")).to_be_visible()
    page.keyboard.press("Escape")
    open_palette(page, "> nonsensical words")
    expect(commands(page)).to_have_count(1)


def test_the_open_thread_is_exported_by_name(lived_in: Fireside, enter: Enter) -> None:
    page = enter(lived_in, f"t/{DARK.id}")
    open_palette(page, "> export markdown")
    expect(commands(page).first).to_have_text("Export this thread: Markdown")
    with page.expect_download() as made:
        page.keyboard.press("Enter")
    assert "It is **dark** there." in Path(made.value.path()).read_text()


def test_enter_does_nothing_before_anything_is_chosen(lived_in: Fireside, enter: Enter) -> None:
    page = enter(lived_in, f"t/{DARK.id}")
    open_palette(page)
    expect(commands(page)).to_have_count(6)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Search")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(commands(page).first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    expect(commands(page).last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Take a tour")).to_be_visible()


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("size", SIZES)
def test_is_for_everyone(lived_in: Fireside, enter: Enter, tmp_path: Path, size: str, scheme: str) -> None:
    page = enter(lived_in, f"t/{DARK.id}", color_scheme=scheme, bypass_csp=True, **SIZES[size])
    open_palette(page)
    assert violations(page) == []
    page.keyboard.type("thread")
    expect(options(page).nth(3)).to_be_visible()
    assert violations(page) == []
    page.screenshot(path=tmp_path / f"palette-{size}-{scheme}.png")
    assert page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_speaks_german(lived_in: Fireside, enter: Enter) -> None:
    page = enter(lived_in, locale="de-DE")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog").get_by_role("combobox").first).to_be_focused()
    page.keyboard.type("> hell")
    expect(page.get_by_role("group", name="Befehle").get_by_role("option").first).to_have_text("Aussehen: Hell")
