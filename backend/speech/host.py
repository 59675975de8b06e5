"""The voice worker's object: owns espeak and the sound device, and tells what has been heard."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator
from typing import ClassVar

import numpy as np

from backend.desk import Priority, immediate
from backend.domain import Problem, Voice
from backend.errors import NoSound
from backend.speech.base import Audio
from backend.speech.clock import Clock
from backend.speech.espeak import Espeak
from backend.speech.player import Player
from backend.speech.resample import Resampler
from backend.speech.signals import SoundLost, SpeechEvent, UtteranceEnded, UtteranceStarted
from backend.speech.wav import written

log = logging.getLogger(__name__)


class SpeechHost:
    """Speaks utterances in order. A *reading* is a rising number; `stop(n)` silences all readings up to n at once."""

    priority: ClassVar[Priority] = "sound"

    def __init__(self, emit: Callable[[SpeechEvent], None]) -> None:
        self._emit = emit
        self._espeak = Espeak()
        self._player = Player()
        self._clock = Clock(self._player, self._lost)
        self._silenced = -1

    @immediate
    def voices(self) -> tuple[Voice, ...]:
        """All voices, sorted by name."""
        return self._espeak.voices()

    def prepare(self) -> str | None:
        """Open the sound device, so that the first utterance need not wait: its name, or None when there is none."""
        try:
            self._player.renew()
        except NoSound as error:
            log.info("%s", error)
        return self._player.device

    def speak(self, reading: int, utterance_id: str, text: str, voice: str, speed: float) -> None:
        """Queue an utterance behind those before it. `UtteranceStarted` and `UtteranceEnded` follow as it is heard.

        Raises `NoSound` and `NotFound`. Nothing happens when the reading has been stopped.
        """
        if reading <= self._silenced:
            return
        self._player.open()
        if self._player.lost:
            raise NoSound("The sound device is gone.", "Replies are played by the page.")
        self._clock.at(self._player.written + 1, lambda: self._emit(UtteranceStarted(utterance_id=utterance_id)))
        if self._queue(reading, self._espeak.speak(text, voice, speed)):
            self._clock.at(self._player.written, lambda: self._emit(UtteranceEnded(utterance_id=utterance_id)))

    def _queue(self, reading: int, pieces: Iterator[Audio]) -> bool:
        resample = Resampler(self._player.rate)

        def wanted() -> bool:
            return reading > self._silenced

        with contextlib.closing(pieces):  # type: ignore[type-var]
            for piece in pieces:
                if not self._player.write(resample(piece), wanted):
                    return False
        return self._player.write(resample.rest(), wanted)

    @immediate
    def stop(self, reading: int) -> None:
        """Silence this reading and those before it: the loudspeaker fades out and what is queued is dropped."""

        def silence() -> None:
            self._silenced = max(self._silenced, reading)

        self._player.flush(silence)
        self._clock.clear()

    @immediate
    def volume(self, volume: float) -> None:
        """Set the loudness, 0 to 1."""
        self._player.set_volume(volume)

    def render(self, text: str, voice: str, speed: float) -> bytes:
        """The utterance as a WAV file: 16 bit, mono."""
        pieces = [(piece.samples * 32767).astype("<i2") for piece in self._espeak.speak(text, voice, speed)]
        return written(np.concatenate(pieces).tobytes() if pieces else b"", self._espeak.rate)

    def underruns(self) -> int:
        """How often the device ran out of samples."""
        return self._player.underruns

    def close(self) -> None:
        """Give the sound device back."""
        self._player.close()

    def _lost(self) -> None:
        error = NoSound("The sound device is gone.", "Check the sound settings of this computer.")
        self._emit(SoundLost(problem=Problem(type=error.type, message=error.message, hint=error.hint)))
