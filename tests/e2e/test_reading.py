"""A long text takes a model a while to read: the page shows how far it is, and it can be stopped."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.conftest import Enter, message_field
from tests.e2e.served import Fireside, rambler


def test_a_long_text_shows_how_far_it_is_read(enter: Enter, tmp_path: Path) -> None:
    # Every byte is a token of this model, and it is large enough to need some seconds for so many.
    served = Fireside(tmp_path, "--model", str(rambler(tmp_path / "slow.gguf", width=768, layers=6)))
    served.start()
    try:
        page = enter(served)
        message_field(page).fill("read this " * 700)
        message_field(page).press("Enter")
        expect(page.get_by_text(re.compile(r"Reading your text: [\d,]+ of 7,\d+ tokens"))).to_be_visible()
        expect(page.get_by_role("progressbar")).to_be_visible()
        page.get_by_role("article", name="Reply").get_by_role("button", name="Stop").click()
        expect(page.get_by_text("Stopped before the first word.")).to_be_visible()
        expect(page.get_by_role("button", name="Try again")).to_be_visible()
    finally:
        served.stop()
