"""The player with real sound: what is heard and what is shown go together, wherever one walks meanwhile."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import Enter, message_field
from tests.e2e.served import Fireside, Written, rambler, write
from tests.e2e.test_places import SIZES, violations
from tests.sound import Recording, SoundCard, loud, no_sound_card, sound_card, wait_until

TEXT = """# A fire in the evening

Good evening. The **fire** is lit, and everyone is *here*. It was a long
day on the road, with 12 bridges and a ferry over the lake.

- First we carry all of the bags up the stairs and unpack them.
- Then we make `tea`, and somebody cuts the bread for everyone.

```python
print("not read")
```

At last we sit down, and somebody tells a story about a fox 🦊 who learnt to count to 1,234.
"""
SENTENCES = [
    "A fire in the evening",
    "Good evening. The fire is lit, and everyone is here.",
    "It was a long day on the road, with 12 bridges and a ferry over the lake.",
    "First we carry all of the bags up the stairs and unpack them.",
    "Then we make tea, and somebody cuts the bread for everyone.",
    "At last we sit down, and somebody tells a story about a fox 🦊 who learnt to count to 1,234.",
]
LONG = " and ".join(f"the road went on over hill number {number}" for number in range(30)).capitalize() + "."
EVENING = Written("By the fire", [("Tell me about the evening", TEXT)])
GARDEN = Written("In the garden", [("And the garden?", "It sleeps.")], 1)
WALK = "Paragraph {} is about the walk by the river and the woods."
PAGES = Written("A long walk", [("Walk on", "\n\n".join(WALK.format(number) for number in range(60)))], 2)
MANY = Written("Two hundred", [(f"Question {number}", f"Answer {number}. " * 6) for number in range(100)], 3)
ROAD = Written("One long sentence", [("How long is the road?", LONG)], 4)


@pytest.fixture(scope="module")
def card() -> Iterator[SoundCard]:
    with sound_card() as card:
        yield card


@pytest.fixture(scope="module")
def speaking(card: SoundCard, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fireside]:
    """A Fireside with threads and a loudspeaker."""
    home = tmp_path_factory.mktemp("speaking")
    write(home, [EVENING, GARDEN, PAGES, MANY, ROAD])
    served = Fireside(home)
    served.start()
    yield served
    served.stop()


@pytest.fixture
def visit(speaking: Fireside, enter: Enter) -> Enter:
    """Opens a thread in silence, with the settings as they are at first."""

    def opened(thread: Written, **options: Any) -> Page:
        page = enter(speaking, f"t/{thread.id}", **options)
        page.evaluate("() => fetch('/api/v0/speech', {method: 'DELETE'})")
        settings(page, speed=1, volume=1, sound_device=None, speak_replies=False)
        expect(player(page)).to_have_count(0)
        return page

    return opened


@pytest.fixture
def hear(card: SoundCard) -> Iterator[Recording]:
    """What the computer's loudspeaker plays."""
    with card.recording() as recording:
        yield recording


def player(page: Page) -> Locator:
    return page.get_by_role("group", name="Player")


def button(page: Page, name: str) -> Locator:
    return player(page).get_by_role("button", name=name)


def read_aloud(page: Page) -> None:
    page.get_by_role("button", name="Read aloud", exact=True).last.click()
    expect(player(page)).to_be_visible()


def stop(page: Page) -> None:
    button(page, "Stop speaking").click()
    expect(player(page)).to_have_count(0)


def shown(page: Page, name: str = "spoken-sentence") -> str:
    """The words of the page that are lit up."""
    script = "name => [...(CSS.highlights.get(name) ?? [])].map(String).join('').replaceAll(/\\s+/g, ' ')"
    return str(page.evaluate(script, name))


def until_shown(page: Page, sentence: str) -> None:
    page.wait_for_function(
        "wanted => [...(CSS.highlights.get('spoken-sentence') ?? [])].map(String).join('')"
        ".replaceAll(/\\s+/g, ' ') === wanted",
        arg=sentence,
    )


