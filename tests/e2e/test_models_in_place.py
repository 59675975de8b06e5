"""Models are used where they lie, through the page: a folder of them, one that moved; and the way out: pace, proxy."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Enter
from tests.e2e.served import Fireside
from tests.e2e.test_places import PHONE, violations
from tests.e2e.test_settings import place
from tests.gguf_files import write_model


def menu(page: Page) -> None:
    page.get_by_role("button", name="Models:").click()


def picture(page: Page, tmp_path: Path, name: str) -> None:
    page.screenshot(path=Path(os.environ.get("FIRESIDE_SCREENSHOTS", tmp_path)) / f"{name}.png")


def test_a_folder_is_added_and_a_model_that_moved_is_found_again(
    fireside: Fireside, enter: Enter, tmp_path: Path
) -> None:
    page = enter(fireside, bypass_csp=True)
    folder = tmp_path / "my models"
    (folder / "deep").mkdir(parents=True)
    one = write_model(folder / "one-Q8_0.gguf", metadata={"general.basename": "one"}, seed=1)
    write_model(folder / "deep" / "big.gguf", shards=2, seed=2)
    write_model(folder / "mmproj-one-f16.gguf", architecture="clip")
    menu(page)
    page.get_by_role("button", name="Add model file").click()
    path = page.get_by_role("textbox", name="Path of the file or folder")
    expect(path).to_be_focused()
    path.fill(str(folder))
    path.press("Enter")
    found = page.get_by_role("list", name="Models in this folder")
    expect(found.get_by_role("listitem")).to_have_count(2)
    expect(found).to_contain_text("with what lets it see")
    assert violations(page) == []
    picture(page, tmp_path, "folder")
    page.get_by_role("button", name="Add all 2").click()
    expect(found.get_by_text("On your list")).to_have_count(2)
    page.get_by_role("button", name="Done").click()

    moved = one.rename(folder / "deep" / "renamed.gguf")
    page.reload()
    menu(page)
    expect(page.get_by_text("The file is gone")).to_have_count(1)
    again = page.get_by_role("button", name="Find Random again")
    assert violations(page) == []
    picture(page, tmp_path, "gone")
    again.click()
    expect(page.get_by_text("Random was found", exact=True)).to_be_visible()
    menu(page)
    expect(page.get_by_text("The file is gone")).to_have_count(0)

    page.keyboard.press("Escape")
    hidden = tmp_path / "elsewhere" / "here"
    hidden.mkdir(parents=True)
    moved.rename(hidden / "again.gguf")
    page.reload()
    menu(page)
    page.get_by_role("button", name="Find Random again").click()
    expect(path).to_be_focused()
    path.fill(str(folder / "deep" / "big-00001-of-00002.gguf"))
    path.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("is not Random")
    assert violations(page) == []
    picture(page, tmp_path, "nowhere")
    path.fill(str(tmp_path / "elsewhere"))
    page.get_by_role("button", name="It is here").click()
    expect(page.get_by_text("Random was found", exact=True)).to_be_visible()


def test_a_model_is_brought_into_firesides_folder_from_its_card(
    fireside: Fireside, enter: Enter, tmp_path: Path
) -> None:
    page = enter(fireside, bypass_csp=True)
    mine = write_model(tmp_path / "mine.gguf", metadata={"general.basename": "mine"}, seed=9)
    menu(page)
    page.get_by_role("button", name="Add model file").click()
    page.get_by_role("textbox", name="Path of the file or folder").fill(str(mine))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Random was added", exact=True)).to_be_visible()
    place(page, "Model")
    page.get_by_role("button", name="Your models …").click()
    dialog = page.get_by_role("dialog", name="Your models")
    dialog.get_by_role("list", name="Your models").get_by_role("button", name="Random").last.click()
    expect(dialog.get_by_text(str(mine))).to_be_visible()
    assert violations(page) == []
    picture(page, tmp_path, "keeping")
    dialog.get_by_role("button", name="Copy into Fireside’s folder").click()
    expect(dialog.get_by_text(str(fireside.home / "models"))).to_be_visible()
    expect(dialog.get_by_role("button", name="Copy into Fireside’s folder")).to_have_count(0)
    (copy,) = (fireside.home / "models" / "added").rglob("mine.gguf")
    assert copy.read_bytes() == mine.read_bytes()


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_speed_and_proxy_are_chosen_under_privacy(
    fireside: Fireside, enter: Enter, tmp_path: Path, scheme: str
) -> None:
    page = enter(fireside, color_scheme=scheme, bypass_csp=True)
    place(page, "Privacy")
    page.get_by_text("5 MB/s", exact=True).click()
    expect(page.get_by_role("radio", name="5 MB/s")).to_be_checked()
    page.get_by_text("My own", exact=True).click()
    address = page.get_by_role("textbox", name="Address of the proxy")
    address.fill("socks5://proxy.example")
    address.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("socks5")
    assert violations(page) == []
    address.fill("me:a-secret@proxy.example:3128")
    address.press("Enter")
    expect(page.get_by_text("The proxy is in use", exact=True)).to_be_visible()
    expect(address).to_have_value("http://proxy.example:3128")
    expect(page.get_by_role("textbox", name="User name")).to_have_value("me")
    picture(page, tmp_path, f"network-{scheme}")
    page.set_viewport_size(PHONE)
    assert page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    picture(page, tmp_path, f"network-{scheme}-phone")
    page.set_viewport_size({"width": 1024, "height": 700})
    page.get_by_role("radiogroup", name="Proxy").get_by_text("As the system").click()
    expect(address).to_have_count(0)
    page.get_by_role("radiogroup", name="Speed limit of downloads").get_by_text("None").click()
    expect(page.get_by_role("radio", name="5 MB/s")).not_to_be_checked()
    assert "a-secret" not in (fireside.home / "settings.toml").read_text()
