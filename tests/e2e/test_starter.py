"""A first conversation with the bundled starter, offline, on the real server: what a newcomer would try."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Enter, message_field
from tests.e2e.served import Fireside

LETTER = (
    "Dear neighbours, the roof of number 12 will be repaired from Monday on. "
    "The scaffolding stays for three weeks. Please keep your windows closed. Jonas Hartwig has the keys."
)


def ask(page: Page, text: str) -> Locator:
    """The reply, once it is whole."""
    replies = page.get_by_role("article", name="Reply")
    before = replies.count()
    message_field(page).fill(text)
    page.keyboard.press("Enter")
    reply = replies.nth(before)
    expect(reply).to_have_attribute("aria-busy", "false")
    return reply


@pytest.fixture
def page(fireside: Fireside, enter: Enter) -> Page:
    return enter(fireside)


def test_how_to_make_it_smarter_leads_to_models_and_into_the_help(page: Page) -> None:
    reply = ask(page, "how do I make you smarter?")
    expect(reply).to_contain_text("Add model file")
    reply.get_by_role("button", name="Help:").click()
    expect(page.get_by_role("dialog", name="Help")).to_contain_text("Add model file")


def test_a_sum_is_right_and_says_where_it_comes_from(page: Page) -> None:
    reply = ask(page, "what is 12 times 34?")
    expect(reply).to_contain_text("12 × 34 = 408")
    expect(reply).to_contain_text("Calculator")
    expect(ask(page, "and half of that?")).to_contain_text("204")


def test_a_text_is_answered_in_its_own_words(page: Page) -> None:
    reply = ask(page, f"{LETTER}\n\nWho has the keys?")
    expect(reply).to_contain_text("Jonas Hartwig has the keys.")


def test_what_it_does_not_know_it_does_not_invent(page: Page) -> None:
    reply = ask(page, "Who painted the Mona Lisa?")
    expect(reply).not_to_contain_text("Leonardo")
    expect(reply).to_contain_text(re.compile("model|starter|my small world"))  # it has several ways to say so
