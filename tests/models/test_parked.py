"""Models that stay loaded beside the one that answers, while there is room; and who waits for whom."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from backend.domain import GaveWay, Loadable, Model, ModelOptions, ModelState, ModelStatus
from backend.engines.local import LocalEngine
from backend.errors import EngineFailed, FiresideError, WorkerDied
from backend.events import ModelStateChanged, Notice
from backend.memory import Held, Need, weighed
from backend.paths import Paths
from tests.models.test_models import Room, SlowEngine, story

GIB = 1 << 30


class Rooms(Room):
    """Each load has an engine of its own, whose process holds 4 GiB."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.engines: dict[str, SlowEngine] = {}
        self.deaths: dict[str, object] = {}
        self.broker._weigh = lambda pid: Held(4 * GIB, 0)
        self.broker._free = lambda: (self.free, 16 * GIB)

    def _make(self, model: Model, on_death: object) -> SlowEngine:
        engine = self.engines[model.id] = SlowEngine()
        engine.pid = len(self.engines)  # type: ignore[assignment]
        self.deaths[model.id] = on_death
        return engine

    def die(self, error: FiresideError, id: str = "starter") -> None:
        self.deaths[id](error)  # type: ignore[operator]

    def status(self, id: str) -> ModelStatus:
        return next((state.status for state in self.models.states if state.model_id == id), ModelStatus.UNLOADED)


def rooms(folder: Path, tell: object) -> None:
    story(folder, tell, Rooms)  # type: ignore[arg-type]


def test_the_model_before_stays_loaded_and_comes_back_at_once(tmp_path: Path) -> None:
    async def tell(room: Rooms) -> None:
        other = await room.shelf.add(str(room.extra))
        first = await room.models.ready("starter")
        await room.models.ready(other.id)
        assert room.status("starter") is ModelStatus.IDLE
        assert room.models.loaded("starter") is first
        assert await room.models.ready("starter") is first
        assert (room.status("starter"), room.status(other.id)) == (ModelStatus.READY, ModelStatus.IDLE)
        assert [engine.closed for engine in room.engines.values()] == [0, 0]
        assert room.models.pids == {"model": 1, other.name: 2}

    rooms(tmp_path, tell)


def test_it_gives_way_where_there_is_no_room_and_that_is_told(tmp_path: Path) -> None:
    async def tell(room: Rooms) -> None:
        other = await room.shelf.add(str(room.extra))
        await room.models.ready("starter")
        room.free = GIB // 8
        await room.models.ready(other.id)
        assert room.engines["starter"].closed == 1
        assert room.status("starter") is ModelStatus.UNLOADED
        (told,) = room.gave_way
        assert isinstance(told, GaveWay)
        assert (told.what.name, told.wanted.name, told.freed) == ("Fireside Starter", other.name, 4 * GIB)
        assert room.heard.of(ModelStateChanged)[-1].state.model_id == other.id

    rooms(tmp_path, tell)


def test_one_that_was_loaded_otherwise_than_it_is_wanted_now_is_loaded_anew(tmp_path: Path) -> None:
    async def tell(room: Rooms) -> None:
        other = await room.shelf.add(str(room.extra))
        first = await room.models.ready("starter")
        await room.models.ready(other.id)
        await room.models._memory.change("starter", {"options": ModelOptions(context=256)})
        assert await room.models.ready("starter") is not first

    rooms(tmp_path, tell)


def test_those_that_rest_are_unloaded_all_of_them(tmp_path: Path) -> None:
    async def tell(room: Rooms) -> None:
        other = await room.shelf.add(str(room.extra))
        await room.models.ready("starter")
        room.seconds += 60
        await room.models.ready(other.id)
        room.seconds += 15 * 60 - 60
        await room.models.rest()
        assert (room.status("starter"), room.status(other.id)) == (ModelStatus.UNLOADED, ModelStatus.READY)
        room.seconds += 60
        await room.models.rest()
        assert room.status(other.id) is ModelStatus.UNLOADED

    rooms(tmp_path, tell)


