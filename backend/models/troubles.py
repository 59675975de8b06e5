"""Why models failed the last time: kept beside them until they load again."""

from __future__ import annotations

import asyncio
import logging

from backend.domain import Trouble, now
from backend.engines.base import Engine
from backend.errors import FiresideError
from backend.models.rooms import Memory

log = logging.getLogger(__name__)


class Troubles:
    """Writes them into `memory`. What cannot be stored is only logged: the model itself is of use all the same."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._noting: set[asyncio.Task[None]] = set()

    async def note(self, id: str, error: FiresideError, engine: Engine | None) -> None:
        """Keep the reason, and what the engine that was started for it said last."""
        lines = await asyncio.to_thread(engine.last_lines) if engine else ()
        await self._keep(id, Trouble(problem=error.problem, lines=lines, at=now()))

    def note_soon(self, id: str, error: FiresideError, engine: Engine | None) -> None:
        """The same, for whoever cannot wait."""
        noting = asyncio.create_task(self.note(id, error, engine))
        self._noting.add(noting)  # the loop itself holds tasks but weakly
        noting.add_done_callback(self._noting.discard)

    async def clear(self, id: str) -> None:
        """It loads now."""
        known = (await self._memory.all()).get(id)
        if known and known.trouble:
            await self._keep(id, None)

    async def _keep(self, id: str, trouble: Trouble | None) -> None:
        try:
            await self._memory.change(id, {"trouble": trouble})
        except FiresideError as failure:
            log.warning("the trouble of a model is not remembered: %s", failure)