def until_loud(recording: Recording) -> None:
    wait_until(lambda: loud(recording.last(0.2)), "something is heard")


def until_silent(recording: Recording) -> None:
    wait_until(lambda: len(recording.last(0.5)) > 0 and not loud(recording.last(0.5)), "there is silence")


def step(page: Page, way: str, sentences: Sequence[str] = SENTENCES) -> int:
    """To another sentence, whose number is returned. When it was paused the voice may have come to any."""
    with page.expect_response(f"**/api/v0/speech/{way.lower()}") as answer:
        button(page, f"{way} sentence").click()
    index: int = answer.value.json()["index"]
    until_shown(page, sentences[index])
    return index


def settings(page: Page, **chosen: object) -> dict[str, Any]:
    """The settings, after a change."""
    script = """async chosen => (await fetch('/api/v0/settings', {method: 'PATCH', body: JSON.stringify(chosen),
        headers: {'content-type': 'application/json'}})).json()"""
    return dict(page.evaluate(script, chosen))


WATCH = """() => {
    window.seen = []
    const place = range => {
        const whole = document.createRange()
        whole.selectNodeContents(range.startContainer.parentElement.closest('.markdown'))
        whole.setEnd(range.startContainer, range.startOffset)
        return whole.toString().length
    }
    const look = () => {
        const [sentence] = CSS.highlights.get('spoken-sentence') ?? []
        const [word] = CSS.highlights.get('spoken-word') ?? []
        const line = document.querySelector('[role=group][aria-label=Player] p')?.textContent
        if (sentence) seen.push({
            sentence: [...CSS.highlights.get('spoken-sentence')].join('').replaceAll(/\\s+/g, ' '),
            word: word ? word.toString() : null, at: word ? place(word) : null,
            from: place(sentence), line,
        })
        requestAnimationFrame(look)
    }
    look()
}"""


def test_sentences_and_words_are_shown_in_the_order_in_which_they_are_heard(visit: Enter, hear: Recording) -> None:
    page = visit(EVENING)
    settings(page, speed=2)
    page.evaluate(WATCH)
    read_aloud(page)
    until_loud(hear)
    expect(player(page)).to_have_count(0, timeout=60_000)
    assert shown(page) == "", "nothing stays lit"
    seen = page.evaluate("() => seen")
    assert list(dict.fromkeys(one["sentence"] for one in seen)) == SENTENCES
    words = [one for one in seen if one["word"]]
    places = [one["at"] for one in words]
    assert places == sorted(places), "the light never goes back"
    assert all(one["from"] <= one["at"] < one["from"] + len(one["sentence"]) for one in words)
    assert all(one["word"] in one["sentence"] for one in words)
    assert all(" ".join(one["line"].split()) for one in seen), "the player shows it too"
    lit = dict.fromkeys((one["at"], one["word"]) for one in words)
    # “1,234” is one word of the page and many of the voice; on a busy computer a frame may miss a short word.
    assert len(lit) >= len(" ".join(SENTENCES).split()) * 0.6, lit
    assert {"fire", "here", "bread"} & {word for _, word in lit}


def test_it_pauses_goes_on_and_is_stopped(visit: Enter, hear: Recording) -> None:
    page = visit(EVENING)
    read_aloud(page)
    until_loud(hear)
    button(page, "Pause").click()
    until_silent(hear)
    until = shown(page)
    button(page, "Go on").click()
    until_loud(hear)
    expect(button(page, "Pause")).to_be_visible()
    assert SENTENCES.index(shown(page) or until) >= SENTENCES.index(until or SENTENCES[0])
    page.keyboard.press("Control+Shift+Space")
    expect(button(page, "Go on")).to_be_visible()
    until_silent(hear)
    page.keyboard.press("Control+Shift+Space")
    until_loud(hear)
    page.keyboard.press("Escape")
    expect(player(page)).to_have_count(0)
    until_silent(hear)
    assert shown(page) == ""


