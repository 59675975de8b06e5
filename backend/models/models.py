"""The models of the shelf as they are used: one at a time, loaded on demand."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from backend.bus import Bus
from backend.domain import Card, Model, ModelState, ModelStatus
from backend.engines.base import Engine
from backend.errors import Conflict, Invalid, ModelMissing
from backend.events import ModelStateChanged
from backend.memory import Broker
from backend.models.front import Front, MakeEngine
from backend.models.rooms import Memory
from backend.models.troubles import Troubles
from backend.models.turns import Turns
from backend.settings import Choices
from backend.shelf import Shelf

STARTER = "starter"


class Models:
    """Loads on demand the model that is wanted; the one before it stays loaded beside it while there is room.

    `make_engine` is given the model and told whom to call when the engine's worker dies; it may block. `forget` removes
    from the disk what was read of a thread. The `broker` is asked before a model is loaded. `clock` counts seconds.
    """

    def __init__(
        self,
        shelf: Shelf,
        memory: Memory,
        make_engine: MakeEngine,
        forget: Callable[[str], None],
        choices: Choices,
        bus: Bus,
        broker: Broker,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._shelf, self._memory, self._choices, self._bus = shelf, memory, choices, bus
        self._forget = forget
        self._turns = Turns(self._show_waiting)
        self._front = Front(shelf, make_engine, Troubles(memory), bus, broker, lambda: self._turns.busy, clock)
        self._waiting: dict[str, ModelState] = {}

    @property
    def state(self) -> ModelState:
        """How the model is that answers."""
        return self._front.state

    @property
    def states(self) -> tuple[ModelState, ...]:
        """How every model is that is not plainly unloaded."""
        return (*self._front.states, *self._waiting.values())

    @property
    def pids(self) -> dict[str, int | None]:
        """The process ids of workers: that of the model that answers is called "model", others as the models are."""
        return self._front.pids

    async def all(self) -> tuple[Model, ...]:
        """All that stand on the shelf, with what the person said of each."""
        found, remembered = await self._shelf.all(), await self._memory.all()
        return tuple(remembered[model.id].about(model) if model.id in remembered else model for model in found)

    async def get(self, id: str | None) -> Model:
        """One model; None is the person's default, or the starter. Raises `ModelMissing`."""
        wanted = id or self._choices.current.model_id or STARTER
        for model in await self.all():
            if model.id == wanted:
                return model
        if id is None and wanted != STARTER:  # the default was removed
            return await self.get(STARTER)
        raise ModelMissing("There is no such model.", "Choose another one, or add its file again.", param="model_id")

    async def choose(self, id: str) -> ModelState:
        """Make a model the default and start to load it; returns at once. Raises `ModelMissing`.

        While another one is in use, that one goes on: the next message loads this one.
        """
        model = _chatting(await self.get(id))
        self._choices.change({"model_id": model.id})
        if self._turns.open_for(model.id):
            await self._front.start(model)
        return self.state

    async def reload(self, id: str) -> ModelState:
        """Load a model again, with the options that were chosen meanwhile; returns at once.

        Raises `ModelMissing`, and `Conflict` while one is in use.
        """
        model = _chatting(await self.get(id))
        if self._turns.taken:
            raise Conflict("A model is writing at this moment.", "Stop it, or wait for its end.")
        await self.unload(id)
        await self._front.start(model)
        return self.state

    def stale(self, model: Model) -> bool:
        """Whether it is loaded with other options than those that it has now."""
        before = self._front.wanted(model.id)
        return before is not None and before.options.loading != model.options.loading

    @asynccontextmanager
    async def using(self, id: str | None) -> AsyncIterator[Engine]:
        """The engine with that model loaded, which stays so until the block ends. Waits while another one is in use.

        Raises what `ready` raises.
        """
        model = await self.get(id)
        async with self._turns.of(model.id):
            try:
                yield await self.ready(model.id)
            finally:
                self._front.touch()

    @asynccontextmanager
    async def spare(self, id: str) -> AsyncIterator[Engine | None]:
        """The engine if that model is loaded, while nobody uses one; None if it is not. Waits until nobody does.

        Whoever wants one ends the block, with a TimeoutError.
        """
        async with self._turns.spare():
            yield self.loaded(id)

    def _show_waiting(self, id: str, waits_for: str) -> None:
        self._waiting.pop(id, None)
        state = self._front.state_of(id)
        if waits_for:
            state = self._waiting[id] = ModelState(model_id=id, status=ModelStatus.WAITING, waits_for=waits_for)
        self._bus.publish(ModelStateChanged(state=state))

    async def ready(self, id: str | None) -> Engine:
        """The engine with that model loaded; waits for it.

        Raises what loading raises, and `Conflict` when the model is put away meanwhile.
        """
        loading = await self._front.start(_chatting(await self.get(id)))
        await asyncio.wait([loading])
        if loading.cancelled():
            raise Conflict("The model was put away while it was loading.", "Try again, with the model that you want.")
        return loading.result()

    def loaded(self, id: str) -> Engine | None:
        """The engine, if that model is loaded; nothing is loaded for it."""
        return self._front.loaded(id)

    async def cards(self) -> tuple[Card, ...]:
        """The graphics cards that the loaded model sees; none while nothing is loaded."""
        return await self._front.cards()

    async def unload(self, id: str | None = None) -> ModelState:
        """End a model's worker, loaded or not yet, or those of all; their memory is given back."""
        return await self._front.unload(id)

    async def rest(self) -> None:
        """Unload models that nobody has used for as long as the settings say."""
        if minutes := self._choices.current.keep_model_minutes:
            await self._front.rest(60 * minutes)

    async def forget(self, thread_id: str) -> None:
        """Remove what models have read of a thread."""
        await self._front.forget(thread_id)
        await asyncio.to_thread(self._forget, thread_id)

    async def close(self) -> None:
        """End everything, at the end of the app."""
        await self._front.close()


def _chatting(model: Model) -> Model:
    if model.purpose != "chat":
        raise Invalid(
            f"{model.name} turns text into numbers for searching; it cannot chat.",
            "Choose a chat model.",
            param="model_id",
        )
    return model
