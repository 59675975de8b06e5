"""Which models there are, and the one that is loaded."""

from __future__ import annotations

import asyncio
import hashlib
import os.path
import time
import tomllib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

from backend.bus import Bus
from backend.domain import Model, ModelState, ModelStatus, Problem, Purpose
from backend.engines.base import Engine, Loading
from backend.engines.gguf import describe
from backend.errors import Conflict, FiresideError, Invalid, ModelMissing
from backend.events import ModelsChanged, ModelStateChanged, Notice
from backend.settings import Choices

STARTER = "starter"


class Added(Protocol):
    """Where added models are remembered; `store.AddedModels` is one."""

    async def all(self) -> tuple[Model, ...]: ...
    async def add(self, model: Model) -> None: ...
    async def remove(self, id: str) -> None: ...


class Models:
    """Lists, adds and removes models; loads on demand the one that is wanted, ending the one before it.

    `make_engine` is told whom to call when the engine's worker dies; `clock` counts seconds.
    """

    def __init__(
        self,
        catalogue: Path,
        added: Added,
        make_engine: Callable[[Callable[[FiresideError], None]], Engine],
        choices: Choices,
        bus: Bus,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bundled = tuple(bundled(catalogue))
        self._added = added
        self._choices, self._bus = choices, bus
        self._make_engine = make_engine
        self._engine = make_engine(self._died)
        self._loading: asyncio.Task[Engine] | None = None
        self._switching = asyncio.Lock()  # of two loads at once, one would leave a worker that nobody ends
        self._door = asyncio.Lock()  # first come, first served: else one who wants another model might wait for ever
        self._users, self._held = 0, ""
        self._alone = asyncio.Event()
        self._clock, self._used = clock, clock()
        self.state = ModelState()

    async def all(self) -> tuple[Model, ...]:
        """The bundled models, then the added ones; those whose file is gone are marked `missing`."""
        models = self._bundled + await self._added.all()
        return await asyncio.to_thread(
            lambda: tuple(model.model_copy(update={"missing": not Path(model.path).is_file()}) for model in models)
        )

    async def get(self, id: str | None) -> Model:
        """One model; None is the person's default, or the starter. Raises `ModelMissing`."""
        wanted = id or self._choices.current.model_id or STARTER
        for model in await self.all():
            if model.id == wanted:
                return model
        if id is None and wanted != STARTER:  # the default was removed
            return await self.get(STARTER)
        raise ModelMissing("There is no such model.", "Choose another one, or add its file again.", param="model_id")

    async def add(self, path: str, purpose: Purpose = "chat") -> Model:
        """Add a GGUF file where it lies. Raises `ModelMissing` or `ModelBroken`, with the reason."""
        described = await asyncio.to_thread(lambda: describe(Path(os.path.abspath(os.path.expanduser(path))), purpose))
        model = described.model_copy(update={"id": hashlib.sha256(described.path.encode()).hexdigest()[:16]})
        await self._added.add(model)
        self._bus.publish(ModelsChanged())
        return model

    async def remove(self, id: str) -> None:
        """Forget an added model; its file stays. Raises `ModelMissing`, or `Conflict` for a bundled one."""
        if (await self.get(id)).bundled:
            raise Conflict("The bundled model cannot be removed.", "It belongs to Fireside and needs little room.")
        if self.state.model_id == id:
            await self.unload()
        await self._added.remove(id)
        if self._choices.current.model_id == id:
            self._choices.change({"model_id": None})
        self._bus.publish(ModelsChanged())

    async def choose(self, id: str) -> ModelState:
        """Make a model the default and start to load it; returns at once. Raises `ModelMissing`.

        While another one is in use, that one goes on: the next message loads this one.
        """
        model = _chatting(await self.get(id))
        self._choices.change({"model_id": model.id})
        if not self._users or self._held == model.id:
            await self._start(model)
        return self.state

    @asynccontextmanager
    async def using(self, id: str | None) -> AsyncIterator[Engine]:
        """The engine with that model loaded, which stays so until the block ends. Waits while another one is in use.

        Raises what `ready` raises.
        """
        model = await self.get(id)
        async with self._door:
            if self._users and self._held != model.id:
                await self._alone.wait()
            self._users, self._held = self._users + 1, model.id
            self._alone.clear()
        try:
            yield await self.ready(model.id)
        finally:
            self._users, self._used = self._users - 1, self._clock()
            if not self._users:
                self._alone.set()

    async def ready(self, id: str | None) -> Engine:
        """The engine with that model loaded; waits for it.

        Raises what loading raises, and `Conflict` when the model is put away meanwhile.
        """
        loading = await self._start(_chatting(await self.get(id)))
        await asyncio.wait([loading])
        if loading.cancelled():
            raise Conflict("The model was put away while it was loading.", "Try again, with the model that you want.")
        return loading.result()

    async def unload(self) -> ModelState:
        """End the model's worker; its memory is given back."""
        await self.close()
        self._set(ModelState())
        return self.state

    async def rest(self) -> None:
        """Unload a model that nobody has used for as long as the settings say."""
        seconds = 60 * self._choices.current.keep_model_minutes
        async with self._switching:
            loaded = self.state.status is ModelStatus.READY
            if seconds and loaded and not self._users and self._clock() - self._used >= seconds:
                await self._abandon()
                await self._engine.close()
                self._set(ModelState())

    async def forget(self, thread_id: str) -> None:
        """Remove what models have read of a thread."""
        await self._engine.forget(thread_id)

    async def close(self) -> None:
        """End everything, at the end of the app."""
        async with self._switching:
            await self._abandon()
            await self._engine.close()

    async def _start(self, model: Model) -> asyncio.Task[Engine]:
        async with self._switching:
            loaded = self.state.status in (ModelStatus.READY, ModelStatus.LOADING)
            loading = self._loading
            if loading is None or loading.cancelling() or not loaded or self.state.model_id != model.id:
                await self._abandon()
                self._set(ModelState(model_id=model.id, status=ModelStatus.LOADING))
                loading = self._loading = asyncio.create_task(self._load(model))
                loading.add_done_callback(lambda task: task.cancelled() or task.exception())  # seen, by whoever waits
            return loading

    async def _load(self, model: Model) -> Engine:
        """An engine of its own for each load: who holds that of a model that was put away never talks to another."""
        await self._engine.close()
        engine = self._engine = self._make_engine(self._died)
        try:
            if not await asyncio.to_thread(Path(model.path).is_file):
                raise ModelMissing(f"The file of {model.name} is gone ({model.path}).", "Put it back, or add it again.")
            self._set(await engine.load(model, self._report))
            self._used = self._clock()
        except FiresideError as error:
            self._set(ModelState(model_id=model.id, status=ModelStatus.FAILED, problem=error.problem))
            raise
        return engine

    async def _abandon(self) -> None:
        if self._loading and not self._loading.done():
            if not self._loading.cancelling():  # a second time would cut off the end of the worker
                self._loading.cancel()
            await asyncio.wait([self._loading])
        self._loading = None

    def _report(self, loading: Loading) -> None:
        self._set(self.state.model_copy(update={"progress": loading.progress}))

    def _died(self, error: FiresideError) -> None:
        if self.state.status is ModelStatus.READY:
            self._set(self.state.model_copy(update={"status": ModelStatus.CRASHED, "problem": error.problem}))
            problem = Problem(
                type=error.type,
                message="The model stopped unexpectedly.",
                hint="What was shown is kept. Your next message starts it again.",
            )
            self._bus.publish(Notice(level="warning", problem=problem))

    def _set(self, state: ModelState) -> None:
        self.state = state
        self._bus.publish(ModelStateChanged(state=state))


def _chatting(model: Model) -> Model:
    if model.purpose != "chat":
        raise Invalid(
            f"{model.name} turns text into numbers for searching; it cannot chat.",
            "Choose a chat model.",
            param="model_id",
        )
    return model


def bundled(catalogue: Path) -> list[Model]:
    """The models that ship with Fireside, from the catalogue's TOML files."""
    models = []
    for file in sorted(catalogue.glob("*.toml")):
        for entry in tomllib.loads(file.read_text("utf-8")).get("model", []):
            known = {name: value for name, value in entry.items() if name in Model.model_fields}
            models.append(Model(**known, path=str(catalogue / entry["file"]), bundled=True))
    return models
