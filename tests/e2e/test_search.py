"""Anything that was said is found and opened where it stands: old messages, other versions, titles; on every screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Enter, message_field, sighting
from tests.e2e.served import Fireside, Written, write
from tests.e2e.test_places import SIZES, violations

IN_VIEW = """() => {
    const seen = new IntersectionObserver(entries => entries.some(one => one.isIntersecting) && (window.shone = true))
    const look = () => document.querySelectorAll('[data-aglow=true]').forEach(one => seen.observe(one))
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true })
}"""
LONG = Written(
    "A long evening",
    [
        (f"Question {number}?", f"Answer **{number}** is this.\n\n- and\n- that\n\nMore on kingfisher{number}.")
        for number in range(500)
    ],
)
GARDEN = Written("Notes for the garden", [("When do I sow peas?", "In spring.")], 40)


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fireside]:
    """A Fireside with a long thread and a short one."""
    home: Path = tmp_path_factory.mktemp("lived-in")
    write(home, [LONG, GARDEN])
    served = Fireside(home)
    served.start()
    yield served
    served.stop()


def field(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Search all threads")


def dialog(page: Page, name: str = "Search") -> Locator:
    return page.get_by_role("dialog", name=name)


def hits(page: Page) -> Locator:
    return page.get_by_role("listbox", name="What was found").get_by_role("option")


def test_opens_and_closes_by_key_and_button(lived_in: Fireside, enter: Enter) -> None:
    page = enter(lived_in)
    message_field(page).fill("half a thou")
    page.keyboard.press("Control+k")
    expect(field(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog(page)).to_have_count(0)
    expect(message_field(page)).to_be_focused()
    expect(message_field(page)).to_have_value("half a thou")
    page.get_by_role("button", name="Search").click()
    expect(field(page)).to_be_focused()
    page.keyboard.press("F1")
    expect(dialog(page)).to_have_count(0)


def test_an_old_message_of_a_long_thread_is_reached_with_the_keyboard(lived_in: Fireside, enter: Enter) -> None:
    page = enter(lived_in)
    page.keyboard.press("Control+k")
    expect(field(page)).to_be_focused()
    page.keyboard.type("kingfisher12 ")
    hit = hits(page).first
    expect(hit).to_contain_text("More on kingfisher12.")
    expect(hit.locator("mark")).to_have_text("kingfisher12")
    expect(hits(page)).to_have_count(1)
    aglow = sighting(page, "[data-aglow=true]")
    page.keyboard.press("Enter")
    expect(dialog(page)).to_have_count(0)
    target = page.locator("[data-item]", has_text="More on kingfisher12.")
    expect(target).to_be_in_viewport()
    aglow("More on kingfisher12.")
    expect(target).to_be_focused()
    expect(page).to_have_title("A long evening · Fireside")
    expect(target).not_to_have_attribute("data-aglow", "true")
    expect(target).to_be_in_viewport()
    page.keyboard.press("Control+k")
    expect(field(page)).to_be_focused()
    page.keyboard.type("kingfisher450")
    hits(page).first.click()
    expect(page.locator("[data-item]", has_text="More on kingfisher450.")).to_be_in_viewport()


def test_a_title_opens_its_thread(lived_in: Fireside, enter: Enter) -> None:
    page = enter(lived_in)
    page.keyboard.press("Control+k")
    expect(field(page)).to_be_focused()
    page.keyboard.type("gard")
    expect(hits(page).first.locator("mark")).to_have_text("garden")
    page.keyboard.press("Enter")
    expect(page.get_by_text("When do I sow peas?")).to_be_in_viewport()


def test_another_version_is_shown_when_it_is_opened(lived_in: Fireside, enter: Enter) -> None:
    page = enter(lived_in, f"t/{GARDEN.id}")
    page.get_by_role("article", name="You").hover()
    page.get_by_role("button", name="Edit", exact=True).click()
    editor = page.get_by_role("textbox", name="Edit message")
    editor.fill("When do I sow beans?")
    editor.press("Enter")
    expect(page.get_by_role("group", name="Version 2 of 2")).to_be_visible()
    expect(page.get_by_text("When do I sow peas?")).to_have_count(0)
    expect(page.get_by_role("article", name="Reply")).to_have_attribute("aria-busy", "false")
    page.keyboard.press("Control+k")
    expect(field(page)).to_be_focused()
    page.keyboard.type("sow peas")
    expect(hits(page)).to_contain_text(["When do I sow peas?"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("article", name="You")).to_contain_text("When do I sow peas?")
    expect(page.get_by_text("When do I sow peas?")).to_be_in_viewport()
    expect(page.get_by_text("When do I sow beans?")).to_have_count(0)


def test_the_chips_narrow_and_nothing_found_is_said(lived_in: Fireside, enter: Enter) -> None:
    page = enter(lived_in, f"t/{LONG.id}")
    page.keyboard.press("Control+k")
    expect(field(page)).to_be_focused()
    page.keyboard.type("notes for the garden")  # which no reply says
    expect(hits(page)).to_have_count(1)
    page.get_by_role("button", name="This thread").click()
    expect(page.get_by_text("Nothing was found.")).to_be_visible()
    page.get_by_role("button", name="This thread").click()
    expect(hits(page)).to_have_count(1)
    field(page).fill("question 4")
    expect(hits(page).first).to_be_visible()
    expect(page.get_by_text("more messages here")).to_be_visible()
    page.get_by_role("combobox", name="Written by").select_option(index=1)
    expect(page.get_by_text("Nothing was found.")).to_be_visible()


def test_speaks_german(lived_in: Fireside, enter: Enter) -> None:
    page = enter(lived_in, locale="de-DE")
    page.keyboard.press("Control+k")
    expect(dialog(page, "Suchen").get_by_role("combobox").first).to_be_focused()
    page.keyboard.type("kingfisher7 ")
    expect(page.get_by_role("status").filter(has_text="1 Stelle gefunden")).to_be_visible()
    expect(dialog(page, "Suchen")).to_contain_text("A long evening")


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("size", SIZES)
def test_is_for_everyone(lived_in: Fireside, enter: Enter, tmp_path: Path, size: str, scheme: str) -> None:
    page = enter(lived_in, f"t/{LONG.id}", color_scheme=scheme, bypass_csp=True, **SIZES[size])
    if size == "390x844":
        page.get_by_role("button", name="Show threads").click()
        page.get_by_role("button", name="Search").click()
    else:
        page.keyboard.press("Control+k")
    expect(field(page)).to_be_focused()
    assert violations(page) == []
    field(page).fill("more kingfisher")
    expect(hits(page).first).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    page.screenshot(path=tmp_path / f"search-{size}-{scheme}.png")
    page.evaluate(IN_VIEW)
    hits(page).nth(1).click()
    page.wait_for_function("() => window.shone")
