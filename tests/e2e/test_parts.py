"""Replies that did more than write: what was thought, called, looked up and leant on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from backend.domain import RunStatus
from tests.e2e.conftest import Enter
from tests.e2e.samples import REFERENCES, THOUGHTFUL, UNANSWERED
from tests.e2e.served import Fireside, Written, write
from tests.e2e.test_places import SIZES, violations

PARTS = Written(
    "Bread, sums and dates",
    [
        ("What is 12 × 34, what day is it, and when does the library close?", REFERENCES),
        ("And when do I begin with the dough?", THOUGHTFUL),
        ("Which rye flour?", UNANSWERED),
    ],
    ending=RunStatus.INTERRUPTED,
)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fireside]:
    """A Fireside in whose thread all kinds of parts are."""
    home: Path = tmp_path_factory.mktemp("parts")
    write(home, [PARTS])
    served = Fireside(home)
    served.start()
    yield served
    served.stop()


@pytest.fixture
def page(reader: Fireside, enter: Enter) -> Page:
    return enter(reader, f"t/{PARTS.id}", permissions=["clipboard-read", "clipboard-write"])


def opened(page: Page) -> Page:
    """All that is folded away, unfolded."""
    for name in ("Thought for 12 s", "weather", "search", "From your text"):
        page.get_by_role("button", name=name).click()
    return page


def test_what_was_looked_up_is_a_quiet_line(page: Page) -> None:
    first = page.get_by_role("article", name="Reply").first
    expect(first.get_by_text("12 × 34 = 408", exact=True)).to_be_visible()
    expect(first.get_by_text("Today is Saturday, 21 November 2026.", exact=True)).to_be_visible()


def test_what_was_thought_and_called_unfolds_and_folds(page: Page) -> None:
    reply = page.get_by_role("article", name="Reply").nth(1)
    expect(reply.get_by_text("The loaf needs")).to_have_count(0)
    opened(page)
    expect(reply.get_by_text("The loaf needs")).to_be_visible()
    expect(reply.get_by_role("region", name="Code: Asked")).to_contain_text('"place": "Bamberg"')
    expect(reply.get_by_role("region", name="Code: Answer")).to_contain_text('"celsius": 17')
    reply.get_by_role("button", name="Thought for 12 s").click()
    expect(reply.get_by_text("The loaf needs")).to_have_count(0)


def test_a_call_without_an_answer_says_so(page: Page) -> None:
    expect(page.get_by_role("button", name="search no answer")).to_be_visible()


def test_only_words_are_copied(page: Page) -> None:
    page.get_by_role("article", name="Reply").nth(1).hover()
    page.get_by_role("article", name="Reply").nth(1).get_by_role("button", name="Copy reply").click()
    page.wait_for_function("async () => (await navigator.clipboard.readText()).includes('Begin at eight')")
    copied = str(page.evaluate("navigator.clipboard.readText()"))
    assert copied.startswith("I look up how warm")
    assert "celsius" not in copied
    assert "rises" not in copied


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("size", SIZES)
def test_is_for_everyone(reader: Fireside, enter: Enter, size: str, scheme: str) -> None:
    options: dict[str, Any] = {**SIZES[size], "color_scheme": scheme, "bypass_csp": True}
    page = enter(reader, f"t/{PARTS.id}", **options)
    expect(page.get_by_role("button", name="Continue")).to_be_visible()
    assert violations(page) == []
    opened(page)
    expect(page.get_by_role("region", name="Code: Answer").locator("span[style]").first).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
