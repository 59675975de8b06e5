"""The line to the server breaks and comes back: it is said, one writes on, and what went on meanwhile is there."""

from __future__ import annotations

import re
import signal

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Enter, message_field
from tests.e2e.served import Fireside, stored_length

HOLD = """() => {
    const Real = WebSocket
    window.sockets = []
    window.WebSocket = class extends Real {
        constructor(...how) {
            super(...how)
            window.sockets.push(this)
        }
    }
}"""
WORDS = "() => document.querySelector('[data-message=assistant] .markdown')?.innerText.length ?? 0"


def line(page: Page, state: str) -> None:
    expect(page.locator("[data-line]").first).to_have_attribute("data-line", state, timeout=30_000)


def begin(page: Page, text: str) -> None:
    message_field(page).fill(text)
    message_field(page).press("Enter")
    page.wait_for_function(f"() => ({WORDS})() > 300")


def end(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(page.get_by_text("Stopped. What was written is kept.")).to_be_visible()


def test_a_socket_that_breaks_comes_back_and_the_reply_is_whole(rambling: Fireside, enter: Enter) -> None:
    page = enter(rambling)
    page.context.add_init_script(f"({HOLD})()")
    page.reload()
    line(page, "connected")
    begin(page, "A story over a broken line")
    message_field(page).fill("Half a tho")
    # While it is away, what the server writes is missed: a new line must bring it.
    page.evaluate(
        """() => {
            const Real = window.WebSocket
            window.WebSocket = class {
                addEventListener(name, then) { if (name === 'close') setTimeout(then, 50) }
                close() {}
            }
            window.back = () => { window.WebSocket = Real }
            window.sockets.at(-1).close()
        }"""
    )
    line(page, "reconnecting")
    expect(page.get_by_text("The line to Fireside broke.")).to_be_visible()
    message_field(page).focus()
    page.keyboard.press("End")
    page.keyboard.type("ught")
    expect(message_field(page)).to_have_value("Half a thought")
    frozen = page.evaluate(WORDS)
    page.evaluate("window.back()")
    line(page, "connected")
    page.wait_for_function(f"() => ({WORDS})() > {frozen + 200}")
    expect(page.get_by_text("The line to Fireside broke.")).to_have_count(0)
    expect(message_field(page)).to_have_value("Half a thought")
    end(page)
    reply = page.locator("[data-message=assistant] .markdown")
    shown = reply.inner_text()
    page.reload()
    expect(page.get_by_text("Stopped. What was written is kept.")).to_be_visible()
    expect(reply).to_have_text(shown, use_inner_text=True)


def test_a_server_that_is_killed_in_mid_reply_and_started_again_is_found(rambling: Fireside, enter: Enter) -> None:
    page = enter(rambling)
    begin(page, "A story that is cut off by force")
    while stored_length(rambling.home) < 500:  # within a second; later on a busy machine
        page.wait_for_timeout(50)
    rambling.stop(signal.SIGKILL)
    line(page, "reconnecting")
    message_field(page).fill("Are you there?")
    message_field(page).press("Enter")
    expect(page.get_by_text("Fireside does not answer.").first).to_be_visible()
    expect(message_field(page)).to_have_value("Are you there?")
    rambling.start()
    line(page, "connected")
    expect(page.get_by_text("Interrupted. What was shown is kept.")).to_be_visible()
    kept = page.evaluate(WORDS)
    assert kept > 300
    expect(message_field(page)).to_have_value(re.compile("Are you there"))
    page.get_by_role("button", name="Continue").click()
    page.wait_for_function(f"() => ({WORDS})() > {kept + 100}")
    end(page)


def test_a_page_that_is_not_known_any_more_says_so(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    line(page, "connected")
    page.context.clear_cookies()
    fireside.stop()
    fireside.start()
    line(page, "lost")
    expect(page.get_by_text("Open Fireside again to go on; nothing is lost.").first).to_be_visible()
    message_field(page).fill("What I write is kept")
    expect(message_field(page)).to_have_value("What I write is kept")
