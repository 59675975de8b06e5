"""How quick a model is: of a made-up engine to the tenth, of a real one plausibly; nothing takes longer than it may."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from backend.domain import Model
from backend.engines.base import Finished, Progress, Reading, Request, Text
from backend.engines.local import LocalEngine
from backend.errors import EngineFailed
from backend.events import ModelMeasuring
from backend.models.measuring import Measurer
from backend.models.speed import Phase, Speed, measure
from backend.paths import Paths
from backend.store import RememberedModels
from tests.fakes import FakeEngine
from tests.gguf_files import write_model
from tests.models.test_models import Room, story


class Steady(FakeEngine):
    """Reads and writes so many tokens a second of a clock of its own; each word is one, and 40 are read at once."""

    def __init__(self, reads: float, writes: float, says: int) -> None:
        super().__init__()
        self.reads, self.writes, self.says, self.now = reads, writes, says, 0.0
        self.context = 4096

    def clock(self) -> float:
        return self.now

    async def count(self, request: Request) -> int:
        return sum(len(turn.content.split()) for turn in request.turns)

    async def generate(self, request: Request) -> AsyncGenerator[Progress]:
        self.asked.append(request)
        length, read = await self.count(request), 0
        yield Reading(read=0, total=length)
        while read < length:
            step = min(40, length - read)
            self.now, read = self.now + step / self.reads, read + step
            yield Reading(read=read, total=length)
        count = min(request.max_tokens, self.says)
        for _ in range(count):
            self.now += 1 / self.writes if request.max_tokens > 1 else 0
            yield Text(text="word ")
        yield Finished(stop="end", read=length, tokens=count)


@pytest.mark.parametrize(("reads", "writes", "says"), [(2000, 80, 10_000), (60, 7, 10_000), (500, 30, 5)])
def test_a_steady_engine_is_measured_exactly(reads: float, writes: float, says: int) -> None:
    engine, told = Steady(reads, writes, says), list[tuple[Phase, float, Speed]]()
    found = asyncio.run(measure(engine, lambda *step: told.append(step), engine.clock))
    assert found.reading == pytest.approx(reads)
    assert found.writing == pytest.approx(writes)
    assert engine.now < 10
    assert [step[0] for step in told] == sorted(step[0] for step in told), "first it reads, then it writes"
    assert [step[1] for step in told] == sorted(step[1] for step in told)
    assert told[-1][2] == found
    firsts = [request.turns[0].content.split()[0] for request in engine.asked]
    assert len(set(firsts)) == len(firsts), "no prompt begins as another one did"


def test_what_hangs_is_given_up_in_time() -> None:
    class Silent(FakeEngine):
        async def generate(self, request: Request) -> AsyncGenerator[Progress]:
            yield Reading(read=0, total=100)
            await asyncio.Event().wait()

    async def tell() -> None:
        async with asyncio.timeout(60):
            with pytest.raises(EngineFailed, match="too slow"):
                await measure(Silent(), lambda *step: None, seconds=0.1)

    asyncio.run(tell())


def test_the_part_that_was_read_counts_when_the_rest_takes_too_long() -> None:
    class Half(FakeEngine):
        async def generate(self, request: Request) -> AsyncGenerator[Progress]:
            yield Reading(read=10, total=100)
            await asyncio.sleep(0.02)
            yield Reading(read=50, total=100)
            await asyncio.Event().wait()

    async def tell() -> Speed:
        return await measure(Half(), lambda *step: None, seconds=1.0)

    found = asyncio.run(tell())
    assert found.writing is None
    assert found.reading
    assert 0 < found.reading <= 40 / 0.02


def test_a_real_model_is_measured(tmp_path: Path) -> None:
    """With random weights: it writes on and on, or ends at once, as it comes."""
    path = write_model(tmp_path / "small.gguf", context=2048)

    async def tell() -> Speed:
        paths = Paths(tmp_path / "home")
        paths.create()
        engine = LocalEngine(paths, lambda error: None)
        try:
            await engine.load(Model(id="one", name="One", path=str(path)), lambda loading: None)
            return await measure(engine, lambda *step: None, seconds=5.0)
        finally:
            await engine.close()

    found = asyncio.run(tell())
    assert found.reading
    assert found.writing
    assert found.reading > found.writing > 1


# ------------------------------------------------------------------ one at a time, and never in anybody's way


def test_what_was_measured_is_kept_with_its_day_and_told(tmp_path: Path) -> None:
    async def tell(room: Room) -> None:
        async def quick(engine: object, report: object) -> Speed:
            return Speed(reading=200.0, writing=20.0)

        measurer = Measurer(room.models, RememberedModels(room.database), room.bus, quick)
        await measurer.start("starter")
        await until_over(room, measurer)
        assert measurer.state
        assert (measurer.state.phase, measurer.state.writing) == ("done", 20.0)
        measured = (await room.models.get("starter")).measured
        assert measured
        assert (measured.reading, measured.writing) == (200.0, 20.0)
        assert (await RememberedModels(room.database).all())["starter"].measured == measured

    story(tmp_path, tell)


def test_it_can_be_stopped_and_a_message_comes_first(tmp_path: Path) -> None:
    async def tell(room: Room) -> None:
        begun = asyncio.Event()

        async def endless(engine: object, report: object) -> Speed:
            begun.set()
            await asyncio.Event().wait()
            return Speed()

        measurer = Measurer(room.models, RememberedModels(room.database), room.bus, endless)
        await measurer.start("starter")
        await begun.wait()
        await measurer.stop()
        assert measurer.state
        assert measurer.state.phase == "stopped"
        begun.clear()
        await measurer.start("starter")
        await begun.wait()
        async with room.models.using("starter"):
            await until_over(room, measurer)
        assert measurer.state.problem
        assert "message came in between" in measurer.state.problem.message
        assert (await room.models.get("starter")).measured is None

    story(tmp_path, tell)


async def until_over(room: Room, measurer: Measurer) -> None:
    told = 0
    while measurer.state is None or not measurer.state.over:
        told += 1
        await room.heard.until(ModelMeasuring, told)
