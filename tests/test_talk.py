"""Replies are heard while they are written: through a real worker and a recorded loudspeaker, else through the page."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import wave
from collections.abc import Callable, Coroutine, Iterator
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest

from backend.bus import Bus
from backend.domain import Message, Role, Run, RunStatus, Settings, SpeechState, SpeechStatus, Thread, now
from backend.errors import NotFound
from backend.events import (
    Event,
    Notice,
    RunDelta,
    RunEnded,
    RunStarted,
    SettingsChanged,
    SpeechStateChanged,
    UtteranceReady,
)
from backend.paths import Paths
from backend.speech.speaker import Speaker
from backend.talk import Talk
from tests.sound import Recording, Samples, SoundCard, likeness, loud, no_sound_card, sound_card

FIRE = "The fire is warm, and it burns all night long. Nobody needs to be cold while it does so."


class Room:
    """A `Talk` on a bus, with messages to read, and all that it published."""

    def __init__(self, home: Path, **settings: object) -> None:
        self.settings = Settings.model_validate({"speak_replies": True, **settings})
        self.messages: dict[str, str] = {}
        self.events: list[Event] = []
        self.bus = Bus()
        self.bus.listen(self.events.append)
        paths = Paths(home)
        paths.create()
        self.talk = Talk(self.bus, paths, lambda: self.settings, self._text)

    async def _text(self, message_id: str) -> str:
        if message_id not in self.messages:
            raise NotFound("There is no such message.")
        return self.messages[message_id]

    @property
    def spoken(self) -> list[str]:
        """The sentences that were heard, in order."""
        states = [event.state for event in self.events if isinstance(event, SpeechStateChanged)]
        heard = groupby((state.index, state.text) for state in states)
        return [text for (_, text), _ in heard if text]

    @property
    def utterances(self) -> list[UtteranceReady]:
        """What the page was given to play."""
        return [event for event in self.events if isinstance(event, UtteranceReady)]

    @property
    def notices(self) -> list[str]:
        """The kinds of notices that the person saw."""
        return [event.problem.type for event in self.events if isinstance(event, Notice)]

    def begin(self, run: str = "run", voice: str | None = None, written: str = "") -> None:
        """A run begins."""
        thread = Thread(id="thread", title="", created_at=now(), updated_at=now(), voice_id=voice)
        self.bus.publish(RunStarted(thread=thread, run=_run(run), message=_message(written)))

    def write(self, text: str, run: str = "run") -> None:
        """The model writes."""
        delta = RunDelta(thread_id="thread", run_id=run, message_id="message", part=0, offset=0, text=text)
        self.bus.publish(delta)

    def end(self, status: RunStatus = RunStatus.COMPLETED, run: str = "run") -> None:
        """The run ends."""
        self.bus.publish(RunEnded(thread_id="thread", run=_run(run, status), message=_message("")))

    async def until(self, happened: Callable[[], bool], what: str, seconds: float = 30.0) -> None:
        """Wait for something; the time is only how long a broken program may hold the tests up."""
        try:
            async with asyncio.timeout(seconds):
                while not happened():  # noqa: ASYNC110 (it may be anything)
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise AssertionError(f"it did not happen that {what}; {self.events[-5:]}") from None

    async def until_idle(self) -> None:
        """Wait until nothing is spoken any more."""
        await self.until(lambda: self.talk.state.status is SpeechStatus.IDLE, "it falls silent")


def _run(run: str, status: RunStatus = RunStatus.RUNNING) -> Run:
    return Run(id=run, thread_id="thread", message_id="message", model_id="m", status=status, created_at=now())


def _message(text: str) -> Message:
    parts = ({"kind": "text", "text": text},) if text else ()
    message = {"id": "message", "thread_id": "thread", "parent_id": None, "role": Role.ASSISTANT, "parts": parts}
    return Message.model_validate({**message, "created_at": now()})


async def rendered(home: Path, sentences: list[str], voice: str = "espeak:en-us") -> list[Samples]:
    """What a fresh worker renders: espeak's sound depends a little on what it said before."""
    speaker = Speaker(home, lambda event: None, lambda error: None)
    wavs = [(await speaker.render(sentence, voice, 1.0)).wav for sentence in sentences]
    await speaker.close()
    return [played(wav) for wav in wavs]


def played(wav: bytes) -> Samples:
    """A WAV file as the loudspeaker plays it."""
    import soxr

    with wave.open(io.BytesIO(wav)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32) / 32768
        return soxr.resample(samples, file.getframerate(), 48_000)


@pytest.fixture(scope="module")
def card() -> Iterator[SoundCard]:
    with sound_card() as card:
        yield card


def in_room(home: Path, scene: Callable[[Room], Coroutine[None, None, None]], **settings: object) -> None:
    """Play a scene, with nothing left running after it."""

    async def play() -> None:
        room = Room(home, **settings)
        try:
            await scene(room)
        finally:
            await room.talk.close()
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(play())


