"""Your models: what each is, how quick it is, what was chosen for it, why it fails, and how it goes and comes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Enter, drawn, sighting
from tests.e2e.served import Fireside
from tests.e2e.test_places import violations
from tests.gguf_files import write_model

LONG = 60_000
"""Milliseconds for what takes a model to be loaded, or measured."""


@pytest.fixture(scope="module")
def owning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fireside]:
    """A Fireside with a folder of models that were fetched, and some beside it."""
    home = tmp_path_factory.mktemp("owning")
    served = Fireside(home)
    served.start()
    yield served
    served.stop()


def model(path: Path, **options: object) -> Path:
    """A model file with random weights."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_model(path, **options)  # type: ignore[arg-type]


def add(page: Page, path: Path) -> None:
    """Put a file on the list, under the name of its file."""
    page.evaluate(
        """async ([path, name]) => { const answer = await fetch('/api/v0/models', {method: 'POST',
        headers: {'content-type': 'application/json'}, body: JSON.stringify({path, name})});
        if (!answer.ok) throw new Error(await answer.text()) }""",
        [str(path), path.stem],
    )


def looked(page: Page, name: str) -> tuple[Locator, Locator]:
    """The dialog of one's models, and the card of one of them."""
    drawn(page)
    page.keyboard.press("Control+,")
    page.get_by_role("tab", name="Model").click()
    page.get_by_role("dialog", name="Settings").get_by_role("button", name="Your models …").click()
    dialog = page.get_by_role("dialog", name="Your models")
    dialog.get_by_role("list", name="Your models").get_by_role("button", name=name).click()
    return dialog, dialog.get_by_role("article", name=name)


def test_a_model_is_measured_named_and_loaded_with_what_was_chosen(
    owning: Fireside, enter: Enter, tmp_path: Path
) -> None:
    page = enter(owning, bypass_csp=True)
    add(page, model(tmp_path / "quick.gguf", width=128, context=4096))
    dialog, card = looked(page, "quick")
    expect(card.get_by_text("It fits")).to_be_visible(timeout=LONG)
    expect(card.get_by_text("apache-2.0")).to_be_visible()
    expect(card.get_by_text(str(tmp_path / "quick.gguf"))).to_be_visible()
    assert violations(page) == []

    measuring = sighting(page, "article progress")
    card.get_by_role("button", name="Measure").click()
    measuring()
    expect(card.get_by_text("Measured on")).to_be_visible(timeout=LONG)
    rates = card.get_by_role("region", name="Speed on this computer").get_by_text("tokens/s")
    expect(rates).to_have_count(2)
    expect(dialog.get_by_role("list", name="Your models").get_by_text("tokens/s")).to_be_visible()

    card.get_by_role("combobox", name="Context").select_option("2048")
    card.get_by_text("8 bits", exact=True).click()
    expect(card.get_by_text("Some options count only once")).to_be_visible()
    expect(card.get_by_text("with other options than now")).to_be_visible()
    card.get_by_role("button", name="Load again").click()
    expect(card.get_by_text("2k context at 8 bits")).to_be_visible(timeout=LONG)
    expect(card.get_by_text("Some options count only once")).to_have_count(0)
    assert violations(page) == []

    card.get_by_text("Chat template", exact=True).click()
    card.get_by_role("textbox", name="Chat template").fill("{% for broken %}")
    card.get_by_role("button", name="Save").click()
    expect(card.get_by_role("alert")).to_contain_text("The template cannot be read (line 1")

    card.get_by_role("textbox", name="Notes").fill("For letters")
    card.get_by_role("button", name="Rename quick").click()
    field = dialog.get_by_role("textbox", name="Name of the model")
    expect(field).to_be_focused()
    field.fill("Letters")
    field.press("Enter")
    card = dialog.get_by_role("article", name="Letters")
    expect(card.get_by_text("quick", exact=True)).to_be_visible()
    page.reload()
    dialog, card = looked(page, "Letters")
    expect(card.get_by_role("textbox", name="Notes")).to_have_value("For letters")
    expect(card.get_by_role("radio", name="8 bits")).to_be_checked()
    card.get_by_role("button", name="Reset all").click()
    expect(card.get_by_role("radio", name="Automatic")).to_be_checked()


