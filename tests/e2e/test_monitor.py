"""The monitor, through the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Enter, message_field
from tests.e2e.served import Fireside
from tests.e2e.test_places import violations


def open_monitor(page: Page, name: str = "Open the monitor") -> None:
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog").get_by_role("combobox").first).to_be_focused()
    page.keyboard.type(">monitor")
    page.get_by_role("option", name=name).click()


def test_a_reply_is_seen_in_numbers(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    message_field(page).fill("What is 12 times 12?")
    message_field(page).press("Enter")
    expect(page.get_by_text("12 × 12 = 144", exact=True)).to_be_visible()
    open_monitor(page)
    first = page.get_by_role("figure").filter(has_text="From Enter to the first word")
    expect(first.get_by_role("definition")).to_contain_text("s")
    memory = page.get_by_role("figure").filter(has_text="Memory")
    for name in ("Fireside", "Model"):
        expect(memory.get_by_role("term").filter(has_text=name)).to_be_visible()
    routes = page.get_by_role("table")
    expect(routes.get_by_role("row").filter(has_text="GET /api/v0/threads").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(message_field(page)).to_be_visible()


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_it_keeps_nobody_out(fireside: Fireside, enter: Enter, scheme: str) -> None:
    page = enter(fireside, color_scheme=scheme, bypass_csp=True)
    open_monitor(page)
    expect(page.get_by_role("table")).to_be_visible()
    assert violations(page) == []


def test_it_speaks_german(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside, locale="de-DE")
    open_monitor(page, "Monitor öffnen")
    expect(page.get_by_role("dialog", name="Monitor")).to_contain_text("Arbeitsspeicher")
