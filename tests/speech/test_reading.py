"""What is read aloud comes out utterance by utterance, no faster than it is heard."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.speech.reading import AHEAD, Reading

SENTENCES = [f"This is sentence number {number} of a story that takes its time." for number in range(9)]


def play(scene: Callable[[Reading], Awaitable[None]], voice: str = "espeak:en-us+f3", run: str | None = None) -> None:
    async def limited() -> None:
        async with asyncio.timeout(60):
            await scene(Reading(voice, "message", run))

    asyncio.run(limited())


async def send(reading: Reading) -> str | None:
    if (utterance := await reading.next()) is None:
        return None
    reading.words(utterance)
    return utterance.text


async def nothing_comes(reading: Reading) -> bool:
    coming = asyncio.create_task(send(reading))
    await asyncio.sleep(0.05)
    waiting = not coming.done()
    coming.cancel()
    return waiting


def test_reads_all_in_order() -> None:
    async def scene(reading: Reading) -> None:
        reading.append(" ".join(SENTENCES))
        reading.complete()
        heard = []
        while (text := await send(reading)) is not None:
            heard.append(text)
            reading.ended(next(iter(reading.sent)))
        assert heard == SENTENCES
        assert reading.exhausted
        await reading.all_heard()

    play(scene)


def test_waits_for_more_text() -> None:
    async def scene(reading: Reading) -> None:
        assert await nothing_comes(reading)
        reading.append("Good evening to you, my")
        assert await send(reading) == "Good evening to you,"
        assert await nothing_comes(reading)
        reading.append(" friend.")
        reading.complete()
        assert await send(reading) == "my friend."
        assert await send(reading) is None

    play(scene, run="run")


@pytest.mark.parametrize(
    ("voice", "run", "first"),
    [
        ("espeak:en-us", None, "Good evening to you, my friend."),
        ("espeak:en-us", "run", "Good evening to you,"),  # the rest may not be written yet
        ("neural:en-US:kokoro:0", None, "Good evening to you,"),  # it would not be heard before it is computed
        ("remote:en-US:a/b", None, "Good evening to you,"),
    ],
)
def test_the_first_is_a_clause_only_where_it_is_heard_sooner_so(voice: str, run: str | None, first: str) -> None:
    async def scene(reading: Reading) -> None:
        reading.append("Good evening to you, my friend. " + SENTENCES[0])
        reading.complete()
        assert await send(reading) == first

    play(scene, voice, run)


def test_is_only_a_little_ahead_of_what_is_heard() -> None:
    async def scene(reading: Reading) -> None:
        reading.append(" ".join(SENTENCES))
        sent = [await send(reading) for _ in range(AHEAD + 1)]
        assert sent == SENTENCES[: AHEAD + 1]
        assert await nothing_comes(reading)
        reading.ended(next(iter(reading.sent)))
        assert await send(reading) == SENTENCES[AHEAD + 1]

    play(scene)


def test_goes_back_and_forth_between_its_sentences() -> None:
    async def scene(reading: Reading) -> None:
        reading.append(" ".join(SENTENCES))
        reading.complete()
        for _ in range(3):
            await send(reading)
        first, second, _ = reading.sent.values()
        reading.began(first.id)
        reading.began(second.id)
        assert reading.index == 1
        assert [utterance.text for utterance in reading.sent.values()] == SENTENCES[1:3]  # the first is over
        reading.go(1)
        assert [await send(reading) for _ in range(2)] == SENTENCES[1:3]
        reading.go(7)
        assert [await send(reading) for _ in range(3)] == [*SENTENCES[7:9], None]
        reading.go(-5)
        assert await send(reading) == SENTENCES[0]
        assert reading.began(second.id) is None  # that was another time

    play(scene)


def test_all_sentences_are_known_while_the_first_is_heard() -> None:
    async def scene(reading: Reading) -> None:
        told: list[tuple[int, bool]] = []
        reading.on_grown = lambda: told.append((len(reading.utterances), reading.known))
        reading.append(" ".join(SENTENCES))
        reading.complete()
        for _ in range(AHEAD + 1):
            await send(reading)
        assert await nothing_comes(reading)
        assert told[-1] == (len(SENTENCES), True)

    play(scene)


@pytest.mark.parametrize(("here", "sentence"), [(0, 0), (30, 0), (70, 1), (10_000, 8)])
def test_a_place_in_the_message_leads_to_its_sentence(here: int, sentence: int) -> None:
    async def scene(reading: Reading) -> None:
        text = " ".join(SENTENCES)
        reading.append(text)
        reading.complete()
        assert await reading.find(here) == sentence

    play(scene)


MARKED = (
    "# Warm\n\nThe **fire** costs $3.50 a night, see [the page](https://example.org). 🔥 It is *worth* it, I am told."
)


def test_every_word_is_found_in_the_message() -> None:
    async def scene(reading: Reading) -> None:
        reading.append(MARKED)
        reading.complete()
        found: list[tuple[str, str, str]] = []
        while utterance := await reading.next():
            words = reading.words(utterance)
            for said in re.finditer(r"\w+", words):
                word = reading.word(utterance.id, *said.span())
                assert word is not None
                assert word.source is not None
                here = utterance.text[word.here.start : word.here.end]
                found.append((said[0], here, MARKED[word.source.start : word.source.end]))
            reading.ended(utterance.id)
        assert ("fire", "fire", "fire**") in found
        assert ("dollars", "$3.50", "$3.50") in found
        assert ("worth", "worth", "worth*") in found
        assert [said for said, _, _ in found[:3]] == ["Warm", "The", "fire"]
        assert reading.heard == len(MARKED)

    play(scene)


def test_goes_on_with_the_word_that_was_heard() -> None:
    async def scene(reading: Reading) -> None:
        reading.append(" ".join(SENTENCES))
        await send(reading)
        (first,) = reading.sent.values()
        reading.began(first.id)
        word = reading.word(first.id, 8, 16)
        assert word is not None
        reading.reached(word)
        assert reading.heard == SENTENCES[0].index("sentence")
        reading.go_on()
        assert (utterance := await reading.next()) is first
        assert reading.words(utterance) == SENTENCES[0][8:]
        assert reading.word(first.id, 0, 8) == word  # its place is that in the whole sentence
        assert (utterance := await reading.next()) is not None
        assert reading.words(utterance) == SENTENCES[1]

    play(scene)


def test_what_was_written_before_is_not_said_but_can_be_gone_back_to() -> None:
    async def scene(reading: Reading) -> None:
        reading.skip(" ".join(SENTENCES[:3]) + " And then it")
        reading.append(" went on, for all I know.")
        reading.complete()
        assert await send(reading) == "And then it went on, for all I know."
        reading.go(reading.index - 1)
        assert await send(reading) == SENTENCES[2]

    play(scene)


@given(st.text(alphabet="ab .,!?*_`#\n[]()$1🔥", max_size=300), st.lists(st.integers(0, 40), max_size=12))
def test_nothing_is_lost_or_said_twice_however_one_jumps(text: str, jumps: list[int]) -> None:
    async def scene(reading: Reading) -> None:
        reading.append(text)
        reading.complete()
        await reading.find(len(text) + 1)
        for jump in jumps:
            reading.go(jump)
            left = []
            while utterance := await reading.next():
                reading.words(utterance)
                left.append(utterance.index)
                reading.ended(utterance.id)
            assert left == list(range(min(jump, len(reading.utterances)), len(reading.utterances)))

    play(scene)


def test_the_language_is_that_of_the_voice() -> None:
    assert Reading("espeak:de+f3").language == "de"
    assert Reading("espeak:en-gb-x-rp").language == "en-gb-x-rp"
    assert Reading("").language == "en"
