"""Models of servers through the page: found, added, chatted with, kept to one thread; who reads it is always shown."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Enter, message_field
from tests.e2e.served import Fireside
from tests.e2e.test_places import SIZES, violations
from tests.e2e.test_settings import kept, place
from tests.engines.other_server import KEY, other_server

ELSEWHERE = {"address": "https://models.example.org", "name": "gpt-large", "key": "sk-x"}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a server of someone else's listens, on this computer."""
    with other_server(tmp_path_factory.mktemp("server") / "log") as address:
        yield address


def ask(page: Page, method: str, path: str, body: Any = None) -> Any:
    """What the server answers to the page."""
    return page.evaluate(
        """async ([method, path, body]) => {
            const headers = { 'content-type': 'application/json' }
            const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) })
            if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
            return answer.status === 204 ? null : answer.json()
        }""",
        [method, path, body],
    )


@pytest.fixture
def home(fireside: Fireside, enter: Enter) -> Iterator[Fireside]:
    """A Fireside that asks nobody elsewhere, and has only its starter again after the test."""
    page = enter(fireside)
    ask(page, "PATCH", "/api/v0/settings", {"offline": True, "model_id": None})
    yield fireside
    for model in ask(page, "GET", "/api/v0/models")["models"]:
        if not model["bundled"]:
            ask(page, "DELETE", f"/api/v0/models/{model['id']}")


def add_elsewhere(page: Page) -> None:
    """A model of another computer, which all threads are answered by; nothing is sent while Fireside is offline."""
    model = ask(page, "POST", "/api/v0/servers/models", ELSEWHERE)
    ask(page, "POST", f"/api/v0/models/{model['id']}/load")


def open_form(page: Page) -> None:
    page.get_by_role("button", name="Models:").click()
    page.get_by_role("button", name="Connect a model server").click()


