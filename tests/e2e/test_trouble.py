"""A store that cannot be opened: the page says why, and what can be done."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.e2e.conftest import DESK, cookie
from tests.e2e.served import Fireside, Written, write


def test_a_store_of_a_newer_fireside_is_left_alone(browser: Browser, tmp_path: Path) -> None:
    write(tmp_path, [Written("From the future", [("Hello", "Hello.")])])
    with sqlite3.connect(tmp_path / "fireside.db") as database:
        database.execute("PRAGMA user_version = 999")
    database.close()
    served = Fireside(tmp_path)
    served.start()
    try:
        context = browser.new_context(viewport=DESK, color_scheme="dark", locale="en-GB")
        page = context.new_page()
        context.add_cookies([cookie(browser, served)])
        page.goto(f"{served.address}/app/")
        expect(page.get_by_role("heading", level=1)).to_contain_text("newer Fireside")
        expect(page.get_by_text("Nothing has been changed")).to_be_visible()
        expect(page.get_by_role("button", name="Restore", exact=True)).to_be_visible()
        expect(page.get_by_role("textbox")).to_have_count(0)
        page.screenshot(path=tmp_path / "trouble.png")
        context.close()
    finally:
        served.stop()
