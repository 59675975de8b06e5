"""A thread that has outgrown the model's context: it is folded before the reply, and one sees where and into what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.babbler import babbler
from tests.e2e.conftest import Enter, message_field, sighting
from tests.e2e.served import Fireside, Written, write
from tests.e2e.test_places import violations

TURNS = [
    (
        f"Question {number}: what of the flour, the salt and the water, and how long does it rest?",
        f"Answer {number}: as long as it takes. **Warm** rooms make it quick, cold ones make it good.",
    )
    for number in range(18)
]
PATIENCE = 120_000
LONG, STOPPED = Written("Bread for the weekend", TURNS), Written("Bread for Monday", TURNS)


@pytest.fixture(scope="module")
def baking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fireside]:
    """A Fireside whose model holds less than what was said already, and takes its time."""
    home: Path = tmp_path_factory.mktemp("baking")
    write(home, [LONG, STOPPED])
    (home / "settings.toml").write_text("max_tokens = 48\n")
    served = Fireside(home, "--model", str(babbler(home / "babbler.gguf", context=2048, width=256, layers=4)))
    served.start()
    yield served
    served.stop()


def ask(page: Page, words: str) -> None:
    message_field(page).fill(words)
    message_field(page).press("Enter")


def test_older_messages_are_folded_in_sight_and_stay(baking: Fireside, enter: Enter) -> None:
    page = enter(baking, f"t/{LONG.id}")
    meter = page.get_by_role("button", name="Context:")
    expect(meter).to_be_visible()
    expect(page.locator("[data-fold]")).to_have_count(0)
    waiting = sighting(page, "li[data-message]:last-child")
    ask(page, "And now?")
    waiting("Folding older messages…")
    mark = page.locator("[data-fold]")
    expect(mark).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("button", name="Send")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("Folding older messages…")).to_have_count(0)

    line = mark.get_by_role("button")
    line.focus()
    page.keyboard.press("Enter")
    expect(mark.get_by_text("They stay here as they are.")).to_be_visible()
    assert len(mark.locator(".thought").inner_text()) > 20
    expect(page.get_by_text("Question 0:")).to_have_count(1)

    meter.click()
    filling = page.get_by_role("dialog", name="What the model has in mind")
    expect(filling.get_by_text("Summary of older messages")).to_be_visible()
    expect(filling.get_by_text("Kept for the reply")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(filling).to_have_count(0)
    expect(meter).to_be_focused()

    page.reload()
    expect(mark).to_be_visible()
    expect(meter).to_be_visible()


def test_folding_can_be_stopped_and_costs_nothing(baking: Fireside, enter: Enter) -> None:
    page = enter(baking, f"t/{STOPPED.id}")
    waiting = sighting(page, "li[data-message]:last-child")
    ask(page, "And now?")
    waiting("Folding older messages…")
    page.keyboard.press("Escape")
    expect(page.get_by_text("Stopped before the first word.")).to_be_visible()
    expect(page.locator("li[data-message]")).to_have_count(38)
    expect(page.locator("[data-fold]")).to_have_count(0)
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("[data-fold]")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("button", name="Send")).to_be_visible(timeout=PATIENCE)
