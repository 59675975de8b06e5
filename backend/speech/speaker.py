"""The server's end of the voice worker: started at first use, and again when it died."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from backend.domain import Voice
from backend.errors import FiresideError, WorkerDied
from backend.speech.signals import SpeechEvent
from backend.worker import Worker

PATIENCE = 8.0  # seconds to open a sound device; a dead sound server can hold that up for ever


class Speaker:
    """Speaks through the sound device, or renders. `on_event` and `on_death` are called in the event loop."""

    def __init__(
        self, logs: Path, on_event: Callable[[SpeechEvent], None], on_death: Callable[[WorkerDied], None]
    ) -> None:
        self._logs, self._on_event, self._on_death = logs, on_event, on_death
        self._worker: Worker | None = None
        self._starting = asyncio.Lock()
        self._voices: tuple[Voice, ...] = ()
        self._volume = 1.0

    @property
    def pid(self) -> int | None:
        """The worker's process id while it runs."""
        return self._worker.pid if self._worker else None

    async def voices(self) -> tuple[Voice, ...]:
        """All voices."""
        if not self._voices:
            self._voices = await self._call("voices")
        return self._voices

    async def prepare(self) -> str | None:
        """Open the sound device: its name, or None when there is none that works."""
        try:
            async with asyncio.timeout(PATIENCE):
                device: str | None = await self._call("prepare")
                return device
        except TimeoutError:
            await self.restart()
        except WorkerDied:
            raise
        except FiresideError:
            pass
        return None

    async def speak(self, reading: int, utterance_id: str, text: str, voice: str, speed: float) -> None:
        """Queue an utterance. Raises `NotFound`, `NoSound`, `WorkerDied`."""
        await self._call("speak", reading, utterance_id, text, voice, speed)

    async def render(self, text: str, voice: str, speed: float) -> bytes:
        """A WAV file. Raises `NotFound`, `WorkerDied`."""
        wav: bytes = await self._call("render", text, voice, speed)
        return wav

    async def stop(self, reading: int) -> None:
        """Silence this reading and those before it."""
        await self._tell("stop", reading)

    async def set_volume(self, volume: float) -> None:
        """Set the loudness, now and for every worker to come."""
        self._volume = volume
        await self._tell("volume", volume)

    async def restart(self) -> None:
        """End the worker; the next use starts another."""
        worker, self._worker = self._worker, None
        if worker is not None:
            await worker.stop(grace=0.2)

    async def close(self) -> None:
        """End the worker."""
        worker, self._worker = self._worker, None
        if worker is not None:
            await worker.stop()

    async def _call(self, method: str, *arguments: object) -> Any:
        return await (await self._running()).call(method, *arguments)

    async def _tell(self, method: str, *arguments: object) -> None:
        """Call a worker that runs; one that does not has nothing to be told."""
        if self._worker is not None:
            with contextlib.suppress(WorkerDied):
                await self._worker.call(method, *arguments)

    async def _running(self) -> Worker:
        async with self._starting:
            if self._worker is None or not self._worker.alive:
                self._worker = None
                worker = self._made()
                try:
                    await worker.start()
                except BaseException:  # given up before it was ours: it must not be left behind
                    await worker.stop()
                    raise
                self._worker = worker
                await worker.call("volume", self._volume)
            return self._worker

    def _made(self) -> Worker:
        def died(error: WorkerDied) -> None:
            if self._worker is worker:  # not another that was started before this was noticed
                self._worker = None
            self._on_death(error)

        worker = Worker(
            "voice worker",
            "backend.speech.host:SpeechHost",
            logs=self._logs,
            on_event=self._on_event,
            on_death=died,
        )
        return worker
