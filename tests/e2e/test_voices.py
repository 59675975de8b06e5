"""Settings, Voice: a natural voice is fetched, paused, given up, chosen, heard and removed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.downloads.test_downloads import Server, server
from tests.e2e.conftest import Enter, drawn
from tests.e2e.served import ROOT, Fireside
from tests.e2e.test_places import violations
from tests.sound import SoundCard, loud, sound_card, wait_until
from tests.speech.voice_files import write_vits
from tests.voices.test_offered import ENTRY

__all__ = ["server"]


@pytest.fixture(scope="module")
def card() -> Iterator[SoundCard]:
    with sound_card() as card:
        yield card


@pytest.fixture
def offering(card: SoundCard, tmp_path: Path, server: Server) -> Iterator[Fireside]:
    """A Fireside whose catalogue offers one voice, served on this computer."""
    folder = write_vits(tmp_path / "voice")
    for file in folder.iterdir():
        server.files[f"/{file.name}"] = file.read_bytes()
    bundle = tmp_path / "bundle"
    catalogue = bundle / "backend" / "catalog"
    catalogue.mkdir(parents=True)
    for entry in (ROOT / "backend" / "catalog").iterdir():
        if entry.name != "voices.toml":
            (catalogue / entry.name).symlink_to(entry)
    (catalogue / "voices.toml").write_text(ENTRY.format(base=server.url))
    (bundle / "ui").symlink_to(ROOT / "ui")
    home = tmp_path / "home"
    home.mkdir()
    served = Fireside(home, bundle=bundle)
    served.start()
    yield served
    served.stop()


def voices(page: Page) -> Locator:
    """Settings, Voice."""
    drawn(page)
    page.keyboard.press("Control+,")
    page.get_by_role("tab", name="Voice").click()
    return page.get_by_role("dialog", name="Settings")


def test_a_voice_is_fetched_heard_and_removed(
    offering: Fireside, server: Server, card: SoundCard, enter: Enter
) -> None:
    page = enter(offering, bypass_csp=True)
    dialog = voices(page)
    server.gate.clear()
    server.held_after = 0
    dialog.get_by_role("button", name="Get the voice Stub").click()
    progress = dialog.get_by_role("progressbar", name="Getting Stub")
    expect(progress).to_be_visible()
    assert violations(page) == []
    dialog.get_by_role("button", name="Pause").click()
    expect(dialog.get_by_text("paused")).to_be_visible()
    server.gate.set()
    server.held_after = 1 << 40
    page.reload()  # it is the server's matter, not the page's
    dialog = voices(page)
    expect(dialog.get_by_text("paused")).to_be_visible()
    dialog.get_by_role("button", name="Cancel").click()
    expect(progress).to_have_count(0)
    dialog.get_by_role("button", name="Get the voice Stub").click()
    expect(dialog.get_by_role("button", name="Remove the voice Stub")).to_be_visible()
    expect(progress).to_have_count(0)

    dialog.get_by_role("radiogroup", name="Voice").get_by_text("Stub").first.click()
    with card.recording() as recording:
        dialog.get_by_role("button", name="Hear it").click()
        wait_until(lambda: loud(recording.last(0.2)), "it speaks")
    chosen = page.evaluate("async () => (await (await fetch('/api/v0/settings')).json()).voice_id")
    assert chosen == "neural:en-US:stub:0"
    expect(page.get_by_role("group", name="Player", include_hidden=True)).to_have_count(0, timeout=60_000)

    dialog.get_by_role("button", name="Remove the voice Stub").click()
    expect(dialog.get_by_role("button", name="Get the voice Stub")).to_be_visible()
    expect(dialog.get_by_role("radiogroup", name="Voice").get_by_text("Stub")).to_have_count(0)
    assert violations(page) == []


def test_a_paused_fetching_goes_on(offering: Fireside, server: Server, enter: Enter) -> None:
    dialog = voices(enter(offering))
    server.gate.clear()
    server.held_after = 0
    dialog.get_by_role("button", name="Get the voice Stub").click()
    dialog.get_by_role("button", name="Pause").click()
    server.gate.set()
    dialog.get_by_role("button", name="Go on").click()
    expect(dialog.get_by_role("button", name="Remove the voice Stub")).to_be_visible()


def test_what_cannot_be_fetched_says_why(offering: Fireside, server: Server, enter: Enter) -> None:
    server.files.clear()
    dialog = voices(enter(offering))
    dialog.get_by_role("button", name="Get the voice Stub").click()
    expect(dialog.get_by_role("alert")).not_to_be_empty()