def test_one_that_dies_while_it_is_idle_is_told_without_a_fuss(tmp_path: Path) -> None:
    async def tell(room: Rooms) -> None:
        other = await room.shelf.add(str(room.extra))
        await room.models.ready("starter")
        await room.models.ready(other.id)
        room.die(WorkerDied("Killed.", "Try again."))
        state = room.heard.of(ModelStateChanged)[-1].state
        assert (state.model_id, state.status) == ("starter", ModelStatus.CRASHED)
        assert room.status(other.id) is ModelStatus.READY
        assert not room.heard.of(Notice)
        await room.models.ready("starter")
        assert room.status("starter") is ModelStatus.READY

    rooms(tmp_path, tell)


def test_all_or_one_of_them_can_be_unloaded(tmp_path: Path) -> None:
    async def tell(room: Rooms) -> None:
        other = await room.shelf.add(str(room.extra))
        await room.models.ready("starter")
        await room.models.ready(other.id)
        await room.models.unload("starter")
        assert (room.status("starter"), room.status(other.id)) == (ModelStatus.UNLOADED, ModelStatus.READY)
        await room.models.ready("starter")
        await room.models.unload()
        assert {state.status for state in room.models.states} == {ModelStatus.UNLOADED}

    rooms(tmp_path, tell)


def test_who_waits_for_anothers_end_is_shown_with_its_name(tmp_path: Path) -> None:
    async def tell(room: Rooms) -> None:
        other = await room.shelf.add(str(room.extra))
        async with room.models.using("starter"):
            waiting = asyncio.create_task(_use(room, other.id))
            await room.heard.until(ModelStateChanged, len(room.heard.of(ModelStateChanged)) + 1)
            assert room.status(other.id) is ModelStatus.WAITING
            shown: ModelState = next(state for state in room.models.states if state.model_id == other.id)
            assert shown.waits_for == "starter"
            given_up = asyncio.create_task(_use(room, other.id))
            await asyncio.sleep(0)
            given_up.cancel()
            await asyncio.wait([given_up])
        await waiting
        assert room.status(other.id) is ModelStatus.READY

    rooms(tmp_path, tell)


def test_what_a_writer_holds_is_named_when_another_cannot_be_loaded_beside_it(tmp_path: Path) -> None:
    async def tell(room: Rooms) -> None:
        room.broker._weigh = lambda pid: Held(16 * GIB, 0)
        room.free = 0
        async with room.models.using("starter"):
            with pytest.raises(EngineFailed, match="a voice") as refused:
                await room.broker.room(Loadable(kind="voice", name="a voice"), lambda free, total: Need(GIB))
        assert "Fireside Starter (16.0 GB)" in refused.value.hint

    rooms(tmp_path, tell)


async def _use(room: Rooms, id: str) -> None:
    async with room.models.using(id):
        pass


class RealRooms(Rooms):
    """Engines with workers of their own, weighed as they are."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.paths = Paths(folder / "home")
        self.paths.create()
        self.broker._weigh = weighed

    def _make(self, model: Model, on_death: Callable[[FiresideError], None]) -> LocalEngine:  # type: ignore[override]
        return LocalEngine(self.paths, on_death)


def test_real_workers_stay_beside_each_other_until_memory_is_short(tmp_path: Path) -> None:
    async def tell(room: RealRooms) -> None:
        other = await room.shelf.add(str(room.extra))
        third = await room.shelf.add(str(room.another))
        first = await room.models.ready("starter")
        await room.models.ready(other.id)
        pids = [pid for pid in room.models.pids.values() if pid]
        assert len(pids) == 2
        assert first.pid in pids
        held = psutil.Process(first.pid).memory_info().rss
        room.free = 0
        await room.models.ready(third.id)
        assert not any(psutil.pid_exists(pid) for pid in pids)
        assert [told.what.name for told in room.gave_way] == ["Fireside Starter", other.name], "the longest idle first"
        assert room.gave_way[0].freed == pytest.approx(held, rel=0.1)
        assert list(room.models.pids) == ["model"]

    story(tmp_path, tell, RealRooms)  # type: ignore[arg-type]
