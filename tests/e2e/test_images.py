"""Pictures in a message: taken in and drawn anew, sent and shown, opened large, and never with what a camera wrote."""

from __future__ import annotations

import base64
import io
import os
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import ExifTags, Image, ImageDraw
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.conftest import DESK, Enter, message_field
from tests.e2e.served import Fireside
from tests.e2e.test_places import SIZES, violations
from tests.projectors import write_pair

File = tuple[str, str, bytes]

GIVE = """([how, files]) => {
    const transfer = new DataTransfer()
    for (const [name, type, base64] of files)
        transfer.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name, { type }))
    const options = { bubbles: true, cancelable: true }
    if (how === 'paste')
        document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer, ...options }))
    else for (const kind of ['dragover', 'drop'])
        document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, ...options }))
}"""


def give(page: Page, how: str, *files: File) -> None:
    """Paste files, or drop them."""
    page.evaluate(GIVE, [how, [[name, kind, base64.b64encode(data).decode()] for name, kind, data in files]])


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def hill(width: int = 640, height: int = 480, sun: str = "#f2b53a") -> Image.Image:
    """A hill under the sun, which stands in the upper left."""
    image = Image.new("RGB", (width, height), "#8fb3cf")
    draw = ImageDraw.Draw(image)
    draw.ellipse((width * 0.08, height * 0.1, width * 0.3, height * 0.1 + width * 0.22), fill=sun)
    draw.ellipse((-width * 0.3, height * 0.6, width * 1.3, height * 1.9), fill="#6f8f57")
    return image


