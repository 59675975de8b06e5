"""The model that answers: loaded, exchanged for another that stays beside it while there is room, and ended."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Iterator
from functools import partial
from typing import Any

from backend.bus import Bus
from backend.domain import Card, Loadable, Model, ModelState, ModelStatus, Problem
from backend.engines.base import Engine, Loading
from backend.engines.needs import need_of
from backend.errors import EngineFailed, FiresideError, ModelMissing
from backend.events import ModelStateChanged, Notice
from backend.memory import Broker, Holding
from backend.models.parked import Parked, Seat
from backend.models.troubles import Troubles
from backend.shelf import Shelf

log = logging.getLogger(__name__)
MakeEngine = Callable[[Model, Callable[[FiresideError], None]], Engine]


class Front:
    """`make_engine` is given the model and told whom to call when the engine's worker dies; it may block.

    The `broker` is asked before a model is loaded; `busy` says whether one is in use. `clock` counts seconds.
    """

    def __init__(
        self,
        shelf: Shelf,
        make_engine: MakeEngine,
        troubles: Troubles,
        bus: Bus,
        broker: Broker,
        busy: Callable[[], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._shelf, self._make_engine, self._troubles = shelf, make_engine, troubles
        self._bus, self._broker, self._busy = bus, broker, busy
        self._engine: Engine | None = None
        self._model: Model | None = None  # as it was wanted
        self._loading: asyncio.Task[Engine] | None = None
        self._switching = asyncio.Lock()  # of two loads at once, one would leave a worker that nobody ends
        self._parked = Parked(lambda state: bus.publish(ModelStateChanged(state=state)))
        self._clock, self.used = clock, clock()
        self.state = ModelState()
        broker.join(self.holdings)

    @property
    def pids(self) -> dict[str, int | None]:
        """The process ids of workers: that of the model that answers is called "model", others as the models are."""
        parked = {seat.model.name: seat.engine.pid for seat in self._parked}
        return {"model": self._engine.pid if self._engine else None, **parked}

    @property
    def states(self) -> tuple[ModelState, ...]:
        """How those are that are loaded, or should be; the one that answers first."""
        return (self.state, *(seat.state for seat in self._parked))

    def state_of(self, id: str) -> ModelState:
        """How one model is."""
        return next((state for state in self.states if state.model_id == id), ModelState(model_id=id))

    def wanted(self, id: str) -> Model | None:
        """A loaded model as it was when it was loaded; None if it is not."""
        seat = self._parked.get(id)
        return seat.model if seat else self._model if self.loaded(id) else None

    def loaded(self, id: str) -> Engine | None:
        """The engine, if that model is loaded; nothing is loaded for it."""
        if seat := self._parked.get(id):
            return seat.engine
        return self._engine if self.state.model_id == id and self.state.status is ModelStatus.READY else None

    async def cards(self) -> tuple[Card, ...]:
        """The graphics cards that the loaded model sees; none while nothing is loaded."""
        ready = self._engine and self.state.status is ModelStatus.READY
        return await self._engine.cards() if self._engine and ready else ()

    def touch(self) -> None:
        """The one that answers was used just now."""
        self.used = self._clock()

    async def forget(self, thread_id: str) -> None:
        """Have every loaded model forget what it read of a thread."""
        for engine in (self._engine, *(seat.engine for seat in self._parked)):
            if engine:
                await engine.forget(thread_id)

    # -------------------------------------------------------------- ending

    async def unload(self, id: str | None = None) -> ModelState:
        """End a model's worker, loaded or not yet, or those of all; their memory is given back."""
        async with self._switching:
            if id is None:
                await self._parked.end_all()
            else:
                await self._parked.end(id)
            if id in (None, self.state.model_id):
                await self._leave()
        return self.state

    async def rest(self, seconds: float) -> None:
        """Unload models that nobody has used for so long."""
        before = self._clock() - seconds
        await self._parked.end_all(before)
        async with self._switching:
            if self.used <= before:
                await self._end_idle()

    async def close(self) -> None:
        """End everything, at the end of the app."""
        async with self._switching:
            await self._parked.end_all()
            await self._abandon()
            await self._end()

    async def _end_idle(self) -> None:
        if self.state.status is ModelStatus.READY and not self._busy():
            await self._leave()

    async def _leave(self) -> None:
        await self._abandon()
        await self._end()
        self._set(ModelState(model_id=self.state.model_id))

    # -------------------------------------------------------------- for the broker

    def holdings(self) -> Iterator[Holding]:
        """What is loaded. Who loads or writes is busy."""
        if self._engine and self._model:
            busy = self._busy() or self.state.status is not ModelStatus.READY
            yield self._holding(Seat(self._model, self._engine, self.state, self.used), busy)
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

    # -------------------------------------------------------------- loading

    async def start(self, model: Model) -> asyncio.Task[Engine]:
        """Begin to load a model, unless it is loaded or loading; the task that waits for it."""
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
        if self._engine and self._engine.pid and self._model and self.state.status is ModelStatus.READY:
            self._parked.put(Seat(self._model, self._engine, self.state, self.used))
            self._engine = None

    def _enter(self, model: Model, seat: Seat | None) -> Coroutine[Any, Any, Engine]:
        """Have the model in front: as it was parked, or loaded."""
        self._model = model
        if seat is None:
            self._set(ModelState(model_id=model.id, status=ModelStatus.LOADING))
            return self._load(model)
        before, self._engine, self.used = self._engine, seat.engine, self._clock()
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
            self.used = self._clock()
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
