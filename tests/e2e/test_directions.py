"""In a language that is written from the right, the page stands the other way round, and nothing spills over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Enter, message_field
from tests.e2e.samples import MARKDOWN
from tests.e2e.served import Fireside, Written, write
from tests.e2e.test_places import SIZES, violations

TEA = Written("שלום", [("מה שלומך?", "שלום, hello!\n\nHello, שלום!\n\n```python\nprint('שלום')\n```")])
BREAD = Written("A loaf for tomorrow morning", [("I'd like to bake bread tomorrow.", MARKDOWN)])


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fireside]:
    home: Path = tmp_path_factory.mktemp("directions")
    write(home, [BREAD, TEA])
    served = Fireside(home)
    served.start()
    yield served
    served.stop()


def turn(page: Page) -> None:
    """There is no such language yet: the document is turned round as one would turn it."""
    page.evaluate("document.documentElement.dir = 'rtl'")


def spills(page: Page) -> int:
    """Pixels by which anything that is seen reaches out of the window."""
    return int(
        page.evaluate(
            """() => {
                const clips = (one) => getComputedStyle(one).overflowX !== 'visible'
                const clipped = (one) => one && (clips(one) || clipped(one.parentElement))
                const seen = [...document.querySelectorAll('#root *, [role=dialog] *')].filter((one) =>
                    one.getClientRects().length && !one.closest('.sr-only, svg') && !clipped(one.parentElement))
                const out = seen.map((one) => one.getBoundingClientRect()).map((box) =>
                    Math.max(-box.left, box.right - document.documentElement.clientWidth))
                return Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth, ...out)
            }"""
        )
    )


@pytest.mark.parametrize("size", SIZES)
def test_nothing_spills_over(furnished: Fireside, enter: Enter, tmp_path: Path, size: str) -> None:
    page = enter(furnished, f"t/{BREAD.id}", bypass_csp=True, **SIZES[size])
    expect(page.locator(".markdown").first).to_be_visible()
    turn(page)
    assert spills(page) == 0
    page.screenshot(path=tmp_path / f"thread-{size}.png")
    assert violations(page) == []
    page.keyboard.press("Control+,")
    for place in ("General", "Voice", "Shortcuts", "Storage", "About"):
        page.get_by_role("tab", name=place).click()
        expect(page.get_by_role("tabpanel", name=place)).to_be_visible()
        assert [place, spills(page)] == [place, 0]
    page.screenshot(path=tmp_path / f"settings-{size}.png")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("bread")
    expect(page.get_by_role("listbox", name="What was found").get_by_role("option").first).to_be_visible()
    assert spills(page) == 0


def test_the_threads_stand_on_the_right_and_the_text_beside_them(furnished: Fireside, enter: Enter) -> None:
    page = enter(furnished, f"t/{BREAD.id}")
    threads = page.get_by_role("complementary", name="Threads")
    before = threads.bounding_box()
    assert before
    assert before["x"] == 0
    turn(page)
    after = threads.bounding_box()
    assert after
    assert after["x"] + after["width"] == 1440
    # The column of the thread is laid out anew in a frame of its own.
    page.wait_for_function(
        "([field, most]) => field.getBoundingClientRect().right < most",
        arg=[message_field(page).element_handle(), after["x"]],
    )


def test_each_paragraph_goes_the_way_of_its_own_language(furnished: Fireside, enter: Enter) -> None:
    page = enter(furnished, f"t/{TEA.id}")
    expect(page.locator(".markdown p")).to_have_count(2)
    hebrew, english = page.locator(".markdown p").all()
    sides = """(one) => {
        const words = document.createRange()
        words.selectNodeContents(one)
        const [text, box] = [words.getBoundingClientRect(), one.getBoundingClientRect()]
        return [text.left - box.left < 2, box.right - text.right < 2]
    }"""
    assert hebrew.evaluate(sides) == [False, True]
    assert english.evaluate(sides) == [True, False]
    assert page.locator(".markdown pre").evaluate("(one) => getComputedStyle(one).direction") == "ltr"
    expect(page.get_by_role("article", name="You").locator("[dir=auto]")).to_have_text("מה שלומך?")
