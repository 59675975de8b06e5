"""The first steps of a newcomer who has used other programs, and of one who wants none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Enter, message_field
from tests.e2e.served import Fireside
from tests.e2e.test_places import violations
from tests.gguf_files import write_model


@pytest.fixture
def arriving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fireside]:
    """A Fireside of somebody who has LM Studio and a model in it."""
    folder = tmp_path / "me" / ".lmstudio" / "models" / "someone" / "Good-GGUF"
    folder.mkdir(parents=True)
    write_model(folder / "good-Q4_K_M.gguf", metadata={"general.name": "Good 7B"})
    (folder / "broken.gguf").write_bytes((folder / "good-Q4_K_M.gguf").read_bytes()[:50_000])
    for name in ("HF_HOME", "HF_HUB_CACHE", "OLLAMA_MODELS", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "me"))
    (tmp_path / "home").mkdir()
    served = Fireside(tmp_path / "home")
    served.start()
    yield served
    served.stop()


def test_three_steps_lead_to_a_model_and_a_voice(arriving: Fireside, enter: Enter) -> None:
    page = enter(arriving)
    page.get_by_role("button", name="Begin").click()
    page.get_by_text("Light", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.get_by_role("button", name="Next").click()
    models = page.get_by_role("list", name="Models that other programs have here")
    expect(models.get_by_role("listitem").filter(has_text="LM Studio")).to_have_count(2)
    broken, good = (models.get_by_role("button", name="Add Good 7B").nth(number) for number in (0, 1))
    broken.click()
    expect(models.get_by_role("alert")).to_contain_text("cut off")
    good.click()
    expect(models.get_by_text("On your list")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("switch", name="Speak replies").click()
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("button", name="Begin")).to_have_count(0)
    page.reload()
    page.get_by_role("button", name="Models:").click()
    expect(page.get_by_role("button", name="Good 7B", exact=False).first).to_be_visible()
    expect(page.get_by_role("button", name="Begin")).to_have_count(0)


def test_who_wants_none_is_not_asked_again_and_may_write_at_once(arriving: Fireside, enter: Enter) -> None:
    page = enter(arriving)
    message_field(page).fill("What is 2 + 2?")
    message_field(page).press("Enter")
    expect(page.get_by_text("2 + 2 = 4", exact=True)).to_be_visible()
    page.get_by_role("link", name="New thread").first.click()
    page.get_by_role("button", name="Not now").click()
    expect(page.get_by_role("button", name="Begin")).to_have_count(0)
    page.reload()
    message_field(page).wait_for()
    expect(page.get_by_role("button", name="Not now")).to_have_count(0)


def test_whoever_reads_german_is_offered_a_german_voice(arriving: Fireside, enter: Enter) -> None:
    page = enter(arriving, locale="de-DE")
    page.get_by_role("button", name="Los geht’s").click()
    for _ in range(2):
        page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_role("radio", name="German Deutsch", exact=True)).to_be_checked()


def test_models_of_other_programs_are_found_later_too(arriving: Fireside, enter: Enter) -> None:
    page = enter(arriving, locale="de-DE")
    page.get_by_role("button", name="Modelle:").click()
    page.get_by_role("button", name="Modelle anderer Programme …").click()
    expect(page.get_by_role("dialog").get_by_text("Good 7B").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_no_step_keeps_anybody_out(arriving: Fireside, enter: Enter, scheme: str) -> None:
    page = enter(arriving, color_scheme=scheme, bypass_csp=True)
    page.get_by_role("button", name="Begin").click()
    for title in ("How it looks", "Models", "A voice"):
        expect(page.get_by_role("dialog", name=title)).to_be_visible()
        assert violations(page) == []
        if title != "A voice":
            page.get_by_role("button", name="Next").click()