def test_what_is_heard_is_what_espeak_renders(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        room.messages["m"] = f"**{FIRE}**"
        with card.recording() as recording:
            await room.talk.read("m")
            heard = await to_its_end(room, recording)
        assert " ".join(room.spoken) == FIRE
        for sentence in await rendered(tmp_path, room.spoken):
            assert likeness(heard, sentence) > 0.99
        assert room.notices == []

    in_room(tmp_path, scene)


def test_speaking_begins_while_the_model_still_writes(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        with card.recording() as recording:
            room.begin()
            for word in FIRE.split(" "):
                room.write(word + " ")
            await room.until(lambda: loud(recording.last(0.1)), "it is heard before the run ends")
            room.end()
            await room.until_idle()
        assert " ".join(room.spoken) == FIRE

    in_room(tmp_path, scene)


def test_nothing_is_spoken_unless_wished(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        room.begin()
        room.write(FIRE)
        room.end()
        await asyncio.sleep(0.5)
        assert room.talk.state == SpeechState()
        assert room.talk.worker_pid is None  # not even a worker was started

    in_room(tmp_path, scene, speak_replies=False)


async def to_its_end(room: Room, recording: Recording) -> Samples:
    """What is heard until nothing is spoken any more, with the last of it."""
    await room.until_idle()
    await asyncio.sleep(0.2)
    await room.until(lambda: not loud(recording.last(0.2)), "the loudspeaker is silent")
    return recording.samples


async def begins(room: Room, recording: Recording) -> None:
    """A very long reply is spoken, and heard."""
    room.begin()
    room.write("word and another one, " * 2_500)
    await room.until(lambda: loud(recording.last(0.1)), "it is heard")


async def silences(room: Room, recording: Recording) -> None:
    """From now on it is silent within a quarter of a second, and stays so."""
    asked = asyncio.get_running_loop().time()
    await room.until_idle()
    await room.until(lambda: not loud(recording.last(0.2)), "it is silent")
    await asyncio.sleep(0.5)
    assert recording.last_loud() - asked < 0.25


@pytest.mark.parametrize("way", ["stop", "cancelled", "interrupted", "failed", "switched off", "next run"])
def test_five_thousand_words_stop_at_once(card: SoundCard, tmp_path: Path, way: str) -> None:
    async def scene(room: Room) -> None:
        with card.recording() as recording:
            await begins(room, recording)
            if way == "stop":
                room.bus.publish(SettingsChanged(settings=room.settings))  # anything may come between
                await room.talk.stop()
            elif way == "switched off":
                room.settings = room.settings.model_copy(update={"speak_replies": False})
                room.bus.publish(SettingsChanged(settings=room.settings))
            elif way == "next run":
                room.begin("another")
            else:
                room.end(RunStatus(way))
            await silences(room, recording)

    in_room(tmp_path, scene)


def test_the_newest_run_is_the_one_that_is_heard(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        room.begin("first")
        room.write("This should never be heard at all. " * 5, "first")
        room.begin("second")
        room.write("An older reply that goes on. " * 3, "first")
        room.write("The newest reply is spoken. ", "second")
        room.end(run="first")
        room.end(run="second")
        await room.until(lambda: bool(room.spoken), "it is spoken")
        await room.until_idle()
        assert room.spoken[-1] == "The newest reply is spoken."
        assert not any("older" in text for text in room.spoken)

    in_room(tmp_path, scene)


def test_a_continued_reply_goes_on_where_it_was_cut(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        room.begin(written=f"{FIRE} And then it")
        room.write(" went on burning until the morning came. ")
        room.end()
        await room.until(lambda: bool(room.spoken), "it is spoken")
        await room.until_idle()
        assert " ".join(room.spoken) == "And then it went on burning until the morning came."

    in_room(tmp_path, scene)


def test_german_is_spoken_by_the_voice_of_the_thread(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        with card.recording() as recording:
            room.begin(voice="espeak:de")
            room.write("Am 3. Mai kostet das, z. B. hier, 3,50 €.")
            room.end()
            await room.until(lambda: bool(room.spoken), "it is spoken")
            heard = await to_its_end(room, recording)
        assert room.spoken == ["Am 3. Mai kostet das,", "z. B. hier, 3,50 €."]
        words = ["Am dritten Mai kostet das,", "zum Beispiel hier, 3 Euro 50."]
        for sentence in await rendered(tmp_path, words, "espeak:de"):
            assert likeness(heard, sentence) > 0.99
        for sentence in await rendered(tmp_path, words, "espeak:en-us"):
            assert likeness(heard, sentence) < 0.9

    in_room(tmp_path, scene)


def test_an_unknown_voice_is_told_and_replaced(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        await room.talk.say("Good evening to you.")
        await room.until_idle()
        assert room.spoken == ["Good evening to you."]
        assert room.notices == ["not_found"]

    in_room(tmp_path, scene, voice_id="espeak:gone")


def test_volume_is_heard(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        peaks = []
        for volume in (1.0, 0.25):
            room.settings = room.settings.model_copy(update={"volume": volume})
            with card.recording() as recording:
                await room.talk.say(FIRE)
                await room.until_idle()
                peaks.append(float(np.abs(recording.samples).max()))
        assert 0.2 < peaks[1] / peaks[0] < 0.3

    in_room(tmp_path, scene)


def test_a_killed_worker_is_told_and_the_next_utterance_speaks(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        with card.recording() as recording:
            await begins(room, recording)
            assert room.talk.worker_pid is not None
            os.kill(room.talk.worker_pid, signal.SIGKILL)
            await room.until(lambda: room.notices == ["worker_died"], "it is told")
            killed = asyncio.get_running_loop().time()
            await room.until(lambda: loud(recording.since(killed + 0.1)), "it speaks again")
            await room.talk.stop()
        assert room.notices == ["worker_died"]
        await room.talk.say("And later, too.")
        await room.until_idle()
        assert room.spoken[-1] == "And later, too."

    in_room(tmp_path, scene)


def test_a_worker_that_keeps_dying_is_given_up(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        await room.talk.say("word and another one, " * 2_500)
        while room.talk.state.status is SpeechStatus.PLAYING:
            if pid := room.talk.worker_pid:
                os.kill(pid, signal.SIGKILL)
            await asyncio.sleep(0.02)
        assert 1 < len(room.notices) < 10
        await room.talk.say("Now it may live.")
        await room.until(lambda: bool(room.utterances), "it speaks again")

    with no_sound_card():
        in_room(tmp_path, scene)


def test_of_two_that_ask_at_once_only_one_is_heard(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        await room.talk.say("This one is stopped before it can be heard at all.")
        await asyncio.gather(room.talk.say("The first of two."), room.talk.say("The second of two."))
        await room.until_idle()
        assert len(room.spoken) == 1

    in_room(tmp_path, scene)


def test_without_a_device_the_page_plays(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        assert await room.talk.sound_device() is None
        room.begin()
        room.write(FIRE + " " + FIRE)
        room.end()
        wavs = []
        while not (room.utterances and room.utterances[-1].last):
            await room.until(lambda: len(room.utterances) > len(wavs), "the page is given the next utterance")
            ready = room.utterances[len(wavs)]
            assert ready.url == f"/api/v0/speech/{ready.utterance.id}.wav"
            wavs.append(await room.talk.utterance_wav(ready.utterance.id))
        texts = [ready.utterance.text for ready in room.utterances]
        assert " ".join(texts).strip() == FIRE + " " + FIRE
        assert all(loud(played(wav)) for wav, text in zip(wavs, texts, strict=False) if text)
        assert room.notices == ["no_sound"]
        assert room.talk.state.output == "page"
        await room.talk.stop()  # as the page does after the last
        assert room.talk.state == SpeechState(output="page")
        with pytest.raises(NotFound):
            await room.talk.utterance_wav("nothing")
        await room.talk.say("Told once is enough.")
        await room.until(lambda: room.utterances[-1].utterance.text == "Told once is enough.", "the page is given it")
        assert room.notices == ["no_sound"]

    with no_sound_card():
        in_room(tmp_path, scene)


def test_the_page_is_not_given_more_than_it_takes(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        await room.talk.say("word and another one, " * 2_500)
        await room.until(lambda: bool(room.utterances), "the page is given something")
        await asyncio.sleep(0.5)
        assert len(room.utterances) < 5
        await room.talk.stop()
        assert room.talk.state.status is SpeechStatus.IDLE

    with no_sound_card():
        in_room(tmp_path, scene)


def test_a_sound_server_that_dies_hands_over_to_the_page(tmp_path: Path) -> None:
    async def scene(room: Room, card: SoundCard) -> None:
        with card.recording() as recording:
            await begins(room, recording)
            card.kill()
        await room.until(lambda: bool(room.utterances), "the page plays")
        assert room.utterances[0].utterance.text in room.spoken  # what was not heard to its end is said again
        assert room.notices == ["no_sound"]

    with sound_card() as card:
        in_room(tmp_path, lambda room: scene(room, card))


@pytest.mark.parametrize("text", ["", "🔥 ---", "```\ncode without end", "x" * 100_000, "\0\x1b[31m", "<think>hm"])
def test_any_text_is_read_to_its_end(card: SoundCard, tmp_path: Path, text: str) -> None:
    async def scene(room: Room) -> None:
        await room.talk.say(text)
        await asyncio.sleep(0.3)
        await room.talk.stop()
        await room.talk.say("Good evening.")
        await room.until(lambda: room.spoken[-1:] == ["Good evening."], "the next is spoken")
        await room.until_idle()

    in_room(tmp_path, scene)


def test_a_missing_message_is_not_found(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        with pytest.raises(NotFound):
            await room.talk.read("nothing")
        assert room.talk.state == SpeechState()

    in_room(tmp_path, scene)


def test_lists_voices_without_sound(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        assert len(await room.talk.voices()) > 100

    with no_sound_card():
        in_room(tmp_path, scene)
