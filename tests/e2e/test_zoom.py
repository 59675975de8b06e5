"""At 200 % and without motion all of it is there: nothing spills over sideways, every way out is in sight."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Enter, message_field
from tests.e2e.samples import MARKDOWN
from tests.e2e.served import Fireside, Written, write

BREAD = Written("Bread", [("What do I do tonight?", MARKDOWN)])

# 1440 x 900 at a zoom of 200 % is a page of half the size, whose points are twice as dense.
ZOOMED: dict[str, Any] = {
    "viewport": {"width": 720, "height": 450},
    "device_scale_factor": 2,
    "reduced_motion": "reduce",
}

OPENED = {
    "Search": "Control+k",
    "Settings": "Control+,",
    "Keyboard shortcuts": "Control+/",
    "Help": "F1",
    "Inspector": "Control+i",
}


@pytest.fixture(scope="module")
def baking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fireside]:
    """A Fireside with one thread that has a bit of everything."""
    home = tmp_path_factory.mktemp("zoomed")
    write(home, [BREAD])
    served = Fireside(home)
    served.start()
    yield served
    served.stop()


def spills(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    width: int = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
    return width


def moves(page: Page) -> list[str]:
    """What would still be seen to move: whose style says so for longer than a millisecond."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('*')].filter(one => {
            const { animationDuration, transitionDuration } = getComputedStyle(one)
            return `${animationDuration}, ${transitionDuration}`.split(', ').some(time => parseFloat(time) > 0.001)
        }).map(one => one.outerHTML.slice(0, 120))"""
    )
    return found


def test_a_message_is_sent_edited_and_asked_again(baking: Fireside, enter: Enter) -> None:
    page = enter(baking, **ZOOMED)
    message_field(page).fill("What is 3 + 4?")
    message_field(page).press("Enter")
    reply = page.get_by_role("article", name="Reply")
    expect(reply).to_contain_text("3 + 4 = 7", timeout=30_000)
    page.get_by_role("button", name="Retry").press("Enter")
    expect(page.get_by_role("group", name="Version 2 of 2")).to_be_in_viewport(timeout=30_000)
    page.get_by_role("button", name="Edit", exact=True).press("Enter")
    page.get_by_role("textbox", name="Edit message").fill("What is 5 + 5?")
    expect(page.get_by_role("button", name="Send").first).to_be_in_viewport()
    page.get_by_role("textbox", name="Edit message").press("Enter")
    expect(reply).to_contain_text("5 + 5 = 10", timeout=30_000)
    expect(message_field(page)).to_be_in_viewport()
    assert (spills(page), moves(page)) == (0, [])


@pytest.mark.parametrize("name", OPENED)
def test_every_panel_fits_and_is_left_by_its_button(baking: Fireside, enter: Enter, name: str) -> None:
    page = enter(baking, f"t/{BREAD.id}", **ZOOMED)
    page.get_by_role("button", name="Copy code").first.wait_for()
    assert spills(page) == 0
    page.keyboard.press(OPENED[name])
    dialog = page.get_by_role("dialog", name=name)
    out = dialog.get_by_role("button", name="Hide the inspector" if name == "Inspector" else "Close", exact=True)
    expect(out).to_be_in_viewport()
    assert (spills(page), moves(page)) == (0, [])
    out.click()
    expect(dialog).to_have_count(0)


def test_the_list_of_threads_is_a_drawer(baking: Fireside, enter: Enter) -> None:
    page = enter(baking, **ZOOMED)
    page.get_by_role("button", name="Show threads").click()
    expect(page.get_by_role("button", name="Settings")).to_be_in_viewport()
    assert (spills(page), moves(page)) == (0, [])
    page.get_by_role("link", name="Bread").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bread")
