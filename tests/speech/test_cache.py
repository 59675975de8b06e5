"""What was said once is said again from disk, the same, and never more of it is kept than was allowed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from backend.domain import Voice
from backend.speech.base import Audio, WordMark
from backend.speech.cache import Kept, KeptVoices

RATE = 16_000
VOICE = "neural:en-US:slow:0"


class Slow:
    """A synthesizer that counts what it has to say: a second of noise a word, other noise for other words."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def voices(self) -> tuple[Voice, ...]:
        return (Voice(id=VOICE, name="Slow", language="en-US"),)

    def speak(self, text: str, voice: str, speed: float) -> Iterator[Audio]:
        self.asked.append(text)
        for number, word in enumerate(text.split()):
            noise = np.random.default_rng(len(word)).uniform(-1, 1, RATE).astype(np.float32)
            yield Audio(noise, RATE, (WordMark(number * RATE, number, number + len(word)),))


@pytest.fixture
def slow() -> Slow:
    return Slow()


def disk(folder: Path, limit: int = 1 << 30) -> Kept:
    kept = Kept(folder / "kept")
    kept.limit = limit
    return kept


def kept(slow: Slow, folder: Path, fingerprint: str = "1", limit: int = 1 << 30) -> KeptVoices:
    return KeptVoices(slow, disk(folder, limit), lambda voice: fingerprint)


def said(by: KeptVoices, text: str, speed: float = 1.0, voice: str = VOICE) -> tuple[np.ndarray, list[WordMark]]:
    pieces = list(by.speak(text, voice, speed))
    return np.concatenate([piece.samples for piece in pieces]), [word for piece in pieces for word in piece.words]


def files(folder: Path) -> list[Path]:
    return sorted((folder / "kept").glob("*"))


def test_a_second_reading_comes_from_disk_and_is_the_same(slow: Slow, tmp_path: Path) -> None:
    samples, words = said(kept(slow, tmp_path), "one three fifteen")
    again, same = said(kept(slow, tmp_path), "one three fifteen")  # also after a restart
    assert slow.asked == ["one three fifteen"]
    assert np.abs(again - samples).max() < 1e-4
    assert same == words
    assert len(words) == 3


@pytest.mark.parametrize("other", [{"text": "two"}, {"speed": 1.1}, {"voice": "neural:en-US:slow:1"}])
def test_other_words_speed_or_voice_are_said_anew(slow: Slow, tmp_path: Path, other: dict[str, object]) -> None:
    cache = kept(slow, tmp_path)
    said(cache, "one")
    said(cache, **{"text": "one", **other})  # type: ignore[arg-type]
    assert len(slow.asked) == 2


def test_another_file_of_the_same_name_is_another_voice(slow: Slow, tmp_path: Path) -> None:
    said(kept(slow, tmp_path, "1"), "one")
    said(kept(slow, tmp_path, "2"), "one")
    assert len(slow.asked) == 2


def test_what_was_stopped_is_not_kept(slow: Slow, tmp_path: Path) -> None:
    cache = kept(slow, tmp_path)
    speaking = cache.speak("one three", VOICE, 1.0)
    next(speaking)
    speaking.close()  # type: ignore[attr-defined]
    assert files(tmp_path) == []
    assert len(said(cache, "one three")[0]) == 2 * RATE


def test_what_was_not_used_for_the_longest_time_goes_first(slow: Slow, tmp_path: Path) -> None:
    size = 2 * RATE + 1_000
    cache = kept(slow, tmp_path, limit=3 * size)
    for age, word in enumerate(("a", "bb", "ccc")):
        said(cache, word)
        newest = max(files(tmp_path), key=lambda file: file.stat().st_mtime_ns)
        os.utime(newest, (age, age))
    said(cache, "a")  # used again: now “bb” is the oldest
    said(cache, "dddd")
    assert sum(file.stat().st_size for file in files(tmp_path)) <= 3 * size
    asked = len(slow.asked)
    for word in ("a", "ccc", "dddd"):
        said(cache, word)
    assert len(slow.asked) == asked
    said(cache, "bb")
    assert len(slow.asked) == asked + 1


def test_nothing_is_kept_when_nothing_may_be(slow: Slow, tmp_path: Path) -> None:
    on_disk = disk(tmp_path)
    cache = KeptVoices(slow, on_disk, lambda voice: "1")
    said(cache, "one")
    on_disk.limit = 0
    on_disk.tidy()
    assert files(tmp_path) == []
    said(cache, "one")
    assert files(tmp_path) == []


def test_a_file_that_is_broken_is_said_anew(slow: Slow, tmp_path: Path) -> None:
    cache = kept(slow, tmp_path)
    samples, _ = said(cache, "one")
    for broken in (b"", b"PK\x03\x04 not whole", files(tmp_path)[0].read_bytes()[:-200]):
        files(tmp_path)[0].write_bytes(broken)
        assert np.abs(said(cache, "one")[0] - samples).max() < 1e-4
    assert len(slow.asked) == 4


def test_a_folder_that_cannot_be_written_keeps_nobody_from_speaking(slow: Slow, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("in the way")
    assert len(said(kept(slow, tmp_path), "one")[0]) == RATE