def test_a_model_of_a_server_is_added_by_keyboard_and_answers(home: Fireside, enter: Enter, address: str) -> None:
    page = enter(home)
    page.get_by_role("button", name="Models:").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Connect a model server").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Connect a model server")
    expect(dialog.get_by_label("Address")).to_be_focused()
    page.keyboard.type(address)
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("wants a key")
    expect(dialog.get_by_label("Key")).to_be_focused()
    expect(dialog.get_by_label("Key")).to_have_attribute("type", "password")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("did not accept the key")
    page.keyboard.press("Control+A")
    page.keyboard.type(KEY)
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("radio", name="starter")).to_be_focused()
    expect(dialog.get_by_role("radio", name="starter")).to_be_checked()
    expect(dialog.get_by_role("alert")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.get_by_text("starter was added", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Models: starter")).to_be_visible()
    expect(page.get_by_text("ready", exact=True)).to_be_visible()
    message_field(page).fill("Hello, who are you?")
    message_field(page).press("Enter")
    expect(page.get_by_role("button", name="Retry")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("article", name="Reply")).not_to_be_empty()
    expect(page.get_by_text("On this computer", exact=True)).to_be_visible()
    page.get_by_role("button", name="Models: starter").click()
    menu = page.get_by_role("dialog", name="Models")
    expect(menu.get_by_role("button", name="starter", exact=False).first).to_be_visible()
    expect(menu).to_contain_text("this computer · localhost:")


def test_a_thread_has_a_model_of_its_own_and_the_others_keep_theirs(home: Fireside, enter: Enter) -> None:
    page = enter(home)
    message_field(page).fill("What can Fireside do?")
    message_field(page).press("Enter")
    expect(page.get_by_role("button", name="Retry")).to_be_visible(timeout=60_000)
    ask(page, "POST", "/api/v0/servers/models", ELSEWHERE)
    page.get_by_role("button", name="Models:").click()
    page.get_by_role("switch", name="Only for this thread").click()
    expect(page.get_by_role("switch", name="Only for this thread")).to_be_checked()
    page.get_by_role("dialog", name="Models").get_by_role("button", name="gpt-large").first.click()
    line = page.get_by_role("button", name="Models: gpt-large on models.example.org")
    expect(line).to_be_visible()
    expect(page.get_by_text("On this computer", exact=True)).to_have_count(0)
    message_field(page).fill("Are you there?")
    message_field(page).press("Enter")
    expect(page.get_by_role("alert").or_(page.get_by_text("offline").first).first).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="Fireside, new thread").or_(page.get_by_role("link", name="New thread")).first.click()
    expect(page.get_by_role("button", name="Models: Fireside Starter")).to_be_visible()
    expect(page.get_by_text("Everything you say stays on this computer")).to_be_visible()
    page.go_back()
    expect(line).to_be_visible()
    line.click()
    page.get_by_role("switch", name="Only for this thread").click()
    expect(page.get_by_role("button", name="Models: Fireside Starter")).to_be_visible()


def test_before_the_first_word_it_is_said_that_it_goes_elsewhere(home: Fireside, enter: Enter) -> None:
    page = enter(home)
    add_elsewhere(page)
    expect(page.get_by_role("button", name="Models: gpt-large on models.example.org")).to_be_visible()
    expect(page.get_by_text("What you say goes to models.example.org")).to_be_visible()
    expect(page.get_by_text("Fireside is offline by your choice").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("size", SIZES)
def test_the_form_and_the_menu_are_for_everyone(
    home: Fireside, enter: Enter, tmp_path: Path, address: str, size: str, scheme: str
) -> None:
    page = enter(home, color_scheme=scheme, bypass_csp=True, **SIZES[size])
    folder = Path(os.environ.get("FIRESIDE_SCREENSHOTS", tmp_path))
    add_elsewhere(page)
    open_form(page)
    page.get_by_label("Address").fill(address)
    page.get_by_label("Key").fill("wrong")
    page.get_by_role("button", name="Show its models").click()
    expect(page.get_by_role("alert")).to_contain_text("did not accept the key")
    assert violations(page) == []
    page.screenshot(path=folder / f"server-refused-{size}-{scheme}.png")
    page.get_by_label("Key").fill(KEY)
    page.get_by_role("button", name="Show its models").click()
    expect(page.get_by_role("radio")).to_be_checked()
    assert violations(page) == []
    page.screenshot(path=folder / f"server-{size}-{scheme}.png")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Models:").click()
    expect(page.get_by_role("button", name="Connect a model server")).to_be_visible()
    assert violations(page) == []
    page.screenshot(path=folder / f"models-{size}-{scheme}.png")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+,")
    for name in ("Model", "Storage"):
        page.get_by_role("tab", name=name).click()
        expect(page.get_by_role("tabpanel")).to_be_visible()
        assert violations(page) == []
        page.screenshot(path=folder / f"settings-{name.lower()}-{size}-{scheme}.png")


def test_what_models_have_read_is_measured_and_cleared(home: Fireside, enter: Enter) -> None:
    page = enter(home)
    message_field(page).fill("What can Fireside do?")
    message_field(page).press("Enter")
    expect(page.get_by_role("button", name="Retry")).to_be_visible(timeout=60_000)
    ask(page, "POST", "/api/v0/models/unload")
    place(page, "Storage")
    panel = page.get_by_role("tabpanel")
    expect(panel.get_by_text("0 byte now")).to_have_count(0)
    panel.get_by_role("button", name="Clear it").click()
    expect(panel.get_by_text("0 byte now")).to_be_visible()
    with kept(page):
        panel.get_by_text("1 GB", exact=True).click()
    page.get_by_role("tab", name="Model", exact=True).click()
    with kept(page):
        panel.get_by_text("1 hour", exact=True).click()
    page.reload()
    place(page, "Model")
    expect(panel.get_by_role("radio", name="1 hour")).to_be_checked()
    page.get_by_role("tab", name="Storage").click()
    expect(panel.get_by_role("radio", name="1 GB")).to_be_checked()
