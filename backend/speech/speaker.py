"""The server's end of the voice worker: started at first use, and again when it died."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any, NamedTuple

from backend.domain import SoundDevice, Voice
from backend.errors import FiresideError, WorkerDied
from backend.paths import Paths
from backend.speech.elsewhere import PREFIX, Elsewhere, Nowhere
from backend.speech.signals import SpeechEvent
from backend.speech.tenancy import Tenancy
from backend.worker import Standby, Worker

PATIENCE = 8.0  # seconds to open a sound device; a dead sound server can hold that up for ever
SILENT_WITHIN = 3.0  # seconds, else the worker hangs, and is ended


class Rendered(NamedTuple):
    """A WAV file, and for each of its words the second at which it begins, and its characters in the text."""

    wav: bytes
    words: tuple[tuple[float, int, int], ...]


class Speaker:
    """Speaks through the sound device, or renders. `on_event` and `on_death` are called in the event loop.

    What is said with a voice of a server is fetched by `elsewhere`, and handed to the worker as a file. By its
    `tenancy` it asks for memory before a voice is loaded.
    """

    def __init__(
        self,
        paths: Paths,
        on_event: Callable[[SpeechEvent], None],
        on_death: Callable[[WorkerDied], None],
        elsewhere: Elsewhere | None = None,
        tenancy: Tenancy | None = None,
    ) -> None:
        self._elsewhere, self._tenancy = elsewhere or Nowhere(), tenancy
        self._paths, self._on_event, self._on_death = paths, on_event, on_death
        self._worker = Standby(self._made, self._greet)
        self.device: str | None = None
        self._told: dict[str, object] = {}  # what every worker to come has to know, too

    @property
    def pid(self) -> int | None:
        """The worker's process id while it runs."""
        return running.pid if (running := self._worker.running) else None

    async def voices(self) -> tuple[Voice, ...]:
        """All voices that are here now, behind those that the person added of servers."""
        found: tuple[Voice, ...] = await self._call("voices")
        return (*await self._elsewhere.voices(), *found)

    async def devices(self) -> tuple[SoundDevice, ...]:
        """All sound devices; none when the sound server does not answer."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                found: tuple[SoundDevice, ...] = await self._call("devices")
                return found
        return ()

    async def prepare(self, device: str | None) -> str | None:
        """Open the sound device of that name, or the system's own: its name, or None when there is none that works."""
        self.device = None
        try:
            async with asyncio.timeout(PATIENCE):
                self.device = await self._call("prepare", device)
        except TimeoutError:
            await self.restart()
        except WorkerDied:
            raise
        except FiresideError:
            pass
        return self.device

    async def speak(self, reading: int, utterance_id: str, text: str, voice: str, speed: float) -> None:
        """Queue an utterance. Raises `NotFound`, `NoSound`, `WorkerDied`, and what keeps a voice from speaking."""
        if voice.startswith(PREFIX):
            await self._fetched("play", (reading, utterance_id), text, voice, speed)
        else:
            await self._with(voice, "speak", reading, utterance_id, text, voice, speed)

    async def render(self, text: str, voice: str, speed: float) -> Rendered:
        """A WAV file, and when its words begin. Raises what `speak` does."""
        if voice.startswith(PREFIX):
            return Rendered(*await self._fetched("convert", (), text, voice, speed))
        return Rendered(*await self._with(voice, "render", text, voice, speed))

    async def stop(self, reading: int) -> None:
        """Silence this reading and those before it."""
        try:
            async with asyncio.timeout(SILENT_WITHIN):
                await self._tell("stop", reading)
        except TimeoutError:
            await self.restart()

    async def pause(self, paused: bool) -> None:
        """Hold what is queued, or go on with it; this worker and every one to come."""
        await self._keep("pause", paused)

    async def set_volume(self, volume: float) -> None:
        """Set the loudness of this worker and every one to come."""
        await self._keep("volume", volume)

    async def keep(self, megabytes: int) -> None:
        """How much of what slow voices said may be kept on disk, by this worker and every one to come."""
        await self._keep("keep", megabytes)

    async def restart(self) -> None:
        """End the worker; the next use starts another."""
        await self._worker.stop(grace=0.2)

    async def close(self) -> None:
        """End the worker."""
        await self._worker.stop()

    async def _fetched(self, method: str, before: tuple[object, ...], text: str, voice: str, speed: float) -> Any:
        """Let the worker say what it has kept; what it has not is fetched for it."""
        key = voice, await self._elsewhere.fingerprint(voice), f"{speed:.3f}", text
        said = await self._call(method, *before, text, key, None)
        return said or await self._call(method, *before, text, key, await self._elsewhere.speak(text, voice, speed))

    async def _with(self, voice: str, method: str, *arguments: object) -> Any:
        """Call what may load a voice."""
        if self._tenancy:
            await self._tenancy.ask(voice, self.pid)
        said = await self._call(method, *arguments)
        if self._tenancy:
            self._tenancy.speaks(voice, self.pid)
        return said

    async def _call(self, method: str, *arguments: object) -> Any:
        return await (await self._worker.get()).call(method, *arguments)

    async def _keep(self, method: str, value: object) -> None:
        if method in self._told and self._told[method] == value:
            return  # what it knows need not wait for its turn behind a long sentence
        self._told[method] = value
        await self._tell(method, value)

    async def _tell(self, method: str, *arguments: object) -> None:
        """Call a worker that runs; one that does not has nothing to be told."""
        if (running := self._worker.running) is not None:
            with contextlib.suppress(WorkerDied):
                await running.call(method, *arguments)

    async def _greet(self, worker: Worker) -> None:
        for method in tuple(self._told):
            await worker.call(method, self._told[method])

    def _made(self) -> Worker:
        return Worker(
            "voice worker",
            "backend.speech.host:SpeechHost",
            self._paths.voices,
            self._paths.cache / "voices",
            logs=self._paths.logs,
            on_event=self._on_event,
            on_death=self._on_death,
        )
