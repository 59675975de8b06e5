"""The server's end of the rendering worker: texts to sound files, for programs and for saving."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from itertools import count

from backend.errors import WorkerDied
from backend.paths import Paths
from backend.speech.elsewhere import PREFIX, Elsewhere, Nowhere
from backend.speech.encoding import Format, Written
from backend.speech.tenancy import Tenancy
from backend.worker import Standby, Worker


class Renderer:
    """Its worker is started at first use, and again when it died; it has no sound device and never waits for one.

    What is said with a voice of a server is fetched by `elsewhere`; by its `tenancy` it asks for memory first.
    """

    def __init__(self, paths: Paths, elsewhere: Elsewhere | None = None, tenancy: Tenancy | None = None) -> None:
        self._paths, self._elsewhere, self._tenancy = paths, elsewhere or Nowhere(), tenancy
        self._numbers, self._running = count(), 0
        self._worker = Standby(self._made)
        if tenancy:
            tenancy.join(lambda: self.pid, lambda: self._running > 0, self._worker.stop)

    @property
    def pid(self) -> int | None:
        """The process id of the worker, if there is one."""
        return running.pid if (running := self._worker.running) else None

    async def render(self, text: str, voice: str, speed: float, format: Format) -> AsyncGenerator[Written]:
        """Speak Markdown into a file; yields it as it grows. Closing the iterator stops it.

        Raises `NotFound` for an unknown voice, `WorkerDied`, and what keeps a voice from speaking.
        """
        self._running += 1
        try:
            if self._tenancy:
                await self._tenancy.ask(voice, self.pid)
            worker = await self._worker.get()
            made = self._fetched if voice.startswith(PREFIX) else _rendered
            async with aclosing(made(worker, text, voice, speed, format)) as pieces:
                async for piece in pieces:
                    yield piece
            if self._tenancy:
                self._tenancy.speaks(voice, self.pid)
        finally:
            self._running -= 1

    async def _fetched(
        self, worker: Worker, text: str, voice: str, speed: float, format: Format
    ) -> AsyncGenerator[Written]:
        number = next(self._numbers)
        try:
            async with aclosing(worker.stream("utterances", text, voice)) as utterances:
                async for words in utterances:
                    sound = await self._elsewhere.speak(words, voice, speed)
                    for written in await worker.call("add", number, format, sound):
                        yield written
            for written in await worker.call("finish", number, format):
                yield written
        finally:
            with suppress(WorkerDied):
                await worker.call("drop", number)

    async def close(self) -> None:
        """End the worker."""
        await self._worker.stop()

    def _made(self) -> Worker:
        return Worker("renderer", "backend.speech.rendering:RenderHost", self._paths.voices, logs=self._paths.logs)


def _rendered(worker: Worker, text: str, voice: str, speed: float, format: Format) -> AsyncGenerator[Written]:
    return worker.stream("render", text, voice, speed, format)


def put(file: bytearray, written: Written) -> None:
    """Write one piece into a file that is held in memory."""
    file[written.at : written.at + len(written.data)] = written.data
