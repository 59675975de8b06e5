"""The voice worker speaks utterances in order, tells when they are heard, and forgets a reading that was stopped."""

from __future__ import annotations

import asyncio
import io
import os
import wave
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from backend.errors import NoSound, NotFound
from backend.speech.signals import SoundLost, SpeechEvent, UtteranceEnded, UtteranceStarted, WordStarted
from backend.worker import Worker
from tests.sound import SoundCard, loud, no_sound_card, sound_card
from tests.speech.voice_files import write_vits

VOICE = "espeak:en-us"


@pytest.fixture(scope="module")
def card() -> Iterator[SoundCard]:
    with sound_card() as card:
        yield card


def with_worker(logs: Path, scene: Callable[[Worker, list[SpeechEvent]], Awaitable[None]]) -> None:
    async def play() -> None:
        told: list[SpeechEvent] = []
        folders = logs / "voices", logs / "kept"
        worker = Worker("voice", "backend.speech.host:SpeechHost", *folders, logs=logs, on_event=told.append)
        await worker.start()
        try:
            await scene(worker, told)
        finally:
            await worker.stop()

    asyncio.run(play())


async def ended(told: list[SpeechEvent], utterance_id: str) -> None:
    async with asyncio.timeout(60):
        while UtteranceEnded(utterance_id=utterance_id) not in told:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def test_tells_each_utterance_as_it_is_heard(card: SoundCard, tmp_path: Path) -> None:
    async def scene(worker: Worker, told: list[SpeechEvent]) -> None:
        assert await worker.call("prepare")
        for name in ("a", "b"):
            await worker.call("speak", 1, name, "Hello there.", VOICE, 2.0)
        await ended(told, "b")
        assert told == [
            event
            for name in ("a", "b")
            for event in (
                UtteranceStarted(utterance_id=name),
                WordStarted(utterance_id=name, start=0, end=5),
                WordStarted(utterance_id=name, start=6, end=11),
                UtteranceEnded(utterance_id=name),
            )
        ]

    with_worker(tmp_path, scene)


def test_a_stopped_reading_is_not_heard_even_if_it_comes_late(card: SoundCard, tmp_path: Path) -> None:
    async def scene(worker: Worker, told: list[SpeechEvent]) -> None:
        await worker.call("prepare")
        with card.recording() as recording:
            await worker.call("stop", 1)
            await worker.call("speak", 1, "late", "This must never be heard.", VOICE, 1.0)
            await asyncio.sleep(0.5)
            assert not loud(recording.samples)
            await worker.call("speak", 2, "next", "Hello.", VOICE, 1.0)
            await ended(told, "next")
            assert loud(recording.samples)
        assert told[0] == UtteranceStarted(utterance_id="next")
        assert not any(event.utterance_id == "late" for event in told if not isinstance(event, SoundLost))

    with_worker(tmp_path, scene)


def test_one_very_long_utterance_can_be_stopped_while_it_is_made(card: SoundCard, tmp_path: Path) -> None:
    async def scene(worker: Worker, told: list[SpeechEvent]) -> None:
        speaking = asyncio.create_task(worker.call("speak", 1, "long", "word " * 20_000, VOICE, 1.0))
        async with asyncio.timeout(60):
            while not told:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            await worker.call("stop", 1)
            await speaking  # the full ring no longer holds it
        assert told[0] == UtteranceStarted(utterance_id="long")
        assert all(isinstance(event, WordStarted) for event in told[1:])

    with_worker(tmp_path, scene)


def test_renders_a_wav_file_without_a_device(tmp_path: Path) -> None:
    async def scene(worker: Worker, told: list[SpeechEvent]) -> None:
        assert await worker.call("prepare") is None
        wav, words = await worker.call("render", "Hello there.", VOICE, 1.0)
        assert [word[1:] for word in words] == [(0, 5), (6, 11)]
        assert 0.0 == words[0][0] < words[1][0] < 1.0
        with wave.open(io.BytesIO(wav)) as file:
            assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 22_050)
            assert any(file.readframes(file.getnframes()))
        with pytest.raises(NotFound):
            await worker.call("render", "Hello.", "espeak:nope", 1.0)
        with pytest.raises(NoSound):
            await worker.call("speak", 1, "a", "Hello.", VOICE, 1.0)

    with no_sound_card():
        with_worker(tmp_path, scene)


def test_what_a_slow_voice_said_is_kept_and_said_again_from_disk(card: SoundCard, tmp_path: Path) -> None:
    write_vits(tmp_path / "voices" / "stub")
    text = "The fire is warm."

    async def scene(worker: Worker, told: list[SpeechEvent]) -> None:
        voice = next(voice.id for voice in await worker.call("voices") if voice.id.startswith("neural:"))
        await worker.call("keep", 10)
        first, _ = await worker.call("render", text, voice, 1.0)
        (kept,) = (tmp_path / "kept").iterdir()
        os.utime(kept, (0, 0))
        again, _ = await worker.call("render", text, voice, 1.0)
        assert kept.stat().st_mtime > 0  # it was read
        assert abs(len(first) - len(again)) < 10
        await worker.call("speak", 1, "a", text, voice, 1.0)  # and read aloud
        await ended(told, "a")
        assert list((tmp_path / "kept").iterdir()) == [kept]
        await worker.call("render", text, VOICE, 1.0)
        assert list((tmp_path / "kept").iterdir()) == [kept]  # espeak's is not worth it
        await worker.call("keep", 0)
        assert list((tmp_path / "kept").iterdir()) == []

    with_worker(tmp_path, scene)