def photo() -> bytes:
    """As a phone writes one that was held upright: lying, with what says how to turn it, and where it was made."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "A camera"
    exif[ExifTags.Base.Orientation] = 6  # to be turned by a quarter, clockwise
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)})
    upright = hill(3000, 4000)
    return encoded(upright.transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif, quality=80)


PNG: File = ("image.png", "image/png", encoded(hill(), "PNG"))


def tiles(page: Page) -> Locator:
    return page.get_by_role("list", name="Attached pictures").get_by_role("listitem")


def thumbnails(page: Page) -> Locator:
    return page.get_by_role("article", name="You").last.get_by_role("list", name="Pictures").get_by_role("img")


def fetched(page: Page, picture: Locator) -> tuple[Image.Image, bytes]:
    """A picture that is shown, as the server has it."""
    address = picture.evaluate("(picture) => picture.src")
    answer = page.request.get(address)
    assert answer.ok
    return Image.open(io.BytesIO(answer.body())), answer.body()


def drawn(picture: Locator) -> None:
    """Wait until a picture is there: decoded, and as large as it says."""
    expect(picture).to_be_visible()
    picture.evaluate("(picture) => picture.decode()")
    assert picture.evaluate("(picture) => picture.naturalWidth") > 0


def answered(page: Page) -> None:
    expect(page.get_by_role("article", name="Reply").last).to_have_attribute("aria-busy", "false", timeout=60_000)


def send(page: Page, words: str) -> None:
    message_field(page).fill(words)
    message_field(page).press("Enter")
    expect(message_field(page)).to_have_value("")
    answered(page)


def test_a_pasted_picture_is_shown_sent_and_opened_large(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside, permissions=["clipboard-read", "clipboard-write"])
    expect(message_field(page)).to_be_focused()
    give(page, "paste", PNG)
    expect(tiles(page)).to_have_count(1)
    expect(tiles(page)).to_contain_text("Pasted picture.png")
    expect(page.get_by_text(re.compile("cannot see pictures: it is only told that one is there"))).to_be_visible()
    send(page, "What is this?")
    expect(tiles(page)).to_have_count(0)
    page.wait_for_url("**/t/*")
    picture = thumbnails(page)
    expect(picture).to_have_attribute("alt", "Pasted picture.png")
    drawn(picture)
    kept, _ = fetched(page, picture)
    assert (kept.format, kept.size) == ("PNG", (640, 480))
    assert kept.convert("RGB").tobytes() == hill().tobytes()  # nothing of it was lost
    page.get_by_role("button", name="Pasted picture.png").focus()
    page.keyboard.press("Enter")
    large = page.get_by_role("dialog", name="Pasted picture.png")
    expect(large).to_contain_text("640 × 480 pixels ·")
    drawn(large.get_by_role("img"))
    large.get_by_role("button", name="Copy").click()
    expect(large.get_by_role("button", name="Copied")).to_be_visible()
    copied = "async () => (await (await navigator.clipboard.read())[0].getType('image/png')).size"
    assert page.evaluate(copied) > 500
    with page.expect_download() as download:
        large.get_by_role("link", name="Save picture").click()
    assert download.value.suggested_filename == "Pasted picture.png"
    page.keyboard.press("Escape")
    expect(large).to_have_count(0)
    expect(page.get_by_role("button", name="Pasted picture.png")).to_be_focused()
    page.get_by_role("article", name="You").hover()
    page.get_by_role("article", name="You").get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("() => navigator.clipboard.readText()") == "[Picture: Pasted picture.png]\n\nWhat is this?"


def test_a_photo_stands_upright_and_tells_nobody_where_it_was_made(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    lying = photo()
    assert Image.open(io.BytesIO(lying)).size == (4000, 3000)
    assert b"Exif" in lying
    give(page, "drop", ("IMG 1234.jpeg", "image/jpeg", lying))
    expect(tiles(page)).to_contain_text("IMG 1234.jpg")
    kept, content = fetched(page, tiles(page).locator("img"))
    assert (kept.format, kept.size) == ("JPEG", (1536, 2048))
    assert not kept.getexif()
    assert b"Exif" not in content
    assert b"A camera" not in content
    red, _, blue = kept.convert("RGB").getpixel((290, 430))  # where the sun stands when it is upright
    assert red > 200 > 120 > blue
    page.get_by_role("button", name="Remove IMG 1234.jpg").click()
    expect(tiles(page)).to_have_count(0)
    expect(message_field(page)).to_be_focused()


def test_what_cannot_be_decoded_is_told_and_nothing_else_is_lost(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    message_field(page).fill("Which is it?")
    many = [(f"hill {number}.png", "image/png", encoded(hill(60 + number, 40), "PNG")) for number in range(9)]
    give(page, "drop", ("broken.png", "image/png", b"\x89PNG\r\n\x1a\nno more"), ("notes.txt", "", b"words"), *many)
    expect(tiles(page)).to_have_count(8)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("broken.png cannot be opened as a picture here")
    expect(alert).to_contain_text("A message holds up to 8 pictures: hill 8.png was left out.")
    assert tiles(page).all_inner_texts() == [f"hill {number}.png" for number in range(8)]
    expect(page.get_by_role("list", name="Attached files")).to_contain_text("notes.txt")
    expect(message_field(page)).to_have_value("Which is it?")
    give(page, "drop", many[0])
    expect(alert).to_contain_text("A message holds up to 8 pictures: hill 0.png was left out.")
    page.get_by_role("button", name="Remove hill 7.png").click()
    expect(page.get_by_role("button", name="Remove hill 6.png")).to_be_focused()
    give(page, "drop", many[0])
    expect(alert).to_contain_text("hill 0.png is attached already.")
    page.route("**/api/v0/images?*", lambda route: route.abort(), times=1)
    give(page, "drop", ("mill.png", "image/png", encoded(hill(50, 40), "PNG")))
    expect(alert).to_contain_text("mill.png was not taken: Fireside does not answer. Attach it again.")
    page.get_by_role("button", name="Remove notes.txt").click()
    for number in range(7):
        page.get_by_role("button", name=f"Remove hill {number}.png").click()
    message_field(page).fill("")


def test_a_draft_keeps_its_pictures_and_two_windows_show_them(fireside: Fireside, enter: Enter) -> None:
    one, other = enter(fireside), enter(fireside)
    give(one, "drop", PNG)
    expect(tiles(one)).to_have_count(1)
    expect(tiles(other)).to_have_count(1)
    one.reload()
    drawn(tiles(one).locator("img"))
    tiles(other).get_by_role("button", name="Remove image.png").click()
    expect(tiles(one)).to_have_count(0)


def test_typing_goes_on_while_pictures_come_and_the_message_waits_for_them(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    large = [(f"photo {number}.jpg", "image/jpeg", photo()) for number in range(2)]
    large[1] = ("photo 1.jpg", "image/jpeg", encoded(hill(4000, 3000, "#ffffff"), "JPEG"))
    held: list[Route] = []
    page.route("**/api/v0/images?*", lambda route: held.append(route), times=1)  # the first is on its way for long
    expect(message_field(page)).to_be_focused()
    give(page, "drop", *large)
    page.keyboard.type("Which one is brighter")
    page.keyboard.press("Enter")
    told = page.get_by_role("form", name="New message").get_by_role("status")
    expect(told.filter(has_text="Your message is sent as soon as the pictures are ready.")).to_be_visible()
    page.keyboard.type("?")  # who writes on has not done with it
    expect(told.filter(has_text="2 pictures are being prepared…")).to_be_visible()
    page.keyboard.press("Enter")
    expect(told.filter(has_text="Your message is sent as soon")).to_be_visible()
    while not held:  # it is still being drawn
        page.wait_for_timeout(50)
    held.pop().continue_()
    expect(thumbnails(page)).to_have_count(2)
    assert [picture.get_attribute("alt") for picture in thumbnails(page).all()] == ["photo 0.jpg", "photo 1.jpg"]
    answered(page)
    page.get_by_role("button", name="photo 0.jpg").click()
    first, second = (page.get_by_role("dialog", name=f"photo {number}.jpg") for number in range(2))
    expect(first).to_contain_text("1 of 2")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    expect(second).to_contain_text("2 of 2")
    page.keyboard.press("ArrowRight")
    second.get_by_role("button", name="Previous picture").click()
    expect(first).to_be_visible()
    page.keyboard.press("Escape")
    expect(first).to_have_count(0)


def test_an_edited_message_keeps_its_pictures_or_those_that_are_left(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    small = [(f"{name}.png", "image/png", encoded(hill(200, 150, name), "PNG")) for name in ("red", "blue")]
    give(page, "drop", *small)
    expect(tiles(page)).to_have_count(2)
    send(page, "Which?")
    asked = page.get_by_role("article", name="You")
    for words, left in (("Which, please?", ["red.png", "blue.png"]), ("This one?", ["blue.png"])):
        asked.hover()
        asked.get_by_role("button", name="Edit").click()
        expect(tiles(page)).to_have_count(2)
        if len(left) == 1:
            page.get_by_role("button", name="Remove red.png").click()
        page.get_by_role("textbox", name="Edit message").fill(words)
        page.get_by_role("textbox", name="Edit message").press("Enter")
        expect(asked).to_contain_text(words)
        answered(page)
        assert [picture.get_attribute("alt") for picture in thumbnails(page).all()] == left
    asked.hover()
    asked.get_by_role("button", name="More about this message").click()
    page.get_by_role("menuitem", name="Quote").click()
    expect(message_field(page)).to_have_value("> [Picture: blue.png]\n>\n> This one?\n\n")
    message_field(page).fill("")
    page.keyboard.press("ArrowUp")
    expect(message_field(page)).to_have_value("This one?")


def test_a_row_is_as_high_before_its_picture_has_come(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    give(page, "drop", PNG)
    expect(tiles(page)).to_have_count(1)
    send(page, "High?")
    drawn(thumbnails(page))
    after = page.get_by_role("article", name="You").bounding_box()
    page.route("**/api/v0/images/*", lambda route: None)  # never answered
    page.reload()
    expect(thumbnails(page)).to_be_attached()
    assert thumbnails(page).evaluate("(picture) => picture.naturalWidth") == 0
    before = page.get_by_role("article", name="You").bounding_box()
    assert after is not None
    assert before is not None
    assert before["height"] == after["height"]


def test_a_model_that_sees_is_shown_the_picture(tmp_path: Path, enter: Enter) -> None:
    model = write_pair(tmp_path / "models", "llava")
    (tmp_path / "settings.toml").write_text("max_tokens = 8\n")
    seeing = Fireside(tmp_path, "--model", str(model))
    seeing.start()
    try:
        page = enter(seeing)
        give(page, "drop", PNG)
        expect(tiles(page)).to_have_count(1)
        page.get_by_role("button", name="Models:").click()
        expect(page.get_by_role("button", name="Random ready")).to_contain_text("sees pictures")
        page.keyboard.press("Escape")
        expect(page.get_by_text(re.compile("cannot see pictures"))).to_have_count(0)
        send(page, "What is this?")
        page.wait_for_url("**/t/*")
        drawn(thumbnails(page))
        thread = page.request.get(f"{seeing.address}/api/v0/threads/{page.url.split('/')[-1]}").json()
        run = thread["messages"][-1]["run"]
        assert (run["status"], run["read_tokens"] > 64) == ("completed", True)  # what it sees of it are 64 tokens
    finally:
        seeing.stop()


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_pictures_look_as_they_should(fireside: Fireside, enter: Enter, tmp_path: Path, scheme: str) -> None:
    page = enter(fireside, color_scheme=scheme, bypass_csp=True)
    folder = Path(os.environ.get("FIRESIDE_SCREENSHOTS", tmp_path))
    shapes = {"hill.png": hill(), "a rather long name of a tower.png": hill(300, 900), "wide.png": hill(1600, 400)}

    def look(at: str, pictures: Locator) -> None:
        for picture in pictures.all():
            drawn(picture)
        assert violations(page) == []
        for size, options in SIZES.items():
            page.set_viewport_size(options["viewport"])
            spills = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert page.evaluate(spills) == 0
            page.screenshot(path=folder / f"pictures-{at}-{size}-{scheme}.png")
        page.set_viewport_size(DESK)

    give(page, "drop", *((name, "image/png", encoded(shape, "PNG")) for name, shape in shapes.items()))
    expect(tiles(page)).to_have_count(3)
    look("draft", tiles(page).locator("img"))
    send(page, "Where is the sun highest?")
    look("sent", thumbnails(page))
    page.get_by_role("article", name="You").hover()
    page.get_by_role("button", name="Edit").click()
    look("edited", tiles(page).locator("img"))
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="wide.png").click()
    look("large", page.get_by_role("dialog").get_by_role("img"))
