"""The whole app, its real store and a real worker that is killed: what was shown is kept, and the next run works."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
import pytest

from backend.api.access import Access
from backend.api.house import House
from backend.app import build
from backend.domain import ModelStatus, RunStatus, TextPart
from backend.events import ModelStateChanged, Notice, RunDelta, RunEnded, RunProgress
from backend.lifespan import lifespan
from backend.paths import Paths
from tests.e2e.served import rambler
from tests.fakes import Listener
from tests.processes import workers


class App:
    """A house without a server, and what its bus carries."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.heard = Listener(house.bus)

    @property
    def pid(self) -> int:
        pid = self.house.models.pids["model"]  # type: ignore[attr-defined]
        assert pid
        return int(pid)

    async def until_ready(self) -> None:
        while self.house.models.state.status is not ModelStatus.READY:
            await self.heard.until(ModelStateChanged, len(self.heard.of(ModelStateChanged)) + 1)

    async def ask(self, words: str) -> str:
        """Begin a thread; the id of the reply's message."""
        thread = await self.house.threads.create()
        started = await self.house.runner.start(thread.id, (TextPart(text=words),))
        return started.message.id

    def shown(self, message: str) -> str:
        return "".join(delta.text for delta in self.heard.of(RunDelta) if delta.message_id == message)


def endless(folder: Path) -> Path:
    """A model that takes so long for a reply that nothing ends it by chance."""
    return rambler(folder / "endless.gguf", width=512, layers=4)


def story(folder: Path, model: Path, tell: Callable[[App], Awaitable[None]]) -> None:
    async def main() -> None:
        others = set(workers())
        paths = Paths(folder / "home")
        paths.create()
        house = build(paths, Access("127.0.0.1", 1, b"secret"), None)
        app = App(house)
        async with asyncio.timeout(120), lifespan(house, model):
            await app.until_ready()
            await tell(app)
        assert set(workers()) <= others

    asyncio.run(main())


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGABRT, signal.SIGSEGV])
def test_a_worker_that_dies_while_it_writes_leaves_what_was_shown_and_can_go_on(
    tmp_path: Path, how: signal.Signals
) -> None:
    async def tell(app: App) -> None:
        message = await app.ask("Tell me everything.")
        await app.heard.until(RunDelta, 5)
        first = app.pid
        os.kill(first, how)
        ended = await app.heard.until(RunEnded)
        assert ended.run.status is RunStatus.INTERRUPTED
        assert ended.run.problem
        assert ended.run.problem.hint
        shown = app.shown(message)
        assert shown
        assert (await app.house.messages.get(message)).text == ended.message.text == shown
        assert app.house.models.state.status is ModelStatus.CRASHED
        assert len(app.heard.of(Notice)) == 1
        deltas = len(app.heard.of(RunDelta))
        again = await app.house.runner.resume(message)
        await app.heard.until(RunDelta, deltas + 3)
        assert app.pid != first
        await app.house.runner.cancel(again.run.id)
        assert app.shown(message).startswith(shown)
        assert len(app.shown(message)) > len(shown)

    story(tmp_path, endless(tmp_path), tell)


def test_a_worker_that_dies_while_it_reads_interrupts_the_run_and_the_next_one_works(
    tmp_path: Path, models: dict[str, Path]
) -> None:
    async def tell(app: App) -> None:
        await app.ask("A long story. " * 400)
        while not any(0 < event.read < event.total for event in app.heard.of(RunProgress)):
            await app.heard.until(RunProgress, len(app.heard.of(RunProgress)) + 1)
        os.kill(app.pid, signal.SIGKILL)
        ended = await app.heard.until(RunEnded)
        assert (ended.run.status, ended.message.text) == (RunStatus.INTERRUPTED, "")
        message = await app.ask("Hello")
        await app.heard.until(RunDelta)
        assert app.shown(message)

    story(tmp_path, models["slow"], tell)


def test_all_runs_of_a_worker_that_dies_are_interrupted_and_all_can_go_on(tmp_path: Path) -> None:
    async def tell(app: App) -> None:
        messages = [await app.ask(f"Story {number}, please.") for number in range(4)]
        while not all(app.shown(message) for message in messages):
            await app.heard.until(RunDelta, len(app.heard.of(RunDelta)) + 1)
        before_it_died = len(workers())
        os.kill(app.pid, signal.SIGKILL)
        await app.heard.until(RunEnded, 4)
        assert {ended.run.status for ended in app.heard.of(RunEnded)} == {RunStatus.INTERRUPTED}
        assert len(app.heard.of(Notice)) == 1, "one death, one notice"
        before = {message: app.shown(message) for message in messages}
        for message in messages:
            await app.house.runner.resume(message)
        while not all(len(app.shown(message)) > len(before[message]) for message in messages):
            await app.heard.until(RunDelta, len(app.heard.of(RunDelta)) + 1)
        assert len(workers()) == before_it_died

    story(tmp_path, endless(tmp_path), tell)


def test_a_model_that_rests_gives_its_memory_back_and_the_thread_goes_on_at_once(tmp_path: Path) -> None:
    async def tell(app: App) -> None:
        thread = await app.house.threads.create()
        app.house.choices.change({"max_tokens": 40})
        words = "Tell me a story. " * 20
        await app.house.runner.start(thread.id, (TextPart(text=words),))
        await app.heard.until(RunEnded)
        worker = psutil.Process(app.pid)
        app.house.models._front.used -= 15 * 60
        await app.house.models.rest()
        assert not psutil.pid_exists(worker.pid), "the process is gone, and with it all its memory"
        assert app.house.models.state.status is ModelStatus.UNLOADED
        app.heard.events.clear()
        await app.house.runner.start(thread.id, (TextPart(text="And then?"),))
        await app.heard.until(RunEnded)
        assert app.heard.of(RunProgress)[0].read > len(words), "what was read lies on disk"

    story(tmp_path, rambler(tmp_path / "rambler.gguf"), tell)
