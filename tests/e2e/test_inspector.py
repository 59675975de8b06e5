"""The inspector: what a thread's model is told, how it writes and how it sounds, set beside it or before it begins."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.babbler import babbler
from tests.e2e.conftest import Enter, drawn, message_field
from tests.e2e.samples import MARKDOWN
from tests.e2e.served import Fireside, Written, write
from tests.e2e.test_places import SIZES, violations

BREAD = Written("Bread", [("How do I bake bread?", MARKDOWN)])
OTHER = Written("Salt", [("How much salt?", "Two in a hundred.")])
PROMPT = "You are a baker. Answer in one sentence."


@pytest.fixture(scope="module")
def babbling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fireside]:
    """A Fireside whose model babbles, and takes what it is told as a bigger one does."""
    home: Path = tmp_path_factory.mktemp("babbling")
    (home / "settings.toml").write_text('max_tokens = 24\ntemperature = 1.0\nvoice_id = "espeak:de"\n')
    write(home, [BREAD, OTHER])
    served = Fireside(home, "--model", str(babbler(home / "babbler.gguf", context=4096)))
    served.start()
    yield served
    served.stop()


def inspector(page: Page, name: str = "Inspector") -> Locator:
    """The panel, opened by its key if it is not there. Not for one that is just coming: the key would send it away."""
    panel = page.get_by_role("complementary", name=name)
    if panel.count() == 0:
        page.keyboard.press("Control+i")
    panel.get_by_role("heading", level=3).first.wait_for()
    return panel


def prompt_of(panel: Locator) -> Locator:
    return panel.get_by_role("textbox", name="System prompt", exact=True)


def stored(page: Page, thread: str) -> Any:
    """The thread as the server has it."""
    return page.evaluate("async id => (await (await fetch(`/api/v0/threads/${id}`)).json()).thread", thread)


def until_stored(page: Page, thread: str, holds: str) -> None:
    """Wait until the stored thread is so, in JavaScript."""
    read = "const { thread } = await (await fetch(`/api/v0/threads/${id}`)).json()"
    # Not with wait_for_function, which takes the promise of an answer for an answer.
    while not page.evaluate(f"async id => {{ {read}; return {holds} }}", thread):
        page.wait_for_timeout(50)


def said_in(reply: Locator) -> str:
    """The words of a reply, without what stands around them."""
    return reply.locator("p").first.inner_text()


def choose_model(page: Page, panel: Locator, name: str) -> None:
    panel.get_by_role("combobox", name="Model").select_option(label=name)
    expect(page.get_by_role("button", name=f"Models: {name}")).to_be_visible()


def test_it_is_asked_for_remembered_and_closed_by_its_key(babbling: Fireside, enter: Enter) -> None:
    page = enter(babbling, f"t/{BREAD.id}")
    expect(page.get_by_role("complementary", name="Inspector")).to_have_count(0)
    page.get_by_role("button", name="Show the inspector").click()
    panel = page.get_by_role("complementary", name="Inspector")
    expect(panel).to_be_focused()
    page.reload()
    expect(panel).to_be_visible()
    expect(message_field(page)).to_be_focused()
    page.set_viewport_size({"width": 1000, "height": 700})
    expect(page.get_by_role("heading", name="Inspector")).to_have_count(0)
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(panel).to_be_visible()
    page.keyboard.press("Control+i")
    expect(panel).to_have_count(0)
    page.reload()
    drawn(page)
    expect(panel).to_have_count(0)


def test_who_closes_the_drawer_is_led_back(babbling: Fireside, enter: Enter) -> None:
    page = enter(babbling, f"t/{BREAD.id}", viewport={"width": 1000, "height": 700})
    expect(message_field(page)).to_be_focused()
    page.keyboard.press("Control+i")
    expect(page.get_by_role("dialog", name="Inspector")).to_be_focused()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Search all threads")).to_be_focused()
    page.keyboard.type(">theme")
    expect(page.get_by_role("option").first).to_contain_text("Appearance")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Inspector")).to_be_focused()
    page.keyboard.press("Escape")
    expect(message_field(page)).to_be_focused()


def test_a_system_prompt_is_saved_told_and_counted(babbling: Fireside, enter: Enter) -> None:
    page = enter(babbling, f"t/{BREAD.id}")
    panel = inspector(page)
    prompt_of(panel).fill(PROMPT)
    until_stored(page, BREAD.id, f"thread.system_prompt === '{PROMPT}'")
    other = enter(babbling, f"t/{BREAD.id}")
    theirs = prompt_of(inspector(other))
    expect(theirs).to_have_value(PROMPT)
    theirs.fill(f"{PROMPT} Be kind.")
    theirs.blur()
    expect(prompt_of(panel)).to_have_value(f"{PROMPT} Be kind."), "also in the other window"
    message_field(page).fill("And with rye?")
    message_field(page).press("Enter")
    expect(page.get_by_role("button", name="Retry")).to_have_count(2, timeout=60_000)
    filling = panel.get_by_role("region", name="What the model has in mind")
    expect(filling.get_by_role("term").first).to_have_text("System prompt")
    assert int(filling.get_by_role("definition").first.inner_text()) > 20
    panel.get_by_role("button", name="Reset System prompt").click()
    expect(prompt_of(panel)).to_have_value("")
    expect(filling.get_by_text("System prompt")).to_have_count(0)


def test_two_windows_stay_in_step(babbling: Fireside, enter: Enter) -> None:
    page, other = enter(babbling, f"t/{BREAD.id}"), enter(babbling, f"t/{BREAD.id}")
    prompt = inspector(page).get_by_role("textbox", name="System prompt")
    before = prompt.input_value()
    for words in ("Answer in one sentence.", before):
        prompt.fill(words)
        prompt.blur()
        expect(inspector(other).get_by_role("textbox", name="System prompt")).to_have_value(words)


def test_a_persona_is_chosen_copied_renamed_and_deleted_with_undo(babbling: Fireside, enter: Enter) -> None:
    page = enter(babbling, f"t/{OTHER.id}")
    panel = inspector(page)
    prompt_of(panel).fill("Talk like a miller.")
    button = panel.get_by_role("button", name="Personas")
    button.click()
    personas = page.get_by_role("dialog", name="Personas")
    personas.get_by_role("button", name="Patient teacher").click()
    expect(prompt_of(panel)).to_have_value(re.compile("You are a patient teacher"))
    page.get_by_role("button", name="Undo").click()
    expect(prompt_of(panel)).to_have_value("Talk like a miller.")
    expect(personas).to_have_count(0)
    button.click()
    personas.get_by_role("textbox", name="Keep this one as").fill("Miller")
    page.keyboard.press("Enter")
    expect(personas.get_by_role("button", name="Miller", exact=True)).to_have_attribute("aria-current", "true")
    personas.get_by_role("button", name="Rename Miller").click()
    name = personas.get_by_role("textbox", name="Name of the persona")
    expect(name).to_be_focused()
    name.fill("Old miller")
    name.press("Enter")
    expect(personas.get_by_role("button", name="Old miller", exact=True)).to_be_visible()
    expect(personas.get_by_role("button", name="Rename Concise")).to_have_count(0), "what came with it stays as it is"
    personas.get_by_role("button", name="Delete Old miller").click()
    expect(personas.get_by_role("button", name="Old miller", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(personas.get_by_role("button", name="Old miller", exact=True)).to_be_visible()
    page.goto(f"{babbling.address}/app/t/{BREAD.id}")
    panel.get_by_role("button", name="Personas").click()
    personas.get_by_role("button", name="Old miller", exact=True).click()
    expect(prompt_of(panel)).to_have_value("Talk like a miller.")


def test_sampling_says_whose_it_is_and_a_seed_makes_a_reply_repeat(babbling: Fireside, enter: Enter) -> None:
    page = enter(babbling, f"t/{OTHER.id}")
    panel = inspector(page)
    writing = panel.get_by_role("region", name="How it writes")
    expect(writing.get_by_text("from the settings")).to_have_count(2)
    slider = writing.get_by_role("slider", name="Top-p")
    slider.focus()
    slider.press("Home")
    until_stored(page, OTHER.id, "thread.sampling?.top_p === 0")
    expect(writing.get_by_text("this thread’s")).to_have_count(1)
    writing.get_by_role("button", name="Reset Top-p").click()
    until_stored(page, OTHER.id, "thread.sampling == null")
    seed = writing.get_by_role("textbox", name="Seed")
    for absurd in ("-1", "many", "1e3", "99999999999"):
        seed.fill(absurd)
        seed.press("Enter")
        expect(writing.get_by_role("alert")).to_contain_text("A whole number from 0 to 4,294,967,295")
    assert stored(page, OTHER.id)["sampling"] is None
    seed.fill("7")
    seed.press("Enter")
    expect(writing.get_by_role("alert")).to_have_count(0)
    stop = writing.get_by_role("textbox", name="Add a text")
    stop.fill("\\n\\n###")
    stop.press("Enter")
    until_stored(page, OTHER.id, "thread.sampling?.stop?.[0] === '\\n\\n###'")
    writing.get_by_role("button", name="Advanced").click()
    writing.get_by_role("radiogroup", name="Mirostat").get_by_text("2").click()
    until_stored(page, OTHER.id, "thread.sampling?.mirostat === 2")
    writing.get_by_role("button", name="Reset Mirostat").click()
    until_stored(page, OTHER.id, "thread.sampling.mirostat === null && thread.sampling.seed === 7")
    reply = page.get_by_role("article", name="Reply").last
    message_field(page).fill("Again?")
    message_field(page).press("Enter")
    expect(page.get_by_role("article", name="Reply")).to_have_count(2)
    expect(reply).to_have_attribute("aria-busy", "false", timeout=60_000)
    first = said_in(reply)
    assert first
    page.get_by_role("button", name="Retry").last.click()
    expect(reply.get_by_text(re.compile("2\\s*/\\s*2"))).to_be_visible()
    expect(reply).to_have_attribute("aria-busy", "false", timeout=60_000)
    expect(reply.locator("p").first).to_have_text(first, use_inner_text=True)
    writing.get_by_role("button", name="Reset all").click()
    until_stored(page, OTHER.id, "thread.sampling == null")


def test_a_voice_and_speaking_of_its_own_are_heard_and_taken_back(babbling: Fireside, enter: Enter) -> None:
    page = enter(babbling, f"t/{BREAD.id}")
    panel = inspector(page)
    voices = panel.get_by_role("combobox", name="Voice")
    expect(voices.locator("option").first).to_have_text(re.compile("As in the settings: .+"))
    voices.select_option("espeak:en-gb")
    until_stored(page, BREAD.id, "thread.voice_id === 'espeak:en-gb'")
    with page.expect_request(lambda request: request.method == "POST" and request.url.endswith("/speech")) as asked:
        panel.get_by_role("button", name="Hear it").click()
    assert asked.value.post_data_json["voice_id"] == "espeak:en-gb"
    assert asked.value.response().status == 202
    speaks = panel.get_by_role("switch", name="Speak replies")
    speaks.click()
    until_stored(page, BREAD.id, "thread.speak_replies === true")
    expect(page.get_by_role("main").get_by_role("switch", name="Speak replies")).to_be_checked()
    panel.get_by_role("button", name="Reset Speak replies").click()
    until_stored(page, BREAD.id, "thread.speak_replies === null")
    voices.select_option(index=0)
    until_stored(page, BREAD.id, "thread.voice_id === null")


def test_what_is_chosen_before_a_thread_begins_is_in_it_from_its_first_message(
    babbling: Fireside, enter: Enter
) -> None:
    page = enter(babbling)
    panel = inspector(page)
    choose_model(page, panel, "Random")
    prompt_of(panel).fill(PROMPT)
    panel.get_by_role("switch", name="Speak replies").click()
    longest = panel.get_by_role("textbox", name="Longest reply")
    longest.fill("9")
    longest.press("Enter")
    page.reload()
    expect(prompt_of(panel)).to_have_value(PROMPT)
    message_field(page).fill("Hello")
    message_field(page).press("Enter")
    page.wait_for_url("**/t/*")
    expect(page.get_by_role("button", name="Retry")).to_be_visible(timeout=60_000)
    thread = stored(page, page.url.rsplit("/", 1)[1])
    assert (thread["system_prompt"], thread["speak_replies"], thread["sampling"]["max_tokens"]) == (PROMPT, True, 9)
    assert thread["model_id"]
    expect(prompt_of(panel)).to_have_value(PROMPT)
    page.keyboard.press("Control+n")
    expect(prompt_of(panel)).to_have_value("")
    expect(panel.get_by_text("this thread’s")).to_have_count(0), "the next one begins anew"


def test_words_that_were_written_last_are_told_with_the_message_after_them(babbling: Fireside, enter: Enter) -> None:
    """Who writes a prompt and sends at once does not wait for it to be saved."""
    page = enter(babbling, f"t/{OTHER.id}")
    panel = inspector(page)
    message_field(page).fill("Now?")
    page.route("**/api/v0/threads/*", lambda route: (page.wait_for_timeout(300), route.continue_()))
    with page.expect_request(lambda request: request.url.endswith("/runs")) as run:
        prompt_of(panel).fill("Be quick.")
        page.get_by_role("button", name="Send").click()
    assert run.value.response().status == 202
    assert stored(page, OTHER.id)["system_prompt"] == "Be quick."


def test_a_starter_says_what_it_does_not_heed(fireside: Fireside, enter: Enter) -> None:
    page = enter(fireside)
    panel = inspector(page)
    expect(panel.get_by_text("The starter is guided by rules and does not heed this")).to_be_visible()
    expect(panel.get_by_text("This model is held to 0.3 or less.")).to_be_visible()
    expect(panel.get_by_role("slider", name="Imagination")).to_be_visible()
    expect(panel.get_by_role("textbox", name="Seed")).to_be_visible()
    expect(panel.get_by_role("slider", name="Top-p")).to_have_count(0)
    expect(panel.get_by_role("button", name="Advanced")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("size", SIZES)
def test_looks_as_it_should(babbling: Fireside, enter: Enter, tmp_path: Path, size: str, scheme: str) -> None:
    page = enter(babbling, f"t/{BREAD.id}", color_scheme=scheme, bypass_csp=True, **SIZES[size])
    beside = SIZES[size]["viewport"]["width"] > 1100
    page.get_by_role("button", name="Show the inspector").click()
    panel = page.get_by_role("complementary" if beside else "dialog", name="Inspector")
    panel.get_by_role("button", name="Advanced").click()
    expect(panel.get_by_role("slider", name="DRY")).to_be_visible()
    spills = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert spills == 0
    assert violations(page) == []
    folder = Path(os.environ.get("FIRESIDE_SCREENSHOTS", tmp_path))
    page.screenshot(path=folder / f"inspector-{size}-{scheme}.png")
    panel.get_by_role("button", name="Personas").click()
    expect(page.get_by_role("dialog", name="Personas")).to_be_visible()
    assert violations(page) == []
    page.screenshot(path=folder / f"personas-{size}-{scheme}.png")
    if not beside:
        page.keyboard.press("Escape")
        page.keyboard.press("Control+i")
        expect(panel).to_have_count(0)
        page.reload()
        drawn(page)
        expect(panel).to_have_count(0), "a drawer would cover the thread at the next start"


def test_speaks_german(babbling: Fireside, enter: Enter) -> None:
    page = enter(babbling, f"t/{BREAD.id}", locale="de-DE")
    page.get_by_role("button", name="Inspektor einblenden").click()
    panel = page.get_by_role("complementary", name="Inspektor")
    expect(panel.get_by_role("textbox", name="Systemprompt")).to_be_visible()
    panel.get_by_role("button", name="Personas").click()
    page.get_by_role("dialog", name="Personas").get_by_role("button", name="Geduldiger Lehrer").click()
    expect(panel.get_by_role("textbox", name="Systemprompt")).to_have_value(re.compile("Du bist ein geduldiger Lehrer"))
    until_stored(page, BREAD.id, "thread.system_prompt.startsWith('Du bist')")


def test_what_every_thread_is_told_is_shown_as_such_until_a_thread_says_otherwise(
    fireside: Fireside, enter: Enter
) -> None:
    page = enter(fireside)
    page.keyboard.press("Control+,")
    settings = page.get_by_role("dialog", name="Settings")
    settings.get_by_role("tab", name="Model").click()
    settings.get_by_role("textbox", name="System prompt").fill("My name is Kim.")
    page.keyboard.press("Escape")
    expect(settings).to_have_count(0)
    panel = inspector(page)
    expect(prompt_of(panel)).to_have_value("My name is Kim.")
    prompt = panel.get_by_role("region", name="System prompt")
    expect(prompt.get_by_text("from the settings")).to_be_visible()
    prompt_of(panel).fill("")
    prompt_of(panel).blur()
    expect(prompt.get_by_text("this thread’s")).to_be_visible()
    page.get_by_role("button", name="Reset System prompt").click()
    expect(prompt_of(panel)).to_have_value("My name is Kim.")
