"""Links and model files from outside: shown, asked about, and nothing happens by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from backend.api.access import Access
from desktop.instance import Instance
from desktop.secret import read_secret
from tests.e2e.conftest import Enter, message_field
from tests.e2e.served import Fireside, Written, write
from tests.e2e.test_places import violations
from tests.gguf_files import write_model
from tests.library.fake_hub import FakeHub, serving

THREAD = Written("Bread", [("How long does it rise?", "Until it has doubled.")])
MODEL = "publisher/Small-GGUF"


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeHub]:
    with serving() as hub:
        model = write_model(tmp_path_factory.mktemp("hub") / "small.gguf")
        hub.repositories[MODEL] = {"small-Q4_K_M.gguf": model.read_bytes()}
        yield hub


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, hub: FakeHub) -> Iterator[Fireside]:
    home = tmp_path_factory.mktemp("openings")
    write(home, [THREAD])
    (home / "settings.toml").write_text("welcomed = true\n")
    served = Fireside(home, variables={"FIRESIDE_HOME": str(home), "HF_ENDPOINT": hub.endpoint})
    served.start()
    yield served
    served.stop()


def bring(served: Fireside, *wanted: str) -> None:
    """What a second start does, instead of starting."""
    instance = Instance(served.home)
    assert not instance.first
    key = Access("127.0.0.1", instance.last_port or 0, read_secret(served.home / "secret")).key
    assert instance.call_first(key, wanted=wanted)


def threads_shown(page: Page) -> str:
    return page.url.rpartition("/app/")[2]


def test_a_thread_opens_also_when_the_link_came_before_the_page(served: Fireside, enter: Enter) -> None:
    bring(served, f"fireside://thread/{THREAD.id}")
    page = enter(served)
    expect(page.get_by_text("Until it has doubled.")).to_be_visible()
    assert threads_shown(page) == f"t/{THREAD.id}"
    bring(served, "fireside://new")
    expect(page.get_by_text("Until it has doubled.")).to_be_hidden()
    expect(message_field(page)).to_be_focused()


def test_a_model_is_asked_about_before_anybody_else_is(served: Fireside, enter: Enter, hub: FakeHub) -> None:
    page = enter(served, bypass_csp=True)
    bring(served, f"fireside://model/{MODEL}:Q4_K_M")
    dialog = page.get_by_role("dialog", name="Add this model?")
    expect(dialog).to_contain_text(f"{MODEL}:Q4_K_M")
    assert violations(page) == []
    assert hub.paths("files") == []
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()
    page.reload()
    message_field(page).wait_for()
    expect(dialog).to_be_hidden()
    bring(served, f"fireside://model/{MODEL}:Q4_K_M")
    dialog.get_by_role("button", name="Show it").click()
    expect(page.get_by_role("button", name="Get the model Small Q4_K_M")).to_be_visible()


def test_a_file_is_added_only_when_the_person_says_so(served: Fireside, enter: Enter, tmp_path: Path) -> None:
    page = enter(served, locale="de-DE", color_scheme="light", bypass_csp=True)
    model = write_model(tmp_path / "mein Modell.gguf")
    bring(served, str(model))
    dialog = page.get_by_role("dialog", name="Dieses Modell hinzufügen?")
    expect(dialog).to_contain_text(str(model))
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    bring(served, str(model))
    dialog.get_by_role("button", name="Hinzufügen und benutzen").click()
    expect(dialog).to_be_hidden()
    bring(served, str(model))
    page.get_by_role("dialog", name="Mit diesem Modell antworten?").get_by_role("button", name="Abbrechen").click()


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("fireside:///etc/passwd", "Fireside does not know what this link means; nothing was done."),
        ("fireside://model/a/b%2F..%2Fc", "Fireside does not know what this link means; nothing was done."),
        ("fireside://thread/" + "0" * 32, "The thread of this link is not here."),
        ("fireside://model/" + "a" * 2000, "The link is too long; nothing was done."),
        ("/nowhere/model.gguf", "This file cannot be opened."),
    ],
)
def test_a_hostile_link_is_refused_in_words(served: Fireside, enter: Enter, link: str, words: str) -> None:
    page = enter(served)
    before = page.url
    bring(served, link)
    expect(page.get_by_role("listitem").filter(has_text=words)).to_be_visible()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.url == before


def test_the_small_place_asks_and_keeps_the_thread(served: Fireside, enter: Enter) -> None:
    page = enter(served, "ask", viewport={"width": 620, "height": 440}, bypass_csp=True)
    expect(message_field(page)).to_be_focused()
    assert violations(page) == []
    page.keyboard.type("What can you do?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Open in Fireside")).to_be_visible()
    expect(page.get_by_role("region", name="Messages")).to_contain_text("What can you do?")
    assert violations(page) == []
    page.wait_for_url("**/ask/*")
    thread = threads_shown(page).removeprefix("ask/")
    page.goto(f"{served.address}/app/t/{thread}")
    expect(page.get_by_role("region", name="Messages")).to_contain_text("What can you do?")
