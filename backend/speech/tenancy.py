"""Asks for memory before a neural voice is loaded, and knows when a worker was last of use."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from backend.domain import Load, Loadable
from backend.memory import Asked, Broker, Holding, Need
from backend.speech.voice_folder import voice_folders
from backend.speech.voice_id import NEURAL

_FACTOR, _WORKER = 2, 100 << 20
"""What a neural voice takes, as so many times its files, beside its worker: rather too much than too little."""


class Tenancy:
    """Of one worker that speaks. It holds one neural voice at a time, of those below `home`."""

    def __init__(self, broker: Broker, kind: Load, home: Path) -> None:
        self._broker, self._kind, self._home = broker, kind, home
        self._voice, self._pid = "", 0
        self._used = time.monotonic()

    async def ask(self, voice: str, pid: int | None) -> None:
        """Before a worker speaks with that voice: have room made, unless it is loaded in that very process.

        Raises `EngineFailed` when there is none.
        """
        name = _name(voice)
        if voice.startswith(NEURAL) and (name, pid) != (self._voice, self._pid):
            await self._broker.room(Loadable(kind=self._kind, name=name), _need(self._home, name), self._kind)

    def speaks(self, voice: str, pid: int | None) -> None:
        """That voice is loaded in this process now."""
        self._voice, self._pid, self._used = _name(voice), pid or 0, time.monotonic()

    def join(self, pid: Callable[[], int | None], busy: Callable[[], bool], end: Callable[[], Awaitable[None]]) -> None:
        """Be counted, and give way: `end` ends the worker, which starts again when it is needed."""

        async def give_back() -> None:
            if not busy():
                await end()

        def holdings() -> tuple[Holding, ...]:
            if busy():
                self._used = time.monotonic()
            what = Loadable(kind=self._kind, name=self._voice or "espeak-ng")
            return (Holding(self._kind, what, pid(), self._used, busy(), give_back),)

        self._broker.join(holdings)


def _name(voice: str) -> str:
    parts = voice.split(":")
    return parts[2] if voice.startswith(NEURAL) and len(parts) > 2 else "espeak-ng"


def _need(home: Path, name: str) -> Asked:
    def asked(free: int, total: int) -> Need:
        folder = voice_folders(home).get(name)
        files = sum(file.stat().st_size for file in folder.glob("*") if file.is_file()) if folder else 0
        return Need(_FACTOR * files + _WORKER if files else 0)

    return asked