def test_one_goes_from_sentence_to_sentence(visit: Enter, hear: Recording) -> None:
    page = visit(EVENING)
    read_aloud(page)
    until_loud(hear)
    button(page, "Pause").click()
    first = step(page, "Next")
    assert step(page, "Next") == first + 1
    expect(player(page)).to_contain_text(f"{first + 2} / ")
    assert step(page, "Previous") == first
    until_silent(hear)  # a pause stays one, wherever one goes
    button(page, "Go on").click()
    until_loud(hear)
    while player(page).count():  # which ends by itself, too: a click that waits for its button might wait for ever
        button(page, "Next sentence").evaluate_all("buttons => buttons.forEach(one => one.click())")
        page.wait_for_timeout(100)
    until_silent(hear)


def test_it_stays_as_one_walks_through_the_app(visit: Enter, hear: Recording) -> None:
    page = visit(EVENING)
    read_aloud(page)
    until_loud(hear)
    page.get_by_role("link", name="In the garden").click()
    expect(page.get_by_text("It sleeps.")).to_be_visible()
    expect(player(page)).to_be_visible()
    assert shown(page) == ""
    page.keyboard.press("Control+,")
    expect(page.get_by_role("dialog", name="Settings")).to_be_visible()
    until_loud(hear)
    page.keyboard.press("Control+Shift+Space")
    until_silent(hear)
    page.get_by_role("dialog", name="Settings").get_by_role("button", name="Close").click()
    button(page, "Go on").click()
    page.get_by_role("link", name="By the fire").click()
    page.wait_for_function("() => CSS.highlights.has('spoken-sentence')")
    until_loud(hear)
    stop(page)


def test_it_is_read_from_where_one_selects(visit: Enter) -> None:
    page = visit(EVENING)
    page.locator(".markdown p").first.wait_for()
    page.evaluate("() => document.fonts.ready.then(() => null)")
    box = page.evaluate(
        """() => {
            const text = [...document.querySelectorAll('.markdown p')][0].lastChild
            const range = document.createRange()
            const at = text.textContent.indexOf('bridges')
            range.setStart(text, at)
            range.setEnd(text, at + 7)
            const { x, y, width, height } = range.getBoundingClientRect()
            return { x: x + width / 2, y: y + height / 2 }
        }"""
    )
    page.mouse.dblclick(box["x"], box["y"])
    page.get_by_role("button", name="Read aloud from here").click()
    until_shown(page, SENTENCES[2])
    expect(page.get_by_role("button", name="Read aloud from here")).to_have_count(0)
    button(page, "Pause").click()
    while step(page, "Previous") > 1:  # also to what stands before it
        pass
    stop(page)


def test_replies_are_spoken_in_one_thread_or_in_all(visit: Enter) -> None:
    page = visit(EVENING)
    switch = page.get_by_role("switch", name="Speak replies")
    expect(switch).not_to_be_checked()
    switch.click()
    expect(switch).to_be_checked()
    page.get_by_role("link", name="In the garden").click()
    expect(switch).not_to_be_checked()
    settings(page, speak_replies=True)
    expect(switch).to_be_checked()
    switch.click()
    expect(switch).not_to_be_checked()
    page.get_by_role("link", name="By the fire").click()
    expect(switch).to_be_checked()
    page.get_by_role("link", name="A long walk").click()
    expect(switch).to_be_checked()
    assert settings(page, speak_replies=False)["speak_replies"] is False
    expect(switch).not_to_be_checked()


