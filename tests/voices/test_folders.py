"""A voice in a folder of the person's own is used where it lies, and forgotten without being touched."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Any

import pytest

from backend.errors import FiresideError, NotFound, VoiceBroken
from backend.speech.espeak import Espeak
from backend.speech.neural import Neural
from backend.voices import OwnVoices
from tests.speech.voice_files import write_kokoro, write_vits

ESPEAK = Espeak()


class Room:
    def __init__(self, tmp_path: Path) -> None:
        self.home, self.changes = tmp_path / "home", 0
        self.home.mkdir()
        self.own = OwnVoices(self.home, self._changed)

    def _changed(self) -> None:
        self.changes += 1

    def add(self, path: Path | str) -> Any:
        return asyncio.run(self.own.add(str(path)))

    def remove(self, name: str) -> None:
        asyncio.run(self.own.remove(name))

    @property
    def ids(self) -> list[str]:
        return [voice.id for voice in Neural(self.home, ESPEAK).voices()]


def test_it_is_listed_heard_and_forgotten(tmp_path: Path) -> None:
    room, folder = Room(tmp_path), write_kokoro(tmp_path / "My voices: ü" / "Kokoro (mine)")
    added = room.add(folder)
    assert (added.name, added.path, added.speakers) == ("Kokoro-mine", str(folder), 2)
    assert added.languages == ("en-US", "en-GB")
    assert room.ids == ["neural:en-US:Kokoro-mine:0", "neural:en-GB:Kokoro-mine:1"]
    assert next(Neural(room.home, ESPEAK).speak("Good evening.", room.ids[0], 1.0)).samples.size
    assert asyncio.run(room.own.all()) == (added,)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    room.remove(added.name)
    assert room.ids == []
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert room.changes == 2


def test_two_of_one_name_are_two_voices_and_the_same_one_is_one(tmp_path: Path) -> None:
    room = Room(tmp_path)
    write_vits(room.home / "voice")
    first = room.add(write_vits(tmp_path / "a" / "voice"))
    second = room.add(write_vits(tmp_path / "b" / "voice"))
    assert [first.name, second.name] == ["voice-2", "voice-3"]
    assert room.add(tmp_path / "a" / "voice") == first
    assert room.add(room.home / "voice").name == "voice"  # it is here already
    assert len(room.ids) == 3


def test_one_that_is_gone_is_shown_with_the_reason(tmp_path: Path) -> None:
    room, folder = Room(tmp_path), write_vits(tmp_path / "voice")
    room.add(folder)
    shutil.rmtree(folder)
    assert room.ids == []
    [shown] = asyncio.run(room.own.all())
    assert shown.problem
    with pytest.raises(FiresideError):
        next(Neural(room.home, ESPEAK).speak("Good evening.", "neural:en-US:voice:0", 1.0))


@pytest.mark.parametrize("path", ["/no/such/folder", "~nobody-here/voice", "", "a\0b"])
def test_what_holds_no_voice_is_refused(tmp_path: Path, path: str) -> None:
    room = Room(tmp_path)
    with pytest.raises(VoiceBroken) as caught:
        room.add(path)
    assert caught.value.hint
    assert (room.ids, room.changes) == ([], 0)


def test_a_pointer_that_is_damaged_costs_only_itself(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.add(write_vits(tmp_path / "voice"))
    (room.home / "rubbish.path").write_bytes(b"\xff\xfe")
    (room.home / "folder.path").mkdir()
    assert room.ids == ["neural:en-US:voice:0"]


def test_what_was_not_added_cannot_be_forgotten(tmp_path: Path) -> None:
    room = Room(tmp_path)
    write_vits(room.home / "fetched")
    for name in ("fetched", "nobody", "../home/fetched"):
        with pytest.raises(NotFound):
            room.remove(name)
    assert room.ids == ["neural:en-US:fetched:0"]
