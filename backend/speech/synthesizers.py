"""All that can speak here, as one: each voice by the synthesizer that its id begins with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from backend.domain import Voice
from backend.speech.base import Audio, Synthesizer
from backend.speech.cache import Kept, KeptVoices
from backend.speech.espeak import Espeak
from backend.speech.neural import Neural
from backend.speech.system import System
from backend.speech.voice_id import NEURAL, SYSTEM


class Synthesizers:
    """A `Synthesizer` itself. The files of neural voices lie below `home`; what they said is kept, if `kept` is given.

    What espeak said is not: it says it again a thousand times faster than it is heard.
    """

    def __init__(self, home: Path, kept: Kept | None = None) -> None:
        self._espeak, self._system = Espeak(), System()
        neural = Neural(home, self._espeak)
        self._neural: Synthesizer = KeptVoices(neural, kept, neural.fingerprint) if kept else neural

    def voices(self) -> tuple[Voice, ...]:
        """Neural voices first: who fetched one wants it; then the system's, and espeak's, sorted by name."""
        return (*self._neural.voices(), *self._system.voices(), *self._espeak.voices())

    def speak(self, text: str, voice: str, speed: float) -> Iterator[Audio]:
        """Speak plain words piece by piece. Raises `NotFound`, `VoiceBroken` and `EngineFailed`."""
        others: dict[str, Synthesizer] = {NEURAL: self._neural, SYSTEM: self._system}
        chosen = next((other for prefix, other in others.items() if voice.startswith(prefix)), self._espeak)
        return chosen.speak(text, voice, speed)
