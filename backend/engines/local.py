"""The engine for models on this computer: llama.cpp in a worker process of its own, one for each loaded model."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

from backend.domain import Card, Model, ModelState, ModelStatus
from backend.engines.base import Loaded, Loading, Progress, Request
from backend.engines.gguf import inspect
from backend.engines.states import STATES, keep_within
from backend.errors import EngineFailed, FiresideError, WorkerDied
from backend.paths import Paths
from backend.worker import Worker

KEPT = 4 << 30
_LINES = 60
_GRACE = 10.0
"""Seconds for writing some gigabytes to a slow disk."""


class Start(NamedTuple):
    """How a worker begins with a checked model of that name: its host, what that is built with and what it loads.

    `spare` is what it loads instead, in a second worker, when the first one died of a graphics card; `blind`, when it
    died of what lets it see. `note` is said of it besides.
    """

    name: str
    host: str
    arguments: tuple[object, ...]
    load: tuple[object, ...]
    spare: tuple[object, ...] = ()
    blind: tuple[object, ...] = ()
    note: str = ""


class LocalEngine:
    """Implements `Engine`. `on_death` is told, in the event loop, when the worker of a ready model ends unasked.

    What was read of threads may take `kept` bytes on disk. Without `gpu` no graphics card is asked for help.
    """

    def __init__(
        self, paths: Paths, on_death: Callable[[FiresideError], None], kept: int = KEPT, gpu: bool = True
    ) -> None:
        self._paths, self._on_death, self._kept, self._gpu = paths, on_death, kept, gpu
        self._worker: Worker | None = None
        self._ready = self._calls_tools = self._on_gpu = False
        self._context = 0
        self._hottest: float | None = None
        self._log = paths.logs / "engine.log"
        self._said: BinaryIO | None = None

    @property
    def calls_tools(self) -> bool:
        """Whether the loaded model knows how to call tools."""
        return self._calls_tools

    @property
    def context(self) -> int:
        """How many tokens the loaded model can hold in mind."""
        return self._context

    @property
    def pid(self) -> int | None:
        """The worker's process id while it runs."""
        return self._worker.pid if self._worker else None

    async def load(self, model: Model, report: Callable[[Loading], None]) -> ModelState:
        """Check the file and load its weights; the model loaded before is closed first. Giving up closes too.

        Raises `ModelMissing`, `ModelBroken` or `EngineFailed`.
        """
        await self.close()
        self._hear_no_more()
        start = await self._prepare(model)
        try:
            loaded = await self._begin(start, start.load if self._gpu else start.spare or start.load, report)
        except WorkerDied as error:
            loaded = await self._spare(start, report, error)
        self._ready, self._hottest = True, model.max_temperature
        self._calls_tools, self._context = loaded.calls_tools, loaded.context
        return ModelState(
            model_id=model.id,
            status=ModelStatus.READY,
            progress=1.0,
            gpu_layers=loaded.gpu_layers,
            layers=loaded.layers,
            context=loaded.context,
            fit=f"{loaded.fit} {start.note}".strip(),
        )

    async def _begin(self, start: Start, load: tuple[object, ...], report: Callable[[Loading], None]) -> Loaded:
        """Start a worker that loads. Raises `WorkerDied` and what loading raises; there is no worker then."""

        def tell(loading: Loading) -> None:
            self._on_gpu = loading.gpu
            report(loading)

        self._on_gpu = False
        with suppress(OSError):  # the worker of another model goes on writing into the file that it has
            self._log.unlink()
        worker = self._worker = Worker(
            "engine", start.host, *start.arguments, logs=self._paths.logs, on_event=tell, on_death=self._died
        )
        try:
            await worker.start()
            loaded: Loaded = await worker.call("load", *load)
            return loaded
        except BaseException:
            await self.close()
            raise
        finally:
            self._hear_no_more()
            with suppress(OSError):
                self._said = self._log.open("rb")

    async def _spare(self, start: Start, report: Callable[[Loading], None], error: WorkerDied) -> Loaded:
        """Load without a graphics card, if one had a part in it: many drivers end their process when memory ends.

        Else without what lets it see.
        """
        others = [(start.spare, "With the GPU, loading it made the engine crash.")] if self._on_gpu else []
        others += [(start.blind, "It cannot see pictures: with what it needs for that, the engine crashed.")]
        for load, why in others:
            with suppress(WorkerDied):
                if load:
                    loaded = await self._begin(start, load, report)
                    return loaded.model_copy(update={"fit": f"{loaded.fit} {why}"})
        raise EngineFailed(
            f"Loading {start.name} made the engine crash.", "Try a smaller model, or download this one again."
        ) from error

    async def _prepare(self, model: Model) -> Start:
        """Check the file. Raises `ModelMissing` or `ModelBroken`."""
        weights = await asyncio.to_thread(inspect, Path(model.path))
        await asyncio.to_thread(keep_within, self._paths.cache / STATES, self._kept)
        from backend.engines.wishes import wish_of  # with numpy, which the start need not wait for

        file = (str(weights.path), model.options.template or weights.template, weights.shape)
        wish, projector = wish_of(model.options), weights.projector
        eye = (str(projector.path),) if projector and not projector.problem else ()
        return Start(
            weights.name,
            "backend.engines.llama:LlamaHost",
            (self._paths.cache, self._kept),
            (*file, True, wish, *eye),
            (*file, False, wish, *eye),
            (*file, False, wish) if eye else (),
            projector.problem if projector else "",
        )

    async def generate(self, request: Request) -> AsyncGenerator[Progress]:
        """Stream a reply. Raises `PromptTooLong`, `EngineFailed` or `WorkerDied`."""
        if self._worker is None or not self._ready:
            raise WorkerDied("No model is loaded.", "Load the model, then try again.")
        if self._hottest is not None:
            request = request.model_copy(update={"temperature": min(request.temperature, self._hottest)})
        async with aclosing(self._worker.stream("generate", request)) as items:
            async for item in items:
                yield item

    async def count(self, request: Request) -> int:
        """How many tokens the prompt of a request takes. Raises `Invalid`, `EngineFailed` or `WorkerDied`."""
        if self._worker is None or not self._ready:
            raise WorkerDied("No model is loaded.", "Load the model, then try again.")
        return int(await self._worker.call("count", request))

    async def forget(self, thread: str) -> None:
        """Remove what the loaded model has read of a thread."""
        if self._worker is not None and self._ready:
            with suppress(WorkerDied):
                await self._worker.call("forget", thread)

    async def cards(self) -> tuple[Card, ...]:
        """The graphics cards that the worker sees, as they are now."""
        if self._worker is not None and self._ready:
            with suppress(WorkerDied):
                return tuple(await self._worker.call("cards"))
        return ()

    def last_lines(self) -> tuple[str, ...]:
        """What the worker of the last load wrote last; nothing when the file was refused before it was started."""
        if self._said is None:
            return ()
        try:
            self._said.seek(0)
            return tuple(self._said.read().decode("utf-8", "replace").splitlines()[-_LINES:])
        except OSError:
            return ()

    def _hear_no_more(self) -> None:
        if self._said is not None:
            self._said.close()
        self._said = None

    async def close(self) -> None:
        """End the worker; all its memory is given back. What it has read goes to disk first."""
        self._ready = False
        if self._worker is not None:
            await self._worker.stop(grace=_GRACE)
        self._worker = None  # only now: whoever was cut off while it ended can end it again

    def _died(self, error: WorkerDied) -> None:
        was_ready, self._ready = self._ready, False
        if was_ready:
            self._on_death(error)
