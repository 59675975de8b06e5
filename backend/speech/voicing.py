"""Has each utterance said in its reading's voice; in a bundled one when that one cannot speak, whatever the reason."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

from backend.domain import Problem, Settings, Utterance
from backend.errors import FiresideError, NoSound, NotFound, VoiceBroken, WorkerDied
from backend.speech.reading import Reading
from backend.speech.voice_id import NEURAL, stand_ins

T = TypeVar("T")


class Voicing:
    """`notice` tells what is wrong with a voice, once a reading."""

    def __init__(self, settings: Callable[[], Settings], notice: Callable[[Problem], None]) -> None:
        self._settings, self._notice = settings, notice
        self._proven: set[str] = set()  # voices with which this worker has spoken

    async def say(self, reading: Reading, utterance: Utterance, do: Callable[[str, str, float], Awaitable[T]]) -> T:
        """Do it with words, voice and speed. Raises what `do` raises when no bundled voice could do it, too."""
        speed = self._settings().speed
        if not reading.mute:
            try:
                done = await do(reading.words(utterance), reading.voice, speed)
            except (NoSound, WorkerDied):
                raise
            except FiresideError as error:
                if not stand_ins(reading.voice):
                    raise
                self._notice(error.problem)
                reading.mute = True
            else:
                self._proven.add(reading.voice)
                return done
        for voice in stand_ins(reading.voice):
            with suppress(NotFound):
                done = await do(reading.words(utterance), voice, speed)
                reading.voice, reading.mute = voice, False
                return done
        raise NotFound("There is no voice that can speak.", "Install Fireside again.")

    def died(self, reading: Reading | None) -> VoiceBroken | None:
        """The worker died: of the voice with which it was to speak? Then that one is mute from now on.

        A native library ends its process over files that it does not like.
        """
        proven, self._proven = self._proven, set()
        if reading is None or not reading.voice.startswith(NEURAL) or reading.voice in proven:
            return None
        reading.mute = True
        return VoiceBroken(
            f"The voice “{reading.voice}” is broken: it ended the voice worker.", "Choose another in Settings."
        )
