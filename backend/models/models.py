"""The model that is loaded, of those on the shelf."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from backend.bus import Bus
from backend.domain import Card, Loadable, Model, ModelState, ModelStatus, Problem
from backend.engines.base import Engine, Loading
from backend.engines.needs import need_of
from backend.errors import Conflict, EngineFailed, FiresideError, Invalid, ModelMissing
from backend.events import ModelStateChanged, Notice
from backend.memory import Broker, Holding
from backend.models.parked import Parked, Seat
from backend.models.rooms import Memory
from backend.models.troubles import Troubles
from backend.models.turns import Turns
from backend.settings import Choices
from backend.shelf import Shelf

log = logging.getLogger(__name__)
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
        make_engine: Callable[[Model, Callable[[FiresideError], None]], Engine],
        forget: Callable[[str], None],
        choices: Choices,
        bus: Bus,
        broker: Broker,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._shelf, self._memory, self._choices, self._bus = shelf, memory, choices, bus
        self._make_engine, self._forget = make_engine, forget
        self._engine: Engine | None = None
        self._loading: asyncio.Task[Engine] | None = None
        self._switching = asyncio.Lock()  # of two loads at once, one would leave a worker that nobody ends
        self._turns = Turns(self._show_waiting)
        self._clock, self._used = clock, clock()
        self._front: Model | None = None  # the one that answers, as it was wanted
        self._parked = Parked(lambda state: bus.publish(ModelStateChanged(state=state)))
        self._waiting: dict[str, ModelState] = {}
        self._troubles = Troubles(memory)
        self._broker = broker
        self.state = ModelState()
        broker.join(self.holdings)

    @property
    def pids(self) -> dict[str, int | None]:
        """The process ids of workers: that of the model that answers is called "model", others as the models are."""
        parked = {seat.model.name: seat.engine.pid for seat in self._parked}
        return {"model": self._engine.pid if self._engine else None, **parked}

    @property
    def states(self) -> tuple[ModelState, ...]:
        """How every model is that is not plainly unloaded."""
        return (self.state, *(seat.state for seat in self._parked), *self._waiting.values())

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
            await self._start(model)
        return self.state

    async def reload(self, id: str) -> ModelState:
        """Load a model again, with the options that were chosen meanwhile; returns at once.

        Raises `ModelMissing`, and `Conflict` while one is in use.
        """
        model = _chatting(await self.get(id))
        if self._turns.taken:
            raise Conflict("A model is writing at this moment.", "Stop it, or wait for its end.")
        await self.unload(id)
        await self._start(model)
        return self.state

    def stale(self, model: Model) -> bool:
        """Whether it is loaded with other options than those that it has now."""
        seat = self._parked.get(model.id)
        before = seat.model if seat else self._front
        if before is None or self.loaded(model.id) is None:
            return False
        return before.options.loading != model.options.loading

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
                self._used = self._clock()

    @asynccontextmanager
    async def spare(self, id: str) -> AsyncIterator[Engine | None]:
        """The engine if that model is loaded, while nobody uses one; None if it is not. Waits until nobody does.

        Whoever wants one ends the block, with a TimeoutError.
        """
        async with self._turns.spare():
            yield self.loaded(id)

    def _show_waiting(self, id: str, waits_for: str) -> None:
        self._waiting.pop(id, None)
        seat = self._parked.get(id)
        state = self.state if self.state.model_id == id else seat.state if seat else ModelState(model_id=id)
        if waits_for:
            state = self._waiting[id] = ModelState(model_id=id, status=ModelStatus.WAITING, waits_for=waits_for)
        self._bus.publish(ModelStateChanged(state=state))

    async def ready(self, id: str | None) -> Engine:
        """The engine with that model loaded; waits for it.

        Raises what loading raises, and `Conflict` when the model is put away meanwhile.
        """
        loading = await self._start(_chatting(await self.get(id)))
        await asyncio.wait([loading])
        if loading.cancelled():
            raise Conflict("The model was put away while it was loading.", "Try again, with the model that you want.")
        return loading.result()

    def loaded(self, id: str) -> Engine | None:
        """The engine, if that model is loaded; nothing is loaded for it."""
        if seat := self._parked.get(id):
            return seat.engine
        return self._engine if self.state.model_id == id and self.state.status is ModelStatus.READY else None

    async def cards(self) -> tuple[Card, ...]:
        """The graphics cards that the loaded model sees; none while nothing is loaded."""
        ready = self._engine and self.state.status is ModelStatus.READY
        return await self._engine.cards() if self._engine and ready else ()

    async def unload(self, id: str | None = None) -> ModelState:
        """End a model's worker, loaded or not yet, or those of all; their memory is given back."""
        async with self._switching:
            if id is None:
                await self._parked.end_all()
            else:
                await self._parked.end(id)
            if id in (None, self.state.model_id):
                await self._abandon()
                await self._end()
                self._set(ModelState(model_id=self.state.model_id))
        return self.state

    async def rest(self) -> None:
        """Unload models that nobody has used for as long as the settings say."""
        if seconds := 60 * self._choices.current.keep_model_minutes:
            before = self._clock() - seconds
            await self._parked.end_all(before)
            async with self._switching:
                if self._used <= before:
                    await self._end_idle()

    async def _end_idle(self) -> None:
        """Unload the one in front, if nobody uses it."""
        if self.state.status is ModelStatus.READY and not self._turns.busy:
            await self._abandon()
            await self._end()
            self._set(ModelState(model_id=self.state.model_id))

    # -------------------------------------------------------------- for the broker

    def holdings(self) -> Iterator[Holding]:
        """What is loaded. Who loads or writes is busy."""
        if self._engine and self._front:
            busy = self._turns.busy or self.state.status is not ModelStatus.READY
            yield self._holding(Seat(self._front, self._engine, self.state, self._used), busy)
        for seat in self._parked:
            yield self._holding(seat, False)

    def _holding(self, seat: Seat, busy: bool) -> Holding:
        id, back = seat.model.id, partial(self._give_back, seat.model.id)
        common = (id, Loadable(kind="model", name=seat.model.name), seat.engine.pid, seat.used, busy, back)
        return Holding(*common, seat.engine.cards) if seat.state.gpu_layers else Holding(*common)

    async def _give_back(self, id: str) -> None:
        await self._parked.end(id)
        async with self._switching:
            if self.state.model_id == id:
                await self._end_idle()

    # -------------------------------------------------------------- threads

    async def forget(self, thread_id: str) -> None:
        """Remove what models have read of a thread."""
        for engine in (self._engine, *(seat.engine for seat in self._parked)):
            if engine:
                await engine.forget(thread_id)
        await asyncio.to_thread(self._forget, thread_id)

    async def close(self) -> None:
        """End everything, at the end of the app."""
        async with self._switching:
            await self._parked.end_all()
            await self._abandon()
            await self._end()

    # -------------------------------------------------------------- loading

    async def _start(self, model: Model) -> asyncio.Task[Engine]:
        async with self._switching:
            loaded = self.state.status in (ModelStatus.READY, ModelStatus.LOADING)
            loading = self._loading
            if loading is None or loading.cancelling() or not loaded or self.state.model_id != model.id:
                await self._abandon()
                self._park()
                loading = self._loading = asyncio.create_task(self._enter(model, await self._parked.take(model)))
                loading.add_done_callback(lambda task: task.cancelled() or task.exception())  # seen, by whoever waits
            return loading

    def _park(self) -> None:
        """Keep the one in front beside the one to come; not one of a server, which holds nothing here."""
        if self._engine and self._engine.pid and self._front and self.state.status is ModelStatus.READY:
            self._parked.put(Seat(self._front, self._engine, self.state, self._used))
            self._engine = None

    def _enter(self, model: Model, seat: Seat | None) -> Coroutine[Any, Any, Engine]:
        """Have the model in front: as it was parked, or loaded."""
        self._front = model
        if seat is None:
            self._set(ModelState(model_id=model.id, status=ModelStatus.LOADING))
            return self._load(model)
        before, self._engine, self._used = self._engine, seat.engine, self._clock()
        self._set(seat.state.model_copy(update={"status": ModelStatus.READY}))
        return self._come_back(seat.engine, before)

    async def _come_back(self, engine: Engine, before: Engine | None) -> Engine:
        if before:
            await before.close()
        return engine

    async def _load(self, model: Model) -> Engine:
        """An engine of its own for each load: who holds that of a model that was put away never talks to another."""
        await self._end()
        engine: Engine | None = None
        try:
            if not await self._shelf.has(model):
                what = "folder" if model.engine == "pytorch" else "file"
                raise ModelMissing(
                    f"The {what} of {model.name} is gone ({model.path}).", "Put it back, or add it again."
                )
            await self._broker.room(Loadable(kind="model", name=model.name), need_of(model), model.id)
            engine = self._engine = await asyncio.to_thread(self._make_engine, model, partial(self._died, model.id))
            state = await engine.load(model, self._report)
            self._used = self._clock()
            await self._troubles.clear(model.id)
            self._set(state)
        except Exception as error:  # whatever it was: a model must not seem to load for ever
            if not isinstance(error, FiresideError):
                log.exception("loading %s", model.path)
                error = EngineFailed(f"{model.name} could not be loaded.", "Try again; the log says more.")
            await self._troubles.note(model.id, error, engine)
            self._set(ModelState(model_id=model.id, status=ModelStatus.FAILED, problem=error.problem))
            raise error
        return engine

    async def _end(self) -> None:
        if self._engine:
            await self._engine.close()

    async def _abandon(self) -> None:
        if self._loading and not self._loading.done():
            if not self._loading.cancelling():  # a second time would cut off the end of the worker
                self._loading.cancel()
            await asyncio.wait([self._loading])
        self._loading = None

    def _report(self, loading: Loading) -> None:
        self._set(self.state.model_copy(update={"progress": loading.progress}))

    def _died(self, id: str, error: FiresideError) -> None:
        crashed = ModelState(model_id=id, status=ModelStatus.CRASHED, problem=error.problem)
        if seat := self._parked.drop(id, crashed):
            self._troubles.note_soon(id, error, seat.engine)
        elif self.state.model_id == id and self.state.status is ModelStatus.READY:
            self._set(crashed)
            self._troubles.note_soon(id, error, self._engine)
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
