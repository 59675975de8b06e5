"""The voices of Windows: our own part, with a fake in place of Windows; on this system there are none."""

from __future__ import annotations

import io
import threading
import wave
from pathlib import Path
from types import SimpleNamespace, TracebackType
from typing import Any, ClassVar, Self

import numpy as np
import pytest

from backend.errors import EngineFailed, NotFound
from backend.speech.synthesizers import Synthesizers
from backend.speech.system import System, Windows

ZIRA = SimpleNamespace(display_name="Microsoft Zira", language="en-US", gender=1)
STEFAN = SimpleNamespace(display_name="Microsoft Stefan", language="de-DE", gender=0)
ID = "system:en-US:Microsoft Zira"


def tone() -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setparams((1, 2, 16_000, 0, "NONE", ""))
        out.writeframes(np.full(24_000, 8_000, "<i2").tobytes())
    return file.getvalue()


class Closing:
    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        pass


class FakeStream(Closing):
    def __init__(self, data: bytes) -> None:
        self.data, self.size = data, len(data)

    def get_input_stream_at(self, position: int) -> bytes:
        return self.data[position:]


class FakeReader(Closing):
    def __init__(self, data: bytes) -> None:
        self.data, self.loaded = data, 0

    def load_async(self, count: int) -> Any:
        self.loaded = count
        return SimpleNamespace(get=lambda: count)

    def read_bytes(self, buffer: bytearray) -> None:
        assert self.loaded == len(buffer)
        buffer[:] = self.data


class FakeSynthesizer(Closing):
    all_voices: ClassVar[Any] = (ZIRA, STEFAN)
    said: ClassVar[list[tuple[str, str, float]]] = []
    threads: ClassVar[set[str]] = set()
    failure: ClassVar[Exception | None] = None

    def __init__(self) -> None:
        self.voice, self.options = STEFAN, SimpleNamespace(speaking_rate=1.0)

    def synthesize_text_to_stream_async(self, text: str) -> Any:
        self.threads.add(threading.current_thread().name)
        self.said.append((text, self.voice.display_name, self.options.speaking_rate))
        if self.failure:
            raise self.failure
        return SimpleNamespace(get=lambda: FakeStream(tone()))


@pytest.fixture
def system() -> System:
    FakeSynthesizer.said.clear()
    FakeSynthesizer.threads.clear()
    FakeSynthesizer.failure = None
    return System(Windows(FakeSynthesizer, FakeReader, lambda: None))


def test_they_are_listed_with_language_and_gender(system: System) -> None:
    assert [(voice.id, voice.name, voice.language, voice.gender, voice.synthesizer) for voice in system.voices()] == [
        (ID, "Microsoft Zira", "en-US", "female", "system"),
        ("system:de-DE:Microsoft Stefan", "Microsoft Stefan", "de-DE", "male", "system"),
    ]


def test_an_utterance_is_spoken_in_one_thread_of_its_own(system: System) -> None:
    for speed in (0.1, 1.5, 9.0):
        pieces = list(system.speak("Good\x00 evening.", ID, speed))
        assert {piece.rate for piece in pieces} == {16_000}
        assert sum(len(piece.samples) for piece in pieces) == 24_000
    assert FakeSynthesizer.said == [("Good  evening.", "Microsoft Zira", speed) for speed in (0.5, 1.5, 6.0)]
    assert len(FakeSynthesizer.threads) == 1
    assert threading.current_thread().name not in FakeSynthesizer.threads


@pytest.mark.parametrize("text", ["", " ", "\x00\ud83d"])
def test_what_has_no_words_is_not_asked_for(system: System, text: str) -> None:
    assert list(system.speak(text, ID, 1.0)) == []
    assert FakeSynthesizer.said == []


@pytest.mark.parametrize("failure", [OSError(-2147024891, "denied"), RuntimeError("stopped")])
def test_what_windows_refuses_is_told(system: System, failure: Exception) -> None:
    FakeSynthesizer.failure = failure
    with pytest.raises(EngineFailed) as caught:
        list(system.speak("Good evening.", ID, 1.0))
    assert caught.value.hint


@pytest.mark.parametrize("voice", ["system:en-US:Nobody", "system:", "system:de-DE:Microsoft Zira"])
def test_a_voice_that_is_not_there_is_told(system: System, voice: str) -> None:
    with pytest.raises(NotFound):
        list(system.speak("Good evening.", voice, 1.0))


def test_without_windows_there_are_none(tmp_path: Path) -> None:
    def broken() -> None:
        raise OSError("no apartment")

    assert System(Windows(FakeSynthesizer, FakeReader, broken)).voices() == ()  # its thread does not even begin
    synthesizers = Synthesizers(tmp_path)
    assert not [voice for voice in synthesizers.voices() if voice.synthesizer == "system"]
    with pytest.raises(NotFound):
        list(synthesizers.speak("Good evening.", ID, 1.0))
