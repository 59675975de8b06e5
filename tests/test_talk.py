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
    ThreadChanged,
    UtteranceReady,
    WordHeard,
)
from backend.paths import Paths
from backend.speech.speaker import Speaker
from backend.talk import Talk
from tests.sound import RATE, Recording, Samples, SoundCard, likeness, loud, no_sound_card, sound_card

FIRE = "The fire is warm, and it burns all night long. Nobody needs to be cold while it does so."


class Room:
    """A `Talk` on a bus, with messages to read, and all that it published."""

    def __init__(self, home: Path, **settings: object) -> None:
        self.settings = Settings.model_validate({"speak_replies": True, **settings})
        self.messages: dict[str, str] = {}
        self.events: list[Event] = []
        self.heard: dict[str, int | None] = {}
        self.bus = Bus()
        self.bus.listen(self.events.append)
        paths = Paths(home)
        paths.create()
        self.talk = Talk(self.bus, paths, lambda: self.settings, self._text, self._keep_heard)

    async def _text(self, message_id: str) -> str:
        if message_id not in self.messages:
            raise NotFound("There is no such message.")
        return self.messages[message_id]

    async def _keep_heard(self, message_id: str, heard: int | None) -> None:
        self.heard[message_id] = heard

    def choose(self, **settings: object) -> None:
        """The person changes settings."""
        self.settings = Settings.model_validate({**self.settings.model_dump(), **settings})
        self.bus.publish(SettingsChanged(settings=self.settings))

    @property
    def words(self) -> list[str]:
        """The words that were heard, in order."""
        told: list[str] = []
        text = ""
        for event in self.events:
            if isinstance(event, SpeechStateChanged):
                text = event.state.text
            elif isinstance(event, WordHeard):
                told.append(text[event.word.here.start : event.word.here.end])
        return told

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

    def begin(self, run: str = "run", voice: str | None = None, written: str = "", speak: bool | None = None) -> None:
        """A run begins, in a thread with a voice and a habit of its own."""
        self.bus.publish(RunStarted(thread=_thread(voice, speak), run=_run(run), message=_message(written)))

    def write(self, text: str, run: str = "run") -> None:
        """The model writes."""
        delta = RunDelta(thread_id="thread", run_id=run, message_id="message", part=0, offset=0, text=text)
        self.bus.publish(delta)

    def end(self, status: RunStatus = RunStatus.COMPLETED, run: str = "run") -> None:
        """The run ends."""
        self.bus.publish(RunEnded(thread_id="thread", run=_run(run, status), message=_message("")))

    async def until(self, happened: Callable[[], bool], what: str, seconds: float = 60.0) -> None:
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


def _thread(voice: str | None = None, speak: bool | None = None) -> Thread:
    return Thread(id="thread", title="", created_at=now(), updated_at=now(), voice_id=voice, speak_replies=speak)


def _run(run: str, status: RunStatus = RunStatus.RUNNING) -> Run:
    return Run(id=run, thread_id="thread", message_id="message", model_id="m", status=status, created_at=now())


def _message(text: str) -> Message:
    parts = ({"kind": "text", "text": text},) if text else ()
    message = {"id": "message", "thread_id": "thread", "parent_id": None, "role": Role.ASSISTANT, "parts": parts}
    return Message.model_validate({**message, "created_at": now()})


async def rendered(home: Path, sentences: list[str], voice: str = "espeak:en-us") -> list[Samples]:
    """What a fresh worker renders: espeak's sound depends a little on what it said before."""
    speaker = Speaker(Paths(home), lambda event: None, lambda error: None)
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
    """From now on it is silent, and stays so: at once, which benchmarks/stopping.py measures, not minutes later."""
    asked = asyncio.get_running_loop().time()
    await room.until_idle()
    await room.until(lambda: not loud(recording.last(0.2)), "it is silent")
    await asyncio.sleep(0.5)
    assert recording.last_heard() - asked < 1


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


SLOW = 0.5  # a sentence takes long enough for all that is done in it, on a busy machine too
STORY = [f"This is sentence number {number} of a story that takes time." for number in range(6)]


