"""The list of models, and the one that is loaded."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from backend.bus import Bus
from backend.domain import GaveWay, Model, ModelState, ModelStatus
from backend.egress import Egress
from backend.engines.base import Loading
from backend.engines.keys import Keys
from backend.engines.servers import Servers
from backend.errors import Conflict, EngineFailed, FiresideError, Invalid, ModelBroken, ModelMissing, WorkerDied
from backend.events import ModelsChanged, ModelStateChanged, Notice
from backend.memory import Broker, Held
from backend.models import Models
from backend.settings import Choices
from backend.shelf import Shelf
from backend.store import AddedModels, Database, RememberedModels
from tests.fakes import FakeEngine, Listener
from tests.gguf_files import write_model
from tests.gguf_kinds import write_bert

STARTER = """
[[model]]
id = "starter"
name = "Fireside Starter"
file = "starter.gguf"
sha256 = "0"
"""


class SlowEngine(FakeEngine):
    """Takes a while to load, and remembers what it did."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.closed = 0
        self.refusal: Exception | None = None
        self.takes, self.slow_to_give_up = 0.02, False
        self.at_once = self.most_at_once = 0

    async def load(self, model: Model, report: Callable[[Loading], None]) -> ModelState:
        self.loads.append(model.id)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self.takes)
        except asyncio.CancelledError:
            await asyncio.sleep(0.05 if self.slow_to_give_up else 0)
            raise
        finally:
            self.at_once -= 1
        if self.refusal:
            raise self.refusal
        return await super().load(model, report)

    async def close(self) -> None:
        self.closed += 1


class Room:
    def __init__(self, folder: Path) -> None:
        catalogue = folder / "catalogue"
        catalogue.mkdir()
        (catalogue / "starter.toml").write_text(STARTER)
        write_model(catalogue / "starter.gguf")
        self.extra = folder / "another.gguf"
        write_model(self.extra)
        self.another = folder / "yet another.gguf"
        write_model(self.another)
        self.database = Database(folder / "fireside.db")
        self.bus = Bus()
        self.heard = Listener(self.bus)
        self.engine = SlowEngine()
        self.choices = Choices(folder / "settings.toml", environment={})
        self.seconds = 0.0
        self.forgotten: list[str] = []
        self.keys = Keys(folder / "keys.json", lambda: None)
        self.servers = Servers(Egress(folder / "connections", lambda: True), self.keys)
        self.shelf = Shelf(
            catalogue, AddedModels(self.database), self.servers, lambda: self.bus.publish(ModelsChanged())
        )
        self.free = 8 << 30
        self.gave_way: list[GaveWay] = []
        self.broker = Broker(self.gave_way.append, lambda: (self.free, 16 << 30), lambda pid: Held(4 << 30, 0))
        self.models = Models(
            self.shelf,
            RememberedModels(self.database),
            self._make,
            self.forgotten.append,
            self.choices,
            self.bus,
            self.broker,
            lambda: self.seconds,
        )

    def _make(self, model: Model, on_death: Callable[[FiresideError], None]) -> SlowEngine:
        self.made, self.die = model, on_death
        return self.engine


def story(folder: Path, tell: Callable[[Room], Awaitable[None]], make: type[Room] = Room) -> None:
    async def run() -> None:
        room = make(folder)
        await room.database.open()
        try:
            await tell(room)
        finally:
            await room.models.close()
            await room.database.close()

    asyncio.run(run())


def test_a_file_is_added_where_it_lies(tmp_path: Path) -> None:
    async def tell(room: Room) -> None:
        model = await room.shelf.add(str(room.extra))
        assert Path(model.path) == room.extra
        assert [found.id for found in await room.models.all()] == ["starter", model.id]
        assert await room.shelf.add(str(room.extra)) == model, "adding it twice keeps one"
        assert len(await room.models.all()) == 2
        assert len(room.heard.of(ModelsChanged)) == 2

    story(tmp_path, tell)


def test_a_file_that_is_no_model_is_refused_with_the_reason(tmp_path: Path) -> None:
    async def tell(room: Room) -> None:
        (tmp_path / "page.gguf").write_text("<!doctype html><title>Sign in</title>")
        with pytest.raises(ModelBroken) as refused:
            await room.shelf.add(str(tmp_path / "page.gguf"))
        assert refused.value.hint
        with pytest.raises(ModelMissing):
            await room.shelf.add(str(tmp_path / "none.gguf"))
        assert len(await room.models.all()) == 1

    story(tmp_path, tell)


def test_a_model_is_loaded_once_however_many_wait_for_it(tmp_path: Path) -> None:
    async def tell(room: Room) -> None:
        await asyncio.gather(*(room.models.ready(None) for _ in range(5)))
        assert room.engine.loads == ["starter"]
        states = [event.state.status for event in room.heard.of(ModelStateChanged)]
        assert states[0] is ModelStatus.LOADING
        assert states[-1] is ModelStatus.READY

    story(tmp_path, tell)


