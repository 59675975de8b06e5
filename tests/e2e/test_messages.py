"""What can be done with a message: quoted, copied, asked for again, deleted and brought back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Enter, message_field
from tests.e2e.samples import DIAGRAMS, MARKDOWN, MATH
from tests.e2e.served import Fireside, Written, rambler, write
from tests.e2e.test_places import SIZES, violations

BREAD = Written(
    "Bread",
    [("What do I do tonight?", MARKDOWN), ("And tomorrow?", "Bake it at **240 °C**."), ("Thanks!", "Gladly.")],
)
OVEN = Written("Oven", [("How hot?", "240 °C."), ("How long?", "40 minutes.")])
SUMS = Written("Sums", [("How much is lost?", MATH), ("Draw it", DIAGRAMS)])
SALT = Written("Salt", [("How much?", "10 g.")])


@pytest.fixture(scope="module")
def baking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fireside]:
    """A Fireside with some threads, and a second model."""
    home: Path = tmp_path_factory.mktemp("baking")
    write(home, [BREAD, OVEN, SUMS, SALT])
    (home / "settings.toml").write_text('model_id = "starter"\nmax_tokens = 24\n')
    served = Fireside(home, "--model", str(rambler(home / "rambler.gguf")))
    served.start()
    yield served
    served.stop()


def reply(page: Page, number: int = -1) -> Locator:
    return page.get_by_role("article", name="Reply").nth(number)


def more(page: Page, message: Locator, name: str = "More about this reply") -> None:
    message.hover()
    message.get_by_role("button", name=name).click()
    expect(page.get_by_role("menu")).to_be_visible()


def shown(page: Page) -> Locator:
    return page.locator("li[data-item]")


def test_a_reply_is_quoted_whole_or_in_part(baking: Fireside, enter: Enter) -> None:
    page = enter(baking, f"t/{BREAD.id}")
    message_field(page).fill("Why?")
    more(page, reply(page, 1))
    page.get_by_role("menuitem", name="Quote").click()
    expect(message_field(page)).to_have_value(re.compile(r"^> Bake it at \*\*240 °C\*\*\.\n\n"))
    expect(message_field(page)).to_be_focused()
    expect(message_field(page)).to_have_value(re.compile(r"Why\?$"))
    message_field(page).fill("")
    reply(page, 0).get_by_text("four things").dblclick()
    page.get_by_role("toolbar", name="What is selected").get_by_role("button", name="Quote").click()
    expect(message_field(page)).to_have_value(re.compile(r"^> (four|things)\n\n"))
    expect(page.get_by_role("toolbar", name="What is selected")).to_have_count(0)
    message_field(page).fill("")
    page.get_by_role("article", name="You").nth(1).get_by_text("tomorrow").dblclick()
    bar = page.get_by_role("toolbar", name="What is selected")
    expect(bar.get_by_role("button", name="Read aloud from here")).to_have_count(0)
    bar.get_by_role("button", name="Quote").click()
    expect(message_field(page)).to_have_value("> tomorrow\n\n")
    message_field(page).fill("")


def test_a_reply_is_copied_with_its_signs_or_without(baking: Fireside, enter: Enter) -> None:
    page = enter(baking, f"t/{BREAD.id}", permissions=["clipboard-read", "clipboard-write"])
    more(page, reply(page, 0))
    page.get_by_role("menuitem", name="Copy as plain text").click()
    expect(page.get_by_text("Copied").first).to_be_visible()
    plain = str(page.evaluate("navigator.clipboard.readText()"))
    assert plain.startswith("Good bread needs four things: flour")
    assert "Tonight\n\n1. Mix 500 g" in plain
    assert "First rise\t10 hours\t20 °C" in plain
    assert "def scale(recipe" in plain
    assert "**" not in plain
    more(page, reply(page, 0))
    page.get_by_role("menuitem", name="Copy as Markdown").click()
    while "**four things**" not in page.evaluate("() => navigator.clipboard.readText()"):
        page.wait_for_timeout(50)


def test_a_message_is_deleted_with_what_follows_and_comes_back(baking: Fireside, enter: Enter) -> None:
    page = enter(baking, f"t/{BREAD.id}")
    other = enter(baking, f"t/{BREAD.id}")
    expect(shown(other)).to_have_count(6)
    more(page, page.get_by_role("article", name="You").nth(1), "More about this message")
    page.get_by_role("menuitem", name="Delete from here on").click()
    expect(page.get_by_text("4 messages were deleted.").first).to_be_visible()
    page.get_by_role("button", name="Undo").hover()  # who points at it has all the time
    expect(shown(page)).to_have_count(2)
    expect(shown(other)).to_have_count(2)
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Search all threads")).to_be_focused()
    page.keyboard.type("Gladly")
    expect(page.get_by_text("Nothing was found.")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Undo").click()
    expect(shown(page)).to_have_count(6)
    expect(shown(other)).to_have_count(6)
    expect(page.get_by_text("Gladly.")).to_be_in_viewport()
    page.reload()
    expect(shown(page)).to_have_count(6)


def test_of_two_versions_the_other_is_shown(baking: Fireside, enter: Enter) -> None:
    page = enter(baking, f"t/{OVEN.id}")
    reply(page).hover()
    page.get_by_role("button", name="Retry").last.click()
    expect(page.get_by_role("group", name="Version 2 of 2")).to_be_visible(timeout=60_000)
    expect(reply(page)).to_have_attribute("aria-busy", "false", timeout=60_000)
    more(page, reply(page))
    page.get_by_role("menuitem", name="Delete from here on").click()
    expect(page.get_by_text("The message was deleted.").first).to_be_visible()
    expect(page.get_by_text("40 minutes.")).to_be_visible()
    expect(page.get_by_role("group", name="Version")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("group", name="Version 2 of 2")).to_be_visible()


def test_the_first_message_leaves_an_empty_thread_to_write_in(baking: Fireside, enter: Enter) -> None:
    page = enter(baking, f"t/{SALT.id}")
    more(page, page.get_by_role("article", name="You"), "More about this message")
    page.get_by_role("menuitem", name="Delete from here on").click()
    expect(page.get_by_text("This thread is empty.")).to_be_visible()
    expect(page.get_by_text("2 messages were deleted.").first).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("10 g.")).to_be_visible()


def test_another_model_is_asked_for_once(baking: Fireside, enter: Enter) -> None:
    page = enter(baking, f"t/{OVEN.id}")
    more(page, reply(page, 0))
    page.get_by_role("menuitem", name="Retry with").click()
    page.get_by_role("menuitem", name="Random").click()
    expect(reply(page).get_by_role("button", name="How this reply was made")).to_contain_text("Random", timeout=60_000)
    reply(page).get_by_role("button", name="How this reply was made").click()
    details = page.get_by_role("dialog", name="How this reply was made")
    expect(details).to_contain_text("Random")
    expect(details).to_contain_text("24 tokens")
    expect(details).to_contain_text("First token after")
    page.keyboard.press("Escape")
    expect(details).to_have_count(0)


def test_the_keyboard_reaches_all_of_it(baking: Fireside, enter: Enter) -> None:
    page = enter(baking, f"t/{BREAD.id}")
    reply(page).get_by_role("button", name="Copy reply").focus()
    for name in ("Read aloud", "Retry", "More about this reply"):
        page.keyboard.press("Tab")
        expect(reply(page).get_by_role("button", name=name)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(reply(page).get_by_role("button", name="More about this reply")).to_be_focused()
    page.keyboard.press("Tab")
    expect(reply(page).get_by_role("button", name="How this reply was made")).to_be_focused()


def test_the_keyboard_goes_on_where_a_version_was_changed(baking: Fireside, enter: Enter) -> None:
    page = enter(baking, f"t/{BREAD.id}")
    reply(page).get_by_role("button", name="Retry").press("Enter")
    expect(page.get_by_role("group", name="Version 2 of 2")).to_be_visible(timeout=30_000)
    expect(page.locator("[data-item]").last).to_be_focused()
    expect(reply(page)).to_have_attribute("aria-busy", "false")
    reply(page).get_by_role("button", name="Retry").press("Enter")
    expect(page.get_by_role("group", name="Version 3 of 3")).to_be_visible(timeout=30_000)
    expect(reply(page)).to_have_attribute("aria-busy", "false")
    reply(page).get_by_role("button", name="Previous version").press("Enter")
    expect(page.get_by_role("group", name="Version 2 of 3")).to_be_visible()
    expect(reply(page).get_by_role("button", name="Previous version")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Version 1 of 3")).to_be_visible()
    expect(page.locator("[data-item]").last).to_be_focused()


def test_the_keyboard_leaves_the_editor_where_it_came_in(baking: Fireside, enter: Enter) -> None:
    page = enter(baking, f"t/{BREAD.id}")
    edit = page.get_by_role("button", name="Edit", exact=True).last
    edit.press("Enter")
    expect(page.get_by_role("textbox", name="Edit message")).to_be_focused()
    page.keyboard.press("Escape")
    expect(edit).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Edit message")).to_be_focused()
    page.keyboard.type(" Once more?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("article", name="You").last).to_contain_text("Once more?")
    expect(edit).to_be_focused()


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("size", SIZES)
def test_formulas_and_diagrams_are_for_everyone(
    baking: Fireside, enter: Enter, tmp_path: Path, size: str, scheme: str
) -> None:
    page = enter(baking, f"t/{SUMS.id}", color_scheme=scheme, bypass_csp=True, **SIZES[size])
    expect(reply(page, 0).locator(".katex")).to_have_count(5)
    expect(reply(page, 0).get_by_text("between $5 and $10 each")).to_be_visible()
    expect(reply(page, 0).locator(".formula-source")).to_have_text([r"\frac{1}{", r"\nonsense{x}"])
    drawing = reply(page, 1)
    for number in range(4):
        drawing.get_by_role("button", name="Show diagram").first.click()
        expect(drawing.get_by_role("button", name="Show code")).to_have_count(number + 1)
    for name in ("flowchart", "sequenceDiagram", "pie"):
        expect(drawing.get_by_role("img", name=f"Diagram ({name})")).to_be_visible()
        image = drawing.get_by_role("img", name=f"Diagram ({name})")
        page.wait_for_function("image => image.complete && image.naturalWidth > 100", arg=image.element_handle())
    expect(drawing.get_by_text("This diagram cannot be drawn")).to_be_visible()
    page.screenshot(path=tmp_path / f"diagrams-{size}-{scheme}.png")
    assert violations(page) == []
    drawing.get_by_role("button", name="Show code").first.click()
    expect(drawing.get_by_text("flowchart LR").first).to_be_visible()
    page.get_by_role("region", name="Messages").focus()
    page.keyboard.press("Home")
    expect(reply(page, 0).locator(".katex").first).to_be_in_viewport()
    page.screenshot(path=tmp_path / f"formulas-{size}-{scheme}.png")
    assert violations(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("size", SIZES)
def test_is_for_everyone(baking: Fireside, enter: Enter, tmp_path: Path, size: str, scheme: str) -> None:
    page = enter(baking, f"t/{BREAD.id}", color_scheme=scheme, bypass_csp=True, **SIZES[size])
    expect(reply(page)).to_be_visible()
    reply(page).get_by_role("button", name="More about this reply").click()
    if size != "390x844":
        page.get_by_role("menuitem", name="Retry with").press("ArrowRight")
    expect(page.get_by_role("menuitem", name="Random")).to_be_in_viewport(ratio=1)
    page.wait_for_timeout(200)
    page.screenshot(path=tmp_path / f"more-{size}-{scheme}.png")
    assert violations(page) == []
    page.keyboard.press("Escape")
    reply(page).get_by_role("button", name="How this reply was made").click()
    expect(page.get_by_role("dialog", name="How this reply was made")).to_be_visible()
    page.wait_for_timeout(200)
    page.screenshot(path=tmp_path / f"details-{size}-{scheme}.png")
    assert violations(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_speaks_german(baking: Fireside, enter: Enter) -> None:
    page = enter(baking, f"t/{BREAD.id}", locale="de-DE")
    answer = page.get_by_role("article", name="Antwort").last
    answer.hover()
    answer.get_by_role("button", name="Mehr zu dieser Antwort").click()
    for name in ("Zitieren", "Als reinen Text kopieren", "Noch einmal mit", "Ab hier löschen"):
        expect(page.get_by_role("menuitem", name=name)).to_be_visible()
