"""Measures how quick a model is on this computer, one at a time, in the time that nobody else needs it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from backend.bus import Bus
from backend.domain import Measured, Measuring, Problem, now
from backend.engines.base import Engine
from backend.errors import Conflict, FiresideError, Invalid
from backend.events import ModelMeasuring, ModelsChanged
from backend.models.models import Models
from backend.models.rooms import Memory
from backend.models.speed import Phase, Speed, measure

log = logging.getLogger(__name__)

Measure = Callable[[Engine, Callable[[Phase, float, Speed], None]], Awaitable[Speed]]
_NEEDED = Problem(
    type="conflict", message="A message came in between.", hint="Measure again when nobody writes to the model."
)
_FAILED = Problem(type="error", message="Something went wrong inside Fireside.", hint="Try again; the log says more.")


class Measurer:
    """Publishes how far it is. Whoever wants a model meanwhile comes first: that ends the measuring."""

    def __init__(self, models: Models, memory: Memory, bus: Bus, measure: Measure = measure) -> None:
        self._models, self._memory, self._bus, self._measure = models, memory, bus, measure
        self._task: asyncio.Task[None] | None = None
        self.state: Measuring | None = None

    async def start(self, id: str) -> Measuring:
        """Begin to measure a model, which is loaded for it; returns at once.

        Raises `ModelMissing`, `Invalid` for one of a server or for searching, and `Conflict` while one is measured.
        """
        model = await self._models.get(id)
        if model.server or model.purpose != "chat":
            raise Invalid(f"{model.name} cannot be measured here.", "Measure a model that chats on this computer.")
        if self.state and not self.state.over:
            raise Conflict("A model is being measured already.", "Wait for its end, or stop it.")
        self._set(Measuring(model_id=id, phase="loading"))
        self._task = asyncio.create_task(self._run(id))
        return self._now()

    async def stop(self) -> None:
        """Stop measuring; what was known before stays."""
        if self._task and not self._task.done():
            self._task.cancel()
            await asyncio.wait([self._task])

    def _now(self) -> Measuring:
        assert self.state
        return self.state

    async def _run(self, id: str) -> None:
        try:
            async with self._models.using(id):
                pass  # loaded, and it stays so while nobody wants another
            async with self._models.spare(id) as engine:
                if engine is None:
                    raise Conflict("Another model was wanted.", "Measure again when nobody writes.")
                found = await self._measure(engine, self._report)
            model = await self._models.get(id)
            used = model.options.loading.model_copy(update={"template": None})
            measured = Measured(reading=found.reading, writing=found.writing, at=now(), options=used)
            await self._memory.change(id, {"measured": measured})
            self._change(phase="done", progress=1.0, reading=found.reading, writing=found.writing)
            self._bus.publish(ModelsChanged())
        except asyncio.CancelledError:
            self._change(phase="stopped")
        except TimeoutError:  # of `spare`: whoever wanted a model ended it
            self._change(phase="failed", problem=_NEEDED)
        except FiresideError as error:
            self._change(phase="failed", problem=error.problem)
        except Exception:
            log.exception("measuring %s", id)
            self._change(phase="failed", problem=_FAILED)

    def _report(self, phase: Phase, progress: float, speed: Speed) -> None:
        self._change(phase=phase, progress=progress, reading=speed.reading, writing=speed.writing)

    def _change(self, **fields: object) -> None:
        self._set(self._now().model_copy(update=fields))

    def _set(self, state: Measuring) -> None:
        self.state = state
        self._bus.publish(ModelMeasuring(measuring=state))
