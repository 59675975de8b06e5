"""A thread of a thousand messages opens at its end and can be read to its beginning."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Enter
from tests.e2e.served import Fireside, Written, write

LONG = Written(
    "A long evening",
    [
        (f"Question {number}?", f"Answer **{number}** is this.\n\n- and\n- that\n\nMore on {number}.")
        for number in range(500)
    ],
)


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fireside]:
    home: Path = tmp_path_factory.mktemp("long")
    write(home, [LONG])
    served = Fireside(home)
    served.start()
    yield served
    served.stop()


def test_opens_at_its_end_with_what_is_seen_only(long: Fireside, enter: Enter) -> None:
    page = enter(long, f"t/{LONG.id}")
    expect(page.get_by_text("More on 499.")).to_be_in_viewport()
    assert page.locator("li[data-message]").count() <= 120


def test_older_messages_come_while_one_scrolls_and_nothing_jumps(long: Fireside, enter: Enter) -> None:
    page = enter(long, f"t/{LONG.id}")
    expect(page.get_by_text("More on 499.")).to_be_in_viewport()
    page.wait_for_timeout(500)
    oldest = page.locator("li[data-message]").first
    words = oldest.inner_text()
    oldest.scroll_into_view_if_needed()
    page.wait_for_function("words => document.querySelector('[data-message]').innerText !== words", arg=words)
    page.wait_for_timeout(300)
    expect(page.get_by_text(words.split("\n")[0], exact=True).first).to_be_in_viewport()
    page.get_by_role("region", name="Messages").focus()
    while (drawn := page.locator("li[data-message]").count()) < 1000:
        page.keyboard.press("Home")
        page.wait_for_function("drawn => document.querySelectorAll('li[data-message]').length > drawn", arg=drawn)
    page.keyboard.press("Home")
    expect(page.get_by_text("Question 0?")).to_be_in_viewport()
    page.get_by_role("button", name="To the end").click()
    expect(page.get_by_text("More on 499.")).to_be_in_viewport()
