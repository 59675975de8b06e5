"""A Runner at its desk: a real store, a real bus, and an engine that a test tells what to do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

from backend.bus import Bus
from backend.domain import Settings, TextPart, Thread
from backend.events import RunEnded, RunStarted
from backend.paths import catalogue
from backend.runs import Guide, Runner
from backend.store import Database, Images, Messages, Summaries, Threads
from backend.tools.help import Help
from backend.tools.toolbox import Toolbox
from tests.fakes import FakeEngine, FakeModels, Listener

HELP = Help(catalogue() / "help")
GUIDE = Guide(HELP, lambda: "en", lambda: datetime(2026, 11, 21, 10, 30))
TOOLBOX = Toolbox(HELP, lambda: "en", lambda: datetime(2026, 11, 21, 10, 30))


class Desk:
    """A Runner on a real store, with a fake engine."""

    def __init__(self, folder: Path, engine: FakeEngine | None = None) -> None:
        self.database = Database(folder / "fireside.db")
        self.threads, self.messages = Threads(self.database), Messages(self.database)
        self.summaries, self.images = Summaries(self.database), Images(self.database)
        self.bus = Bus()
        self.heard = Listener(self.bus)
        self.engine = engine or FakeEngine()
        self.models = FakeModels(self.engine)
        self.settings = Settings()
        self.runner = Runner(
            self.threads,
            self.messages,
            self.summaries,
            self.images,
            self.models,
            lambda: self.settings,
            GUIDE,
            TOOLBOX,
            self.bus,
        )

    async def ask(self, thread: Thread, text: str, edits: str | None = None) -> RunStarted:
        return await self.runner.start(thread.id, (TextPart(text=text),), edits)

    async def answered(self, thread: Thread, text: str) -> RunEnded:
        count = len(self.heard.of(RunEnded))
        await self.ask(thread, text)
        ended: RunEnded = await self.heard.until(RunEnded, count + 1)
        return ended

    async def shown(self, thread: Thread) -> list[str]:
        head = (await self.threads.get(thread.id)).head_id
        return [message.text for message in await self.runner.branch(head)]

    async def stored(self, thread: Thread) -> list[str]:
        head = (await self.threads.get(thread.id)).head_id
        return [message.text for message in await self.messages.branch(head)]


def story(folder: Path, tell: Callable[[Desk], Awaitable[None]], engine: FakeEngine | None = None) -> None:
    """Tell a story at a desk that opens the store in a folder, and closes it."""

    async def run() -> None:
        desk = Desk(folder, engine)
        await desk.database.open()
        try:
            await tell(desk)
        finally:
            await desk.runner.close()
            await desk.database.close()

    asyncio.run(run())
