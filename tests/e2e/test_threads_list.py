"""The list of threads: folders, pins, archive, trash, many at once; by mouse, by keys, on a phone, in two windows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Enter, message_field
from tests.e2e.served import Fireside, Written, write
from tests.e2e.test_places import SIZES, violations

SAID = [("Hello?", "Good evening.")]
TITLES = ["Rye bread", "A letter", "The sky", "Tax return", "A holiday", "Names for a cat"]


@pytest.fixture
def lived_in(tmp_path: Path) -> Iterator[Fireside]:
    """A Fireside with six threads of today, the first the newest."""
    write(tmp_path, [Written(title, SAID, number / 10_000) for number, title in enumerate(TITLES)])
    served = Fireside(tmp_path)
    served.start()
    yield served
    served.stop()


def nav(page: Page) -> Locator:
    return page.get_by_role("navigation", name=re.compile("Threads|Themen"))


def thread(page: Page, title: str) -> Locator:
    return nav(page).get_by_role("link", name=title, exact=True)


def box(page: Page, title: str) -> Locator:
    return nav(page).get_by_role("checkbox", name=f"Select “{title}”")


def folder(page: Page, name: str) -> Locator:
    return nav(page).get_by_role("button", name=re.compile(f"^{name}( \\d+)?$"))


def bar(page: Page) -> Locator:
    return page.get_by_role("toolbar", name="Selected threads")


def until_order(page: Page, *wanted: str) -> None:
    """Wait until these rows stand in the list, in this order, and no others."""
    rows = nav(page).get_by_role("listitem")
    expect(rows).to_have_count(len(wanted))
    page.wait_for_function(
        """wanted => {
            const rows = [...document.querySelectorAll('nav li')].sort((a, b) => a.dataset.index - b.dataset.index)
            const text = row => row.querySelector('h2, a, button[aria-expanded] > span, label')?.textContent
            return rows.map(text).join('|') === wanted
        }""",
        arg="|".join(wanted),
    )


def make_folder(page: Page, name: str) -> None:
    page.get_by_role("button", name="New folder", exact=True).click()
    page.get_by_role("textbox", name="Name of the folder").fill(name)
    page.keyboard.press("Enter")
    expect(folder(page, name)).to_be_visible()


def menu(page: Page, row: Locator, what: str) -> None:
    row.click(button="right")
    page.get_by_role("menuitem", name=what, exact=True).click()


def put_away(page: Page, place: str) -> Locator:
    page.get_by_role("button", name="More about threads").click()
    page.get_by_role("menuitem", name=place).click()
    return page.get_by_role("dialog", name="Archive and trash")


def undo(page: Page) -> None:
    page.get_by_role("button", name="Undo").last.click()


def test_threads_are_dragged_into_folders_and_folders_into_folders(lived_in: Fireside, enter: Enter) -> None:
    page = enter(lived_in)
    make_folder(page, "Work")
    make_folder(page, "Money")
    thread(page, "Tax return").drag_to(folder(page, "Money"))
    until_order(page, "Folders", "Money", "Tax return", "Work", "Today", *(t for t in TITLES if t != "Tax return"))
    folder(page, "Money").drag_to(folder(page, "Work"))
    until_order(page, "Folders", "Work", "Money", "Tax return", "Today", *(t for t in TITLES if t != "Tax return"))
    page.reload()
    folder(page, "Money").click()  # closed, which every window remembers
    until_order(page, "Folders", "Work", "Money", "Today", *(t for t in TITLES if t != "Tax return"))
    page.reload()
    expect(folder(page, "Money")).to_have_attribute("aria-expanded", "false")
    expect(thread(page, "Tax return")).to_have_count(0)
    folder(page, "Money").click()
    thread(page, "Tax return").drag_to(thread(page, "The sky"))
    until_order(page, "Folders", "Work", "Money", "Today", *TITLES)
    undo(page)
    until_order(page, "Folders", "Work", "Money", "Tax return", "Today", *(t for t in TITLES if t != "Tax return"))


def test_a_folder_is_renamed_and_deleted_and_its_threads_stay(lived_in: Fireside, enter: Enter) -> None:
    page = enter(lived_in)
    make_folder(page, "Work")
    thread(page, "A letter").drag_to(folder(page, "Work"))
    menu(page, folder(page, "Work"), "Rename")
    expect(page.get_by_role("textbox", name="Name of the folder")).to_be_focused()
    page.keyboard.type("مجلد العمل")
    page.keyboard.press("Enter")
    expect(folder(page, "مجلد العمل")).to_be_visible()
    menu(page, folder(page, "مجلد العمل"), "Delete folder")
    until_order(page, "Today", *TITLES)
    undo(page)
    expect(folder(page, "مجلد العمل")).to_contain_text("1")
    menu(page, folder(page, "مجلد العمل"), "New folder in it")
    page.get_by_role("textbox", name="Name of the folder").fill("  ")
    expect(page.get_by_role("button", name="Create")).to_be_disabled()
    page.get_by_role("textbox", name="Name of the folder").fill("x" * 250)
    page.keyboard.press("Enter")
    expect(folder(page, "x{200}")).to_be_visible()
    menu(page, folder(page, "x{200}"), "Move folder…")
    page.get_by_role("dialog").get_by_role("button", name="In no other folder").click()
    page.keyboard.press("Escape")
    assert page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_the_keyboard_alone_moves_a_thread(lived_in: Fireside, enter: Enter) -> None:
    page = enter(lived_in)
    make_folder(page, "Work")
    thread(page, "Rye bread").focus()
    page.keyboard.press("ArrowDown")
    expect(thread(page, "A letter")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for item in ("Rename", "Pin"):
        expect(page.get_by_role("menuitem", name=item)).to_be_focused()
        page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Move to folder…")).to_be_focused()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Move thread to a folder")
    expect(dialog.get_by_role("button", name="No folder")).to_be_disabled()
    while not dialog.get_by_role("button", name="Work").evaluate("it => it === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Thread moved to “Work”", exact=True)).to_be_visible()
    until_order(page, "Folders", "Work", "A letter", "Today", *(t for t in TITLES if t != "A letter"))
    thread(page, "A letter").focus()
    page.keyboard.press("ArrowLeft")
    expect(folder(page, "Work")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(thread(page, "A letter")).to_have_count(0)
    page.keyboard.press("ArrowRight")
    expect(thread(page, "A letter")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(thread(page, "A letter")).to_be_focused()
    page.keyboard.press("Delete")
    page.keyboard.press("Backspace")
    page.keyboard.press("End")
    expect(thread(page, "Names for a cat")).to_be_focused()
    expect(thread(page, "A letter")).to_be_visible()


def test_a_thread_is_pinned_and_archived_and_comes_back(lived_in: Fireside, enter: Enter) -> None:
    page = enter(lived_in)
    menu(page, thread(page, "The sky"), "Pin")
    until_order(page, "Pinned", "The sky", "Today", *(t for t in TITLES if t != "The sky"))
    menu(page, thread(page, "The sky"), "Unpin")
    until_order(page, "Today", *TITLES)
    menu(page, thread(page, "A letter"), "Archive")
    until_order(page, "Today", *(t for t in TITLES if t != "A letter"))
    undo(page)
    until_order(page, "Today", *TITLES)
    menu(page, thread(page, "A letter"), "Archive")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog").get_by_role("combobox").first).to_be_focused()
    page.keyboard.type("letter")
    expect(page.get_by_role("option", name=re.compile("A letter.*Archived"))).to_be_visible()
    page.keyboard.press("Escape")
    dialog = put_away(page, "Archive")
    dialog.get_by_role("button", name=re.compile("^A letter")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A letter")
    put_away(page, "Archive").get_by_role("button", name="Restore “A letter”").click()
    expect(dialog.get_by_text("Nothing is archived.")).to_be_visible()
    page.keyboard.press("Escape")
    until_order(page, "Today", *TITLES)


def test_many_are_chosen_moved_archived_and_deleted_and_all_is_undone(lived_in: Fireside, enter: Enter) -> None:
    page = enter(lived_in)
    make_folder(page, "Work")
    thread(page, "A letter").click(modifiers=["Control"])
    expect(page.get_by_role("heading", level=1)).to_have_text("")
    box(page, "A holiday").click(modifiers=["Shift"])
    expect(bar(page).get_by_role("status")).to_have_text("4 selected")
    box(page, "The sky").click()
    expect(bar(page).get_by_role("status")).to_have_text("3 selected")
    bar(page).get_by_role("button", name="Move to folder…").click()
    page.get_by_role("dialog", name="Move 3 threads").get_by_role("button", name="Work").click()
    moved = ["A letter", "Tax return", "A holiday"]
    until_order(page, "Folders", "Work", *moved, "Today", *(t for t in TITLES if t not in moved))
    undo(page)
    until_order(page, "Folders", "Work", "Today", *TITLES)
    thread(page, "Rye bread").focus()
    page.keyboard.press("Space")
    expect(box(page, "Rye bread")).to_be_focused()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    expect(bar(page).get_by_role("status")).to_have_text("3 selected")
    bar(page).get_by_role("button", name="Pin").click()
    until_order(page, "Pinned", *TITLES[:3], "Folders", "Work", "Today", *TITLES[3:])
    undo(page)
    thread(page, "Rye bread").focus()
    page.keyboard.press("Control+a")
    expect(bar(page).get_by_role("status")).to_have_text("6 selected")
    page.keyboard.press("Escape")
    expect(bar(page)).to_have_count(0)
    expect(thread(page, "Rye bread")).to_be_focused()
    page.keyboard.press("Control+a")
    bar(page).get_by_role("button", name="Archive").click()
    until_order(page, "Folders", "Work")
    undo(page)
    until_order(page, "Folders", "Work", "Today", *TITLES)
    thread(page, "The sky").click(modifiers=["Control"])
    box(page, "Rye bread").click()
    bar(page).get_by_role("button", name="Delete").click()
    until_order(page, "Folders", "Work", "Today", *(t for t in TITLES if t not in ("The sky", "Rye bread")))
    undo(page)
    until_order(page, "Folders", "Work", "Today", *TITLES)


def test_the_trash_gives_back_and_deletes_for_good_only_when_asked(lived_in: Fireside, enter: Enter) -> None:
    page = enter(lived_in)
    thread(page, "The sky").click()
    menu(page, thread(page, "The sky"), "Delete")
    expect(page).to_have_title("Fireside")
    for title in ("A letter", "Tax return", "A holiday"):
        menu(page, thread(page, title), "Delete")
        expect(thread(page, title)).to_have_count(0)
    dialog = put_away(page, "Trash")
    expect(dialog.get_by_role("listitem")).to_have_count(4)
    expect(dialog.get_by_role("listitem").first).to_contain_text("30 days left")
    dialog.get_by_role("button", name="Restore “The sky”").click()
    expect(dialog.get_by_role("listitem")).to_have_count(3)
    dialog.get_by_role("button", name="Delete “A letter” for good").click()
    page.get_by_role("dialog", name="Delete this thread for good?").get_by_role("button", name="Cancel").click()
    expect(dialog.get_by_role("listitem")).to_have_count(3)
    dialog.get_by_role("button", name="Delete “A letter” for good").click()
    page.get_by_role("dialog", name="Delete this").get_by_role("button", name="Delete for good").click()
    expect(dialog.get_by_role("listitem")).to_have_count(2)
    dialog.get_by_role("button", name="Empty the trash").click()
    page.get_by_role("dialog", name="Empty the trash?").get_by_role("button", name="Empty the trash").click()
    expect(dialog.get_by_text("The trash is empty.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="More about threads")).to_be_focused()
    until_order(page, "Today", "Rye bread", "The sky", "Names for a cat")


def test_a_thread_begins_in_a_folder(lived_in: Fireside, enter: Enter) -> None:
    page = enter(lived_in)
    make_folder(page, "Work")
    menu(page, folder(page, "Work"), "New thread here")
    expect(page.get_by_role("heading", level=1)).to_have_text("New thread in “Work”")
    message_field(page).fill("What can Fireside do?")
    page.keyboard.press("Enter")
    until_order(page, "Folders", "Work", "What can Fireside do?", "Today", *TITLES)
    expect(page.get_by_role("heading", level=1)).to_have_text("What can Fireside do?")
    page.keyboard.press("Control+Shift+O")
    expect(page.get_by_role("heading", level=1)).to_have_text("")


def test_two_windows_stay_in_step(lived_in: Fireside, enter: Enter) -> None:
    one, other = enter(lived_in), enter(lived_in, locale="de-DE")
    make_folder(one, "Work")
    expect(folder(other, "Work")).to_be_visible()
    thread(one, "A letter").drag_to(folder(one, "Work"))
    until_order(other, "Ordner", "Work", "A letter", "Heute", *(t for t in TITLES if t != "A letter"))
    thread(one, "The sky").click(modifiers=["Control"])
    box(one, "Tax return").click()
    bar(one).get_by_role("button", name="Delete").click()
    left = [t for t in TITLES if t not in ("A letter", "The sky", "Tax return")]
    until_order(other, "Ordner", "Work", "A letter", "Heute", *left)
    other.get_by_role("button", name="Mehr zu Themen").click()
    other.get_by_role("menuitem", name="Papierkorb").click()
    expect(other.get_by_role("dialog").get_by_text("noch 30 Tage")).to_have_count(2)
    undo(one)
    expect(other.get_by_role("dialog").get_by_text("Der Papierkorb ist leer.")).to_be_visible()
    other.keyboard.press("Escape")
    # A folder that another window deletes at the very moment is said to be gone, and nothing is lost.
    thread(one, "The sky").click(button="right")
    one.get_by_role("menuitem", name="Move to folder…").click()
    one.route("**/api/v0/folders", lambda route: route.abort())
    other.get_by_role("button", name="Menü des Ordners „Work“").click(force=True)
    with one.expect_response("**/api/v0/threads"):
        other.get_by_role("menuitem", name="Ordner löschen").click()
    one.get_by_role("dialog").get_by_role("button", name="Work").click()
    expect(one.get_by_text("This folder is gone.", exact=True)).to_be_visible()
    until_order(other, "Heute", *TITLES)


def test_a_phone_has_it_all_in_its_drawer(lived_in: Fireside, enter: Enter) -> None:
    page = enter(lived_in, **SIZES["390x844"])
    page.get_by_role("button", name="Show threads").click()
    make_folder(page, "Work")
    page.get_by_role("button", name="Menu of “A letter”").click()
    page.get_by_role("menuitem", name="Move to folder…").click()
    page.get_by_role("dialog", name="Move thread").get_by_role("button", name="Work").click()
    until_order(page, "Folders", "Work", "A letter", "Today", *(t for t in TITLES if t != "A letter"))
    page.get_by_role("button", name="Menu of “The sky”").click()
    page.get_by_role("menuitem", name="Select").click()
    nav(page).get_by_text("Tax return").click()
    bar(page).get_by_role("button", name="Delete").click()
    expect(nav(page).get_by_text("Tax return")).to_have_count(0)
    undo(page)
    expect(thread(page, "Tax return")).to_be_visible()
    thread(page, "A letter").click()
    expect(nav(page)).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("A letter")


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("size", SIZES)
def test_is_for_everyone(lived_in: Fireside, enter: Enter, tmp_path: Path, size: str, scheme: str) -> None:
    page = enter(lived_in, color_scheme=scheme, bypass_csp=True, **SIZES[size])

    def look(name: str) -> None:
        assert [name, *violations(page)] == [name]
        assert page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
        page.screenshot(path=tmp_path / f"{name}-{size}-{scheme}.png")

    def show_list() -> None:
        if size == "390x844":
            page.get_by_role("button", name="Show threads").click()

    show_list()
    make_folder(page, "Work")
    page.get_by_role("button", name="Menu of “A letter”").click()
    page.get_by_role("menuitem", name="Move to folder…").click()
    expect(page.get_by_role("dialog", name="Move thread")).to_be_visible()
    look("move")
    page.get_by_role("dialog", name="Move thread").get_by_role("button", name="Work").click()
    page.get_by_role("button", name="Menu of “The sky”").click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("button", name="Menu of “Tax return”").click()
    page.get_by_role("menuitem", name="Pin").click()
    expect(nav(page).get_by_role("heading", name="Pinned")).to_be_visible()
    look("list")
    page.get_by_role("button", name="Menu of “Tax return”").click()
    page.get_by_role("menuitem", name="Select").click()
    look("chosen")
    bar(page).get_by_role("button", name="Archive").click()
    expect(bar(page)).to_have_count(0)
    put_away(page, "Archive")
    expect(page.get_by_role("button", name="Restore “Tax return”")).to_be_visible()
    look("archive")
    page.get_by_role("tab", name="Trash").click()
    expect(page.get_by_role("button", name="Restore “The sky”")).to_be_visible()
    look("trash")
    page.get_by_role("button", name="Empty the trash").click()
    expect(page.get_by_role("dialog", name="Empty the trash?")).to_be_visible()
    look("ask")
