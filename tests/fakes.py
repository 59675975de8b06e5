"""Fakes: small, whole stand-ins whose behaviour a test writes down."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from backend.bus import Bus
from backend.domain import Card, Model, ModelState, ModelStatus
from backend.engines.base import Finished, Loading, Progress, Reading, Request, Text
from backend.errors import FiresideError, PromptTooLong
from backend.events import Event

PICTURE = 100
"""Letters that a picture takes of a fake engine's context."""


class FakeEngine:
    """Writes `words`, one a `pause` seconds, then raises `error`. Its tokens are letters, of which it holds `context`.

    As long as there are `replies`, the next of them is written instead. `asked` is what it was asked.
    """

    calls_tools = False
    pid = None

    def __init__(self, words: str = "Hello from the fire.", pause: float = 0.0) -> None:
        self.words, self.pause = words.split(" "), pause
        self.error: FiresideError | None = None
        self.context = 1_000_000
        self.asked: list[Request] = []
        self.replies: list[str] = []
        self.forgotten: list[str] = []
        self.stopped = 0

    @property
    def holds(self) -> int:
        """How many letters fit, whatever it says."""
        return self.context

    async def load(self, model: Model, report: Callable[[Loading], None]) -> ModelState:
        report(Loading(progress=0.5))
        return ModelState(model_id=model.id, status=ModelStatus.READY, progress=1.0)

    async def generate(self, request: Request) -> AsyncGenerator[Progress]:
        self.asked.append(request)
        length = await self.count(request)
        if length > self.holds:
            raise PromptTooLong("Too long.")
        yield Reading(read=length, total=length)
        words = self.replies.pop(0).split(" ") if self.replies else self.words
        try:
            for number, word in enumerate(words):
                await asyncio.sleep(self.pause)
                yield Text(text=word if number == 0 else " " + word)
        except (GeneratorExit, asyncio.CancelledError):
            self.stopped += 1
            raise
        if self.error:
            raise self.error
        yield Finished(stop="end", read=length, tokens=len(words))

    async def count(self, request: Request) -> int:
        return sum(len(turn.content) + PICTURE * len(turn.images) for turn in request.turns)

    async def cards(self) -> tuple[Card, ...]:
        return ()

    async def forget(self, thread: str) -> None:
        self.forgotten.append(thread)

    def last_lines(self) -> tuple[str, ...]:
        return ("the fake engine", "said this last")

    async def close(self) -> None:
        pass


class FakeModels:
    """One model, always ready, unless `error` says why not."""

    def __init__(self, engine: FakeEngine) -> None:
        self.engine, self.guided, self.elsewhere, self.sees = engine, False, False, True
        self.error: FiresideError | None = None

    @asynccontextmanager
    async def using(self, id: str | None) -> AsyncIterator[FakeEngine]:
        if self.error:
            raise self.error
        yield self.engine

    @asynccontextmanager
    async def spare(self, id: str) -> AsyncIterator[FakeEngine | None]:
        yield self.engine

    async def get(self, id: str | None) -> Model:
        return Model(
            id=id or "starter",
            name="Starter",
            path="starter.gguf",
            guided=self.guided,
            elsewhere=self.elsewhere,
            sees=self.sees,
        )

    def loaded(self, id: str) -> FakeEngine | None:
        return self.engine


class Listener:
    """Collects what the bus carries."""

    def __init__(self, bus: Bus) -> None:
        self.events: list[Event] = []
        self._news = asyncio.Event()
        bus.listen(self._hear)

    def _hear(self, event: Event) -> None:
        self.events.append(event)
        self._news.set()

    def of(self, kind: type[Any]) -> list[Any]:
        """The events of one type, in order."""
        return [event for event in self.events if isinstance(event, kind)]

    async def until(self, kind: type[Any], count: int = 1, seconds: float = 60.0) -> Any:
        """Wait for the `count`th event of a type."""
        async with asyncio.timeout(seconds):
            while len(self.of(kind)) < count:
                self._news.clear()
                await self._news.wait()
        return self.of(kind)[count - 1]