def test_a_measuring_can_be_stopped(owning: Fireside, enter: Enter, tmp_path: Path) -> None:
    page = enter(owning)
    add(page, model(tmp_path / "slow.gguf", width=512, layers=8, context=4096))
    _, card = looked(page, "slow")
    card.get_by_role("button", name="Measure").click()
    card.get_by_role("button", name="Stop").click()
    expect(card.get_by_role("button", name="Measure")).to_be_enabled(timeout=LONG)
    expect(card.get_by_text("Measured on")).to_have_count(0)


def test_why_a_model_does_not_load_is_said_with_the_engines_words(
    owning: Fireside, enter: Enter, tmp_path: Path
) -> None:
    path = model(tmp_path / "tangled.gguf")
    path.write_bytes(path.read_bytes().replace(b"blk.1.ffn_down.weight", b"blk.1.ffn_dawn.weight"))
    page = enter(owning, bypass_csp=True)
    add(page, path)
    dialog, card = looked(page, "tangled")
    card.get_by_role("button", name="Use this model").click()
    expect(dialog).to_have_count(0)
    dialog, card = looked(page, "tangled")
    why = card.get_by_role("region", name="Why it does not load")
    expect(why).to_contain_text("could not be loaded", timeout=LONG)
    why.get_by_text("What the engine said last").click()
    expect(why.locator("pre")).to_contain_text("ffn_down")
    assert violations(page) == []
    model(tmp_path / "tangled.gguf")
    why.get_by_role("button", name="Try again").click()
    dialog, card = looked(page, "tangled")
    expect(card.get_by_text("Loaded", exact=True)).to_be_visible(timeout=LONG)
    expect(card.get_by_role("region", name="Why it does not load")).to_have_count(0)


def test_a_file_is_deleted_once_that_was_confirmed_and_comes_back(owning: Fireside, enter: Enter) -> None:
    path = model(owning.home / "models" / "publisher" / "Small-GGUF" / "Q4_K_M" / "fetched.gguf")
    page = enter(owning, bypass_csp=True)
    add(page, path)
    dialog, card = looked(page, "fetched")
    card.get_by_role("button", name="Delete file").click()
    confirm = page.get_by_role("dialog", name="Delete fetched?")
    expect(confirm).to_contain_text("Q4_K_M")
    assert violations(page) == []
    confirm.get_by_role("button", name="Delete file").click()
    removed = dialog.get_by_role("region", name="Removed just now")
    expect(removed).to_contain_text("fetched was deleted")
    assert not path.exists()
    removed.get_by_role("button", name="Bring back fetched").click()
    expect(dialog.get_by_role("list", name="Your models").get_by_role("button", name="fetched")).to_be_visible()
    assert path.exists()


def test_a_model_is_taken_off_the_list_and_its_file_stays(owning: Fireside, enter: Enter, tmp_path: Path) -> None:
    path = model(tmp_path / "mine.gguf")
    page = enter(owning)
    add(page, path)
    dialog, card = looked(page, "mine")
    card.get_by_role("button", name="Delete file").click()
    confirm = page.get_by_role("dialog", name="Delete mine?")
    expect(confirm).to_contain_text("Fireside did not fetch it")
    confirm.get_by_role("button", name="Cancel").click()
    card.get_by_role("button", name="Take off the list").click()
    expect(dialog.get_by_role("list", name="Your models").get_by_role("button", name="mine")).to_have_count(0)
    assert path.exists()


def test_a_file_that_was_moved_is_found_again(owning: Fireside, enter: Enter, tmp_path: Path) -> None:
    path = model(tmp_path / "wandering.gguf")
    page = enter(owning)
    add(page, path)
    (tmp_path / "elsewhere").mkdir()
    path.rename(tmp_path / "elsewhere" / "wandering.gguf")
    _, card = looked(page, "wandering")
    expect(card.get_by_text("The file is not there any more.")).to_be_visible()
    card.get_by_role("button", name="Find it again").click()
    expect(card.get_by_text(str(tmp_path / "elsewhere"))).to_be_visible(timeout=LONG)
