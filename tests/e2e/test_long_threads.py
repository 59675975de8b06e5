"""A thread of a thousand messages: only what is near is mounted, and nothing one does with it shows that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from backend.domain import ReasoningPart, TextPart
from tests.e2e.conftest import Enter
from tests.e2e.served import Fireside, Written, write
from tests.e2e.test_places import violations

LONG = Written(
    "A long evening",
    [
        (
            f"Question {number}? " + "How, and when? " * (number % 40),
            (
                ReasoningPart(text=f"Thinking of {number}.", seconds=2.0),
                TextPart(text=f"Answer **{number}** is this.\n\n- and\n- that\n\nMore on {number}."),
            ),
        )
        for number in range(500)
    ],
)
SHORT = Written("A short one", [(f"Question {number}?", f"Answer {number}.") for number in range(20)])
MOST = 60
# Of browsers that do not keep in place by themselves what is read.
WITHOUT_ANCHORS = "[data-scroller] { overflow-anchor: none }"
UP = """async () => {
    const scroller = document.querySelector('[data-scroller]')
    const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)))
    const jumps = []
    for (let step = 0; step < 80; step += 1) {
        const seen = [...document.querySelectorAll('[data-item]')].find(row => row.getBoundingClientRect().bottom > 450)
        const before = seen.getBoundingClientRect().top
        scroller.scrollBy({ top: -90, behavior: 'instant' })
        await frame()
        await frame()
        const moved = seen.getBoundingClientRect().top - before
        if (Math.abs(moved - 90) > 2) jumps.push([step, Math.round(moved)])
    }
    return jumps
}"""


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fireside]:
    home: Path = tmp_path_factory.mktemp("long")
    write(home, [SHORT, LONG])
    served = Fireside(home)
    served.start()
    yield served
    served.stop()


def rows(page: Page) -> Locator:
    return page.locator("li[data-message]")


def opened(long: Fireside, enter: Enter) -> Page:
    page = enter(long, f"t/{LONG.id}")
    expect(page.get_by_text("More on 499.")).to_be_in_viewport()
    expect(page.locator(".markdown").last).to_be_visible()
    return page


def test_opens_at_its_end_with_what_is_near_only(long: Fireside, enter: Enter) -> None:
    page = opened(long, enter)
    assert rows(page).count() <= MOST
    last = rows(page).last
    assert (last.get_attribute("aria-posinset"), last.get_attribute("aria-setsize")) == ("1000", "1000")
    assert violations(enter(long, f"t/{LONG.id}", bypass_csp=True)) == []


def test_a_short_thread_is_mounted_whole(long: Fireside, enter: Enter) -> None:
    page = enter(long, f"t/{SHORT.id}")
    expect(page.get_by_text("Answer 19.")).to_be_in_viewport()
    assert rows(page).count() == 40


def test_the_keyboard_goes_to_the_beginning_and_back(long: Fireside, enter: Enter) -> None:
    page = opened(long, enter)
    page.get_by_role("region", name="Messages").focus()
    page.keyboard.press("Home")
    expect(page.get_by_text("Question 0?")).to_be_in_viewport()
    assert rows(page).count() <= MOST
    page.get_by_role("button", name="To the end").click()
    expect(page.get_by_text("More on 499.")).to_be_in_viewport()
    page.keyboard.press("Home")
    expect(page.get_by_text("Question 0?")).to_be_in_viewport()
    page.keyboard.press("End")
    expect(page.get_by_text("More on 499.")).to_be_in_viewport()
    expect(page.get_by_role("button", name="To the end")).to_have_count(0)


@pytest.mark.parametrize("css", ["", WITHOUT_ANCHORS], ids=["the browser anchors", "the page anchors"])
def test_nothing_jumps_while_older_messages_turn_out_higher_than_thought(
    long: Fireside, enter: Enter, css: str
) -> None:
    page = enter(long, f"t/{SHORT.id}")
    page.add_style_tag(content=css or "/* none */")
    page.get_by_role("link", name="A long evening").click()
    expect(page.get_by_text("More on 499.")).to_be_in_viewport()
    expect(page.locator(".markdown").last).to_be_visible()
    page.evaluate("() => document.fonts.ready.then(() => null)")
    page.wait_for_timeout(600)  # so long the page takes what moves it for its own doing
    assert page.evaluate(UP) == []
    assert rows(page).count() <= MOST


def test_what_was_opened_stays_open_out_of_sight(long: Fireside, enter: Enter) -> None:
    page = opened(long, enter)
    last = rows(page).nth(-3)
    thought = last.get_by_role("button", name="Thought for 2 s")
    expect(last).to_contain_text("More on 498.")
    which = last.get_attribute("data-item")
    thought.click()
    expect(page.get_by_text("Thinking of 498.")).to_be_visible()
    page.get_by_role("region", name="Messages").focus()
    page.keyboard.press("Home")
    expect(page.get_by_text("Question 0?")).to_be_in_viewport()
    expect(page.locator(f"[data-item='{which}']")).to_have_count(0)
    page.keyboard.press("End")
    expect(page.get_by_text("Thinking of 498.")).to_be_visible()


def test_what_is_edited_is_not_lost_out_of_sight(long: Fireside, enter: Enter) -> None:
    page = opened(long, enter)
    rows(page).nth(-2).hover()
    rows(page).nth(-2).get_by_role("button", name="Edit", exact=True).click()
    page.get_by_role("textbox", name="Edit message").fill("half a thought")
    page.get_by_role("region", name="Messages").focus()
    page.keyboard.press("Home")
    expect(page.get_by_text("Question 0?")).to_be_in_viewport()
    page.keyboard.press("End")
    expect(page.get_by_role("textbox", name="Edit message")).to_have_value("half a thought")


def test_the_focus_is_not_lost_out_of_sight(long: Fireside, enter: Enter) -> None:
    page = opened(long, enter)
    copy = rows(page).last.get_by_role("button", name="Copy reply")
    copy.focus()
    page.mouse.move(700, 400)
    page.mouse.wheel(0, -60_000)
    expect(page.get_by_text("More on 499.")).not_to_be_in_viewport()
    expect(copy).to_be_focused()


def test_words_of_many_messages_are_selected_while_one_scrolls(long: Fireside, enter: Enter) -> None:
    page = opened(long, enter)
    page.evaluate(
        """() => {
            const words = [...document.querySelectorAll('[data-item] .markdown')].at(-1).lastChild
            document.getSelection().setBaseAndExtent(words, 1, words, 0)
        }"""
    )
    page.mouse.move(700, 400)
    page.mouse.wheel(0, -6000)
    expect(page.get_by_text("More on 499.")).not_to_be_in_viewport()
    page.evaluate(
        """() => {
            const seen = [...document.querySelectorAll('[data-item]')]
                .find(row => row.getBoundingClientRect().top > 100)
            document.getSelection().extend(seen, 0)
            window.from = seen.dataset.item
        }"""
    )
    page.mouse.wheel(0, -6000)
    page.wait_for_function("document.querySelectorAll('[data-item]').length > 25")
    page.wait_for_function("document.getSelection().toString().includes('More on 497.')")
    assert page.evaluate("document.getSelection().toString().includes('More on 499.')")


def test_a_message_is_reached_by_search_wherever_it_is(long: Fireside, enter: Enter) -> None:
    page = opened(long, enter)
    for number in (3, 250, 497):
        page.keyboard.press("Control+k")
        expect(page.get_by_role("combobox", name="Search all threads")).to_be_focused()
        page.keyboard.type(f'"more on {number}"')
        hit = page.get_by_role("listbox", name="What was found").get_by_role("option").first
        expect(hit).to_contain_text(f"More on {number}.")
        page.keyboard.press("Enter")
        target = page.locator("[data-item]", has_text=f"More on {number}.")
        expect(target).to_be_in_viewport()
        expect(target).to_be_focused()
        expect(target).not_to_have_attribute("data-aglow", "true")
        expect(target).to_be_in_viewport()
        assert rows(page).count() <= MOST
