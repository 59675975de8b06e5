"""The rendering worker's object: turns texts into sound files, several at once, without a sound device."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import ClassVar

import numpy as np

from backend.desk import Priority, together
from backend.speech.encoding import RATES, Format, Written, encoder
from backend.speech.espeak import Espeak
from backend.speech.normalise import normalise
from backend.speech.resample import Resampler
from backend.speech.sentences import Sentences

_SLICE = 2_000
"""Characters that are looked at in one go, so that others have their turn."""
_SILENCE = 0.02
"""Seconds of a file in which nothing is said: an empty one is no file to many players."""


class RenderHost:
    """Speaks into files. Requests take turns, a sentence each."""

    priority: ClassVar[Priority] = "normal"

    def __init__(self, emit: Callable[[object], None]) -> None:
        self._espeak = Espeak()

    @together
    def render(
        self, cancelled: threading.Event, text: str, voice: str, speed: float, format: Format
    ) -> Iterator[Written | None]:
        """Speak Markdown; yields the file as it grows. Raises `NotFound` for an unknown voice."""
        rate = RATES.get(format, self._espeak.rate)
        file, resample = encoder(format, rate), Resampler(rate)
        said = False
        for words in self._utterances(text, voice.partition(":")[2].partition("+")[0]):
            for piece in self._espeak.speak(words, voice, speed) if words else ():
                if cancelled.is_set():
                    return
                said = True
                yield from file.add(resample(piece))
            yield None
        yield from file.add(resample.rest())
        if not said:
            yield from file.add(np.zeros(int(_SILENCE * rate), np.float32))
        yield from file.close()

    def _utterances(self, text: str, language: str) -> Iterator[str]:
        sentences = Sentences(language)
        for start in range(0, len(text), _SLICE):
            for chunk in sentences.feed(text[start : start + _SLICE]):
                yield normalise(chunk, language)
            yield ""
        for chunk in sentences.finish():
            yield normalise(chunk, language)
