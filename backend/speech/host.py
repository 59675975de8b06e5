"""The voice worker's object: owns the synthesizers and the sound device, and tells what has been heard."""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

import numpy as np

from backend.desk import Priority, immediate
from backend.domain import Problem, SoundDevice, Voice
from backend.errors import NoSound
from backend.speech.base import Audio
from backend.speech.cache import Kept
from backend.speech.clock import Clock
from backend.speech.decoding import decoded
from backend.speech.estimate import marked
from backend.speech.player import Player
from backend.speech.resample import Resampler
from backend.speech.signals import SoundLost, SpeechEvent, UtteranceEnded, UtteranceStarted, WordStarted
from backend.speech.synthesizers import Synthesizers
from backend.speech.wav import RATE, written

log = logging.getLogger(__name__)

SWITCH = 0.001
"""Seconds for which a thread that computes may hold up the one that the sound device waits for."""


class SpeechHost:
    """Speaks utterances in order, with the voices of espeak and those below the folder `voices`.

    What slow ones said, and servers, is kept in the folder `kept`.

    A *reading* is a rising number; `stop(n)` silences all readings up to n at once.
    """

    priority: ClassVar[Priority] = "sound"
    player: ClassVar[type[Player]] = Player

    def __init__(self, emit: Callable[[SpeechEvent], None], voices: Path, kept: Path) -> None:
        sys.setswitchinterval(SWITCH)
        self._emit = emit
        self._kept = Kept(kept)
        self._synthesizers = Synthesizers(voices, self._kept)
        self._player = self.player()
        self._clock = Clock(self._player, self._lost)
        self._silenced = -1

    @immediate
    def voices(self) -> tuple[Voice, ...]:
        """All voices, sorted by name."""
        return self._synthesizers.voices()

    def devices(self) -> tuple[SoundDevice, ...]:
        """All sound devices, looked for anew when nothing is played."""
        try:
            return self._player.devices()
        except NoSound:
            return ()

    def prepare(self, device: str | None = None) -> str | None:
        """Open the sound device of that name, or the system's own, so that the first utterance need not wait.

        Its name, or None when there is none that works.
        """
        try:
            self._player.renew(device)
        except NoSound as error:
            log.info("%s", error)
        return self._player.device

    def speak(self, reading: int, utterance_id: str, text: str, voice: str, speed: float) -> None:
        """Queue an utterance behind those before it. It is told as it is heard: its start, each word, its end.

        Raises `NoSound` and `NotFound`. Nothing happens when the reading has been stopped.
        """
        self._say(reading, utterance_id, self._synthesizers.speak(text, voice, speed))

    def play(self, reading: int, utterance_id: str, text: str, key: tuple[str, ...], file: bytes | None) -> bool:
        """Queue an utterance whose sound is made elsewhere: a file, or None when that was not fetched yet.

        False when it has to be, because it is not kept. Raises `NoSound` and `EngineFailed`.
        """
        pieces = self._made_elsewhere(text, key, file)
        if pieces is not None:
            self._say(reading, utterance_id, pieces)
        return pieces is not None

    def _say(self, reading: int, utterance_id: str, pieces: Iterator[Audio]) -> None:
        if reading <= self._silenced:
            return
        self._player.open()
        if self._player.lost:
            raise NoSound("The sound device is gone.", "Replies are played by the page.")
        self._at(self._player.written + 1, UtteranceStarted(utterance_id=utterance_id))
        if self._queue(reading, utterance_id, pieces):
            self._at(self._player.written, UtteranceEnded(utterance_id=utterance_id))

    def _at(self, position: int, event: SpeechEvent) -> None:
        self._clock.at(position, lambda: self._emit(event))

    def _queue(self, reading: int, utterance_id: str, pieces: Iterator[Audio]) -> bool:
        resample, begin = Resampler(self._player.rate), self._player.written

        def wanted() -> bool:
            return reading > self._silenced

        with contextlib.closing(pieces):  # type: ignore[type-var]
            for piece in pieces:
                for word in piece.words:
                    position = begin + word.sample * self._player.rate // piece.rate
                    self._at(position + 1, WordStarted(utterance_id=utterance_id, start=word.start, end=word.end))
                if not self._player.write(resample(piece), wanted):
                    return False
        rest = resample.rest()
        if self._player.written == begin and not len(rest):
            rest = np.zeros(1, np.float32)  # what makes no sound is over, too, when its turn has come
        return self._player.write(rest, wanted)

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

    @immediate
    def pause(self, paused: bool) -> None:
        """Be silent and hold what is queued, or go on with the sample that was next."""
        self._player.pause(paused)
        self._clock.look()

    def keep(self, megabytes: int) -> None:
        """How much of what slow voices said may be kept on disk."""
        self._kept.limit = megabytes << 20
        self._kept.tidy()

    def render(self, text: str, voice: str, speed: float) -> tuple[bytes, tuple[tuple[float, int, int], ...]]:
        """The utterance as a WAV file (16 bit, mono), and for each word its second, start and end."""
        return _written(list(self._synthesizers.speak(text, voice, speed)))

    def convert(
        self, text: str, key: tuple[str, ...], file: bytes | None
    ) -> tuple[bytes, tuple[tuple[float, int, int], ...]] | None:
        """The same for an utterance whose sound is made elsewhere; None as `play` says False. Raises `EngineFailed`."""
        pieces = self._made_elsewhere(text, key, file)
        return None if pieces is None else _written(list(pieces))

    def _made_elsewhere(self, text: str, key: tuple[str, ...], file: bytes | None) -> Iterator[Audio] | None:
        if file is None:
            return self._kept.said(*key)
        return self._kept.keeping(marked(decoded(file), text), *key)

    def underruns(self) -> int:
        """How often the device ran out of samples."""
        return self._player.underruns

    def close(self) -> None:
        """Give the sound device back."""
        self._player.close()

    def _lost(self) -> None:
        error = NoSound("The sound device is gone.", "Check the sound settings of this computer.")
        self._emit(SoundLost(problem=Problem(type=error.type, message=error.message, hint=error.hint)))


def _written(pieces: list[Audio]) -> tuple[bytes, tuple[tuple[float, int, int], ...]]:
    pcm = b"".join((piece.samples * 32767).astype("<i2").tobytes() for piece in pieces)
    words = ((word.sample / piece.rate, word.start, word.end) for piece in pieces for word in piece.words)
    return written(pcm, pieces[0].rate if pieces else RATE), tuple(words)
