"""Any setting is found from one field, by its name and other words, and is itself there to be changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Enter, drawn
from tests.e2e.served import ROOT, Fireside
from tests.e2e.test_places import SIZES, violations

PLACES = ("General", "Model", "Voice", "Shortcuts", "Privacy", "Storage", "About")


def open_settings(page: Page) -> Locator:
    drawn(page)
    page.keyboard.press("Control+,")
    field = page.get_by_role("searchbox", name="Find a setting")
    expect(field).to_be_focused()
    return field


def found(page: Page) -> Locator:
    return page.get_by_role("region", name="Settings found")


def until_nothing_spills(page: Page) -> None:
    """Wait until nothing is wider than what holds it; a page that was made narrower is laid out anew."""
    page.wait_for_function(
        """() => [...document.querySelectorAll('html, [role=dialog], [role=tabpanel]')].every(
            (one) => one.scrollWidth <= one.clientWidth)"""
    )


def test_every_setting_of_every_place_is_found_by_its_name(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    field = open_settings(page)
    names: dict[str, int] = {}
    for place in PLACES:
        page.get_by_role("tab", name=place).click()
        rows = page.get_by_role("tabpanel").locator("[data-row] > :first-child > :first-child")
        expect(rows.first).to_be_visible()
        for name in rows.all_inner_texts():
            names[name] = names.get(name, 0) + 1
    assert len(names) > 30
    for name, count in names.items():
        field.fill(name)
        expect(found(page).get_by_text(name, exact=True).first).to_be_visible()
        expect(found(page).locator("[data-row]").nth(count - 1)).to_be_attached()


def test_other_words_find_it_and_it_is_changed_where_it_is_found(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    field = open_settings(page)
    field.fill("randomness")
    expect(found(page).locator("[data-row]")).to_have_count(1)
    field.press("ArrowDown")
    slider = page.get_by_role("slider", name="Imagination")
    expect(slider).to_be_focused()
    slider.press("Home")
    expect(slider).to_have_attribute("aria-valuenow", "0")
    field.fill("nothing is called that")
    expect(page.get_by_text("No setting fits.")).to_be_visible()
    expect(page.get_by_role("tabpanel")).to_have_count(0)
    page.get_by_role("tab", name="Model").click()
    expect(field).to_have_value("")
    expect(page.get_by_role("slider", name="Imagination")).to_have_attribute("aria-valuenow", "0")


def test_german_words_find_it(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside, locale="de-DE")
    page.keyboard.press("Control+,")
    page.get_by_role("searchbox", name="Einstellung suchen").fill("schriftgröße")
    expect(page.get_by_role("radiogroup", name="Textgröße")).to_be_visible()


def test_the_size_of_text_is_chosen_kept_and_never_spills_over(fireside: Fireside, enter: Enter) -> None:
    page, other = enter(fireside), enter(fireside)
    before = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    open_settings(page)
    page.get_by_text("150%", exact=True).click()
    grown = "() => parseFloat(getComputedStyle(document.body).fontSize)"
    for window in (page, other):
        window.wait_for_function(f"() => ({grown})() === {before * 1.5}")
    page.reload()
    drawn(page)
    page.wait_for_function(f"() => ({grown})() === {before * 1.5}")
    # 1440 x 900 at a zoom of 200 % is a page of half the size.
    for width, height in ((1440, 900), (720, 450), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        drawn(page)
        until_nothing_spills(page)
        page.keyboard.press("Control+,")
        for place in PLACES:
            page.get_by_role("tab", name=place).click()
            expect(page.get_by_role("tabpanel", name=place)).to_be_visible()
            until_nothing_spills(page)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    page.set_viewport_size({"width": 1440, "height": 900})
    open_settings(page)
    page.get_by_text("100%", exact=True).click()
    page.wait_for_function(f"() => ({grown})() === {before}")


def test_the_log_shows_what_was_held_back_and_is_emptied(fireside: Fireside, enter: Enter) -> None:
    line = {"at": "2026-11-21T08:00:00Z", "host": "models.example", "purpose": "Fetch a voice", "allowed": True}
    log = fireside.home / "logs" / "connections.jsonl"
    fireside.stop()
    told = [line, {**line, "sent": 0, "received": 2_500_000}, {**line, "host": "held.example", "allowed": False}]
    log.write_text("".join(json.dumps(each) + "\n" for each in told[1:]))
    fireside.start()
    page = enter(fireside, bypass_csp=True)
    open_settings(page)
    page.get_by_role("tab", name="Privacy").click()
    rows = page.get_by_role("region", name="Connections").get_by_role("row")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text("held.example")
    expect(rows.nth(1)).to_contain_text("held back")
    expect(rows.nth(2)).to_contain_text("2.5 MB received")
    assert violations(page) == []
    page.get_by_role("button", name="Clear the list").click()
    expect(page.get_by_text("Nothing has left this computer")).to_be_visible()
    assert not log.exists()


def test_licences_of_every_part_can_be_read(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    open_settings(page)
    page.get_by_role("tab", name="About").click()
    for words, text in (("fastapi", "Permission is hereby granted"), ("newsreader", "SIL OPEN FONT LICENSE")):
        page.get_by_role("textbox", name="Find a part or a licence").fill(words)
        part = page.get_by_role("tabpanel").locator("details").first
        part.locator("summary").click()
        expect(part).to_contain_text(text)
    named = {each["name"]: each for each in page.evaluate("async () => (await fetch('/app/licences.json')).json()")}
    needed = json.loads((ROOT / "ui" / "package.json").read_text())["dependencies"]
    assert set(needed) <= set(named)
    assert [name for name, each in named.items() if not each["licence"]] == []
    assert [name for name in needed if not named[name]["text"]] == []


def test_the_report_of_the_doctor_is_shown_and_copied(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside, permissions=["clipboard-read", "clipboard-write"])
    open_settings(page)
    page.get_by_role("tab", name="About").click()
    page.get_by_role("button", name="Take a look").click()
    expect(page.get_by_text("starter model", exact=True)).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Copy the report").click()
    while "starter model" not in (copied := page.evaluate("navigator.clipboard.readText()")):
        page.wait_for_timeout(50)
    assert str(fireside.home) in copied


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("size", SIZES)
def test_is_for_everyone(fireside: Fireside, enter: Enter, tmp_path: Path, size: str, scheme: str) -> None:
    page = enter(fireside, color_scheme=scheme, bypass_csp=True, **SIZES[size])
    page.keyboard.press("Control+,")
    field = page.get_by_role("searchbox", name="Find a setting")
    for place in ("General", "Privacy", "About"):
        page.get_by_role("tab", name=place).click()
        expect(page.get_by_role("tabpanel", name=place)).to_be_visible()
        assert [place, *violations(page)] == [place]
        page.screenshot(path=tmp_path / f"{place}-{size}-{scheme}.png")
    field.fill("voice")
    expect(found(page)).to_be_visible()
    assert violations(page) == []
    until_nothing_spills(page)
    page.screenshot(path=tmp_path / f"found-{size}-{scheme}.png")
