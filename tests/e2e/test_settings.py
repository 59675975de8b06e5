"""Settings, models, backups and voices, through the page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Enter, drawn, message_field
from tests.e2e.served import Fireside, rambler


def place(page: Page, name: str) -> None:
    drawn(page)
    page.keyboard.press("Control+,")
    page.get_by_role("tab", name=name).click()


@contextmanager
def kept(page: Page) -> Iterator[None]:
    """What is chosen in the block has been kept by the server after it."""
    with page.expect_response(lambda answer: answer.request.method == "PATCH" and answer.url.endswith("/settings")):
        yield


def test_what_is_chosen_is_kept(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    place(page, "Model")
    slider = page.get_by_role("slider", name="Imagination")
    slider.focus()
    with kept(page):
        slider.press("Home")
    with kept(page):
        page.get_by_text("Long", exact=True).click()
    expect(page.get_by_text("At most 8,192 tokens")).to_be_visible()
    page.reload()
    place(page, "Model")
    expect(page.get_by_role("slider", name="Imagination")).to_have_attribute("aria-valuenow", "0")
    expect(page.get_by_role("radio", name="Long")).to_be_checked()


def test_a_model_file_is_added_and_taken_off(fireside: Fireside, enter: Enter, tmp_path: Path) -> None:
    page = enter(fireside)
    page.get_by_role("button", name="Models:").click()
    page.get_by_role("button", name="Add model file").click()
    path = page.get_by_role("textbox", name="Path of the file")
    empty = tmp_path / "empty.gguf"
    empty.touch()
    path.fill(str(empty))
    path.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("empty")
    path.fill(f'"{rambler(tmp_path / "second.gguf")}"')
    path.press("Enter")
    expect(page.get_by_text("Random was added", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Models: Random")).to_be_visible()
    page.get_by_role("button", name="Models: Random").click()
    page.get_by_role("button", name="Fireside Starter").click()
    expect(page.get_by_role("button", name="Models: Fireside Starter")).to_be_visible()
    page.get_by_role("button", name="Models:").click()
    page.get_by_role("button", name="Take Random off the list").click()
    expect(page.get_by_role("button", name="Random", exact=True)).to_have_count(0)
    assert (tmp_path / "second.gguf").exists()


def test_a_backup_brings_a_deleted_thread_back(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    message_field(page).fill("Remember me")
    message_field(page).press("Enter")
    threads = page.get_by_role("navigation", name="Threads")
    expect(threads).to_contain_text("Remember me")
    expect(page.get_by_role("button", name="Retry")).to_be_visible(timeout=60_000)
    place(page, "Storage")
    expect(page.get_by_role("tabpanel")).to_contain_text(str(fireside.home))
    before = page.get_by_role("button", name="Restore").count()
    page.get_by_role("button", name="Back up now").click()
    expect(page.get_by_role("button", name="Restore")).to_have_count(before + 1)
    page.keyboard.press("Escape")
    threads.get_by_role("listitem").filter(has_text="Remember me").hover()
    threads.get_by_role("button", name="Menu of “Remember me”").click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(threads).not_to_contain_text("Remember me")
    place(page, "Storage")
    page.get_by_role("button", name="Restore").first.click()
    page.get_by_role("dialog", name="Go back to this backup?").get_by_role("button", name="Restore").click()
    expect(page.get_by_text("The backup was restored", exact=True)).to_be_visible()
    page.get_by_role("dialog", name="Settings").get_by_role("button", name="Close").click()
    expect(threads).to_contain_text("Remember me")


def test_a_voice_is_found_by_its_language(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    place(page, "Voice")
    page.get_by_role("searchbox", name="Search by name or language").fill("german")
    voices = page.get_by_role("radiogroup", name="Voice")
    expect(voices.locator("label").first).to_contain_text("German")
    with kept(page):
        voices.get_by_role("radio").first.click()
    expect(voices.get_by_role("radio").first).to_be_checked()
    page.reload()
    place(page, "Voice")
    chosen = page.get_by_role("radiogroup", name="Voice").locator("label:has(:checked)")
    expect(chosen).to_contain_text("German")


def test_the_computer_without_a_loudspeaker_speaks_through_the_page(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    page.evaluate(
        """() => {
            window.played = []
            HTMLMediaElement.prototype.play = function () {
                const speech = this.src.includes('/api/v0/speech/')  // not the silence along with it
                if (speech) window.played.push(fetch(this.src).then(answer => answer.headers.get('content-type')))
                return new Promise(() => {})
            }
        }"""
    )
    message_field(page).fill("What can Fireside do?")
    message_field(page).press("Enter")
    page.get_by_role("button", name="Read aloud").click(timeout=60_000)
    player = page.get_by_role("group", name="Player")
    expect(player).to_be_visible()
    page.wait_for_function("() => window.played.length > 0")
    assert page.evaluate("() => window.played[0]") == "audio/wav"
    player.get_by_role("button", name="Stop speaking").click()
    expect(player).to_have_count(0)


def test_staying_offline_is_a_switch(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    place(page, "Privacy")
    expect(page.get_by_text("Nothing has left this computer")).to_be_visible()
    with kept(page):
        page.get_by_role("switch", name="Stay offline").click()
    page.reload()
    place(page, "Privacy")
    expect(page.get_by_role("switch", name="Stay offline")).to_be_checked()
