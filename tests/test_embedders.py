"""Which embedding model is loaded, and that it rests like the one that chats: with real workers and small models."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import numpy as np
import psutil
import pytest

from backend.domain import GaveWay, Loadable, Model
from backend.embedders import Embedders
from backend.engines.embedder import LocalEmbedder
from backend.errors import FiresideError
from backend.memory import Broker, Need
from backend.paths import Paths
from tests.gguf_kinds import write_bert
from tests.processes import workers


class Shelf:
    """Embedders whose clock a test sets; the pids of all workers that they ever had."""

    def __init__(self, folder: Path) -> None:
        self.paths = Paths(folder / "home")
        self.paths.create()
        self.seconds, self.minutes = 0.0, 15
        self._others = workers()
        self.made: list[LocalEmbedder] = []
        self.free, self.gave_way = 8 << 30, list[GaveWay]()
        self.broker = Broker(self.gave_way.append, lambda: (self.free, 16 << 30))
        self.embedders = Embedders(self._make, lambda: self.minutes, self.broker, lambda: self.seconds)
        self.one = Model(id="one", name="One", path=str(write_bert(folder / "one.gguf")), purpose="search")
        self.two = Model(id="two", name="Two", path=str(write_bert(folder / "two.gguf", pooling=2)), purpose="search")

    def _make(self, on_death: Callable[[FiresideError], None]) -> LocalEmbedder:
        self.made.append(LocalEmbedder(self.paths, on_death))
        return self.made[-1]

    def workers(self) -> list[psutil.Process]:
        """The workers that run now."""
        return [worker for worker in workers() if worker not in self._others]


def story(folder: Path, tell: Callable[[Shelf], Awaitable[None]]) -> None:
    async def main() -> None:
        shelf = Shelf(folder)
        try:
            await asyncio.wait_for(tell(shelf), 120)
        finally:
            await shelf.embedders.close()
        assert shelf.workers() == []

    asyncio.run(main())


def test_a_model_that_rests_long_gives_its_memory_back_and_the_next_text_loads_it_again(tmp_path: Path) -> None:
    async def tell(shelf: Shelf) -> None:
        await shelf.embedders.rest()  # nothing was ever loaded
        first = await shelf.embedders.embed(shelf.one, ["a fire"])
        (worker,) = shelf.workers()
        shelf.seconds += 15 * 60 - 1
        await shelf.embedders.rest()
        assert worker.is_running()
        await shelf.embedders.embed(shelf.one, ["a fire"])
        shelf.seconds += 15 * 60 - 1
        await shelf.embedders.rest()
        assert worker.is_running(), "it was used in between"
        shelf.seconds += 1
        await shelf.embedders.rest()
        assert not psutil.pid_exists(worker.pid), "the process is gone, and with it all its memory"
        again = await shelf.embedders.embed(shelf.one, ["a fire"])
        assert np.allclose(again.vectors, first.vectors, atol=1e-5)
        shelf.minutes = 0
        shelf.seconds += 1e6
        await shelf.embedders.rest()
        assert len(shelf.workers()) == 1, "0 keeps it"

    story(tmp_path, tell)


def test_a_model_in_use_does_not_rest(tmp_path: Path) -> None:
    async def tell(shelf: Shelf) -> None:
        embedding = asyncio.create_task(shelf.embedders.embed(shelf.one, ["a fire"] * 200))
        while not shelf.workers():  # noqa: ASYNC110 — there is nothing to wait on
            await asyncio.sleep(0)
        shelf.seconds += 1e6
        await shelf.embedders.rest()
        assert (await embedding).vectors.shape == (200, 64)
        assert len(shelf.workers()) == 1

    story(tmp_path, tell)


def test_another_model_takes_the_place_of_the_first(tmp_path: Path) -> None:
    async def tell(shelf: Shelf) -> None:
        one, two = await asyncio.gather(
            shelf.embedders.embed(shelf.one, ["a fire"]), shelf.embedders.embed(shelf.two, ["a fire"])
        )
        assert not np.allclose(one.vectors, two.vectors, atol=0.05)
        assert len(shelf.workers()) == 1

    story(tmp_path, tell)


def test_a_worker_that_was_killed_is_started_again(tmp_path: Path) -> None:
    async def tell(shelf: Shelf) -> None:
        first = await shelf.embedders.embed(shelf.one, ["a fire"])
        (worker,) = shelf.workers()
        worker.kill()
        while shelf.embedders.loaded:  # noqa: ASYNC110 — there is nothing to wait on
            await asyncio.sleep(0)
        again = await shelf.embedders.embed(shelf.one, ["a fire"])
        assert np.allclose(again.vectors, first.vectors, atol=1e-5)

    story(tmp_path, tell)


def test_it_gives_way_to_what_is_wanted_now_and_comes_back(tmp_path: Path) -> None:
    async def tell(shelf: Shelf) -> None:
        await shelf.embedders.embed(shelf.one, ["a fire"])
        (worker,) = shelf.workers()
        held = worker.memory_info().rss
        shelf.free = 0
        await shelf.broker.room(Loadable(kind="model", name="Large"), lambda free, total: Need(1 << 30))
        assert shelf.workers() == []
        (told,) = shelf.gave_way
        assert (told.what.name, told.wanted.name) == ("One", "Large")
        assert told.freed == pytest.approx(held, rel=0.1)
        await shelf.embedders.embed(shelf.one, ["a fire"])
        assert len(shelf.workers()) == 1

    story(tmp_path, tell)
