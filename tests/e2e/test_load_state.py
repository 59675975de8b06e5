"""Every state of a model is told above the composer, with what helps; two keys go back to the model before."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import processes
from tests.e2e.conftest import Enter, message_field
from tests.e2e.served import Fireside
from tests.e2e.test_places import violations

SWITCH = "Control+Shift+M"


def workers(served: Fireside) -> set[int]:
    """The process ids of all that a Fireside has running for it."""
    assert served._process
    return {worker.pid for worker in processes.workers(served._process.pid)}


def held(served: Fireside, before: set[int], page: Page) -> int:
    """The worker that starts next, stopped before it can do anything."""
    while not (fresh := workers(served) - before):
        page.wait_for_timeout(5)
    pid = fresh.pop()
    os.kill(pid, signal.SIGSTOP)
    return pid


def line(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=f"Models: {name}")


def menu(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Models", exact=True)


def ready(page: Page) -> None:
    expect(page.get_by_text("ready", exact=True)).to_be_visible(timeout=30_000)


@pytest.fixture
def still(fireside: Fireside, enter: Enter) -> Callable[[], Page]:
    """A page whose model is ready, and nothing else going on."""

    def opened() -> Page:
        page = enter(fireside)
        message_field(page).fill("Hello")
        message_field(page).press("Enter")
        expect(page.get_by_role("button", name="Retry")).to_be_visible(timeout=30_000)
        ready(page)
        return page

    return opened


def test_a_model_that_was_killed_says_so_and_is_loaded_again(fireside: Fireside, still: Callable[[], Page]) -> None:
    page = still()
    for pid in workers(fireside):
        os.kill(pid, signal.SIGKILL)
    told = page.get_by_role("status").filter(has_text="Stopped unexpectedly", has_not_text="Notices")
    expect(told).to_be_visible(timeout=30_000)
    page.keyboard.press(SWITCH)
    expect(menu(page).get_by_role("button", name="Fireside Starter")).to_contain_text("Stopped unexpectedly")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Why does it not load?").click()
    why = page.get_by_role("dialog", name="Your models")
    expect(why).to_contain_text("Why it does not load")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Load again", exact=True).click()
    ready(page)
    expect(told).to_have_count(0)


def test_loading_shows_how_far_it_is_and_can_be_stopped(fireside: Fireside, still: Callable[[], Page]) -> None:
    page = still()
    answer = page.request.post(f"{fireside.address}/api/v0/models/unload", headers={"origin": fireside.address})
    assert answer.ok, answer.text()
    expect(page.get_by_text("starts with your first message", exact=True)).to_be_visible()
    before = workers(fireside)
    page.keyboard.press(SWITCH)
    menu(page).get_by_role("button", name="Fireside Starter").click()
    pid = held(fireside, before, page)
    try:
        expect(page.get_by_role("status").filter(has_text="Loading 0% of")).to_be_visible()
        page.get_by_role("button", name="Stop loading").click()
    finally:
        os.kill(pid, signal.SIGCONT)
    expect(page.get_by_text("starts with your first message", exact=True)).to_be_visible(timeout=30_000)
    message_field(page).fill("Hello")
    message_field(page).press("Enter")
    ready(page)


def test_two_keys_go_back_to_the_model_before_which_stayed_loaded(rambling: Fireside, enter: Enter) -> None:
    page = enter(rambling)
    ready(page)
    page.keyboard.press(SWITCH)
    expect(menu(page).get_by_role("button", name="Fireside Starter")).to_be_focused()
    page.keyboard.press("Enter")
    expect(line(page, "Fireside Starter")).to_be_visible()
    ready(page)
    page.keyboard.press(SWITCH)
    other = menu(page).get_by_role("button", name="Random", exact=False).first
    expect(other).to_be_focused()
    expect(other).to_contain_text("idle, still loaded")
    loaded = workers(rambling)
    page.keyboard.press("Enter")
    expect(line(page, "Random")).to_be_visible()
    ready(page)
    assert loaded <= workers(rambling), "nothing was loaded anew"


def test_typing_filters_the_models_and_arrows_walk(rambling: Fireside, enter: Enter) -> None:
    page = enter(rambling, bypass_csp=True)
    page.keyboard.press(SWITCH)
    choices = menu(page).locator("[data-item]")
    expect(choices).to_have_count(2)
    expect(menu(page).locator(":focus")).to_have_count(1)
    page.keyboard.press("ArrowUp")
    page.keyboard.type("fire")
    expect(menu(page).get_by_role("textbox", name="Find a model")).to_have_value("fire")
    expect(choices).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(choices.first).to_be_focused()
    assert violations(page) == []
    page.keyboard.type("xyz")
    expect(choices).to_have_count(0)
    expect(menu(page).get_by_role("listitem").filter(has_text="No model has these words")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu(page)).to_have_count(0)


def test_who_waits_for_another_model_is_told_for_which(rambling: Fireside, enter: Enter) -> None:
    page = enter(rambling)
    expect(line(page, "Fireside Starter").or_(line(page, "Random"))).to_be_visible()
    if line(page, "Fireside Starter").is_visible():
        page.keyboard.press(SWITCH)
        expect(menu(page).get_by_role("button", name="Random", exact=False).first).to_be_focused()
        page.keyboard.press("Enter")
    expect(line(page, "Random")).to_be_visible()
    message_field(page).fill("Ramble on")
    message_field(page).press("Enter")
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    page.wait_for_url("**/t/*")
    rambles = page.url
    page.keyboard.press("Control+n")
    expect(page.get_by_role("button", name="Stop", exact=True)).to_have_count(0)
    page.keyboard.press(SWITCH)
    menu(page).get_by_role("button", name="Fireside Starter").click()
    expect(line(page, "Fireside Starter")).to_be_visible()
    message_field(page).fill("What is 12 times 12?")
    message_field(page).press("Enter")
    expect(page.get_by_text("waits until Random has finished", exact=True)).to_be_visible()
    page.wait_for_url("**/t/*")
    waits = page.url
    page.goto(rambles)
    page.get_by_role("button", name="Stop", exact=True).click()
    page.goto(waits)
    expect(page.get_by_text("12 × 12 = 144", exact=True)).to_be_visible(timeout=30_000)
    ready(page)