def test_how_it_sounds_is_at_hand(visit: Enter, card: SoundCard, hear: Recording) -> None:
    page = visit(PAGES)
    with card.plugged("Kitchen"), card.recording("kitchen") as kitchen:
        read_aloud(page)
        until_loud(hear)
        button(page, "Speed, volume and loudspeaker").click()
        panel = page.get_by_role("dialog", name="Speed, volume and loudspeaker")
        panel.get_by_role("slider", name="Speed").press("ArrowRight")
        expect(panel.get_by_text("1.1×")).to_be_visible()
        panel.get_by_role("slider", name="Volume").press("Home")
        until_silent(hear)
        panel.get_by_role("slider", name="Volume").press("End")
        until_loud(hear)
        panel.get_by_text("Kitchen", exact=True).click()
        until_loud(kitchen)
        until_silent(hear)
        assert settings(page)["speed"] == pytest.approx(1.1)
        panel.get_by_text("That of the system").click()
        until_loud(hear)
        page.keyboard.press("Escape")
        expect(panel).to_have_count(0)
        expect(button(page, "Speed, volume and loudspeaker")).to_be_focused()
        assert settings(page)["sound_device"] is None
        stop(page)


@pytest.mark.parametrize(("format", "begins"), [("MP3", rb"ID3|\xff[\xe0-\xff]"), ("OPUS", b"OggS"), ("WAV", b"RIFF")])
def test_a_reply_is_saved_as_sound(visit: Enter, tmp_path: Path, format: str, begins: bytes) -> None:
    page = visit(EVENING)
    page.get_by_role("button", name="More about this reply").last.click()
    page.get_by_role("menuitem", name="Save as a sound file").click()
    with page.expect_download() as coming:
        page.get_by_role("menuitem", name=f"Save as {format}").click()
    saved = tmp_path / coming.value.suggested_filename
    coming.value.save_as(saved)
    assert saved.name == f"By the fire.{format.lower()}"
    data = saved.read_bytes()
    assert re.match(begins, data)
    assert len(data) > 20_000