def test_choosing_another_model_ends_the_loading_of_the_first(tmp_path: Path) -> None:
    async def tell(room: Room) -> None:
        model = await room.shelf.add(str(room.extra))
        await room.models.choose("starter")
        await room.models.choose(model.id)
        await room.models.ready(None)
        assert room.models.state.model_id == model.id
        assert room.choices.current.model_id == model.id
        ready = [event for event in room.heard.of(ModelStateChanged) if event.state.status is ModelStatus.READY]
        assert [event.state.model_id for event in ready] == [model.id]

    story(tmp_path, tell)


def test_a_file_that_is_gone_is_marked_and_said(tmp_path: Path) -> None:
    async def tell(room: Room) -> None:
        model = await room.shelf.add(str(room.extra))
        room.extra.unlink()
        assert [found.missing for found in await room.models.all()] == [False, True]
        with pytest.raises(ModelMissing) as refused:
            await room.models.ready(model.id)
        assert str(room.extra) in refused.value.message
        assert room.models.state.status is ModelStatus.FAILED
        await room.models.ready("starter")
        assert room.models.state.status is ModelStatus.READY

    story(tmp_path, tell)


def test_a_load_that_failed_is_tried_again_when_it_is_wanted(tmp_path: Path) -> None:
    async def tell(room: Room) -> None:
        room.engine.refusal = EngineFailed("Out of memory.", "Choose a smaller model.")
        with pytest.raises(EngineFailed):
            await room.models.ready(None)
        assert room.models.state.problem
        assert room.models.state.problem.message == "Out of memory."
        room.engine.refusal = None
        await room.models.ready(None)
        assert room.engine.loads == ["starter", "starter"]

    story(tmp_path, tell)


def test_a_load_that_fails_in_a_way_nobody_thought_of_is_said_and_tried_again(tmp_path: Path) -> None:
    async def tell(room: Room) -> None:
        room.engine.refusal = ZeroDivisionError("by zero")
        with pytest.raises(EngineFailed, match="Fireside Starter"):
            await room.models.ready(None)
        assert room.models.state.status is ModelStatus.FAILED
        assert room.models.state.problem
        room.engine.refusal = None
        await room.models.ready(None)
        assert room.engine.loads == ["starter", "starter"]

    story(tmp_path, tell)


def test_a_worker_that_dies_is_said_and_started_again(tmp_path: Path) -> None:
    async def tell(room: Room) -> None:
        await room.models.ready(None)
        room.die(WorkerDied("The engine stopped.", "Try again."))
        assert room.models.state.status is ModelStatus.CRASHED
        assert len(room.heard.of(Notice)) == 1
        await room.models.ready(None)
        assert room.models.state.status is ModelStatus.READY
        assert room.engine.loads == ["starter", "starter"]

    story(tmp_path, tell)


def test_who_gives_up_waiting_does_not_end_the_loading(tmp_path: Path) -> None:
    async def tell(room: Room) -> None:
        waiting = asyncio.create_task(room.models.ready(None))
        await room.heard.until(ModelStateChanged)
        waiting.cancel()
        await asyncio.wait([waiting])
        while room.models.state.status is ModelStatus.LOADING:
            await room.heard.until(ModelStateChanged, len(room.heard.of(ModelStateChanged)) + 1)
        assert room.models.state.status is ModelStatus.READY

    story(tmp_path, tell)


def test_two_models_wanted_at_once_are_loaded_one_after_the_other(tmp_path: Path) -> None:
    async def tell(room: Room) -> None:
        other = await room.shelf.add(str(room.extra))
        third = await room.shelf.add(str(room.another))
        await room.models.choose("starter")
        first, second = await asyncio.gather(
            room.models.ready(other.id), room.models.ready(third.id), return_exceptions=True
        )
        assert room.engine.most_at_once == 1, "two loads at once leave a worker behind that nobody ends"
        won, lost = (first, second) if room.models.state.model_id == other.id else (second, first)
        assert won is room.engine
        assert lost is room.engine or isinstance(lost, Conflict)

    story(tmp_path, tell)


def test_who_waits_for_a_model_that_is_put_away_is_told_so(tmp_path: Path) -> None:
    async def tell(room: Room) -> None:
        room.engine.takes = 30
        waiting = asyncio.create_task(room.models.ready("starter"))
        await room.heard.until(ModelStateChanged)
        await asyncio.sleep(0)
        await room.models.unload()
        with pytest.raises(Conflict) as refused:
            await waiting
        assert refused.value.hint
        assert room.models.state.status is ModelStatus.UNLOADED
        room.engine.takes = 0
        await room.models.ready("starter")
        assert room.models.state.status is ModelStatus.READY

    story(tmp_path, tell)


def test_giving_up_while_the_model_before_is_ended_does_not_spoil_that_model(tmp_path: Path) -> None:
    async def tell(room: Room) -> None:
        other = await room.shelf.add(str(room.extra))
        room.engine.takes, room.engine.slow_to_give_up = 30, True
        await room.models.choose("starter")
        await asyncio.sleep(0.01)
        waiting = asyncio.create_task(room.models.ready(other.id))
        await asyncio.sleep(0.01)
        waiting.cancel()
        await asyncio.wait([waiting])
        room.engine.takes = 0
        async with asyncio.timeout(60):
            assert await room.models.ready("starter") is room.engine
        assert room.models.state.model_id == "starter"

    story(tmp_path, tell)


