"""Models that moved are found and stay the same; copies come into the folder; a disk that hangs harms nobody."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from backend.bus import Bus
from backend.domain import Download, DownloadStatus
from backend.egress import Egress
from backend.engines.keys import Keys
from backend.engines.servers import Servers
from backend.errors import Conflict, ModelBroken, ModelMissing, NotFound
from backend.events import DownloadChanged
from backend.shelf import Shelf, keeping
from backend.shelf import shelf as shelf_module
from backend.shelf.neighbours import Place
from backend.shelf.shelving import Shelving
from backend.store import AddedModels, Database
from tests.engines.folders import write_folder
from tests.fakes import Listener
from tests.gguf_files import write_model


class Stand:
    """A real shelf and what moves things on it, with a folder of another program's."""

    def __init__(self, folder: Path, patience: float = 60.0) -> None:
        self.folder, self.database, self.bus = folder, Database(folder / "fireside.db"), Bus()
        servers = Servers(Egress(folder / "connections", lambda: True), Keys(folder / "keys.json", lambda: None))
        self.shelf = Shelf(folder / "no catalogue", AddedModels(self.database), servers, lambda: None, patience)
        self.neighbour = folder / "neighbour"
        self.home = folder / "home" / "models"
        self.shelving = Shelving(self.shelf, self.home, lambda: [Place("LM Studio", self.neighbour)], self.bus)
        self.heard = Listener(self.bus)
        (folder / "mine").mkdir()

    def path(self, name: str, seed: int = 1) -> Path:
        return write_model(self.folder / "mine" / name, seed=seed)

    async def missing(self) -> list[bool]:
        return [model.missing for model in await self.shelf.all()]

    async def ended(self) -> Download:
        """How a copy ended."""
        number = 1
        while True:
            event = await self.heard.until(DownloadChanged, number)
            if event.download.status is not DownloadStatus.RUNNING:
                return event.download
            number += 1


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The usual folders of whoever runs the tests are none of ours."""
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))


def story(folder: Path, tell: Callable[[Stand], Awaitable[None]], **options: float) -> None:
    async def run() -> None:
        stand = Stand(folder, **options)
        await stand.database.open()
        try:
            await tell(stand)
        finally:
            await stand.shelving.close()
            await stand.database.close()

    asyncio.run(run())


def test_a_moved_file_is_noticed_and_found_and_stays_the_same_model(tmp_path: Path) -> None:
    async def tell(stand: Stand) -> None:
        first = await stand.shelf.add(str(stand.path("one.gguf")), name="Mine")
        other = await stand.shelf.add(str(stand.path("two.gguf", seed=2)))
        (stand.folder / "mine" / "one.gguf").unlink()
        with pytest.raises(NotFound):
            await stand.shelving.seek(first.id)
        assert await stand.missing() == [True, False]
        (stand.neighbour / "pub").mkdir(parents=True)
        moved = write_model(stand.neighbour / "pub" / "renamed.gguf")
        found = await stand.shelving.seek(first.id)
        assert (found.id, found.path, found.name) == (first.id, str(moved), "Mine")
        assert [model.id for model in await stand.shelf.all()] == [first.id, other.id]
        assert await stand.missing() == [False, False]

    story(tmp_path, tell)


def test_a_place_from_which_a_model_moved_is_free_for_another_one(tmp_path: Path) -> None:
    async def tell(stand: Stand) -> None:
        path = stand.path("one.gguf")
        model = await stand.shelf.add(str(path))
        path.rename(stand.folder / "elsewhere.gguf")
        await stand.shelving.point(model.id, str(stand.folder / "elsewhere.gguf"))
        stand.path("one.gguf", seed=2)
        second = await stand.shelf.add(str(path))
        assert second.id != model.id
        assert (await stand.shelf.add(str(stand.folder / "elsewhere.gguf"))).id == model.id
        assert len(await stand.shelf.all()) == 2

    story(tmp_path, tell)


def test_a_person_points_at_a_file_or_a_folder_and_another_model_is_refused(tmp_path: Path) -> None:
    async def tell(stand: Stand) -> None:
        path = stand.path("one.gguf")
        model = await stand.shelf.add(str(path))
        deep = stand.folder / "deep" / "er"
        deep.mkdir(parents=True)
        path.rename(deep / "it.gguf")
        with pytest.raises(Conflict, match="is not Random"):
            await stand.shelving.point(model.id, str(stand.path("two.gguf", seed=2)))
        with pytest.raises(NotFound, match="was not found"):
            await stand.shelving.point(model.id, str(stand.folder / "mine"))
        with pytest.raises(ModelBroken):
            await stand.shelving.point(model.id, "/nowhere/x\0.gguf")
        with pytest.raises(ModelMissing):
            await stand.shelving.point(model.id, "/nowhere/x.gguf")
        assert (await stand.shelving.point(model.id, str(stand.folder / "deep"))).path == str(deep / "it.gguf")
        (deep / "it.gguf").rename(deep / "again.gguf")
        assert (await stand.shelving.point(model.id, str(deep / "again.gguf"))).id == model.id
        second = await stand.shelf.add(str(stand.folder / "mine" / "two.gguf"))
        with pytest.raises(Conflict):
            await stand.shelving.point(second.id, str(deep / "again.gguf"))

    story(tmp_path, tell)


def test_a_folder_is_pointed_at(tmp_path: Path) -> None:
    async def tell(stand: Stand) -> None:
        model = await stand.shelf.add(str(write_folder(stand.folder / "Tiny")))
        (stand.folder / "Tiny").rename(stand.folder / "Tinier")
        assert await stand.missing() == [True]
        assert (await stand.shelving.point(model.id, str(stand.folder / "Tinier"))).id == model.id
        assert await stand.missing() == [False]

    story(tmp_path, tell)


@pytest.mark.parametrize("way", ["shared", "copied"])
def test_a_copy_comes_into_the_folder_with_all_that_belongs_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    if way == "copied":
        monkeypatch.setattr(keeping, "shared", lambda source, there: False)

    async def tell(stand: Stand) -> None:
        first = write_model(stand.folder / "mine" / "big-Q8_0.gguf", shards=3)
        write_model(stand.folder / "mine" / "mmproj-f16.gguf", architecture="clip")
        model = await stand.shelf.add(str(first))
        begun = await stand.shelving.copy(model.id)
        assert begun.status is DownloadStatus.RUNNING
        ended = await stand.ended()
        assert (ended.id, ended.status, ended.done) == (f"copy-{model.id}", DownloadStatus.DONE, ended.total)
        (here,) = await stand.shelf.all()
        assert (here.id, here.missing) == (model.id, False)
        place = Path(here.path).parent
        assert place.is_relative_to(stand.home)
        assert (
            len(place.relative_to(stand.home).parts) == 3
        )  # as deep as what was fetched: it moves with the data folder
        names = sorted(path.name for path in place.iterdir())
        assert names == [f"big-Q8_0-0000{part}-of-00003.gguf" for part in (1, 2, 3)] + ["mmproj-f16.gguf"]
        for name in names:
            assert (place / name).read_bytes() == (first.parent / name).read_bytes()
            assert (place / name).samefile(first.parent / name) is (way == "shared" and _links(tmp_path))
        with pytest.raises(Conflict):
            await stand.shelving.copy(model.id)
        assert [path.name for path in place.parent.iterdir()] == [place.name]

    story(tmp_path, tell)


def files(folder: str) -> dict[str, Path]:
    return {path.name: path for path in Path(folder).iterdir()}


def _links(folder: Path) -> bool:
    """Whether files are shared by another name here: a disk that can clone them does that."""
    (folder / "probe").write_bytes(b"x")
    keeping.shared(folder / "probe", folder / "probe2")
    return (folder / "probe").samefile(folder / "probe2")


def test_a_folder_is_copied_too_also_out_of_a_cache_of_links(tmp_path: Path) -> None:
    async def tell(stand: Stand) -> None:
        blobs = write_folder(stand.folder / "blobs")
        snapshot = stand.folder / "models--x--Tiny" / "snapshots" / "abc"
        snapshot.mkdir(parents=True)
        for blob in blobs.iterdir():
            (snapshot / blob.name).symlink_to(blob)
        model = await stand.shelf.add(str(snapshot))
        await stand.shelving.copy(model.id)
        assert (await stand.ended()).status is DownloadStatus.DONE
        (here,) = await stand.shelf.all()
        assert here.id == model.id
        assert {name: file.read_bytes() for name, file in files(here.path).items()} == {
            name: file.read_bytes() for name, file in files(str(blobs)).items()
        }
        assert not any(file.is_symlink() for file in files(here.path).values())

    story(tmp_path, tell)


def test_a_copy_can_be_given_up_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go = threading.Event(), threading.Event()

    def held(source: Path, there: Path, told: Callable[[int], None]) -> None:
        there.write_bytes(b"half")
        begun.set()
        go.wait(20)
        told(4)

    monkeypatch.setattr(keeping, "shared", lambda source, there: False)
    monkeypatch.setattr(keeping, "copy", held)

    async def tell(stand: Stand) -> None:
        model = await stand.shelf.add(str(stand.path("one.gguf")))
        await stand.shelving.copy(model.id)
        await asyncio.to_thread(begun.wait, 20)
        assert (await stand.shelving.copy(model.id)).status is DownloadStatus.RUNNING  # it is the same one
        await stand.shelving.cancel(model.id)
        go.set()
        assert (await stand.ended()).status is DownloadStatus.CANCELLED
        (same,) = await stand.shelf.all()
        assert same == model
        assert not [path for path in stand.home.rglob("*") if path.is_file()]
        with pytest.raises(NotFound):
            await stand.shelving.cancel(model.id)

    story(tmp_path, tell)


def test_a_disk_without_room_is_told_and_the_model_stays_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "shared", lambda source, there: False)
    monkeypatch.setattr(keeping, "_SPARE", 1 << 60)

    async def tell(stand: Stand) -> None:
        model = await stand.shelf.add(str(stand.path("one.gguf")))
        await stand.shelving.copy(model.id)
        ended = await stand.ended()
        assert ended.status is DownloadStatus.FAILED
        assert ended.problem is not None
        assert "are free" in ended.problem.message
        assert await stand.shelf.all() == (model,)

    story(tmp_path, tell)


def test_a_share_that_hangs_keeps_nobody_waiting_and_its_models_come_back_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked whether a file is there, it answers nothing until it is back."""
    back, asked = threading.Event(), []

    def exists(model: object) -> bool:
        path = str(model.path)  # type: ignore[attr-defined]
        if "/share/" in path:
            asked.append(path)
            back.wait(20)
        return os.path.isfile(path)

    async def tell(stand: Stand) -> None:
        (stand.folder / "share").mkdir()
        away = [await stand.shelf.add(str(write_model(stand.folder / "share" / f"{n}.gguf", seed=n))) for n in (1, 2)]
        near = await stand.shelf.add(str(stand.path("near.gguf", seed=3)))
        monkeypatch.setattr(shelf_module, "exists", exists)
        for _ in range(3):
            assert {model.id: model.missing for model in await stand.shelf.all()} == {
                away[0].id: True, away[1].id: True, near.id: False,
            }  # fmt: skip
        assert await stand.shelf.has(near)
        assert not await stand.shelf.has(away[0])
        assert len(asked) <= 3  # once together, once each: never again while it is silent
        back.set()
        async with asyncio.timeout(60):
            while any(await stand.missing()):  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    story(tmp_path, tell, patience=1.0)


def test_what_lies_on_a_share_that_hangs_is_refused_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = threading.Event()
    monkeypatch.setattr(shelf_module, "LONGEST", 0.05)
    monkeypatch.setattr(shelf_module, "_described", lambda path, purpose: back.wait(20))
    monkeypatch.setattr(shelf_module, "models_in", lambda folder: back.wait(20))

    async def tell(stand: Stand) -> None:
        with pytest.raises(ModelMissing, match="does not answer"):
            await stand.shelf.add("/share/model.gguf")
        with pytest.raises(ModelMissing, match="does not answer"):
            await stand.shelf.inside("/share")
        back.set()

    story(tmp_path, tell)
