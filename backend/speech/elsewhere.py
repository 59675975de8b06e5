"""Voices whose sound is made elsewhere: the server fetches it through the gate, since workers reach no network."""

from __future__ import annotations

from typing import Protocol

from backend.domain import Voice
from backend.errors import NotFound

PREFIX = "remote:"
"""What their ids begin with."""


class Elsewhere(Protocol):
    """Lives in the event loop of the server."""

    async def voices(self) -> tuple[Voice, ...]:
        """Those that the person added."""

    async def fingerprint(self, voice: str) -> str:
        """What tells a voice from another one that had its id before. Raises `NotFound`."""

    async def speak(self, text: str, voice: str, speed: float) -> bytes:
        """One utterance as a sound file, in a format that `decoding` reads.

        Raises `NotFound`, `Offline` and `EngineFailed`, with the reason.
        """


class Nowhere:
    """`Elsewhere` for those who fetch nothing."""

    async def voices(self) -> tuple[Voice, ...]:
        return ()

    async def fingerprint(self, voice: str) -> str:
        return ""

    async def speak(self, text: str, voice: str, speed: float) -> bytes:
        raise NotFound(f"There is no voice “{voice}”.", "Choose another in Settings.", param="voice")
