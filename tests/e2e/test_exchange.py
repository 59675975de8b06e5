"""Threads out of one Fireside and into another, through the page; files of other programs; backups as files."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from backend.domain import ReasoningPart, TextPart
from tests.e2e.conftest import Enter
from tests.e2e.served import Fireside, Written, write
from tests.e2e.test_places import violations
from tests.e2e.test_settings import place
from tests.exchange import programs

TRAINS = Written(
    "Of trains", [("Where do trains sleep?", [ReasoningPart(text="Hm.", seconds=2), TextPart(text="In **sheds**.")])]
)
TEA = Written("Of tea ☕", [("How hot?", "80 °C."), ("How long?", "Two minutes.")])


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fireside]:
    """A Fireside with threads in it."""
    home = tmp_path_factory.mktemp("full")
    write(home, [TRAINS, TEA])
    served = Fireside(home)
    served.start()
    yield served
    served.stop()


def ask(page: Page, path: str) -> Any:
    """What the API answers to the page."""
    return page.evaluate("(path) => fetch(path).then((answer) => answer.json())", f"/api/v0/{path}")


def row(page: Page, title: str) -> Locator:
    threads = page.get_by_role("navigation", name="Threads")
    threads.get_by_text(title, exact=True).hover()
    return threads.get_by_role("button", name=f"Menu of “{title}”")


def saved(page: Page, folder: Path, format: str) -> Path:
    """What is saved when this format is chosen in the menu that is open."""
    with page.expect_download() as waiting:
        page.get_by_role("menuitem", name=format).click()
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    return file


def choose(page: Page, *files: Path) -> Locator:
    """The import, which was given these files."""
    dialog = page.get_by_role("dialog", name="Import threads")
    dialog.locator("input[type=file][multiple]").set_input_files(list(files))
    return dialog


def test_all_threads_go_out_and_come_into_another_fireside_as_they_were(
    full: Fireside, enter: Enter, tmp_path: Path
) -> None:
    page = enter(full)
    place(page, "Storage")
    page.get_by_role("button", name="Export all threads").click()
    file = saved(page, tmp_path, "Everything, for Fireside (JSON)")
    views = [ask(page, f"threads/{one.id}") for one in (TRAINS, TEA)]
    other = Fireside(tmp_path)
    other.start()
    try:
        page = enter(other)
        place(page, "Storage")
        page.get_by_role("button", name="Import threads").click()
        dialog = choose(page, file)
        expect(dialog).to_contain_text("2 threads in files of Fireside")
        dialog.get_by_role("button", name="Import 2 threads").click()
        expect(dialog).to_contain_text("2 threads were imported.")
        dialog.get_by_role("button", name="Done").click()
        assert [ask(page, f"threads/{one.id}") for one in (TRAINS, TEA)] == views
        page.get_by_role("button", name="Import threads").click()
        dialog = choose(page, file)
        expect(dialog).to_contain_text("All of them are here already.")
        expect(dialog.get_by_role("button", name="Import 2 threads")).to_have_count(0)
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.get_by_role("navigation", name="Threads").get_by_text("Of trains").click()
        expect(page.get_by_text("sheds")).to_be_visible()
    finally:
        other.stop()


def test_a_thread_is_saved_from_its_menu(full: Fireside, enter: Enter, tmp_path: Path) -> None:
    page = enter(full)
    row(page, "Of trains").click()
    page.get_by_role("menuitem", name="Export").press("ArrowRight")
    file = saved(page, tmp_path, "Markdown")
    assert file.name == "Of trains.md"
    assert "In **sheds**." in file.read_text("utf-8")


def test_what_is_chosen_becomes_one_archive(full: Fireside, enter: Enter, tmp_path: Path) -> None:
    page = enter(full)
    row(page, "Of trains").click()
    page.get_by_role("menuitem", name="Select").click()
    bar = page.get_by_role("toolbar")
    page.get_by_role("navigation", name="Threads").get_by_text("Of tea ☕").click()
    bar.get_by_role("button", name="Export").click()
    file = saved(page, tmp_path, "Plain text")
    with zipfile.ZipFile(file) as archive:
        assert sorted(archive.namelist()) == ["Of tea ☕.txt", "Of trains.txt"]
        assert "In **sheds**." in archive.read("Of trains.txt").decode()


def test_a_thread_is_printed_by_the_browser(full: Fireside, enter: Enter) -> None:
    page = enter(full)
    page.add_init_script("window.print = () => { window.parent.printed = document.body.innerText }")
    page.reload()
    row(page, "Of tea ☕").click()
    page.get_by_role("menuitem", name="Export").press("ArrowRight")
    page.get_by_role("menuitem", name="Print or save as PDF").click()
    page.wait_for_function("() => window.printed?.includes('Two minutes.')")


def test_files_of_other_programs_are_looked_through_and_some_of_them_taken(
    fireside: Fireside, enter: Enter, tmp_path: Path
) -> None:
    chats = tmp_path / "chats.json"
    chats.write_text(json.dumps([programs.chatgpt("a", "Apples"), programs.chatgpt("b", "Pears"), {"mapping": {}}]))
    torn = tmp_path / "torn.json"
    torn.write_text(json.dumps([programs.claude()])[:-30])
    page = enter(fireside)
    place(page, "Storage")
    page.get_by_role("button", name="Import threads").click()
    dialog = choose(page, chats, torn)
    expect(dialog).to_contain_text("2 threads in files of ChatGPT")
    expect(dialog).to_contain_text("2 images")
    dialog.get_by_text("2 things could not be read").click()
    expect(dialog).to_contain_text("torn.json: no JSON any more from some place on")
    dialog.get_by_role("checkbox", name="Apples").uncheck()
    dialog.get_by_role("searchbox").fill("pea")
    expect(dialog.get_by_role("checkbox")).to_have_count(1)
    dialog.get_by_role("button", name="Import 1 thread").click()
    expect(dialog).to_contain_text("1 thread was imported.")
    dialog.get_by_role("button", name="Done").click()
    page.keyboard.press("Escape")
    threads = page.get_by_role("navigation", name="Threads")
    expect(threads).to_contain_text("Pears")
    expect(threads).not_to_contain_text("Apples")
    threads.get_by_text("Pears").click()
    expect(page.get_by_text("How long does tea steep?")).to_be_visible()
    expect(page.get_by_text("Three minutes.")).to_be_visible()


def test_what_is_no_export_is_said_to_be_none(fireside: Fireside, enter: Enter, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all")
    page = enter(fireside, locale="de-DE")
    page.keyboard.press("Control+,")
    page.get_by_role("tab", name="Speicher").click()
    page.get_by_role("button", name="Themen importieren").click()
    dialog = page.get_by_role("dialog", name="Themen importieren")
    dialog.locator("input[type=file][multiple]").set_input_files(tmp_path / "letter.txt")
    expect(dialog).to_contain_text("In diesen Dateien sind keine Themen, die Fireside kennt.")
    dialog.get_by_text("1 Stück war nicht lesbar").click()
    expect(dialog).to_contain_text("letter.txt: von keiner Art, die Fireside kennt")


def test_a_backup_is_saved_as_a_file_and_brings_a_thread_back(full: Fireside, enter: Enter, tmp_path: Path) -> None:
    page = enter(full)
    place(page, "Storage")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save as file").click()
    file = tmp_path / "kept.zip"
    waiting.value.save_as(file)
    assert "fireside.db" in zipfile.ZipFile(file).namelist()
    page.keyboard.press("Escape")
    row(page, "Of trains").click()
    page.get_by_role("menuitem", name="Delete").click()
    threads = page.get_by_role("navigation", name="Threads")
    expect(threads).not_to_contain_text("Of trains")
    place(page, "Storage")
    page.locator("[role=dialog] input[type=file][accept='.zip']").set_input_files(file)
    page.get_by_role("dialog", name="Go back to the backup in this file?").get_by_role("button", name="Restore").click()
    expect(page.get_by_text("The backup was restored", exact=True)).to_be_visible()
    page.get_by_role("dialog", name="Settings").get_by_role("button", name="Close").click()
    expect(threads).to_contain_text("Of trains")


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_the_import_is_accessible(full: Fireside, enter: Enter, tmp_path: Path, scheme: str) -> None:
    chats = tmp_path / "chats.json"
    chats.write_text(json.dumps([programs.chatgpt("z", "Plums"), {"mapping": {}}]))
    page = enter(full, color_scheme=scheme, reduced_motion="reduce")
    place(page, "Storage")
    assert violations(page) == []
    page.get_by_role("button", name="Import threads").click()
    assert violations(page) == []
    dialog = choose(page, chats)
    expect(dialog.get_by_role("checkbox", name="Plums")).to_be_checked()
    assert violations(page) == []