def test_a_model_that_rests_long_is_unloaded_and_the_next_message_loads_it_again(tmp_path: Path) -> None:
    async def tell(room: Room) -> None:
        async with room.models.using(None):
            room.seconds += 3600
            await room.models.rest()
            assert room.models.state.status is ModelStatus.READY, "it is in use"
        room.seconds += 15 * 60 - 1
        await room.models.rest()
        assert room.models.state.status is ModelStatus.READY
        room.seconds += 1
        await room.models.rest()
        assert room.models.state.status is ModelStatus.UNLOADED
        async with room.models.using(None):
            assert room.models.state.status is ModelStatus.READY
        room.choices.change({"keep_model_minutes": 0})
        room.seconds += 1e6
        await room.models.rest()
        assert room.models.state.status is ModelStatus.READY

    story(tmp_path, tell)


def test_a_model_that_is_wanted_waits_until_the_one_in_use_has_ended(tmp_path: Path) -> None:
    async def tell(room: Room) -> None:
        other = await room.shelf.add(str(room.extra))
        order: list[str] = []

        async def use(id: str, name: str) -> None:
            async with room.models.using(id):
                order.append(name)
                await asyncio.sleep(0)

        async with room.models.using("starter"), room.models.using("starter"):
            waiting = asyncio.create_task(use(other.id, "other"))
            await room.heard.until(ModelStateChanged, len(room.heard.of(ModelStateChanged)) + 1)  # it stands in line
            later = asyncio.create_task(use("starter", "starter again"))
            await asyncio.sleep(0.05)
            await room.models.choose(other.id)
            assert room.models.state.model_id == "starter"
            assert order == []
        await asyncio.gather(waiting, later)
        assert order == ["other", "starter again"], "nobody overtakes"

    story(tmp_path, tell)


def test_who_gives_up_waiting_lets_the_next_one_in(tmp_path: Path) -> None:
    async def tell(room: Room) -> None:
        other = await room.shelf.add(str(room.extra))

        async def use() -> None:
            async with room.models.using(other.id):
                pass

        async with room.models.using("starter"):
            waiting = asyncio.create_task(use())
            await asyncio.sleep(0.05)
            waiting.cancel()
            await asyncio.wait([waiting])
            async with asyncio.timeout(60), room.models.using("starter"):
                pass

    story(tmp_path, tell)


def test_what_was_read_of_a_thread_is_forgotten(tmp_path: Path) -> None:
    async def tell(room: Room) -> None:
        await room.models.forget("before")
        await room.models.ready(None)
        await room.models.forget("thread")
        assert (room.engine.forgotten, room.forgotten) == (["thread"], ["before", "thread"])

    story(tmp_path, tell)


def test_a_file_that_is_reached_by_a_detour_is_the_same_model(tmp_path: Path) -> None:
    async def tell(room: Room) -> None:
        model = await room.shelf.add(str(room.extra))
        detour = await room.shelf.add(str(tmp_path / "catalogue" / ".." / room.extra.name))
        assert detour == model
        assert len(await room.models.all()) == 2

    story(tmp_path, tell)


def test_a_model_for_searching_is_listed_and_never_chatted_with(tmp_path: Path) -> None:
    async def tell(room: Room) -> None:
        model = await room.shelf.add(str(write_bert(tmp_path / "bert.gguf")), "search")
        assert model in await room.models.all()
        assert model.purpose == "search"
        for ask in (room.models.choose, room.models.ready):
            with pytest.raises(Invalid, match="cannot chat"):
                await ask(model.id)
        assert (room.models.state.status, room.choices.current.model_id) == (ModelStatus.UNLOADED, None)
        with pytest.raises(ModelBroken, match="for chatting"):
            await room.shelf.add(str(room.extra), "search")

    story(tmp_path, tell)


def test_who_works_in_spare_time_gives_way_to_whoever_wants_a_model(tmp_path: Path) -> None:
    async def tell(room: Room) -> None:
        async def spare(begun: asyncio.Event) -> bool:
            try:
                async with room.models.spare("starter") as engine:
                    begun.set()
                    if engine is None:
                        return False
                    await asyncio.Event().wait()
            except TimeoutError:
                return True
            return False

        assert await spare(asyncio.Event()) is False, "nothing is loaded for it"
        await room.models.ready("starter")
        begun = [asyncio.Event(), asyncio.Event()]
        works = [asyncio.create_task(spare(each)) for each in begun]
        await asyncio.gather(*(each.wait() for each in begun))
        again = asyncio.Event()
        async with asyncio.timeout(60), room.models.using("starter"), room.models.using("starter"):
            assert await asyncio.gather(*works) == [True, True]
            later = asyncio.create_task(spare(again))
            await asyncio.sleep(0)
            assert not again.is_set(), "it waits until nobody uses one"
        async with asyncio.timeout(60):
            await again.wait()
            async with room.models.using("starter"):
                assert await later is True
        assert room.engine.loads == ["starter"]

    story(tmp_path, tell)
