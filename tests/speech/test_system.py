"""The voices of Windows and macOS: our own part, with fakes in place of both; on this system there are none."""

from __future__ import annotations

import io
import os
import sys
import threading
import wave
from ast import literal_eval
from pathlib import Path
from types import SimpleNamespace, TracebackType
from typing import Any, ClassVar, Self

import numpy as np
import pytest

from backend.errors import EngineFailed, NotFound
from backend.speech.macos import MacOS, found
from backend.speech.synthesizers import Synthesizers
from backend.speech.system import System
from backend.speech.windows import Windows

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


# ------------------------------------------------------------------ macOS

SAY = """#!{python}
import sys, wave
arguments = sys.argv[1:]
if arguments == ["-v", "?"]:
    print("Alex                en_US    # Most people recognize me by my voice.")
    print("Bad News            en_US    # The light you see at the end of the tunnel is the headlamp of a train.")
    print("Eddy (German (Germany)) de_DE    # Hallo! Ich hei\u00dfe Eddy.")
    print("Fiona               en-scotland # Hello, my name is Fiona.")
    print("Majed               ar_001   # #")
    print("Shelley (English (UK)) en_GB_U_SD@sd=gbsct    # Hi!")
    print("no voice at all")
    sys.exit()
words = sys.stdin.buffer.read().decode()
with open({told!r}, "a") as told:
    print(repr((arguments[:-4], arguments[-2:], words)), file=told)
if "fail" in words:
    sys.exit("Speech synthesis failed: -241")
with wave.open(arguments[arguments.index("-o") + 1], "wb") as out:
    out.setparams((1, 2, 22_050, 0, "NONE", ""))
    out.writeframes(b"\\x00\\x20" * 11_025)
"""


class Mac:
    """A `say` on PATH, as far as it is used; what it was asked, without the file's name."""

    def __init__(self, folder: Path) -> None:
        self.told = folder / "told"
        self.program = folder / "say"
        self.program.write_text(SAY.format(python=sys.executable, told=str(self.told)), "utf-8")
        self.program.chmod(0o755)

    @property
    def asked(self) -> list[tuple[list[str], str]]:
        found = [literal_eval(line) for line in self.told.read_text("utf-8").splitlines()]
        assert all(sound == ["--file-format=WAVE", "--data-format=LEI16@22050"] for _, sound, _ in found)
        return [(arguments, words) for arguments, _, words in found]


@pytest.fixture
def mac(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mac:
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    return Mac(tmp_path)


def test_those_of_macos_are_listed(mac: Mac) -> None:
    macos = found()
    assert macos is not None
    assert [(voice.id, voice.name, voice.language) for voice in System(macos).voices()] == [
        ("system:en-US:Alex", "Alex", "en-US"),
        ("system:en-US:Bad News", "Bad News", "en-US"),
        ("system:de-DE:Eddy (German (Germany))", "Eddy (German (Germany))", "de-DE"),
        ("system:en:Fiona", "Fiona", "en"),
        ("system:ar-001:Majed", "Majed", "ar-001"),
        ("system:en-GB:Shelley (English (UK))", "Shelley (English (UK))", "en-GB"),
    ]


def test_those_of_macos_speak(mac: Mac) -> None:
    system = System(MacOS(str(mac.program)))
    text = "-o Hallo [[slnc 9000]], Grüße 🔥\ud83d"
    for speed in (1.0, 1.5, 9.0):
        pieces = list(system.speak(text, "system:de-DE:Eddy (German (Germany))", speed))
        assert {piece.rate for piece in pieces} == {22_050}
        assert sum(len(piece.samples) for piece in pieces) == 11_025
        words = [text[word.start : word.end] for piece in pieces for word in piece.words]
        assert words == ["o", "Hallo", "slnc", "9000", "Grüße"]
    eddy = ["-v", "Eddy (German (Germany))"]
    assert [arguments for arguments, _ in mac.asked] == [eddy, [*eddy, "-r", "262"], [*eddy, "-r", "525"]]
    assert {words for _, words in mac.asked} == {"-o Hallo [ [slnc 9000]], Grüße 🔥"}


def test_what_macos_refuses_is_told(mac: Mac) -> None:
    system = System(MacOS(str(mac.program)))
    with pytest.raises(EngineFailed, match="-241"):
        list(system.speak("Now fail.", "system:en-US:Alex", 1.0))
    with pytest.raises(NotFound):
        list(system.speak("Hello.", "system:en-US:Nobody", 1.0))
    assert len(list(system.speak("And again.", "system:en-US:Alex", 1.0))) == 1
    mac.program.unlink()
    with pytest.raises(EngineFailed):
        list(system.speak("And again.", "system:en-US:Alex", 1.0))
    assert System(MacOS(str(mac.program))).voices() == ()
