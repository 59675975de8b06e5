"""What a newcomer does in the first ten minutes, with the starter model."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Enter, drawn, leave_empty, message_field
from tests.e2e.served import Fireside


def say(page: Page, text: str) -> None:
    message_field(page).fill(text)
    message_field(page).press("Enter")


def reply(page: Page) -> str:
    """The newest reply, once it is whole."""
    expect(page.get_by_role("article", name="Reply").last).to_have_attribute("aria-busy", "false", timeout=60_000)
    return page.get_by_role("article", name="Reply").last.locator(".markdown").inner_text()


def row(page: Page, title: str | re.Pattern[str]) -> None:
    """Open the menu of a thread."""
    item = page.get_by_role("navigation", name="Threads").get_by_role("listitem").filter(has_text=title).first
    item.hover()
    item.get_by_role("button", name="Menu of").click()


def test_writes_and_is_answered(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    expect(page.get_by_role("heading", level=2).first).to_have_text(re.compile("fire|Sit down", re.I))
    say(page, "What can Fireside do?")
    expect(page.get_by_role("article", name="You")).to_have_text(re.compile("What can Fireside do"))
    expect(message_field(page)).to_have_value("")
    assert len(reply(page)) > 10
    expect(page).to_have_url(re.compile("/app/t/"))
    expect(page.get_by_role("navigation", name="Threads")).to_contain_text("What can Fireside do?")


def test_an_example_fills_the_field(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    page.get_by_role("button", name="Take a tour").click()
    expect(message_field(page)).to_have_value("What can Fireside do?")
    expect(message_field(page)).to_be_focused()
    leave_empty(page)  # else it is a draft


def test_shift_enter_breaks_the_line_and_words_survive_a_reload(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    expect(page.get_by_placeholder("Write a message")).to_be_visible()  # whether there is a draft is known
    message_field(page).press_sequentially("one")
    message_field(page).press("Shift+Enter")
    message_field(page).press_sequentially("two")
    expect(message_field(page)).to_have_value("one\ntwo")
    page.reload()
    expect(message_field(page)).to_have_value("one\ntwo")
    leave_empty(page)


def test_another_reply_and_the_way_back(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    say(page, "How are you?")
    first = reply(page)
    page.get_by_role("button", name="Retry").last.click()
    versions = page.get_by_role("group", name="Version 2 of 2")
    expect(versions).to_be_visible(timeout=30_000)
    reply(page)
    page.get_by_role("button", name="Previous version").click()
    expect(page.get_by_role("group", name="Version 1 of 2")).to_be_visible()
    reply(page)
    expect(page.get_by_role("article", name="Reply").last.locator(".markdown")).to_have_text(first, use_inner_text=True)
    page.reload()
    expect(page.get_by_role("group", name="Version 1 of 2")).to_be_visible()


def test_control_r_asks_again_and_does_not_reload(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    say(page, "Hello!")
    reply(page)
    page.evaluate("window.still = true")
    page.keyboard.press("Control+r")
    expect(page.get_by_role("group", name="Version 2 of 2")).to_be_visible(timeout=30_000)
    assert page.evaluate("window.still") is True


def test_an_edited_message_is_a_branch(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    say(page, "What is a loaf?")
    reply(page)
    page.get_by_role("article", name="You").hover()
    page.get_by_role("button", name="Edit").click()
    page.get_by_role("textbox", name="Edit message").fill("What is a model?")
    page.get_by_role("textbox", name="Edit message").press("Enter")
    expect(page.get_by_role("article", name="You")).to_contain_text("What is a model?")
    reply(page)
    page.get_by_role("group", name="Version 2 of 2").get_by_role("button", name="Previous version").click()
    expect(page.get_by_role("article", name="You")).to_contain_text("What is a loaf?")


def test_a_thread_is_renamed_in_place(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    say(page, "A thread to be renamed")
    reply(page)
    row(page, "A thread to be renamed")
    page.get_by_role("menuitem", name="Rename").click()
    page.get_by_role("textbox", name="Title of the thread").fill("Bread & butter")
    page.get_by_role("textbox", name="Title of the thread").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bread & butter")
    page.reload()
    expect(page.get_by_role("navigation", name="Threads")).to_contain_text("Bread & butter")


def test_a_deleted_thread_comes_back(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    say(page, "A thread to be deleted")
    reply(page)
    threads = page.get_by_role("navigation", name="Threads")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="A thread to be deleted").focus()
    for key in ("Delete", "Backspace"):  # no bare key deletes
        page.keyboard.press(key)
    expect(threads).to_contain_text("A thread to be deleted")
    row(page, "A thread to be deleted")
    page.get_by_role("menuitem", name="Delete").click()
    expect(threads).not_to_contain_text("A thread to be deleted")
    page.get_by_role("button", name="Undo").click()
    expect(threads).to_contain_text("A thread to be deleted")
    expect(page.get_by_role("article", name="You")).to_contain_text("A thread to be deleted")


def test_copies_a_reply(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside, permissions=["clipboard-read", "clipboard-write"])
    say(page, "Thank you!")
    words = reply(page)
    page.keyboard.press("Control+Shift+C")
    expect(page.get_by_text("Copied", exact=True).first).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert words.split()[:3] == copied.split()[:3]


def test_dark_light_and_remembered_before_the_first_paint(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside, color_scheme="dark")

    def ground() -> str:
        return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))

    assert ground() == "rgb(22, 19, 17)"
    page.keyboard.press("Control+,")
    page.get_by_text("Light", exact=True).click()
    page.wait_for_function("() => document.documentElement.dataset.theme === 'light'")
    assert ground() == "rgb(250, 247, 242)"
    page.route("**/assets/*.js", lambda route: route.abort())  # the page before its script has run
    page.reload(wait_until="commit")
    page.wait_for_selector(".first-paint", state="attached")
    assert ground() == "rgb(250, 247, 242)"
    page.unroute("**/assets/*.js")
    page.reload()
    drawn(page)  # keys pressed before that reach nobody
    page.keyboard.press("Control+,")
    page.get_by_text("System", exact=True).first.click()
    page.wait_for_function("() => document.documentElement.dataset.theme === 'system'")
    assert ground() == "rgb(22, 19, 17)"


def test_speaks_german_to_those_who_do(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    page.keyboard.press("Control+,")
    page.get_by_text("Deutsch", exact=True).click()
    expect(page.get_by_role("dialog", name="Einstellungen")).to_be_visible()
    page.get_by_text("System", exact=True).nth(1).click()
    expect(page.get_by_role("dialog", name="Settings")).to_be_visible()


def test_a_thread_that_is_not_there_says_so(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside, "t/nowhere")
    expect(page.get_by_text("There is no such thread")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="New thread").click()
    expect(page.get_by_role("button", name="Take a tour")).to_be_visible()
