"""Writing a message: drafts that survive, the / menu, prompts with variables, the history, files, what goes wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Enter, leave_empty, message_field, stored_draft
from tests.e2e.served import Fireside, Written, write
from tests.e2e.test_files import drop
from tests.e2e.test_places import SIZES, violations

BREAD = Written("Bread", [("What is rye?", "A grain."), ("And\nspelt?", "One too."), ("And\nspelt?", "As I said.")])
GARDEN = Written("Garden", [("When do I sow peas?", "In spring.")])


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fireside]:
    """A Fireside with two threads, whose settings are English."""
    home: Path = tmp_path_factory.mktemp("desk")
    write(home, [BREAD, GARDEN])
    served = Fireside(home)
    served.start()
    yield served
    served.stop()


def attached(page: Page) -> Locator:
    return page.get_by_role("list", name="Attached files")


def menu(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Prompts, models and commands")


def active(page: Page) -> Locator:
    return menu(page).get_by_role("option", selected=True)


def paste(page: Page, text: str) -> None:
    page.evaluate(
        """(text) => {
            const clipboardData = new DataTransfer()
            clipboardData.setData('text/plain', text)
            const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
            document.activeElement.dispatchEvent(event)
        }""",
        text,
    )


def stored(page: Page, words: str) -> None:
    """Write on in the draft, and wait until the server has it."""
    page.keyboard.type(words)
    while not stored_draft(page).endswith(words):
        page.wait_for_timeout(50)


def add_prompt(page: Page, name: str, text: str) -> None:
    answer = page.request.post(
        f"{page.url.split('/app')[0]}/api/v0/prompts",
        data={"name": name, "text": text},
        headers={"origin": page.url.split("/app")[0]},
    )
    assert answer.status in (201, 409)


# ---------------------------------------------------------------- drafts


def test_a_draft_is_there_after_a_restart_also_at_another_port(desk: Fireside, enter: Enter) -> None:
    page = enter(desk, f"t/{BREAD.id}")
    drop(page, "shopping list.txt", text="- flour\n")
    expect(attached(page)).to_contain_text("shopping list.txt")
    message_field(page).focus()
    stored(page, "What do I need for")
    page.keyboard.press("Control+n")
    expect(message_field(page)).to_have_value("")
    stored(page, "Something quite new")
    page.close()
    desk.stop()
    desk.port, desk.cookie = 0, None  # whatever the browser kept lies at the old port
    desk.start()
    page = enter(desk)
    expect(message_field(page)).to_have_value("Something quite new")
    page.get_by_role("link", name="Bread").click()
    expect(message_field(page)).to_have_value("What do I need for")
    expect(attached(page)).to_contain_text("shopping list.txt")
    page.get_by_role("button", name="Remove shopping list.txt").click()
    leave_empty(page)
    page.keyboard.press("Control+n")
    expect(message_field(page)).to_have_value("Something quite new")
    leave_empty(page)


def test_what_was_typed_last_is_written_when_the_page_is_left(desk: Fireside, enter: Enter) -> None:
    page = enter(desk, f"t/{GARDEN.id}")
    expect(page.get_by_placeholder("Write a message")).to_be_visible()  # what was begun here earlier is known
    message_field(page).fill("at the very last moment")
    page.goto("about:blank")  # at once, before any pause in typing
    other = enter(desk, f"t/{GARDEN.id}")
    expect(message_field(other)).to_have_value("at the very last moment")
    leave_empty(other)


def test_two_windows_stay_in_step_and_never_write_over_each_other(desk: Fireside, enter: Enter) -> None:
    one, other = enter(desk, f"t/{GARDEN.id}"), enter(desk, f"t/{GARDEN.id}")
    message_field(one).fill("Written here")
    expect(message_field(other)).to_have_value("Written here")
    message_field(other).press_sequentially(", and on there")
    message_field(one).press_sequentially("!!")
    stored(one, "!")
    expect(message_field(other)).to_have_value("Written here, and on there")
    expect(message_field(one)).to_have_value("Written here!!!")
    message_field(other).fill("The last")
    stored(other, " word")
    message_field(other).blur()
    message_field(one).blur()
    expect(message_field(one)).to_have_value("The last word")
    leave_empty(other)
    expect(message_field(one)).to_have_value("")


def test_a_message_that_could_not_be_sent_stands_in_the_field_again(desk: Fireside, enter: Enter) -> None:
    page = enter(desk, f"t/{GARDEN.id}")
    drop(page, "beans.txt", text="beans")
    message_field(page).fill("Do not lose this")
    page.route("**/runs", lambda route: route.abort())
    message_field(page).press("Enter")
    expect(page.get_by_text("Fireside does not answer.").first).to_be_visible()
    expect(message_field(page)).to_have_value("Do not lose this")
    expect(attached(page)).to_contain_text("beans.txt")
    page.unroute("**/runs")
    page.reload()
    expect(message_field(page)).to_have_value("Do not lose this")
    page.get_by_role("button", name="Remove beans.txt").click()
    leave_empty(page)


def test_what_was_sent_is_no_draft_any_more(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    message_field(page).fill("Hello there")
    message_field(page).press("Enter")
    expect(page.get_by_role("article", name="Reply").last).to_have_attribute("aria-busy", "false", timeout=60_000)
    expect(message_field(page)).to_have_value("")
    page.reload()
    expect(page.get_by_role("article", name="You")).to_contain_text("Hello there")
    expect(message_field(page)).to_have_value("")
    page.keyboard.press("Control+n")
    expect(message_field(page)).to_have_value("")


# ---------------------------------------------------------------- history


def test_the_arrows_walk_through_ones_own_messages_as_in_a_shell(desk: Fireside, enter: Enter) -> None:
    page = enter(desk, f"t/{BREAD.id}")
    expect(page.get_by_role("article", name="You").first).to_be_visible()
    message_field(page).press("ArrowUp")
    expect(message_field(page)).to_have_value("And\nspelt?")
    page.keyboard.press("ArrowUp")  # to its first line
    expect(message_field(page)).to_have_value("And\nspelt?")
    page.keyboard.press("ArrowUp")
    expect(message_field(page)).to_have_value("What is rye?")
    page.keyboard.press("ArrowUp")
    expect(message_field(page)).to_have_value("What is rye?")
    page.keyboard.press("ArrowDown")
    expect(message_field(page)).to_have_value("And\nspelt?")
    page.keyboard.press("ArrowDown")
    expect(message_field(page)).to_have_value("")
    page.keyboard.type("a draft")
    page.keyboard.press("ArrowUp")
    expect(message_field(page)).to_have_value("a draft")
    message_field(page).fill("")
    page.keyboard.press("ArrowUp")
    page.keyboard.type(" Or oats?")
    expect(message_field(page)).to_have_value("And\nspelt? Or oats?")
    page.keyboard.press("ArrowDown")
    expect(message_field(page)).to_have_value("And\nspelt? Or oats?")
    leave_empty(page)


# ---------------------------------------------------------------- the / menu and prompts


def test_the_menu_is_worked_by_the_keyboard_alone(desk: Fireside, enter: Enter) -> None:
    page = enter(desk, f"t/{BREAD.id}")
    add_prompt(page, "Proverb", "Tell me a proverb about bread.")
    expect(message_field(page)).to_be_focused()
    page.keyboard.type("/")
    expect(active(page)).to_contain_text("Proverb")
    expect(message_field(page)).to_have_attribute("aria-activedescendant", active(page).get_attribute("id") or "?")
    page.keyboard.press("ArrowDown")
    expect(active(page)).to_contain_text("Manage prompts")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(active(page)).to_contain_text("Keyboard shortcuts")
    page.keyboard.press("Escape")
    expect(menu(page)).to_have_count(0)
    page.keyboard.type("prov")  # it was sent away, and stays away
    expect(menu(page)).to_have_count(0)
    message_field(page).fill("")
    page.keyboard.type("/PROV")
    page.keyboard.press("Enter")
    expect(message_field(page)).to_have_value("Tell me a proverb about bread.")
    expect(message_field(page)).to_be_focused()
    message_field(page).fill("")
    page.keyboard.type("/sett")
    page.keyboard.press("Tab")
    expect(page.get_by_role("dialog", name="Settings")).to_be_visible()
    page.keyboard.press("Escape")
    expect(message_field(page)).to_have_value("")
    expect(message_field(page)).to_be_focused()
    page.keyboard.type("/new")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/app/?$"))


def test_a_message_may_begin_with_a_slash(desk: Fireside, enter: Enter) -> None:
    page = enter(desk, f"t/{BREAD.id}")
    for words in ("/etc/hosts is a file", "/ is a slash", "a / b", "/…"):
        message_field(page).fill("")
        message_field(page).press_sequentially(words)
        expect(menu(page)).to_have_count(0)
        expect(message_field(page)).to_have_value(words)
    leave_empty(page)


def test_the_menu_is_worked_by_a_finger(desk: Fireside, enter: Enter) -> None:
    page = enter(desk, f"t/{BREAD.id}", **SIZES["390x844"])
    add_prompt(page, "Proverb", "Tell me a proverb about bread.")
    message_field(page).tap()
    page.keyboard.type("/pro")
    menu(page).get_by_role("option", name="Proverb").tap()
    expect(message_field(page)).to_have_value("Tell me a proverb about bread.")
    leave_empty(page)


def test_a_prompt_asks_for_its_variables(desk: Fireside, enter: Enter) -> None:
    page = enter(desk, f"t/{BREAD.id}")
    add_prompt(page, "Letter", "Dear {{who}},\nin {{language=French}}: {{what}} {{who}}! {{clipboard}}")
    expect(message_field(page)).to_be_focused()
    page.keyboard.type("/letter")
    expect(active(page)).to_contain_text("Letter")
    page.keyboard.press("Enter")
    form = page.get_by_role("group", name="Letter")
    expect(form.get_by_role("textbox", name="who")).to_be_focused()
    page.keyboard.type("Ada")
    page.keyboard.press("Tab")
    expect(form.get_by_role("textbox", name="language")).to_have_value("French")
    page.keyboard.press("Tab")
    expect(form.get_by_role("textbox", name="what")).to_be_focused()
    page.keyboard.type("hello")
    page.keyboard.press("Tab")
    expect(form.get_by_role("textbox", name="From the clipboard")).to_be_focused()
    page.keyboard.type("P.S.")
    page.keyboard.press("Enter")
    expect(message_field(page)).to_have_value("Dear Ada,\nin French: hello Ada! P.S.")
    expect(message_field(page)).to_be_focused()
    expect(form).to_have_count(0)
    message_field(page).fill("")
    page.keyboard.type("/letter")
    expect(active(page)).to_contain_text("Letter")
    page.keyboard.press("Enter")
    expect(form.get_by_role("textbox", name="who")).to_be_focused()
    page.keyboard.press("Escape")
    expect(form).to_have_count(0)
    expect(message_field(page)).to_be_focused()


def test_the_library_is_filled_searched_changed_and_emptied(fireside: Fireside, enter: Enter) -> None:
    page, other = enter(fireside), enter(fireside)
    expect(message_field(page)).to_be_focused()
    page.keyboard.type("/manage")
    expect(active(page)).to_contain_text("Manage prompts")
    page.keyboard.press("Enter")
    library = page.get_by_role("dialog", name="Prompts")
    library.get_by_role("button", name="Add Translate").click()
    listed = library.get_by_role("list", name="Prompts")
    expect(listed).to_contain_text("Translate")
    library.get_by_role("button", name="New prompt").click()
    expect(library.get_by_role("textbox", name="Name")).to_be_focused()
    page.keyboard.type("translate")
    page.keyboard.press("Tab")
    page.keyboard.type("Into {{language=Dutch}}: {{text}}")
    expect(library.get_by_text("You will be asked for: language (Dutch), text")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(library.get_by_role("alert")).to_contain_text("There is a prompt of this name already.")
    library.get_by_role("textbox", name="Name").fill("Into Dutch")
    library.get_by_role("button", name="Save").click()
    expect(listed).to_contain_text("Into Dutch")
    library.get_by_role("searchbox", name="Search prompts").fill("dut")
    expect(listed.get_by_role("button")).to_have_count(1)
    expect(message_field(other)).to_be_focused()
    other.keyboard.type("/dutch")
    expect(active(other)).to_contain_text("Into Dutch")  # a window that was open all the time

    library.get_by_role("textbox", name="Text").fill("Changed")
    page.keyboard.press("Escape")
    page.get_by_role("dialog", name="Discard your changes?").get_by_role("button", name="Cancel").click()
    expect(library.get_by_role("textbox", name="Text")).to_have_value("Changed")
    library.get_by_role("button", name="Save").click()
    expect(library.get_by_role("button", name="Save")).to_be_disabled()

    library.get_by_role("button", name="Delete").click()
    expect(listed.get_by_role("button")).to_have_count(0)
    expect(menu(other)).to_have_count(0)
    library.get_by_role("button", name="Undo").click()
    expect(library.get_by_role("textbox", name="Text")).to_have_value("Changed")
    expect(active(other)).to_contain_text("Into Dutch")


# ---------------------------------------------------------------- files


def test_long_pasted_words_become_a_file_that_can_be_opened_and_written_on(desk: Fireside, enter: Enter) -> None:
    page = enter(desk, f"t/{BREAD.id}")
    message_field(page).fill("About this:")
    paste(page, "First of many lines.\n" * 200)
    expect(attached(page)).to_contain_text("Pasted text.txt")
    expect(attached(page)).to_contain_text("First of many lines.")
    attached(page).get_by_role("button", name="Pasted text.txt").first.click()
    opened = page.get_by_role("dialog", name="Pasted text.txt")
    expect(opened).to_contain_text("4.2 kB · 200 lines")
    opened.get_by_role("button", name="Put into the message as text").click()
    expect(attached(page)).to_have_count(0)
    expect(message_field(page)).to_have_value("About this:\n\n" + "First of many lines.\n" * 200)
    leave_empty(page)
    paste(page, "Short words are words.")  # the browser itself puts them in, were this paste a real one
    expect(attached(page)).to_have_count(0)


def test_files_of_one_name_are_told_apart(desk: Fireside, enter: Enter) -> None:
    page = enter(desk, f"t/{BREAD.id}")
    for number, text in enumerate(("one", "two"), 1):
        drop(page, "notes.txt", text=text)
        expect(attached(page).get_by_role("listitem")).to_have_count(number)
    expect(attached(page)).to_contain_text("notes (2).txt")
    drop(page, "notes.txt", text="one")
    expect(page.get_by_role("alert")).to_contain_text("notes.txt is attached already.")
    expect(attached(page).get_by_role("listitem")).to_have_count(2)
    for name in ("notes (2).txt", "notes.txt"):
        page.get_by_role("button", name=f"Remove {name}").click()


@pytest.mark.parametrize(
    ("name", "size", "words"),
    [
        ("holiday.png", 20_000_000, "holiday.png cannot be opened as a picture here"),
        ("letter.pdf", 2000, "letter.pdf cannot be read yet"),
        ("nothing.txt", 0, "nothing.txt is empty"),
        ("program.bin", 2000, "program.bin is not a text file"),
        ("log.txt", 20_000_000, "log.txt is 20 MB large"),
    ],
)
def test_what_cannot_be_taken_is_said_in_words(desk: Fireside, enter: Enter, name: str, size: int, words: str) -> None:
    page = enter(desk, f"t/{BREAD.id}")
    drop(page, name, size=size)
    expect(page.get_by_role("alert")).to_contain_text(words)
    expect(attached(page)).to_have_count(0)


# ---------------------------------------------------------------- waiting


def workers(served: Fireside) -> list[psutil.Process]:
    """The processes in which its models live."""
    assert served._process
    return psutil.Process(served._process.pid).children(recursive=True)


def test_a_message_that_waits_can_be_taken_back(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    message_field(page).fill("Hello")
    message_field(page).press("Enter")
    expect(page.get_by_role("article", name="Reply").last).to_have_attribute("aria-busy", "false", timeout=60_000)
    held = workers(fireside)
    for worker in held:
        worker.suspend()  # as busy as one can be
    try:
        drop(page, "list.txt", text="- milk")
        message_field(page).fill("Sent too early")
        message_field(page).press("Enter")
        expect(page.get_by_role("article", name="You")).to_have_count(2)
        page.get_by_role("button", name="Take back").click()
        expect(message_field(page)).to_have_value("Sent too early")
        expect(attached(page)).to_contain_text("list.txt")
        expect(page.get_by_role("article", name="You")).to_have_count(1)
        expect(page.get_by_role("button", name="Take back")).to_have_count(0)
    finally:
        for worker in held:
            worker.resume()
    message_field(page).fill("Now it is right")
    message_field(page).press("Enter")
    expect(page.get_by_role("article", name="You")).to_have_count(2)
    expect(page.get_by_role("article", name="Reply").last).to_have_attribute("aria-busy", "false", timeout=60_000)
    expect(page.get_by_role("article", name="You").last).to_contain_text("Now it is right")


# ---------------------------------------------------------------- for everyone


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("size", SIZES)
def test_is_for_everyone(desk: Fireside, enter: Enter, size: str, scheme: str) -> None:
    page = enter(desk, f"t/{BREAD.id}", color_scheme=scheme, bypass_csp=True, **SIZES[size])
    add_prompt(page, "Letter", "Dear {{who}},\nin {{language=French}}: {{what}} {{who}}! {{clipboard}}")
    message_field(page).press_sequentially("/")
    expect(menu(page)).to_be_visible()
    assert violations(page) == []
    message_field(page).press_sequentially("letter")
    expect(active(page)).to_contain_text("Letter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Letter")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    drop(page, "notes.txt", text="- milk")
    drop(page, "photo.png", size=100)
    expect(page.get_by_role("alert")).to_be_visible()
    assert violations(page) == []
    attached(page).get_by_role("button", name="notes.txt").first.click()
    expect(page.get_by_role("dialog", name="notes.txt")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Remove from the message").click()
    message_field(page).press_sequentially("/manage")
    expect(active(page)).to_contain_text("Manage prompts")
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="Prompts").get_by_role("button", name="Letter").click()
    expect(page.get_by_role("textbox", name="Name")).to_be_visible()
    assert violations(page) == []


def test_speaks_german(desk: Fireside, enter: Enter) -> None:
    page = enter(desk, f"t/{BREAD.id}", locale="de-DE")
    field = page.get_by_role("textbox", name="Nachricht", exact=True)
    field.press_sequentially("/verwalten")
    expect(page.get_by_role("option", name="Prompts verwalten")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Prompts")).to_contain_text("Texte, die du immer wieder brauchst")
    page.keyboard.press("Escape")
    drop(page, "foto.png", size=100)
    expect(page.get_by_role("alert")).to_contain_text("foto.png lässt sich hier nicht als Bild öffnen")
