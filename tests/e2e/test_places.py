"""Every place of the page at every size: nothing spills over, every control has a name, the keyboard is enough."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from backend.domain import RunStatus
from tests.e2e.conftest import DESK, Enter, message_field
from tests.e2e.samples import MARKDOWN
from tests.e2e.served import ROOT, Fireside, Written, write

AXE = ROOT / "ui" / "node_modules" / "axe-core" / "axe.min.js"
STILL = """() => document.getAnimations().every((one) =>
    one.playState !== 'running' || one.effect.getComputedTiming().endTime === Infinity)"""
PHONE = {"width": 390, "height": 844}
SIZES: dict[str, dict[str, Any]] = {
    "1440x900": {"viewport": DESK},
    "1024x700": {"viewport": {"width": 1024, "height": 700}},
    "390x844": {"viewport": PHONE, "has_touch": True, "is_mobile": True},
}
BREAD = Written("A loaf for tomorrow morning", [("I'd like to bake bread tomorrow. What do I do tonight?", MARKDOWN)])
STORY = Written(
    "The lighthouse keeper", [("Tell me a story", "Once upon a time there was")], 0.01, RunStatus.INTERRUPTED
)
THREADS = [
    Written("Where my threads are kept", [("Where?", "In the data folder.")], 12),
    Written("Notes for the garden", [("When do I sow?", "In spring.")], 4),
    Written("A letter to the landlord, and what it should not say", [("Help me", "Gladly.")], 1),
    STORY,
    BREAD,
]


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fireside]:
    """A Fireside that has been lived in."""
    home: Path = tmp_path_factory.mktemp("furnished")
    write(home, THREADS)
    served = Fireside(home)
    served.start()
    yield served
    served.stop()


def violations(page: Page) -> list[str]:
    """What axe-core finds that keeps people out."""
    page.wait_for_timeout(300)  # colours are judged when nothing fades any more
    page.wait_for_function(STILL)
    page.evaluate(AXE.read_text())
    found = page.evaluate("() => axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })")
    return [
        f"{one['id']} ({one['impact']}): {node['html'][:160]}" for one in found["violations"] for node in one["nodes"]
    ]


def settle(page: Page) -> None:
    """Until the reply stands and its code has its colours."""
    expect(page.locator(".code span[style]").first).to_be_visible()
    page.evaluate("() => document.fonts.ready")
    page.wait_for_timeout(300)


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("size", SIZES)
def test_looks_as_it_should(furnished: Fireside, enter: Enter, tmp_path: Path, size: str, scheme: str) -> None:
    page = enter(furnished, f"t/{BREAD.id}", color_scheme=scheme, bypass_csp=True, **SIZES[size])
    settle(page)
    spills = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert spills == 0
    assert message_field(page).bounding_box()["y"] < SIZES[size]["viewport"]["height"] - 40
    assert violations(page) == []
    folder = Path(os.environ.get("FIRESIDE_SCREENSHOTS", tmp_path))  # where the pictures of the README are made
    page.screenshot(path=folder / f"thread-{size}-{scheme}.png")
    page.goto(f"{furnished.address}/app/")
    expect(page.get_by_role("button", name="Take a tour")).to_be_visible()
    assert violations(page) == []
    page.screenshot(path=folder / f"welcome-{size}-{scheme}.png")


def test_the_picture_of_the_readme(furnished: Fireside, enter: Enter, tmp_path: Path) -> None:
    page = enter(furnished, f"t/{BREAD.id}")
    settle(page)
    expect(page.get_by_role("article", name="You")).to_be_in_viewport(ratio=1)
    message_field(page).fill("And with rye flour?")
    page.wait_for_timeout(500)  # the ember glows up
    folder = Path(os.environ.get("FIRESIDE_README_PICTURE", tmp_path))  # `packaging` makes it anew
    page.screenshot(path=folder / "screenshot.png")


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_every_panel_is_for_everyone(furnished: Fireside, enter: Enter, scheme: str) -> None:
    page = enter(furnished, f"t/{STORY.id}", color_scheme=scheme, bypass_csp=True)
    expect(page.get_by_role("button", name="Continue")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Models:").click()
    expect(page.get_by_role("button", name="Add model file")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("article", name="You").hover()
    page.get_by_role("button", name="Edit").click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Control+,")
    for place in ("General", "Model", "Voice", "Privacy", "Storage", "About"):
        page.get_by_role("tab", name=place).click()
        expect(page.get_by_role("tabpanel", name=place)).to_be_visible()
        assert [place, *violations(page)] == [place]
    page.keyboard.press("Escape")
    page.keyboard.press("Control+/")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    assert violations(page) == []


def test_a_phone_has_a_drawer(furnished: Fireside, enter: Enter) -> None:
    page = enter(furnished, **SIZES["390x844"])
    expect(page.get_by_role("navigation", name="Threads")).to_have_count(0)
    page.get_by_role("button", name="Show threads").click()
    page.get_by_role("link", name="The lighthouse keeper").click()
    expect(page.get_by_role("navigation", name="Threads")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("The lighthouse keeper")
    expect(page.get_by_role("button", name="Continue")).to_be_visible()
    page.get_by_role("button", name="Show threads").click()
    expect(page.get_by_role("navigation", name="Threads")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Show threads")).to_be_focused()
    page.get_by_role("button", name="Show threads").click()
    page.get_by_role("button", name="Settings").click()
    expect(page.get_by_role("tab", name="General")).to_be_visible()


def test_the_keyboard_is_enough(furnished: Fireside, enter: Enter) -> None:
    page = enter(furnished)
    expect(message_field(page)).to_be_focused()
    page.keyboard.press("Control+b")
    expect(page.get_by_role("navigation", name="Threads")).to_have_count(0)
    page.keyboard.press("Control+b")
    page.get_by_role("button", name="Hide threads").press("Enter")
    expect(page.get_by_role("button", name="Show threads")).to_be_focused()
    page.keyboard.press("Enter")
    row = page.get_by_role("link", name="Notes for the garden")
    row.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Notes for the garden")
    row.focus()
    page.keyboard.press("F2")
    expect(page.get_by_role("textbox", name="Title of the thread")).to_be_focused()
    page.keyboard.type("Sowing")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sowing")
    page.get_by_role("link", name="Sowing").focus()
    page.keyboard.press("F2")
    expect(page.get_by_role("textbox", name="Title of the thread")).to_be_focused()
    page.keyboard.type("never mind")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sowing")
    page.keyboard.press("Control+Shift+O")
    expect(page.get_by_role("button", name="Take a tour")).to_be_visible()
    expect(message_field(page)).to_be_focused()


def test_less_motion_for_those_who_want_it(furnished: Fireside, enter: Enter) -> None:
    page = enter(furnished, reduced_motion="reduce")
    page.keyboard.press("Control+,")
    dialog = page.get_by_role("dialog", name="Settings")
    expect(dialog).to_be_visible()
    assert float(dialog.evaluate("it => parseFloat(getComputedStyle(it).animationDuration)")) < 0.001


def test_groups_threads_by_days(furnished: Fireside, enter: Enter) -> None:
    page = enter(furnished)
    headings = page.get_by_role("navigation", name="Threads").get_by_role("heading", level=2)
    expect(headings).to_have_text(["Today", "Yesterday", "Previous 7 days", "Older"])
