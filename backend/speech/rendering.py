"""The rendering worker's object: turns texts into sound files, several at once, without a sound device."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

import numpy as np

from backend.desk import Priority, together
from backend.speech.base import Audio
from backend.speech.decoding import decoded
from backend.speech.encoding import RATES, Format, Written, encoder
from backend.speech.normalise import normalise
from backend.speech.resample import Resampler
from backend.speech.sentences import Sentences
from backend.speech.synthesizers import Synthesizers
from backend.speech.voice_id import is_quick, language_of
from backend.speech.wav import RATE

_SLICE = 2_000
"""Characters that are looked at in one go, so that others have their turn."""
_SILENCE = 0.02
"""Seconds of a file in which nothing is said: an empty one is no file to many players."""


class RenderHost:
    """Speaks into files, with the voices of espeak and those below the folder `voices`. Requests take turns."""

    priority: ClassVar[Priority] = "normal"

    def __init__(self, emit: Callable[[object], None], voices: Path) -> None:
        self._synthesizers = Synthesizers(voices)
        self._files: dict[int, File] = {}

    @together
    def render(
        self, cancelled: threading.Event, text: str, voice: str, speed: float, format: Format
    ) -> Iterator[Written | None]:
        """Speak Markdown; yields the file as it grows, and None after each sentence.

        Raises `NotFound`, `VoiceBroken` and `EngineFailed`.
        """
        file: File | None = None
        for piece in self._spoken(text, voice, speed):
            if cancelled.is_set():
                return
            if piece is None:
                yield None
                continue
            file = file or File(format, piece.rate)
            yield from file.add(piece)
        file = file or File(format, RATE)
        yield from file.close()

    @together
    def utterances(self, cancelled: threading.Event, text: str, voice: str) -> Iterator[str | None]:
        """The words of Markdown, sentence by sentence, for a voice that speaks elsewhere."""
        for words in _utterances(text, voice):
            if cancelled.is_set():
                return
            yield words or None

    def add(self, number: int, format: Format, sound: bytes) -> list[Written]:
        """What the sound of an utterance, made elsewhere, adds to the file of that number. Raises `EngineFailed`."""
        found = []
        for piece in decoded(sound):
            if number not in self._files:
                self._files[number] = File(format, piece.rate)
            found.extend(self._files[number].add(piece))
        return found

    def finish(self, number: int, format: Format) -> list[Written]:
        """The end of that file."""
        return (self._files.pop(number, None) or File(format, RATE)).close()

    def drop(self, number: int) -> None:
        """That file will not be finished."""
        self._files.pop(number, None)

    def _spoken(self, text: str, voice: str, speed: float) -> Iterator[Audio | None]:
        for words in _utterances(text, voice):
            yield from self._synthesizers.speak(words, voice, speed) if words else ()
            yield None


class File:
    """A sound file as it grows, at the rate that its format asks for."""

    def __init__(self, format: Format, rate: int) -> None:
        self._rate = RATES.get(format, rate)
        self._encoder, self._resample = encoder(format, self._rate), Resampler(self._rate)
        self._empty = True

    def add(self, piece: Audio) -> list[Written]:
        """What a piece of sound adds."""
        self._empty = False
        return self._encoder.add(self._resample(piece))

    def close(self) -> list[Written]:
        """The end."""
        rest = np.zeros(int(_SILENCE * self._rate), np.float32) if self._empty else self._resample.rest()
        return [*self._encoder.add(rest), *self._encoder.close()]


def _utterances(text: str, voice: str) -> Iterator[str]:
    """The words of a text, sentence by sentence; nothing, now and then, where there is only text."""
    language = language_of(voice)
    sentences = Sentences(language, hurried=not is_quick(voice))
    for start in range(0, len(text), _SLICE):
        for chunk in sentences.feed(text[start : start + _SLICE]):
            yield normalise(chunk, language)
        yield ""
    for chunk in sentences.finish():
        yield normalise(chunk, language)
