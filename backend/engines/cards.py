"""The graphics cards of this computer, asked for in a process of their own: to ask one is to start its driver."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from backend.errors import WorkerDied
from backend.worker import Worker

if TYPE_CHECKING:
    from backend.engines.devices import Device, Machine

_KEPT = 60.0
"""Seconds for which what a card said is believed."""


class Cards:
    """In the worker."""

    def __init__(self, emit: Callable[[object], None]) -> None:
        """Nothing is emitted."""

    def found(self) -> tuple[Device, ...]:
        """All devices that llama.cpp sees."""
        from backend.engines.devices import devices

        return tuple(replace(device, handle=0) for device in devices())


class Room:
    """What there is for a model here; a driver that crashes counts as no card.

    `idle` gives bytes that count as taken but would be given back for a model. `clock` counts seconds.
    """

    def __init__(
        self, logs: Path, idle: Callable[[], int] = lambda: 0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._logs, self._idle, self._clock = logs, idle, clock
        self._found: tuple[Device, ...] = ()
        self._asked = float("-inf")

    async def machine(self) -> Machine:
        """Memory as it is now, cards as they were at most a minute ago."""
        from backend.engines.devices import machine, memory  # with psutil, which the start need not wait for

        if self._clock() - self._asked > _KEPT:
            self._found = await self._ask()
            self._asked = self._clock()
        free, total = memory()
        return replace(machine(self._found), free=min(free + self._idle(), total), total=total)

    async def _ask(self) -> tuple[Device, ...]:
        worker = Worker("cards", "backend.engines.cards:Cards", logs=self._logs)
        try:
            await worker.start()
            found: tuple[Device, ...] = await worker.call("found")
            return found
        except WorkerDied:
            return ()
        finally:
            await worker.stop()
