"""The help: found, searched in people's own words, read, and reached from what a reply leans on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Enter, message_field, sighting
from tests.e2e.samples import REFERENCES
from tests.e2e.served import Fireside, Written, write
from tests.e2e.test_places import SIZES, violations

LEANING = Written("What a reply leans on", [("What is 12 × 34, and where are my threads?", REFERENCES)])
STORED = "Where threads and settings are stored"


@pytest.fixture(scope="module")
def helpful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fireside]:
    """A Fireside with a reply that leans on the help."""
    home: Path = tmp_path_factory.mktemp("helpful")
    write(home, [LEANING])
    served = Fireside(home)
    served.start()
    yield served
    served.stop()


def panel(page: Page, name: str = "Help") -> Locator:
    return page.get_by_role("dialog", name=name)


def search(page: Page) -> Locator:
    return page.get_by_role("searchbox")


def test_every_way_leads_there_and_back(helpful: Fireside, enter: Enter) -> None:
    page = enter(helpful)
    message_field(page).fill("half a thou")
    page.keyboard.press("F1")
    expect(search(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel(page)).to_have_count(0)
    expect(message_field(page)).to_be_focused()
    page.keyboard.type("ght")
    expect(message_field(page)).to_have_value("half a thought")
    for name in ("Help", "Or look around in the help F1"):
        page.get_by_role("button", name=name, exact=True).click()
        expect(panel(page)).to_be_visible()
        page.get_by_role("button", name="Close").click()
        expect(page.get_by_role("button", name=name, exact=True)).to_be_focused()
    page.keyboard.press("Control+,")
    page.keyboard.press("F1")
    expect(panel(page)).to_be_visible()
    expect(panel(page, "Settings")).to_have_count(0)
    page.keyboard.press("Control+/")
    expect(panel(page, "Keyboard shortcuts")).to_contain_text("F1")


def test_opens_at_its_first_page_and_shows_others(helpful: Fireside, enter: Enter) -> None:
    page = enter(helpful)
    page.keyboard.press("F1")
    expect(page.get_by_role("region", name="First steps")).to_contain_text("What Fireside is")
    item = page.get_by_role("button", name="Reading replies aloud")
    item.click()
    expect(page.get_by_role("region", name="Reading replies aloud")).to_be_visible()
    expect(item).to_have_attribute("aria-current", "page")
    expect(panel(page)).not_to_contain_text("asks", use_inner_text=True)


def test_a_question_finds_its_section_by_the_keyboard_alone(helpful: Fireside, enter: Enter) -> None:
    page = enter(helpful)
    page.keyboard.press("F1")
    search(page).press_sequentially("where do you keep my threads on the disk")
    found = page.get_by_role("list", name="Sections found")
    expect(found.get_by_role("button", name=STORED)).to_be_visible()
    page.keyboard.press("ArrowDown")
    first, second = found.get_by_role("button").nth(0), found.get_by_role("button").nth(1)
    expect(first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(second).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(search(page)).to_be_focused()
    marked = sighting(page, "[data-marked]")
    found.get_by_role("button", name=STORED).focus()
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", name=STORED)
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    marked(STORED)
    expect(page.locator("[data-marked]")).to_have_count(0)


def test_enter_opens_what_fits_best_without_waiting_for_the_list(helpful: Fireside, enter: Enter) -> None:
    page = enter(helpful)
    page.keyboard.press("F1")
    search(page).fill(STORED)
    search(page).press("Enter")
    expect(page.get_by_role("heading", name=STORED)).to_be_focused()


def test_half_a_word_finds_titles_and_nonsense_nothing(helpful: Fireside, enter: Enter) -> None:
    page = enter(helpful)
    page.keyboard.press("F1")
    search(page).fill("backu")
    expect(page.get_by_role("list", name="Sections found").get_by_role("button").first).to_contain_text("ackup")
    search(page).fill("xyzzyq")
    expect(page.get_by_text("Nothing in the help fits that.")).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_role("button", name="Reading replies aloud")).to_be_visible()
    expect(search(page)).to_be_focused()


def test_a_source_leads_to_its_section(helpful: Fireside, enter: Enter) -> None:
    page = enter(helpful, f"t/{LEANING.id}")
    source = page.get_by_role("list", name="Sources").get_by_role("button", name=f"Help: {STORED}")
    source.click()
    heading = page.get_by_role("heading", name=STORED)
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(source).to_be_focused()


def test_speaks_german_and_finds_what_an_english_reply_leans_on(helpful: Fireside, enter: Enter) -> None:
    page = enter(helpful, locale="de-DE")
    page.goto(f"{helpful.address}/app/t/{LEANING.id}")
    marked = sighting(page, "[data-marked]")
    page.get_by_role("button", name=f"Hilfe: {STORED}").click()
    marked("Wo Themen und Einstellungen liegen")
    expect(page.locator("[data-anchor]").get_by_role("heading", level=4).and_(page.locator(":focus"))).to_have_count(1)
    expect(panel(page, "Hilfe")).not_to_contain_text(STORED)
    search(page).fill("wo liegen meine themen")
    expect(page.get_by_role("list", name="Gefundene Abschnitte").get_by_role("button").first).to_be_visible()


def test_on_a_phone_the_list_comes_first_and_again_on_the_way_back(helpful: Fireside, enter: Enter) -> None:
    page = enter(helpful, **SIZES["390x844"])
    page.get_by_role("button", name="Or look around in the help").click()
    expect(search(page)).not_to_be_focused()
    search(page).fill("voices")
    hit = page.get_by_role("list", name="Sections found").get_by_role("button").first
    marked = sighting(page, "[data-marked]")
    hit.click()
    expect(search(page)).to_be_hidden()
    marked()
    expect(page.locator("[data-anchor]").get_by_role("heading").and_(page.locator(":focus"))).to_have_count(1)
    page.get_by_role("button", name="All pages").click()
    expect(hit).to_be_focused()
    expect(search(page)).to_have_value("voices")


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("size", SIZES)
def test_is_for_everyone(helpful: Fireside, enter: Enter, size: str, scheme: str) -> None:
    page = enter(helpful, color_scheme=scheme, bypass_csp=True, **SIZES[size])
    page.keyboard.press("F1")
    expect(page.get_by_role("button", name="Adding a model")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Adding a model").click()
    expect(page.get_by_role("region", name="Adding a model")).to_be_visible()
    assert violations(page) == []
    if size == "390x844":
        page.get_by_role("button", name="All pages").click()
    search(page).fill("adding a model")
    expect(page.get_by_role("list", name="Sections found").get_by_role("button").first).to_be_visible()
    assert violations(page) == []
    marked = sighting(page, "[data-marked]")
    page.keyboard.press("Enter")
    marked()
    assert violations(page) == []
