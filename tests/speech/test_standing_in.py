"""Voices of servers are heard as the server speaks; one that cannot speak is told once, and another voice goes on."""

from __future__ import annotations

import asyncio
import io
import wave
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path

import numpy as np
import onnx
import pytest

from backend.domain import Voice
from backend.errors import EngineFailed, Offline, VoiceBroken
from backend.events import Notice
from backend.paths import Paths
from backend.speech.renderer import Renderer, put
from backend.speech.voice_id import stand_ins
from backend.talk import Talk
from tests.sound import Samples, SoundCard, likeness, loud, no_sound_card, sound_card
from tests.speech.voice_files import write_vits
from tests.test_talk import Room, to_its_end

THERE = "remote:en-US:127.0.0.1:1/bella"
TWO = "This is said by somebody else. And so is this one."


def sung(text: str) -> bytes:
    """A sound of each text's own, at a rate of a server's own, in stereo."""
    noise = np.random.default_rng(len(text)).standard_normal(24_000).astype(np.float32)
    smooth = np.convolve(noise, np.ones(24) / 24, "same")
    both = (np.column_stack((smooth, smooth)) * 20_000).clip(-32_000, 32_000).astype("<i2")
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(24_000)
        out.writeframes(both.tobytes())
    return file.getvalue()


def mono(file: bytes) -> np.ndarray:
    import soxr

    with wave.open(io.BytesIO(file)) as sound:
        samples = np.frombuffer(sound.readframes(sound.getnframes()), "<i2").astype(np.float32) / 32768
        if sound.getnchannels() == 2:
            samples = samples[::2]
        return soxr.resample(samples, sound.getframerate(), 48_000)


class Somewhere:
    """A server's voice. What stands in `says` comes in place of its sound."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, float]] = []
        self.says: list[bytes | Exception | None] = []
        self.model = "tts-1"

    async def voices(self) -> tuple[Voice, ...]:
        return (Voice(id=THERE, name="Bella", language="en-US", synthesizer="remote", host="127.0.0.1:1"),)

    async def fingerprint(self, voice: str) -> str:
        return self.model

    async def speak(self, text: str, voice: str, speed: float) -> bytes:
        self.asked.append((text, voice, speed))
        answer = self.says.pop(0) if self.says else None
        if isinstance(answer, Exception):
            raise answer
        return sung(text) if answer is None else answer


class ServedRoom(Room):
    """A `Talk` whose voice is the server's."""

    def __init__(self, home: Path) -> None:
        super().__init__(home, voice_id=THERE)
        self.somewhere = Somewhere()
        paths = Paths(home)
        self.talk = Talk(self.bus, paths, lambda: self.settings, self._text, self._keep_heard, elsewhere=self.somewhere)

    @property
    def problems(self) -> list[str]:
        """What the person was told."""
        return [event.problem.message for event in self.events if isinstance(event, Notice) and event.level != "info"]


def in_room(home: Path, scene: Callable[[ServedRoom], Coroutine[None, None, None]]) -> None:
    async def play() -> None:
        room = ServedRoom(home)
        try:
            await scene(room)
        finally:
            await room.talk.close()

    asyncio.run(play())


@pytest.fixture(scope="module")
def card() -> Iterator[SoundCard]:
    with sound_card() as card:
        yield card


def test_what_is_heard_is_what_the_server_sent(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: ServedRoom) -> None:
        assert THERE in {voice.id for voice in await room.talk.voices()}
        with card.recording() as recording:
            await room.talk.say(TWO)
            heard = await to_its_end(room, recording)
        texts = [text for text, _, _ in room.somewhere.asked]
        assert " ".join(texts) == TWO
        assert [round(likeness(heard, mono(sung(text))), 2) for text in texts] == [1.0, 1.0]
        assert room.problems == []

    in_room(tmp_path, scene)


@pytest.mark.parametrize(
    "failure",
    [
        EngineFailed("It does not answer.", "Look at it."),
        Offline("Fireside is offline by your choice.", "Allow it."),
        VoiceBroken("It is broken.", "Choose another."),
        b"<html>no sound</html>",
        b"RIFF\xff\xff\xff\xffWAVEfmt ",
    ],
)
def test_a_voice_that_cannot_speak_is_told_once_and_another_goes_on(
    card: SoundCard, tmp_path: Path, failure: bytes | Exception
) -> None:
    async def scene(room: ServedRoom) -> None:
        room.somewhere.says = [failure]
        with card.recording() as recording:
            await room.talk.say(TWO)
            await room.until_idle()
            assert loud(recording.samples)
        assert len(room.somewhere.asked) == 1  # the reading stays with the voice that works
        assert len(room.problems) == 1
        assert " ".join(room.spoken) == TWO
        await room.talk.say("The next one.")  # it may be back by now
        await room.until_idle()
        assert len(room.somewhere.asked) == 2
        assert len(room.problems) == 1

    in_room(tmp_path, scene)


