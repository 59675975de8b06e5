"""An engine as the server uses it, in a story of its own: with its worker, which must be gone at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import psutil

from backend.domain import Model
from backend.engines.base import Loading, Request, Text
from backend.engines.local import LocalEngine
from backend.errors import FiresideError
from backend.paths import Paths
from tests.processes import workers


class Case:
    """An engine and what it told."""

    def __init__(self, home: Path, engine: type[LocalEngine]) -> None:
        self._others = workers()
        paths = Paths(home)
        paths.create()
        self.deaths: list[FiresideError] = []
        self.loading: list[Loading] = []
        self.engine = engine(paths, self.deaths.append)

    async def load(self, path: Path, **fields: Any) -> Any:
        return await self.engine.load(Model(id="one", name="One", path=str(path), **fields), self.loading.append)

    def workers(self) -> list[psutil.Process]:
        """The workers that run now, without what others have left running."""
        return [worker for worker in workers() if worker not in self._others]

    async def items(self, request: Request) -> list[Any]:
        return [item async for item in self.engine.generate(request)]

    async def reply(self, request: Request) -> str:
        return "".join(item.text for item in await self.items(request) if isinstance(item, Text))


def with_engine(home: Path, body: Callable[[Case], Awaitable[None]], engine: type[LocalEngine] = LocalEngine) -> None:
    async def main() -> None:
        case = Case(home, engine)
        try:
            await asyncio.wait_for(body(case), 120)
        finally:
            await case.engine.close()
        assert case.workers() == []

    asyncio.run(main())
