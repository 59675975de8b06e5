"""Voices of one's own, through the page: from a folder, and from another real Fireside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Enter
from tests.e2e.served import Fireside
from tests.e2e.test_settings import place
from tests.speech.voice_files import write_vits


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fireside]:
    server = Fireside(tmp_path_factory.mktemp("other"), "--api-key", "sesame")
    server.start()
    yield server
    server.stop()


def found(page: Page, words: str) -> None:
    """The list of voices has it."""
    page.get_by_role("searchbox", name="Search by name or language").fill(words)
    expect(page.get_by_role("radiogroup", name="Voice", exact=True).locator("label").first).to_contain_text(words)


def test_a_voice_folder_is_added_and_forgotten(fireside: Fireside, enter: Enter, tmp_path: Path) -> None:
    folder = write_vits(tmp_path / "my-voice", "de_DE-heidi-low")
    page = enter(fireside)
    place(page, "Voice")
    page.get_by_role("button", name="Add a voice folder").click()
    path = page.get_by_role("textbox", name="Path of the file or folder")  # there is no window here
    path.fill(str(tmp_path))
    path.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("holds no voice that Fireside knows")
    path.fill(f'"{folder}"')
    path.press("Enter")
    expect(path).to_be_hidden()
    line = page.get_by_role("listitem").filter(has_text=str(folder))
    expect(line).to_contain_text("German")
    found(page, "Heidi")
    line.get_by_role("button", name="Remove the voice my-voice").click()
    expect(line).to_be_hidden()
    assert (folder / "tokens.txt").exists()


def test_a_voice_of_another_fireside_is_added_and_forgotten(fireside: Fireside, other: Fireside, enter: Enter) -> None:
    host = other.address.partition("://")[2]
    page = enter(fireside)
    place(page, "Voice")
    page.get_by_role("button", name="Add a voice of a server").click()
    form = page.get_by_role("form", name="Add a voice of a server")
    form.get_by_role("textbox", name="Address").fill(host)
    form.get_by_role("button", name="Show its voices").click()
    expect(form.get_by_role("alert")).to_contain_text("wants a key")
    form.get_by_role("textbox", name="Key").fill("sesame")
    form.get_by_role("button", name="Show its voices").click()
    form.get_by_role("combobox", name="Its voices").select_option("espeak:de+f3")
    form.get_by_role("button", name="Add", exact=True).click()
    expect(form).to_be_hidden()
    line = page.get_by_role("listitem").filter(has_text=f"on {host}")
    expect(line).to_contain_text("German, woman, soft")
    found(page, host)
    line.get_by_role("button", name="Remove the voice German, woman, soft").click()
    expect(line).to_be_hidden()