def test_a_reply_is_heard_while_it_is_written(card: SoundCard, enter: Enter, hear: Recording, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("temperature = 0.0\nmax_tokens = 12000\nspeak_replies = true\n")
    served = Fireside(tmp_path, "--model", str(rambler(tmp_path / "rambler.gguf", width=512, layers=4)))
    served.start()
    try:
        page = enter(served)
        message_field(page).fill("Go on and on")
        message_field(page).press("Enter")
        expect(player(page)).to_be_visible(timeout=60_000)
        until_loud(hear)
        page.wait_for_function("() => CSS.highlights.has('spoken-word')")
        expect(page.get_by_role("button", name="Stop", exact=True)).to_be_visible()
        page.keyboard.press("Escape")
        expect(player(page)).to_have_count(0)
        until_silent(hear)
    finally:
        served.stop()


def test_without_a_sound_device_the_page_plays_and_says_so_once(
    card: SoundCard, browser: Browser, enter: Enter, hear: Recording, tmp_path: Path
) -> None:
    write(tmp_path, [EVENING])
    served = Fireside(tmp_path)
    with no_sound_card():
        served.start()
    try:
        page = enter(served, f"t/{EVENING.id}")
        told = page.get_by_text("No sound device was found.")
        page.evaluate(WATCH)
        read_aloud(page)
        expect(told).to_have_count(1)
        page.get_by_role("button", name="Close").click()
        page.wait_for_function("() => seen.some(one => one.word)")
        button(page, "Pause").click()
        expect(button(page, "Go on")).to_be_visible()
        first = step(page, "Next")
        expect(player(page)).to_contain_text(f"{first + 1} / ")
        assert step(page, "Next") == first + 1
        assert step(page, "Previous") == first
        button(page, "Go on").click()
        page.wait_for_function("() => CSS.highlights.has('spoken-word')")
        page.keyboard.press("Escape")
        expect(player(page)).to_have_count(0)
        read_aloud(page)
        until_shown(page, SENTENCES[0])
        button(page, "Pause").click()
        step(page, "Next")
        expect(told).to_have_count(0)
        stop(page)
        page.evaluate("() => { seen.length = 0 }")
        settings(page, speed=2)
        read_aloud(page)
        expect(player(page)).to_have_count(0, timeout=60_000)
        seen = page.evaluate("() => seen")
        assert list(dict.fromkeys(one["sentence"] for one in seen)) == SENTENCES
        places = [one["at"] for one in seen if one["word"]]
        assert places == sorted(places)
    finally:
        served.stop()


KEYS = """() => {
    window.keys = {}
    window.silence = []
    const { setActionHandler } = MediaSession.prototype
    MediaSession.prototype.setActionHandler = function (key, act) {
        if (act) keys[key] = act
        else delete keys[key]
        return setActionHandler.call(this, key, act)
    }
    const { play } = HTMLMediaElement.prototype
    HTMLMediaElement.prototype.play = function () {
        if (!silence.includes(this)) silence.push(this)
        return play.call(this)
    }
}"""


def test_the_keys_of_a_keyboard_or_of_headphones_steer_what_the_computer_says(visit: Enter, hear: Recording) -> None:
    """The system gives them to the page, for that plays silence along."""
    page = visit(PAGES)
    page.evaluate(KEYS)

    def press(key: str) -> None:
        page.evaluate("key => keys[key]()", key)

    def session(state: str) -> None:
        page.wait_for_function(
            "state => navigator.mediaSession.playbackState === state"
            " && silence.at(-1).paused === (state !== 'playing')",
            arg=state,
        )

    def led(key: str, way: str) -> int:
        with page.expect_response(f"**/api/v0/speech/{way}") as answer:
            press(key)
        index: int = answer.value.json()["index"]
        expect(player(page)).to_contain_text(f"{index + 1} / ")
        return index

    read_aloud(page)
    until_loud(hear)
    session("playing")
    page.wait_for_function("() => silence.length === 1 && silence[0].loop && silence[0].duration > 5")
    assert page.evaluate("() => navigator.mediaSession.metadata.title") == "Speaking"  # not what is said
    press("pause")
    expect(button(page, "Go on")).to_be_visible()
    until_silent(hear)
    session("paused")
    first = led("nexttrack", "next")
    assert led("previoustrack", "previous") == first - 1
    press("play")
    until_loud(hear)
    session("playing")
    press("stop")
    expect(player(page)).to_have_count(0)
    session("none")
    page.wait_for_function("() => Object.keys(keys).length === 0")


def until_in_view(page: Page) -> None:
    """Wait until the sentence that is lit is to be seen."""
    page.wait_for_function(
        """() => {
            const [range] = CSS.highlights.get('spoken-sentence') ?? []
            if (!range) return false
            const view = document.querySelector('[data-scroller]').getBoundingClientRect()
            const { top, bottom } = range.getBoundingClientRect()
            return top >= view.top && bottom <= view.bottom
        }"""
    )


def test_it_is_followed_only_by_those_who_read_along(visit: Enter) -> None:
    page = visit(PAGES, reduced_motion="reduce")
    page.get_by_text("Paragraph 59").wait_for()
    scroller = page.locator("[data-scroller]")
    read_aloud(page)
    until_shown(page, WALK.format(0))
    button(page, "Pause").click()
    scroller.evaluate("view => { view.scrollTop = 0 }")
    walk = [WALK.format(number) for number in range(60)]
    first = step(page, "Next", walk)
    for number in range(first + 1, first + 24):
        assert step(page, "Next", walk) == number
        until_in_view(page)
    assert scroller.evaluate("view => view.scrollTop") > 200
    scroller.evaluate("view => { view.scrollTop = view.scrollHeight }")
    elsewhere = scroller.evaluate("view => view.scrollTop")
    for number in (first + 24, first + 25):
        assert step(page, "Next", walk) == number
    assert scroller.evaluate("view => view.scrollTop") == elsewhere
    stop(page)


def test_a_long_thread_is_not_drawn_again_while_it_is_read(visit: Enter) -> None:
    page = visit(MANY)
    page.get_by_text("Answer 99").wait_for()
    # What draws Markdown comes later than the page; until then the words stand as they are.
    page.wait_for_function(
        "() => [...document.querySelectorAll('article[data-message]')].every(each => each.querySelector('.markdown p'))"
    )
    read_aloud(page)
    page.wait_for_function("() => CSS.highlights.has('spoken-word')")
    page.evaluate(
        """() => {
            window.drawn = []
            window.words = new Set()
            const list = document.querySelector('[data-scroller] ol')
            new MutationObserver(changes => drawn.push(...changes.map(({ target, type, attributeName }) =>
                `${type} ${attributeName} ${target.outerHTML?.slice(0, 200)}`)))
                .observe(list, { subtree: true, childList: true, characterData: true, attributes: true })
            const look = () => {
                const [word] = CSS.highlights.get('spoken-word') ?? []
                if (word) words.add(`${word.startContainer.textContent} ${word.startOffset}`)
                requestAnimationFrame(look)
            }
            look()
        }"""
    )
    page.wait_for_function("() => words.size > 6")
    assert page.evaluate("() => drawn") == []
    stop(page)


def test_the_word_of_a_long_sentence_stays_in_the_player(visit: Enter) -> None:
    page = visit(ROAD, viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    settings(page, speed=2)
    read_aloud(page)
    page.wait_for_function("() => document.querySelector('[role=group][aria-label=Player] p').scrollLeft > 100")
    line, word = player(page).locator("p"), player(page).locator("p span")
    button(page, "Pause").click()
    expect(button(page, "Go on")).to_be_visible()
    page.wait_for_function(
        """([line, word]) => {
            const [around, inside] = [line.getBoundingClientRect(), word.getBoundingClientRect()]
            return around.left <= inside.left && inside.right <= around.right
        }""",
        arg=[line.element_handle(), word.element_handle()],
    )
    stop(page)


def test_the_keyboard_is_enough(visit: Enter) -> None:
    page = visit(EVENING)
    reading = page.get_by_role("button", name="Read aloud", exact=True)
    reading.focus()
    page.keyboard.press("Enter")
    expect(player(page)).to_be_visible()
    button(page, "Previous sentence").focus()
    reached = []
    for _ in range(5):
        reached.append(page.evaluate("() => document.activeElement.getAttribute('aria-label')"))
        page.keyboard.press("Tab")
    assert reached == ["Previous sentence", "Pause", "Next sentence", "Speed, volume and loudspeaker", "Stop speaking"]
    button(page, "Stop speaking").press("Enter")
    expect(player(page)).to_have_count(0)
    page.keyboard.press("Control+/")
    expect(page.get_by_role("dialog").get_by_text("Ctrl+Shift+Space")).to_be_visible()


@pytest.mark.parametrize("locale", ["en-GB", "de-DE"])
@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("size", SIZES)
def test_looks_as_it_should(visit: Enter, tmp_path: Path, size: str, scheme: str, locale: str) -> None:
    page = visit(EVENING, color_scheme=scheme, locale=locale, bypass_csp=True, **SIZES[size])
    names = {"en-GB": ("Read aloud", "Pause", "Speed, volume"), "de-DE": ("Vorlesen", "Pause", "Tempo, Lautst")}[locale]
    folder = Path(os.environ.get("FIRESIDE_SCREENSHOTS", tmp_path))
    page.get_by_role("button", name=names[0], exact=True).click()
    page.wait_for_function("() => CSS.highlights.has('spoken-word')")
    player(page).get_by_role("button", name=names[1]).click()
    spills = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert spills == 0
    assert violations(page) == []
    page.screenshot(path=folder / f"player-{size}-{scheme}-{locale}.png")
    player(page).get_by_role("button", name=names[2]).click()
    page.get_by_role("radiogroup").wait_for()
    assert violations(page) == []
    page.screenshot(path=folder / f"player-panel-{size}-{scheme}-{locale}.png")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(player(page)).to_have_count(0)
