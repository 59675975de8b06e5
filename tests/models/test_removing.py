"""Models go from the list, with their files or without, and come back for a while; nothing goes that is not meant."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from backend.domain import Model, ModelOptions, ModelStatus, now
from backend.engines.server import Server
from backend.errors import Conflict, NotFound, StoreUnwritable
from backend.models.ownership import files_of
from backend.models.removing import GRACE, Removals
from backend.shelf.finding import walk
from backend.shelf.neighbours import Place
from backend.store import RememberedModels, RemovedModels
from tests.gguf_files import write_model
from tests.models.test_models import Room

ADDRESS = "https://models.example.org/v1"


class Case(Room):
    """A room with a folder of fetched models and one of another program, and a clock that is set."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.home, self.theirs = folder / "home" / "models", folder / "ollama"
        self.fetched = self.home / "publisher" / "Small-GGUF" / "Q4_K_M" / "small.gguf"
        self.fetched.parent.mkdir(parents=True)
        write_model(self.fetched)
        self.moment = now()
        self.memory = RememberedModels(self.database)
        self.removals = self.again()

    def again(self) -> Removals:
        """As after a start."""
        return Removals(
            self.models,
            self.shelf,
            RemovedModels(self.database),
            self.memory,
            self.servers,
            self.choices,
            self.bus,
            self.home,
            lambda: (Place("Ollama", self.theirs),),
            lambda: self.moment,
        )

    async def ids(self) -> list[str]:
        """Those that are listed, but for the starter."""
        return [model.id for model in await self.models.all()][1:]


def story(folder: Path, tell: Callable[[Case], Awaitable[None]]) -> None:
    async def run() -> None:
        case = Case(folder)
        await case.database.open()
        try:
            await tell(case)
        finally:
            await case.models.close()
            await case.database.close()

    asyncio.run(run())


def test_a_model_taken_off_the_list_keeps_its_file_and_comes_back_as_it_was(tmp_path: Path) -> None:
    async def tell(case: Case) -> None:
        model = await case.shelf.add(str(case.extra))
        await case.memory.change(model.id, {"name": "Mine", "options": ModelOptions(context=256)})
        await case.models.choose(model.id)
        await case.models.ready(model.id)
        await case.removals.remove(model.id)
        assert case.extra.is_file()
        assert await case.ids() == []
        assert case.models.state.status is ModelStatus.UNLOADED
        assert case.choices.current.model_id is None
        [removed] = await case.removals.all()
        assert (removed.model.name, removed.files) == ("Mine", ())
        back = await case.removals.restore(model.id)
        assert (back.name, back.own_name, back.options.context) == ("Mine", model.name, 256)
        assert case.choices.current.model_id == model.id, "it was the default"
        assert await case.removals.all() == ()
        with pytest.raises(NotFound):
            await case.removals.restore(model.id)
        with pytest.raises(Conflict):
            await case.removals.remove("starter")

    story(tmp_path, tell)


def test_a_model_that_is_removed_while_it_loads_is_not_loaded(tmp_path: Path) -> None:
    async def tell(case: Case) -> None:
        model = await case.shelf.add(str(case.extra))
        await case.models.choose(model.id)
        await case.removals.remove(model.id)
        await asyncio.sleep(0.05)
        assert case.models.state.status is ModelStatus.UNLOADED
        assert case.choices.current.model_id is None

    story(tmp_path, tell)


def test_a_fetched_model_goes_with_its_folder_and_is_deleted_when_its_time_is_over(tmp_path: Path) -> None:
    async def tell(case: Case) -> None:
        model = await case.shelf.add(str(case.fetched))
        files = await case.removals.files(model.id)
        assert (files.owner, files.paths) == ("Fireside", (str(case.fetched.parent),))
        assert files.size == case.fetched.stat().st_size
        removed = await case.removals.remove(model.id, with_files=True)
        assert not case.fetched.parent.exists()
        [moved] = removed.files
        assert (Path(moved.lies) / "small.gguf").is_file()
        case.moment += GRACE - timedelta(seconds=1)
        await case.removals.empty()
        await case.removals.restore(model.id)
        assert case.fetched.is_file()
        assert sorted(each.name for each in case.fetched.parent.parent.iterdir()) == ["Q4_K_M"], "nothing is left"
        await case.memory.change(model.id, {"notes": "for letters"})
        await case.removals.remove(model.id, with_files=True)
        case.moment += GRACE
        assert await case.removals.all() == ()
        await case.removals.empty()
        assert list(case.home.rglob("*.gguf")) == []
        assert await case.memory.all() == {}
        with pytest.raises(NotFound):
            await case.removals.restore(model.id)

    story(tmp_path, tell)


