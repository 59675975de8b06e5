"""While a reply is written: stop, scrolling, walking away."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Enter, message_field
from tests.e2e.served import Fireside

SCROLLER = "document.querySelector('[data-scroller]')"
AT_THE_END = f"() => {{ const s = {SCROLLER}; return s.scrollHeight - s.scrollTop - s.clientHeight < 60 }}"


def begin(page: Page, text: str = "Tell me a very long story") -> None:
    """Send something and wait until the reply fills more than the view."""
    message_field(page).fill(text)
    message_field(page).press("Enter")
    page.wait_for_function(f"() => {{ const s = {SCROLLER}; return s && s.scrollHeight > s.clientHeight + 400 }}")


def words(page: Page) -> int:
    return len(page.locator("[data-message=assistant] .markdown").last.inner_text())


def end(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Send")).to_be_visible()


def test_escape_stops_and_keeps_what_was_written(rambling: Fireside, enter: Enter) -> None:
    page = enter(rambling)
    message_field(page).fill("A story to stop")
    message_field(page).press("Enter")
    page.wait_for_function("() => document.querySelector('[data-message=assistant] .markdown')?.innerText.length > 200")
    end(page)
    expect(page.get_by_text("Stopped. What was written is kept.")).to_be_visible()
    kept = words(page)
    assert kept > 200
    page.reload()
    expect(page.get_by_text("Stopped. What was written is kept.")).to_be_visible()
    page.locator("[data-message=assistant] .markdown").last.wait_for()
    assert words(page) == kept
    page.get_by_role("button", name="Continue").click()
    page.wait_for_function(
        f"() => document.querySelector('[data-message=assistant] .markdown').innerText.length > {kept + 200}"
    )
    end(page)


def test_the_stop_button_stops(rambling: Fireside, enter: Enter) -> None:
    page = enter(rambling)
    begin(page)
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_text("Stopped. What was written is kept.")).to_be_visible()


def test_follows_the_end_until_the_wheel_turns_up(rambling: Fireside, enter: Enter) -> None:
    page = enter(rambling)
    begin(page)
    page.wait_for_function(AT_THE_END)
    page.get_by_role("region", name="Messages").hover()
    page.mouse.wheel(0, -120)
    expect(page.get_by_role("button", name="New below")).to_be_visible()
    top = page.evaluate("document.querySelector('[data-scroller]').scrollTop")
    grown = words(page) + 300
    page.wait_for_function(
        f"() => document.querySelector('[data-message=assistant] .markdown').innerText.length > {grown}"
    )
    assert page.evaluate("document.querySelector('[data-scroller]').scrollTop") <= top
    page.get_by_role("button", name="New below").click()
    page.wait_for_function(AT_THE_END)
    expect(page.get_by_role("button", name="New below")).to_have_count(0)
    end(page)


def test_goes_on_while_one_looks_elsewhere(rambling: Fireside, enter: Enter) -> None:
    page = enter(rambling)
    begin(page, "A story to walk away from")
    page.keyboard.press("Control+Shift+O")
    expect(page.get_by_role("button", name="Take a tour")).to_be_visible()
    item = page.get_by_role("navigation", name="Threads").get_by_role("listitem").filter(has_text="walk away")
    expect(item.get_by_role("img", name="Writing")).to_be_visible()
    item.get_by_role("link").click()
    before = words(page)
    page.wait_for_function(
        f"() => document.querySelector('[data-message=assistant] .markdown').innerText.length > {before + 100}"
    )
    end(page)


def test_a_reload_in_the_middle_goes_on(rambling: Fireside, enter: Enter) -> None:
    page = enter(rambling)
    begin(page, "A story to reload")
    before = words(page)
    page.reload()
    page.wait_for_function(
        f"() => document.querySelector('[data-message=assistant] .markdown')?.innerText.length > {before + 200}"
    )
    end(page)


def test_two_pages_show_the_same(rambling: Fireside, enter: Enter) -> None:
    page = enter(rambling)
    begin(page, "A story for two")
    page.wait_for_url("**/t/*")
    other = enter(rambling, page.url.split("/app/")[1])
    expect(other.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    end(page)
    expect(other.get_by_text("Stopped. What was written is kept.")).to_be_visible()
    expect(page.get_by_text("Stopped. What was written is kept.")).to_be_visible()
    assert words(other) == words(page)


def test_reading_by_sentence_not_by_token(rambling: Fireside, enter: Enter) -> None:
    page = enter(rambling)
    page.evaluate(
        """() => {
            window.announced = new Set()
            setInterval(() => window.announced.add(document.querySelector('[data-announcer]')?.textContent), 20)
        }"""
    )
    begin(page)
    end(page)
    page.wait_for_function("() => document.querySelector('[data-announcer]').textContent.length > 0")
    assert page.evaluate("window.announced.size") < 12
    assert page.locator("[data-announcer]").get_attribute("aria-live") == "polite"
