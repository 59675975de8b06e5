"""The list of models, and the one that is loaded."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from backend.bus import Bus
from backend.domain import Model, ModelState, ModelStatus
from backend.engines.base import Loading
from backend.errors import Conflict, EngineFailed, FiresideError, Invalid, ModelBroken, ModelMissing, WorkerDied
from backend.events import ModelsChanged, ModelStateChanged, Notice
from backend.models import Models
from backend.settings import Choices
from backend.store import AddedModels, Database
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
        self.refusal: FiresideError | None = None
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


class Shelf:
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
        self.models = Models(
            catalogue, AddedModels(self.database), self._make, self.choices, self.bus, lambda: self.seconds
        )

    def _make(self, on_death: Callable[[FiresideError], None]) -> SlowEngine:
        self.die = on_death
        return self.engine


def story(folder: Path, tell: Callable[[Shelf], Awaitable[None]]) -> None:
    async def run() -> None:
        shelf = Shelf(folder)
        await shelf.database.open()
        try:
            await tell(shelf)
        finally:
            await shelf.models.close()
            await shelf.database.close()

    asyncio.run(run())


def test_a_file_is_added_where_it_lies_and_forgotten_without_being_touched(tmp_path: Path) -> None:
    async def tell(shelf: Shelf) -> None:
        model = await shelf.models.add(str(shelf.extra))
        assert Path(model.path) == shelf.extra
        assert [found.id for found in await shelf.models.all()] == ["starter", model.id]
        assert await shelf.models.add(str(shelf.extra)) == model, "adding it twice keeps one"
        assert len(await shelf.models.all()) == 2
        await shelf.models.choose(model.id)
        await shelf.models.remove(model.id)
        assert shelf.extra.exists()
        assert shelf.models.state.status is ModelStatus.UNLOADED
        assert (await shelf.models.get(None)).id == "starter"
        assert len(shelf.heard.of(ModelsChanged)) == 3
        with pytest.raises(Conflict):
            await shelf.models.remove("starter")

    story(tmp_path, tell)


def test_a_file_that_is_no_model_is_refused_with_the_reason(tmp_path: Path) -> None:
    async def tell(shelf: Shelf) -> None:
        (tmp_path / "page.gguf").write_text("<!doctype html><title>Sign in</title>")
        with pytest.raises(ModelBroken) as refused:
            await shelf.models.add(str(tmp_path / "page.gguf"))
        assert refused.value.hint
        with pytest.raises(ModelMissing):
            await shelf.models.add(str(tmp_path / "none.gguf"))
        assert len(await shelf.models.all()) == 1

    story(tmp_path, tell)


def test_a_model_is_loaded_once_however_many_wait_for_it(tmp_path: Path) -> None:
    async def tell(shelf: Shelf) -> None:
        await asyncio.gather(*(shelf.models.ready(None) for _ in range(5)))
        assert shelf.engine.loads == ["starter"]
        states = [event.state.status for event in shelf.heard.of(ModelStateChanged)]
        assert states[0] is ModelStatus.LOADING
        assert states[-1] is ModelStatus.READY

    story(tmp_path, tell)


def test_choosing_another_model_ends_the_loading_of_the_first(tmp_path: Path) -> None:
    async def tell(shelf: Shelf) -> None:
        model = await shelf.models.add(str(shelf.extra))
        await shelf.models.choose("starter")
        await shelf.models.choose(model.id)
        await shelf.models.ready(None)
        assert shelf.models.state.model_id == model.id
        assert shelf.choices.current.model_id == model.id
        ready = [event for event in shelf.heard.of(ModelStateChanged) if event.state.status is ModelStatus.READY]
        assert [event.state.model_id for event in ready] == [model.id]

    story(tmp_path, tell)


def test_a_file_that_is_gone_is_marked_and_said(tmp_path: Path) -> None:
    async def tell(shelf: Shelf) -> None:
        model = await shelf.models.add(str(shelf.extra))
        shelf.extra.unlink()
        assert [found.missing for found in await shelf.models.all()] == [False, True]
        with pytest.raises(ModelMissing) as refused:
            await shelf.models.ready(model.id)
        assert str(shelf.extra) in refused.value.message
        assert shelf.models.state.status is ModelStatus.FAILED
        await shelf.models.ready("starter")
        assert shelf.models.state.status is ModelStatus.READY

    story(tmp_path, tell)


def test_a_load_that_failed_is_tried_again_when_it_is_wanted(tmp_path: Path) -> None:
    async def tell(shelf: Shelf) -> None:
        shelf.engine.refusal = EngineFailed("Out of memory.", "Choose a smaller model.")
        with pytest.raises(EngineFailed):
            await shelf.models.ready(None)
        assert shelf.models.state.problem == shelf.engine.refusal.problem
        shelf.engine.refusal = None
        await shelf.models.ready(None)
        assert shelf.engine.loads == ["starter", "starter"]

    story(tmp_path, tell)


def test_a_worker_that_dies_is_said_and_started_again(tmp_path: Path) -> None:
    async def tell(shelf: Shelf) -> None:
        await shelf.models.ready(None)
        shelf.die(WorkerDied("The engine stopped.", "Try again."))
        assert shelf.models.state.status is ModelStatus.CRASHED
        assert len(shelf.heard.of(Notice)) == 1
        await shelf.models.ready(None)
        assert shelf.models.state.status is ModelStatus.READY
        assert shelf.engine.loads == ["starter", "starter"]

    story(tmp_path, tell)


def test_who_gives_up_waiting_does_not_end_the_loading(tmp_path: Path) -> None:
    async def tell(shelf: Shelf) -> None:
        waiting = asyncio.create_task(shelf.models.ready(None))
        await shelf.heard.until(ModelStateChanged)
        waiting.cancel()
        await asyncio.wait([waiting])
        while shelf.models.state.status is ModelStatus.LOADING:
            await shelf.heard.until(ModelStateChanged, len(shelf.heard.of(ModelStateChanged)) + 1)
        assert shelf.models.state.status is ModelStatus.READY

    story(tmp_path, tell)


def test_two_models_wanted_at_once_are_loaded_one_after_the_other(tmp_path: Path) -> None:
    async def tell(shelf: Shelf) -> None:
        other = await shelf.models.add(str(shelf.extra))
        third = await shelf.models.add(str(shelf.another))
        await shelf.models.choose("starter")
        first, second = await asyncio.gather(
            shelf.models.ready(other.id), shelf.models.ready(third.id), return_exceptions=True
        )
        assert shelf.engine.most_at_once == 1, "two loads at once leave a worker behind that nobody ends"
        won, lost = (first, second) if shelf.models.state.model_id == other.id else (second, first)
        assert won is shelf.engine
        assert lost is shelf.engine or isinstance(lost, Conflict)

    story(tmp_path, tell)


def test_who_waits_for_a_model_that_is_put_away_is_told_so(tmp_path: Path) -> None:
    async def tell(shelf: Shelf) -> None:
        shelf.engine.takes = 30
        waiting = asyncio.create_task(shelf.models.ready("starter"))
        await shelf.heard.until(ModelStateChanged)
        await asyncio.sleep(0)
        await shelf.models.unload()
        with pytest.raises(Conflict) as refused:
            await waiting
        assert refused.value.hint
        assert shelf.models.state.status is ModelStatus.UNLOADED
        shelf.engine.takes = 0
        await shelf.models.ready("starter")
        assert shelf.models.state.status is ModelStatus.READY

    story(tmp_path, tell)


def test_giving_up_while_the_model_before_is_ended_does_not_spoil_that_model(tmp_path: Path) -> None:
    async def tell(shelf: Shelf) -> None:
        other = await shelf.models.add(str(shelf.extra))
        shelf.engine.takes, shelf.engine.slow_to_give_up = 30, True
        await shelf.models.choose("starter")
        await asyncio.sleep(0.01)
        waiting = asyncio.create_task(shelf.models.ready(other.id))
        await asyncio.sleep(0.01)
        waiting.cancel()
        await asyncio.wait([waiting])
        shelf.engine.takes = 0
        async with asyncio.timeout(2):
            assert await shelf.models.ready("starter") is shelf.engine
        assert shelf.models.state.model_id == "starter"

    story(tmp_path, tell)


def test_a_model_that_is_removed_while_it_loads_is_not_loaded(tmp_path: Path) -> None:
    async def tell(shelf: Shelf) -> None:
        model = await shelf.models.add(str(shelf.extra))
        await shelf.models.choose(model.id)
        await shelf.models.remove(model.id)
        await asyncio.sleep(0.05)
        assert shelf.models.state.status is ModelStatus.UNLOADED
        assert shelf.choices.current.model_id is None

    story(tmp_path, tell)


@pytest.mark.parametrize("path", ["~nobody-of-that-name/model.gguf", "a\0b.gguf", "", "x" * 5000])
def test_a_path_that_makes_no_sense_is_refused_in_words(tmp_path: Path, path: str) -> None:
    async def tell(shelf: Shelf) -> None:
        with pytest.raises(FiresideError) as refused:
            await shelf.models.add(path)
        assert refused.value.hint

    story(tmp_path, tell)


def test_a_model_that_rests_long_is_unloaded_and_the_next_message_loads_it_again(tmp_path: Path) -> None:
    async def tell(shelf: Shelf) -> None:
        async with shelf.models.using(None):
            shelf.seconds += 3600
            await shelf.models.rest()
            assert shelf.models.state.status is ModelStatus.READY, "it is in use"
        shelf.seconds += 15 * 60 - 1
        await shelf.models.rest()
        assert shelf.models.state.status is ModelStatus.READY
        shelf.seconds += 1
        await shelf.models.rest()
        assert shelf.models.state.status is ModelStatus.UNLOADED
        async with shelf.models.using(None):
            assert shelf.models.state.status is ModelStatus.READY
        shelf.choices.change({"keep_model_minutes": 0})
        shelf.seconds += 1e6
        await shelf.models.rest()
        assert shelf.models.state.status is ModelStatus.READY

    story(tmp_path, tell)


def test_a_model_that_is_wanted_waits_until_the_one_in_use_has_ended(tmp_path: Path) -> None:
    async def tell(shelf: Shelf) -> None:
        other = await shelf.models.add(str(shelf.extra))
        order: list[str] = []

        async def use(id: str, name: str) -> None:
            async with shelf.models.using(id):
                order.append(name)
                await asyncio.sleep(0)

        async with shelf.models.using("starter"), shelf.models.using("starter"):
            waiting = asyncio.create_task(use(other.id, "other"))
            await asyncio.sleep(0.05)
            later = asyncio.create_task(use("starter", "starter again"))
            await asyncio.sleep(0.05)
            await shelf.models.choose(other.id)
            assert shelf.models.state.model_id == "starter"
            assert order == []
        await asyncio.gather(waiting, later)
        assert order == ["other", "starter again"], "nobody overtakes"

    story(tmp_path, tell)


def test_who_gives_up_waiting_lets_the_next_one_in(tmp_path: Path) -> None:
    async def tell(shelf: Shelf) -> None:
        other = await shelf.models.add(str(shelf.extra))

        async def use() -> None:
            async with shelf.models.using(other.id):
                pass

        async with shelf.models.using("starter"):
            waiting = asyncio.create_task(use())
            await asyncio.sleep(0.05)
            waiting.cancel()
            await asyncio.wait([waiting])
            async with asyncio.timeout(5), shelf.models.using("starter"):
                pass

    story(tmp_path, tell)


def test_what_was_read_of_a_thread_is_forgotten(tmp_path: Path) -> None:
    async def tell(shelf: Shelf) -> None:
        await shelf.models.forget("thread")
        assert shelf.engine.forgotten == ["thread"]

    story(tmp_path, tell)


def test_a_file_that_is_reached_by_a_detour_is_the_same_model(tmp_path: Path) -> None:
    async def tell(shelf: Shelf) -> None:
        model = await shelf.models.add(str(shelf.extra))
        detour = await shelf.models.add(str(tmp_path / "catalogue" / ".." / shelf.extra.name))
        assert detour == model
        assert len(await shelf.models.all()) == 2

    story(tmp_path, tell)


def test_a_model_for_searching_is_listed_and_never_chatted_with(tmp_path: Path) -> None:
    async def tell(shelf: Shelf) -> None:
        model = await shelf.models.add(str(write_bert(tmp_path / "bert.gguf")), "search")
        assert model in await shelf.models.all()
        assert model.purpose == "search"
        for ask in (shelf.models.choose, shelf.models.ready):
            with pytest.raises(Invalid, match="cannot chat"):
                await ask(model.id)
        assert (shelf.models.state.status, shelf.choices.current.model_id) == (ModelStatus.UNLOADED, None)
        with pytest.raises(ModelBroken, match="for chatting"):
            await shelf.models.add(str(shelf.extra), "search")

    story(tmp_path, tell)
