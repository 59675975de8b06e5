"""The data folder moves from the page: copied while one goes on, taken into use by a new start, the old one removed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Enter, drawn, message_field
from tests.e2e.served import Fireside, Written, write
from tests.e2e.test_places import violations

OLD = Written("Before the move", [("Where are you?", "In the old folder.")])


@pytest.fixture
def usual(tmp_path: Path) -> Iterator[Fireside]:
    """A Fireside in the usual data folder of a person who has a system of their own."""
    home = tmp_path / "share" / "fireside"
    home.mkdir(parents=True)
    write(home, [OLD])
    served = Fireside(home, variables={"XDG_DATA_HOME": str(tmp_path / "share")})
    served.start()
    # Started again in its own place it must come back to the same port, as a Fireside of a person does.
    served.stop()
    served.start()
    yield served
    served.stop()


def open_storage(page: Page) -> None:
    drawn(page)
    page.keyboard.press("Control+,")
    page.get_by_role("tab", name="Storage").click()


def test_from_choosing_a_folder_to_removing_the_old_one(usual: Fireside, enter: Enter, tmp_path: Path) -> None:
    page = enter(usual, bypass_csp=True)
    open_storage(page)
    page.get_by_role("button", name="Move…").click()
    path = page.get_by_role("textbox", name="Path of the file or folder")
    path.fill(str(usual.home / "inside"))
    path.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("must not lie in each other")
    assert violations(page) == []
    path.fill(str(tmp_path / "large disk"))
    path.press("Enter")
    expect(page.get_by_text("Everything is copied to")).to_be_visible()
    assert violations(page) == []
    page.screenshot(path=tmp_path / "ready.png")
    page.keyboard.press("Escape")
    message_field(page).fill("What is said after the copying?")
    message_field(page).press("Enter")
    expect(page.get_by_role("button", name="Retry")).to_be_visible(timeout=60_000)
    open_storage(page)
    page.get_by_role("button", name="Restart now").click()
    expect(page.get_by_text("The old folder is still there")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("tabpanel")).to_contain_text(str(tmp_path / "large disk"))
    assert json.loads((usual.home / "moved.json").read_text()) == {"home": str(tmp_path / "large disk")}
    page.get_by_role("button", name="Remove it").click()
    page.get_by_role("dialog", name="Remove the old folder?").get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("The old folder is still there")).to_have_count(0)
    assert not (usual.home / "fireside.db").exists()
    page.keyboard.press("Escape")
    threads = page.get_by_role("navigation", name="Threads")
    expect(threads).to_contain_text("Before the move")
    expect(page.get_by_role("article", name="You")).to_have_text("What is said after the copying?")


def test_what_sets_the_folder_is_said(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    open_storage(page)
    expect(page.get_by_text("It was chosen with FIRESIDE_HOME")).to_be_visible()
    expect(page.get_by_role("button", name="Move…")).to_have_count(0)