def test_what_lies_aside_is_deleted_at_the_next_start(tmp_path: Path) -> None:
    async def tell(case: Case) -> None:
        model = await case.shelf.add(str(case.fetched))
        await case.removals.remove(model.id, with_files=True)
        await case.again().empty(all=True)
        assert list(case.home.rglob("*.gguf")) == []
        assert await case.removals.all() == ()

    story(tmp_path, tell)


def test_a_file_of_another_program_is_named_as_such_and_goes_with_what_a_link_leads_to(tmp_path: Path) -> None:
    async def tell(case: Case) -> None:
        blob = case.theirs / "blobs" / "sha256-1"
        blob.parent.mkdir(parents=True)
        write_model(blob)
        link = case.theirs / "models" / "linked.gguf"
        link.parent.mkdir()
        link.symlink_to(blob)
        model = await case.shelf.add(str(link))
        files = await case.removals.files(model.id)
        assert (files.owner, set(files.paths)) == ("Ollama", {str(link), str(blob)})
        assert files.size == blob.stat().st_size
        await case.removals.remove(model.id, with_files=True)
        assert not link.is_symlink()
        assert not blob.exists()
        await case.removals.restore(model.id)
        assert link.read_bytes() == blob.read_bytes()

    story(tmp_path, tell)


def test_all_parts_go_and_what_lies_beside_them_stays(tmp_path: Path) -> None:
    async def tell(case: Case) -> None:
        folder = tmp_path / "mine"
        folder.mkdir()
        first = write_model(folder / "split.gguf", shards=3)
        (folder / "letters.txt").write_text("Dear Ada")
        model = await case.shelf.add(str(first))
        files = await case.removals.files(model.id)
        assert (files.owner, len(files.paths)) == ("", 3)
        await case.removals.remove(model.id, with_files=True)
        assert sorted(each.name for each in folder.iterdir()) == [".fireside-trash", "letters.txt"]
        assert list(walk(folder)) == [folder / "letters.txt"], "nobody finds it there as a model"
        await case.removals.empty(all=True)
        assert [each.name for each in folder.iterdir()] == ["letters.txt"]

    story(tmp_path, tell)


def test_files_that_two_models_share_a_folder_with_go_alone(tmp_path: Path) -> None:
    async def tell(case: Case) -> None:
        other = case.fetched.with_name("other.gguf")
        write_model(other)
        model = await case.shelf.add(str(case.fetched))
        await case.shelf.add(str(other))
        assert (await case.removals.files(model.id)).paths == (str(case.fetched),)

    story(tmp_path, tell)


def test_a_folder_that_was_picked_is_never_deleted(tmp_path: Path) -> None:
    picked = Model(id="one", name="One", path=str(tmp_path), engine="pytorch")
    assert files_of(picked, (), tmp_path / "home", ()).paths == ()

    (tmp_path / "home").mkdir()

    async def tell(case: Case) -> None:
        model = await case.shelf.add_served(Server.at(ADDRESS, "secret"), "large")
        with pytest.raises(Conflict):
            await case.removals.remove(model.id, with_files=True)
        assert await case.ids() == [model.id]

    story(tmp_path / "home", tell)


def test_the_key_of_a_server_goes_at_once_and_comes_back_with_its_model(tmp_path: Path) -> None:
    async def tell(case: Case) -> None:
        model = await case.shelf.add_served(Server.at(ADDRESS, "secret"), "large")
        await case.removals.remove(model.id)
        assert case.keys.get(ADDRESS) == ""
        await case.removals.restore(model.id)
        assert case.keys.get(ADDRESS) == "secret"

    story(tmp_path, tell)


def test_what_cannot_be_moved_stays_where_it_is_and_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def tell(case: Case) -> None:
        folder = tmp_path / "mine"
        folder.mkdir()
        model = await case.shelf.add(str(write_model(folder / "split.gguf", shards=2)))
        before = sorted(each.name for each in folder.iterdir())
        rename = Path.rename

        def refuse(path: Path, target: Path) -> Path:
            if path.name.endswith("00002-of-00002.gguf"):
                raise PermissionError(13, "Permission denied")
            return rename(path, target)

        with monkeypatch.context() as patched:
            patched.setattr(Path, "rename", refuse)
            with pytest.raises(StoreUnwritable, match="Permission denied"):
                await case.removals.remove(model.id, with_files=True)
        assert sorted(each.name for each in folder.iterdir()) == before
        assert await case.ids() == [model.id]
        assert await case.removals.all() == ()

    story(tmp_path, tell)


def test_nothing_is_put_over_what_came_in_its_place(tmp_path: Path) -> None:
    async def tell(case: Case) -> None:
        model = await case.shelf.add(str(case.extra))
        await case.removals.remove(model.id, with_files=True)
        case.extra.write_text("something new")
        with pytest.raises(Conflict, match="another file"):
            await case.removals.restore(model.id)
        assert case.extra.read_text() == "something new"
        assert len(await case.removals.all()) == 1

    story(tmp_path, tell)