def test_what_a_server_said_is_said_again_from_disk(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: ServedRoom) -> None:
        async def heard() -> Samples:
            with card.recording() as recording:
                await room.talk.say(TWO)
                return await to_its_end(room, recording)

        await heard()
        assert len(room.somewhere.asked) == 2
        for text, _, _ in room.somewhere.asked:
            assert likeness(await heard(), mono(sung(text))) > 0.99
        assert len(room.somewhere.asked) == 2
        assert room.words == 3 * ["This", "is", "said", "by", "somebody", "else", "And", "so", "is", "this", "one"]
        room.somewhere.model = "another"  # another voice, under the same name
        await heard()
        assert len(room.somewhere.asked) == 4
        room.choose(voice_cache_mb=0)
        await heard()
        assert len(room.somewhere.asked) == 6

    in_room(tmp_path, scene)


def test_what_is_no_sound_is_not_kept(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: ServedRoom) -> None:
        room.somewhere.says = [b"<html>no sound</html>"]
        for asked in (1, 2):
            await room.talk.say("Just a moment.")
            await room.until_idle()
            assert len(room.somewhere.asked) == asked
        assert len(room.problems) == 1

    in_room(tmp_path, scene)


def test_stop_does_not_wait_for_a_server_that_hangs(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: ServedRoom) -> None:
        asked = asyncio.Event()

        async def hang(text: str, voice: str, speed: float) -> bytes:
            asked.set()
            await asyncio.Event().wait()
            raise AssertionError

        room.somewhere.speak = hang  # type: ignore[method-assign]
        await room.talk.say(TWO)
        await asked.wait()
        await room.talk.stop()
        await room.until_idle()
        assert room.problems == []

    in_room(tmp_path, scene)


def test_the_page_plays_what_the_server_sent(tmp_path: Path) -> None:
    async def scene(room: ServedRoom) -> None:
        await room.talk.say("This is said by somebody else.")
        await room.until(lambda: bool(room.utterances), "an utterance is ready")
        [ready] = [each for each in room.utterances if each.utterance.text]
        wav = await room.talk.utterance_wav(ready.utterance.id)
        assert likeness(mono(wav), mono(sung("This is said by somebody else."))) > 0.99
        await room.talk.stop()

    with no_sound_card():
        in_room(tmp_path, scene)


def test_a_file_is_made_with_the_voice_of_a_server(tmp_path: Path) -> None:
    async def play() -> tuple[bytes, Somewhere]:
        paths, somewhere, file = Paths(tmp_path), Somewhere(), bytearray()
        paths.create()
        renderer = Renderer(paths, somewhere)
        try:
            async for piece in renderer.render(f"# Head\n\n{TWO}\n\n```\ncode\n```", THERE, 1.5, "wav"):
                put(file, piece)
            somewhere.says = [EngineFailed("It does not answer.", "Look at it.")]
            with pytest.raises(EngineFailed):
                async for _ in renderer.render(TWO, THERE, 1.0, "mp3"):
                    pass
            somewhere.says = [b"no sound"]
            with pytest.raises(EngineFailed):
                async for _ in renderer.render(TWO, THERE, 1.0, "mp3"):
                    pass
        finally:
            await renderer.close()
        return bytes(file), somewhere

    made, somewhere = asyncio.run(play())
    asked = somewhere.asked[:-2]
    assert {speed for _, _, speed in asked} == {1.5}
    for text, _, _ in asked:
        assert likeness(mono(made), mono(sung(text))) > 0.95
    assert len(mono(made)) == pytest.approx(48_000 * len(asked), rel=0.01)


# ------------------------------------------------------------------ a voice that ends the worker


def write_deadly(folder: Path) -> Path:
    """A voice that looks whole, over which the library ends the process."""
    write_vits(folder)
    [file] = folder.glob("*.onnx")
    model = onnx.load(str(file))
    kept = [entry for entry in model.metadata_props if entry.key != "comment"]
    del model.metadata_props[:]
    model.metadata_props.extend(kept)
    onnx.save(model, str(file))
    return folder


def test_a_voice_that_ends_the_worker_is_told_once_and_another_says_it_all(card: SoundCard, tmp_path: Path) -> None:
    async def scene(room: ServedRoom) -> None:
        write_deadly(tmp_path / "voices" / "deadly")
        room.choose(voice_id="neural:en-US:deadly:0")
        with card.recording() as recording:
            await room.talk.say(TWO)
            await room.until_idle()
            assert loud(recording.samples)
        assert " ".join(room.spoken) == TWO
        assert room.notices == ["voice_broken"]
        assert "deadly" in room.problems[0]
        write_vits(tmp_path / "voices" / "deadly")  # fetched again, it is whole
        await room.talk.say("The next one.")
        await room.until_idle()
        assert room.notices == ["voice_broken"]

    in_room(tmp_path, scene)


@pytest.mark.parametrize(
    ("voice", "expected"),
    [
        ("espeak:en-us", ()),
        ("neural:de-DE:thorsten:0", ("espeak:de-de", "espeak:de", "espeak:en-us")),
        ("remote:en-US:a/b", ("espeak:en-us", "espeak:en")),
        ("espeak:de+f2", ("espeak:de", "espeak:en-us")),
        ("rubbish", ("espeak:en", "espeak:en-us")),
    ],
)
def test_the_nearest_language_stands_in(voice: str, expected: tuple[str, ...]) -> None:
    assert stand_ins(voice) == expected