async def reads(room: Room, text: str = " ".join(STORY), start: int = 0) -> None:
    """A message is read, and heard."""
    room.messages["story"] = text
    await room.talk.read("story", start=start)
    await room.until(lambda: room.talk.state.word is not None, "its first word is heard")


def test_a_pause_holds_everything_until_it_goes_on(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        with card.recording() as recording:
            await reads(room)
            await room.until(lambda: loud(recording.last(0.1)), "it is heard")
            assert (await room.talk.pause()).status is SpeechStatus.PAUSED
            await room.until(lambda: not loud(recording.last(0.3)), "it is silent")
            words = len(room.words)
            await asyncio.sleep(0.5)
            assert not loud(recording.last(0.5))
            assert len(room.words) == words
            assert (await room.talk.resume()).status is SpeechStatus.PLAYING
            await room.until(lambda: len(room.words) > words, "the next word is heard")
            await room.until(lambda: loud(recording.last(0.5)), "the loudspeaker plays")
        assert room.talk.state.index == 0
        assert room.talk.state.status is SpeechStatus.PLAYING

    in_room(tmp_path, scene, speed=SLOW)


def test_what_is_new_is_heard_even_when_the_last_was_paused(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        await reads(room)
        await room.talk.pause()
        await reads(room, "Good evening to you.")
        await room.until_idle()
        assert room.spoken[-1] == "Good evening to you."

    in_room(tmp_path, scene)


LINE = "This is how I sound by the fire when the evening is long and everybody listens."


def test_a_message_waits_while_a_voice_is_heard_and_goes_on_with_its_word(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        with card.recording() as recording:
            await reads(room, " ".join(STORY[:2]))
            await room.until(lambda: "story" in room.words, "half of the first is heard")
            await room.talk.say("One that is given up.", "espeak:de")
            await room.talk.say(LINE, "espeak:de")
            heard = await to_its_end(room, recording)
        assert room.spoken[0] == STORY[0]
        assert room.spoken[-3:] == [LINE, *STORY[:2]]
        begun, after = room.words[: room.words.index("how")], room.words[room.words.index("listens") + 1 :]
        assert "0" in begun
        assert "0" not in after  # it went on with the word, and did not begin again
        assert {"that", "takes", "time"} <= {*begun, *after}  # a short word may be missed on a busy machine
        for text, right, wrong in ((LINE, "espeak:de", "espeak:en-us"), (STORY[1], "espeak:en-us", "espeak:de")):
            said = {voice: (await rendered(tmp_path, [text], voice))[0] for voice in (right, wrong)}
            alike = {voice: likeness(heard, wave) for voice, wave in said.items()}
            assert alike[right] > alike[wrong]

    in_room(tmp_path, scene)


def test_a_paused_message_is_still_paused_when_a_voice_was_heard(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        with card.recording() as recording:
            await reads(room)
            await room.talk.pause()
            words = len(room.words)
            await room.talk.say(LINE)
            await room.until(lambda: room.talk.state.message_id == "story", "the line is over")
            assert room.spoken[-2:] == [LINE, STORY[0]]
            assert room.talk.state.status is SpeechStatus.PAUSED
            await room.until(lambda: not loud(recording.last(0.3)), "it is silent")
            assert len(room.words) - words <= len(LINE.split()) + 1  # the loudspeaker may have taken a word's beginning
            await room.talk.resume()
            await room.until(lambda: loud(recording.last(0.1)), "it goes on")
            await room.talk.say(LINE)
            await room.talk.step(1)  # there is nothing more of the line
            await room.until(lambda: room.talk.state.message_id == "story", "the message goes on")
            await room.talk.say(LINE)
            await room.talk.stop()  # is meant for both
            await silences(room, recording)

    in_room(tmp_path, scene)


def test_a_reply_is_written_on_while_a_voice_is_heard(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        room.begin()
        room.write(" ".join(STORY[:2]))
        await room.until(lambda: bool(room.words), "it is heard")
        await room.talk.say(LINE)
        room.write(f" {STORY[2]}")
        room.bus.publish(ThreadChanged(thread=_thread("espeak:de")))
        room.end()
        await room.until_idle()
        assert room.spoken[-4:] == [LINE, *STORY[:3]]
        assert room.heard["message"] is None  # all of it
        room.begin()
        room.write(" ".join(STORY))
        await room.until(lambda: room.talk.state.word is not None, "it is heard")
        await room.talk.say(LINE)
        await room.talk.stop()
        heard = room.heard["message"]
        assert heard is not None
        assert heard < len(STORY[0])

    in_room(tmp_path, scene)


def test_a_message_waits_also_where_the_page_plays(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        async def plays(text: str) -> UtteranceReady:
            await room.until(
                lambda: any(ready.begins and ready.utterance.text == text for ready in room.utterances),
                "it is given it",
            )
            (ready,) = (ready for ready in room.utterances if ready.begins and ready.utterance.text == text)
            assert loud(played(await room.talk.utterance_wav(ready.utterance.id)))
            room.events.clear()
            return ready

        room.messages["story"] = " ".join(STORY)
        await room.talk.read("story")
        await plays(STORY[0])
        await room.talk.say(LINE)
        line = await plays(LINE)
        assert room.talk.state.message_id is None
        assert line.last
        room.talk.played(line.utterance.id)
        await plays(STORY[0])
        assert room.talk.state.message_id == "story"

    with no_sound_card():
        in_room(tmp_path, scene)


def test_next_previous_and_any_sentence(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        with card.recording() as recording:
            await reads(room)
            await room.until(lambda: room.talk.state.complete, "all sentences are known")
            assert room.talk.state.count == len(STORY)
            assert (await room.talk.step(1)).text == STORY[1]
            assert (await room.talk.step(1)).text == STORY[2]
            await room.until(lambda: room.talk.state.word is not None, "it is heard")
            assert (await room.talk.step(-1)).text == STORY[1]
            assert (await room.talk.seek(5)).text == STORY[5]
            await to_its_end(room, recording)
        assert room.spoken == [STORY[0], STORY[1], STORY[2], STORY[1], STORY[5]]
        assert room.words[-5:] == ["5", "of", "story", "that", "takes", "time"][-5:]
        assert (await room.talk.step(1)) == SpeechState()  # in silence nothing is next

    in_room(tmp_path, scene, speed=SLOW)


def test_after_the_last_sentence_there_is_silence_and_before_the_first_is_the_first(
    card: SoundCard, tmp_path: Path
) -> None:
    async def scene(room: Room) -> None:
        await reads(room, " ".join(STORY[:2]))
        assert (await room.talk.step(-1)).text == STORY[0]
        assert (await room.talk.step(1)).text == STORY[1]
        assert (await room.talk.step(1)).status is SpeechStatus.IDLE

    in_room(tmp_path, scene, speed=SLOW)


def test_a_paused_reading_stays_paused_where_it_is_led(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        with card.recording() as recording:
            await reads(room)
            await room.until(lambda: loud(recording.last(0.1)), "it is heard")
            await room.talk.pause()
            state = await room.talk.seek(3)
            assert (state.status, state.text) == (SpeechStatus.PAUSED, STORY[3])
            await room.until(lambda: not loud(recording.last(0.3)), "it is silent")
            await asyncio.sleep(0.5)
            assert not loud(recording.last(0.3))
            await room.talk.resume()
            await room.until(lambda: room.talk.state.word is not None, "it is heard")
            assert room.talk.state.index == 3

    in_room(tmp_path, scene)


def test_next_is_obeyed_before_the_first_sentence_is_known(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        room.messages["story"] = " ".join(STORY)
        await room.talk.read("story")
        assert (await room.talk.pause()).text == ""
        assert (await room.talk.step(1)).text == STORY[1]
        states = await asyncio.gather(*(room.talk.step(1) for _ in range(3)))  # pressed quickly
        assert states[-1].text == STORY[4]
        await room.talk.resume()
        await room.until_idle()
        assert room.spoken[-2:] == STORY[4:]
        assert room.words.count("4") == 1

    in_room(tmp_path, scene)


def test_next_waits_for_what_the_model_still_writes(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        room.begin()
        room.write(STORY[0] + " And")
        await room.until(lambda: bool(room.words), "it is heard")
        while room.talk.state.text:
            await room.talk.step(1)
        assert room.talk.state.status is SpeechStatus.PLAYING
        room.write(" now comes more of it, " + STORY[1])
        room.end()
        await room.until(lambda: "more" in room.words, "what was written is heard")

    in_room(tmp_path, scene)


def test_words_are_told_in_order_with_their_place_in_the_message(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        text = "## Warm\n\nThe **fire** costs $3.50 a night. 🔥 It is worth its price."
        await reads(room, text)
        await room.until_idle()
        assert room.words[:3] == ["Warm", "The", "fire"]
        assert room.words[-3:] == ["worth", "its", "price"]
        places = [event.word.source for event in room.events if isinstance(event, WordHeard)]
        assert all(place is not None for place in places)
        starts = [place.start for place in places if place]
        assert starts == sorted(starts)
        assert {"fire**", "$3.50", "worth"} <= {text[place.start : place.end] for place in places if place}
        sentences = [event.state.source for event in room.events if isinstance(event, SpeechStateChanged)]
        assert "".join(text[place.start : place.end] for place in dict.fromkeys(filter(None, sentences))).endswith(
            "It is worth its price."
        )

    in_room(tmp_path, scene)


def test_a_message_is_read_from_here(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        text = " ".join(STORY)
        await reads(room, text, start=text.index("number 3") + 2)
        assert room.talk.state.index == 3
        assert (await room.talk.step(-1)).text == STORY[2]
        assert room.spoken == [STORY[3], STORY[2]]

    in_room(tmp_path, scene, speed=SLOW)


@pytest.mark.parametrize("change", [{"speed": 2.0}, {"voice_id": "espeak:de"}])
def test_a_new_speed_or_voice_is_heard_from_the_next_word_on(
    card: SoundCard, tmp_path: Path, change: dict[str, object]
) -> None:
    async def scene(room: Room) -> None:
        with card.recording() as recording:
            await reads(room)
            await room.until(lambda: "story" in room.words, "half of it is heard")
            room.choose(**change)
            await room.until(lambda: room.talk.state.index == 1, "it goes on")
            await room.until(lambda: room.words.count("time") == 2, "the next is heard, too")
            heard = recording.samples
        assert room.spoken[:2] == STORY[:2]
        assert room.words.count("0") == 1  # it went on with the word, and did not begin again
        assert {"story", "that", "takes", "time"} <= set(room.words[: room.words.index("1")])
        speaker = Speaker(Paths(tmp_path), lambda event: None, lambda error: None)
        before, after = [
            played((await speaker.render(STORY[1], chosen.voice_id, chosen.speed)).wav)
            for chosen in (Settings(), room.settings)
        ]
        await speaker.close()
        middles = [said[len(said) // 2 :][: RATE // 2] for said in (before, after)]  # it begins as the one before
        assert likeness(heard, middles[1]) > likeness(heard, middles[0])

    in_room(tmp_path, scene)


def test_another_device_takes_over_and_follows_the_system_when_it_is_gone(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        with card.recording() as here:
            await reads(room)
            await room.until(lambda: loud(here.last(0.1)), "it is heard")
            with card.plugged("Kitchen"):
                assert "Kitchen" in {device.name for device in await room.talk.devices()}
                with card.recording("kitchen") as there:
                    room.choose(sound_device="Kitchen")
                    await room.until(lambda: loud(there.last(0.1)), "it is heard there")
                    await room.until(lambda: not loud(here.last(0.3)), "and no longer here")
                    assert await room.talk.sound_device() == "Kitchen"
                assert room.spoken == STORY[:1]  # it went on where it was
            await room.until(lambda: loud(here.last(0.1)), "unplugged, it is heard here again")
            await room.talk.stop()

    in_room(tmp_path, scene, speed=SLOW)


def test_a_thread_may_speak_or_be_silent_by_itself(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        room.begin(speak=False)
        room.write(FIRE)
        room.end()
        room.begin("another", speak=True)
        room.write("This thread speaks. It does. ", "another")
        await room.until(lambda: room.spoken == ["This thread speaks."], "it is spoken")
        room.choose(speak_replies=False)  # which is not what this thread goes by
        room.write("And it goes on speaking for as long as anybody likes. So", "another")
        await room.until(lambda: len(room.spoken) == 2, "it goes on")
        room.bus.publish(ThreadChanged(thread=_thread(speak=False)))
        await room.until_idle()
        assert room.spoken == ["This thread speaks.", "It does. And it goes on speaking for as long as anybody likes."]

    in_room(tmp_path, scene)


def test_what_was_heard_of_a_reply_that_is_cut_off_is_kept(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        text = " ".join(STORY)
        room.begin()
        room.write(text)
        await room.until(lambda: "story" in room.words, "half of the first sentence is heard")
        await room.talk.stop()
        heard = room.heard["message"]
        assert heard is not None
        assert abs(len(text[:heard].split()) - len(room.words)) <= 1
        assert 0 < len(room.words) < len(text.split())
        room.begin()
        room.write("A short one.")
        room.end()
        await room.until(lambda: room.heard["message"] is None, "one that is heard whole is not marked")
        room.begin()
        room.write("Not a word of this is heard, for")
        room.end(RunStatus.CANCELLED)
        await room.until(lambda: room.heard["message"] is not None, "it is cut off")
        assert room.heard["message"] == 0

    in_room(tmp_path, scene)


def test_what_is_read_later_is_not_marked_as_heard(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        await reads(room)
        await room.talk.stop()
        assert room.heard == {}

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


def test_a_thread_that_is_given_another_voice_goes_on_in_it(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        with card.recording() as recording:
            room.begin(voice="espeak:en-us+m3")
            room.write(" ".join(STORY))
            await room.until(lambda: "story" in room.words, "half of the first is heard")
            room.choose(voice_id="espeak:de")  # which is not what this thread goes by
            room.bus.publish(ThreadChanged(thread=_thread("espeak:en-us+m3")))  # its title, say
            room.bus.publish(ThreadChanged(thread=_thread("espeak:fr-fr")))
            await room.until(lambda: room.words.count("time") == 2, "the next is heard, too")
            heard = recording.samples
            room.bus.publish(ThreadChanged(thread=_thread()))  # as the settings say
            await room.until(lambda: room.words.count("time") == 4, "two more are heard")
            rest = recording.samples[len(heard) :]
        assert room.words.count("0") == 1  # it went on with the word, and did not begin again
        assert room.notices == []
        voices = ("espeak:en-us+m3", "espeak:fr-fr", "espeak:de")
        for part, number, expected in ((heard, 1, "espeak:fr-fr"), (rest, 3, "espeak:de")):
            said = {voice: (await rendered(tmp_path, [STORY[number]], voice))[0] for voice in voices}
            alike = {voice: likeness(part, wave[len(wave) // 2 :][: RATE // 2]) for voice, wave in said.items()}
            assert max(alike, key=lambda voice: alike[voice]) == expected, alike

    in_room(tmp_path, scene)


def test_a_message_is_read_in_the_voice_of_its_thread(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        room.messages["m"] = "Good evening to you, my friend."
        with card.recording() as recording:
            await room.talk.read("m", _thread("espeak:de"))
            heard = await to_its_end(room, recording)
        [german], [english] = [await rendered(tmp_path, room.spoken, f"espeak:{tag}") for tag in ("de", "en-us")]
        assert likeness(heard, german) > 0.99 > likeness(heard, english)

    in_room(tmp_path, scene)


def test_the_voice_of_a_thread_that_is_gone_is_told_and_replaced(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        with card.recording() as recording:
            room.begin(voice="neural:de-DE:gone:0")
            room.write("Guten Abend, meine Damen und Herren. ")
            room.end()
            await room.until(lambda: bool(room.words), "it is spoken")
            heard = await to_its_end(room, recording)
        assert room.notices == ["not_found"]
        for sentence in await rendered(tmp_path, room.spoken, "espeak:de"):
            assert likeness(heard, sentence) > 0.99

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


def test_a_worker_that_hangs_cannot_hold_a_stop_up(
    card: SoundCard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.speech.speaker.SILENT_WITHIN", 0.2)

    async def scene(room: Room) -> None:
        with card.recording() as recording:
            await begins(room, recording)
            assert room.talk.worker_pid is not None
            os.kill(room.talk.worker_pid, signal.SIGSTOP)
            await room.talk.stop()
            await silences(room, recording)
        await room.talk.say("And later, too.")
        await room.until_idle()
        assert room.spoken[-1] == "And later, too."
        assert room.notices == []

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
        assert room.utterances[0].begins
        assert room.notices == ["no_sound"]

    with sound_card() as card:
        in_room(tmp_path, lambda room: scene(room, card))


def test_a_sound_server_that_comes_back_is_used_again(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        with sound_card() as card:
            with card.recording() as recording:
                await begins(room, recording)
                card.kill()
            await room.until(lambda: bool(room.utterances), "the page plays")
            assert room.talk.state.output == "page"
            card.start()
            with card.recording() as recording:
                await room.talk.say("Good evening to you.")
                await room.until(lambda: loud(recording.last(0.1)), "it is heard")
            assert room.talk.state.output == "device"
        assert room.notices == ["no_sound"]

    in_room(tmp_path, scene)


def test_a_paused_reading_is_still_paused_when_its_worker_died(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        with card.recording() as recording:
            await reads(room)
            await room.talk.pause()
            assert room.talk.worker_pid is not None
            os.kill(room.talk.worker_pid, signal.SIGKILL)
            await room.until(lambda: room.notices == ["worker_died"], "it is told")
            await asyncio.sleep(1.0)
            assert not loud(recording.last(0.5))
            assert room.talk.state.status is SpeechStatus.PAUSED
            await room.talk.resume()
            await room.until(lambda: room.talk.state.index == 1 and loud(recording.last(0.1)), "the next is heard")

    in_room(tmp_path, scene)


class Player:
    """A page that plays what it is given, as its loudspeaker would, but at once."""

    def __init__(self, room: Room) -> None:
        self.room, self._played = room, 0

    async def play(self, anew: bool = False) -> UtteranceReady:
        """Take the next utterance that is not void; `anew`: the one that takes the place of those before."""

        def begun() -> list[int]:
            return [index for index, ready in enumerate(self.room.utterances) if ready.begins and index >= self._played]

        await self.room.until(
            lambda: bool(begun()) if anew else len(self.room.utterances) > self._played,
            "the page is given an utterance",
        )
        self._played = max([self._played, *begun()])
        ready = self.room.utterances[self._played]
        self._played += 1
        await self.room.talk.utterance_wav(ready.utterance.id)
        return ready

    async def ended(self, ready: UtteranceReady) -> None:
        """It was heard to its end."""
        self.room.talk.played(ready.utterance.id)


def test_the_same_controls_work_while_the_page_plays(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        room.messages["story"] = " ".join(STORY)
        await room.talk.read("story")
        page = Player(room)
        first = await page.play()
        assert first.begins
        assert (room.talk.state.output, room.talk.state.text) == ("page", STORY[0])
        assert [mark.seconds for mark in first.marks] == sorted(mark.seconds for mark in first.marks)
        assert [STORY[0][mark.word.here.start : mark.word.here.end] for mark in first.marks][:2] == ["This", "is"]
        await page.ended(first)
        second = await page.play()
        assert not second.begins
        assert room.talk.state.index == 1
        assert (await room.talk.pause()).status is SpeechStatus.PAUSED
        assert (await room.talk.seek(4)).text == STORY[4]
        fifth = await page.play(anew=True)
        assert fifth.utterance.text == STORY[4]
        assert room.talk.state.status is SpeechStatus.PAUSED
        await room.talk.resume()
        room.choose(speed=2.0)
        again = await page.play(anew=True)
        assert again.utterance == fifth.utterance
        assert again.marks[-1].seconds < fifth.marks[-1].seconds  # the same sentence, faster
        await page.ended(again)
        last = await page.play()
        assert last.utterance.text == STORY[5]
        while not last.last:
            await page.ended(last)
            last = await page.play()
        assert room.talk.state.status is SpeechStatus.PLAYING
        await page.ended(last)
        await room.until_idle()  # as soon as the page has told the end, not when it counts as gone

    with no_sound_card():
        in_room(tmp_path, scene)


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
