"""Models that stay loaded while another one answers, as long as there is room: to come back to one takes no time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from backend.domain import Model, ModelState, ModelStatus
from backend.engines.base import Engine


@dataclass(frozen=True)
class Seat:
    """A loaded model, as it was wanted; it was last `used` at that second."""

    model: Model
    engine: Engine
    state: ModelState
    used: float


class Parked:
    """At most one seat for each model. `tell` is told of every change."""

    def __init__(self, tell: Callable[[ModelState], None]) -> None:
        self._tell = tell
        self._seats: dict[str, Seat] = {}

    def __iter__(self) -> Iterator[Seat]:
        return iter(tuple(self._seats.values()))

    def get(self, id: str) -> Seat | None:
        """The seat of a model, if it has one."""
        return self._seats.get(id)

    def put(self, seat: Seat) -> None:
        """Keep one that nobody uses."""
        idle = seat.state.model_copy(update={"status": ModelStatus.IDLE})
        self._seats[seat.model.id] = replace(seat, state=idle)
        self._tell(idle)

    async def take(self, model: Model) -> Seat | None:
        """Have a model back as it is wanted now; one that was loaded with other options is ended."""
        seat = self._seats.get(model.id)
        if seat and seat.model.options.loading != model.options.loading:
            await self.end(model.id)
            return None
        return self._seats.pop(model.id, None)

    def drop(self, id: str, state: ModelState) -> Seat | None:
        """One has ended by itself."""
        seat = self._seats.pop(id, None)
        if seat:
            self._tell(state)
        return seat

    async def end(self, id: str) -> None:
        """End the worker of one; its memory is given back."""
        if seat := self._seats.pop(id, None):
            await seat.engine.close()
            self._tell(ModelState(model_id=id))

    async def end_all(self, before: float = float("inf")) -> None:
        """End all that were not used since that second."""
        for seat in self:
            if seat.used <= before:
                await self.end(seat.model.id)
