"""Files in a message: text is taken, what is no text and no picture is refused in clear words."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Enter, leave_empty, message_field
from tests.e2e.served import Fireside

DROP = """async ([name, size, text]) => {
    const content = text ?? new Uint8Array(size)
    const transfer = new DataTransfer()
    transfer.items.add(new File([content], name))
    for (const type of ['dragover', 'drop'])
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }))
}"""


def drop(page: Page, name: str, *, text: str | None = None, size: int = 0) -> None:
    page.evaluate(DROP, [name, size, text])


def test_a_dropped_text_goes_with_the_message(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    drop(page, "opening hours.txt", text="The library opens at nine.")
    attached = page.get_by_role("list", name="Attached files")
    expect(attached).to_contain_text("opening hours.txt")
    expect(attached).to_contain_text("26 byte")
    message_field(page).fill("When does it open?")
    message_field(page).press("Enter")
    asked = page.get_by_role("article", name="You")
    expect(asked).to_contain_text("opening hours.txt")
    expect(page.get_by_role("article", name="Reply").last).to_have_attribute("aria-busy", "false", timeout=60_000)
    page.reload()
    expect(page.get_by_role("article", name="You")).to_contain_text("opening hours.txt")


def test_an_attached_file_can_be_taken_off(fireside: Fireside, enter: Enter, tmp_path: Path) -> None:
    page = enter(fireside)
    file = tmp_path / "list.md"
    file.write_text("- one\n- two\n")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Attach pictures or text files").click()
    chooser.value.set_files(file)
    page.get_by_role("button", name="Remove list.md").click()
    expect(page.get_by_role("list", name="Attached files")).to_have_count(0)


def test_a_letter_is_refused(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    drop(page, "letter.pdf", size=2000)
    expect(page.get_by_role("alert")).to_contain_text("letter.pdf cannot be read yet")
    expect(page.get_by_role("list", name="Attached files")).to_have_count(0)
    message_field(page).fill("Still here")
    expect(page.get_by_role("button", name="Send")).to_be_enabled()
    leave_empty(page)


def test_200_mb_are_refused_unread(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    page.evaluate("() => { File.prototype.arrayBuffer = () => { throw new Error('it was read') } }")
    drop(page, "film.mkv", size=200_000_000)
    expect(page.get_by_role("alert")).to_contain_text(re.compile("film.mkv is 200 MB large"))


def test_long_pasted_words_become_a_file(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    message_field(page).focus()
    page.evaluate(
        """() => {
            const clipboardData = new DataTransfer()
            clipboardData.setData('text/plain', 'word '.repeat(4000))
            const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
            document.activeElement.dispatchEvent(event)
        }"""
    )
    expect(page.get_by_role("list", name="Attached files")).to_contain_text("Pasted text.txt")
    expect(message_field(page)).to_have_value("")


def test_a_message_of_over_a_megabyte_is_not_sent(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    for part in range(2):
        drop(page, f"part {part}.txt", text="word " * 120_000)
    expect(page.get_by_role("alert")).to_contain_text("This message is 1.2 MB long")
    expect(page.get_by_role("button", name="Send")).to_be_disabled()
