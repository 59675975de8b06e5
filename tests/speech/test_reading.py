"""What is read aloud comes out utterance by utterance, no faster than it is heard."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from backend.speech.reading import AHEAD, Reading

SENTENCES = [f"This is sentence number {number} of a story that takes its time." for number in range(9)]


def play(scene: Callable[[Reading], Awaitable[None]], voice: str = "espeak:en-us+f3") -> None:
    async def limited() -> None:
        async with asyncio.timeout(20):
            await scene(Reading(1, voice, "message"))

    asyncio.run(limited())


async def send(reading: Reading) -> str | None:
    if (utterance := await reading.next()) is None:
        return None
    reading.sent[utterance.id] = utterance
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
            reading.heard(next(iter(reading.sent)))
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

    play(scene)


def test_is_only_a_little_ahead_of_what_is_heard() -> None:
    async def scene(reading: Reading) -> None:
        reading.append(" ".join(SENTENCES))
        sent = [await send(reading) for _ in range(AHEAD + 1)]
        assert sent == SENTENCES[: AHEAD + 1]
        assert await nothing_comes(reading)
        reading.heard(next(iter(reading.sent)))
        assert await send(reading) == SENTENCES[AHEAD + 1]

    play(scene)


def test_what_was_not_heard_is_said_again() -> None:
    async def scene(reading: Reading) -> None:
        reading.append(" ".join(SENTENCES))
        for _ in range(3):
            await send(reading)
        reading.heard(next(iter(reading.sent)))
        reading.again()
        assert [await send(reading) for _ in range(3)] == SENTENCES[1:4]

    play(scene)


def test_the_language_is_that_of_the_voice() -> None:
    assert Reading(1, "espeak:de+f3").language == "de"
    assert Reading(1, "espeak:en-gb-x-rp").language == "en-gb-x-rp"
    assert Reading(1, "").language == "en"
