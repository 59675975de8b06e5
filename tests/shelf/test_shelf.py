"""Which models there are: files, folders and models of servers that a person adds and takes off."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from backend.domain import Model
from backend.egress import Egress
from backend.engines.keys import Keys
from backend.engines.server import Server
from backend.engines.servers import Servers
from backend.errors import EngineFailed, FiresideError, Invalid, ModelBroken, ModelMissing
from backend.shelf import Shelf
from backend.store import AddedModels, Database
from tests.engines.folders import split, write_folder
from tests.gguf_files import write_model
from tests.projectors import write_pair

HERE, THERE = "http://localhost:11434/v1", "https://models.example.org/v1"


class Stand:
    """A shelf with nothing on it, its keys, and how often it has changed."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(folder / "fireside.db")
        self.keys = Keys(folder / "keys.json", lambda: None)
        self.servers = Servers(Egress(folder / "connections", lambda: True), self.keys)
        self.changes = 0
        self.shelf = Shelf(folder / "no catalogue", AddedModels(self.database), self.servers, self._changed)

    def _changed(self) -> None:
        self.changes += 1


def story(folder: Path, tell: Callable[[Stand], Awaitable[None]]) -> None:
    async def run() -> None:
        stand = Stand(folder)
        await stand.database.open()
        try:
            await tell(stand)
        finally:
            await stand.database.close()

    asyncio.run(run())


def written(folder: Path) -> bytes:
    """All that the store has on the disk."""
    return b"".join(file.read_bytes() for file in folder.glob("fireside.db*"))


@pytest.mark.parametrize("picked", ["", "model.safetensors", "config.json", "tokenizer.json"])
def test_a_folder_is_added_by_itself_or_by_a_file_of_it(tmp_path: Path, picked: str) -> None:
    async def tell(stand: Stand) -> None:
        folder = write_folder(tmp_path / "Tiny Llama")
        model = await stand.shelf.add(str(folder / picked))
        assert (model.name, model.path, model.engine) == ("Tiny Llama", str(folder), "pytorch")
        assert model.size
        assert model.context
        assert await stand.shelf.all() == (model,)
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
        assert [found.missing for found in await stand.shelf.all()] == [True]

    story(tmp_path, tell)


def test_a_folder_of_several_parts_is_added_by_any_of_them(tmp_path: Path) -> None:
    async def tell(stand: Stand) -> None:
        folder = write_folder(tmp_path / "parts")
        split(folder)
        first, second = sorted(folder.glob("*.safetensors"))
        assert await stand.shelf.add(str(first)) == await stand.shelf.add(str(second))
        assert len(await stand.shelf.all()) == 1

    story(tmp_path, tell)


def test_a_folder_in_the_cache_of_hugging_face_is_called_by_the_name_of_its_model(tmp_path: Path) -> None:
    async def tell(stand: Stand) -> None:
        folder = write_folder(tmp_path / "hub" / "models--someone--Tiny-1B" / "snapshots" / "0a1b2c3d")
        assert (await stand.shelf.add(str(folder))).name == "Tiny-1B"

    story(tmp_path, tell)


def test_a_file_beside_a_folder_of_weights_is_meant_itself(tmp_path: Path) -> None:
    """A GGUF file may lie in such a folder; and not every JSON file belongs to a model."""

    async def tell(stand: Stand) -> None:
        folder = write_folder(tmp_path / "both")
        write_model(folder / "small.gguf")
        assert (await stand.shelf.add(str(folder / "small.gguf"))).engine == "llama.cpp"
        (tmp_path / "notes.json").write_text("{}")
        with pytest.raises(ModelBroken):
            await stand.shelf.add(str(tmp_path / "notes.json"))

    story(tmp_path, tell)


def test_what_is_no_folder_of_a_model_is_refused_with_the_reason(tmp_path: Path) -> None:
    async def tell(stand: Stand) -> None:
        (tmp_path / "empty").mkdir()
        with pytest.raises(ModelBroken, match="no weights"):
            await stand.shelf.add(str(tmp_path / "empty"))
        (tmp_path / "pickled").mkdir()
        (tmp_path / "pickled" / "pytorch_model.bin").write_bytes(b"")
        with pytest.raises(ModelBroken, match="pickles"):
            await stand.shelf.add(str(tmp_path / "pickled"))
        lonely = write_folder(tmp_path / "lonely") / "model.safetensors"
        (tmp_path / "lonely" / "config.json").unlink()
        with pytest.raises(ModelMissing, match=r"config\.json is missing"):
            await stand.shelf.add(str(lonely))
        with pytest.raises(Invalid, match="GGUF"):
            await stand.shelf.add(str(write_folder(tmp_path / "fine")), "search")
        assert await stand.shelf.all() == ()
        assert stand.changes == 0

    story(tmp_path, tell)


def test_without_pytorch_it_is_said_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def tell(stand: Stand) -> None:
        folder = write_folder(tmp_path / "folder")
        monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
        with pytest.raises(EngineFailed, match="needs PyTorch") as refused:
            await stand.shelf.add(str(folder))
        assert '-m pip install "fireside[torch]"' in refused.value.hint
        assert await stand.shelf.all() == ()

    story(tmp_path, tell)


def test_models_of_servers_are_told_apart_by_address_and_name(tmp_path: Path) -> None:
    async def tell(stand: Stand) -> None:
        here, there = Server.at(HERE), Server.at(THERE)
        one = await stand.shelf.add_served(here, "qwen3:8b")
        other = await stand.shelf.add_served(there, "qwen3:8b")
        assert await stand.shelf.add_served(here, "qwen3:8b") == one
        assert [model.id for model in await stand.shelf.all()] == [one.id, other.id]
        assert (one.name, one.engine, one.server, one.elsewhere) == ("qwen3:8b", "server", HERE, False)
        assert (other.server, other.elsewhere) == (THERE, True)
        assert not any(model.missing for model in await stand.shelf.all())

    story(tmp_path, tell)


@pytest.mark.parametrize(
    ("address", "elsewhere"),
    [
        ("localhost:8080", False), ("127.0.0.1", False), ("[::1]:8080", False), ("LOCALHOST", False),
        ("192.168.1.5:8080", True), ("example.org", True), ("localhost.example.org", True), ("127.0.0.1.nip.io", True),
    ],
)  # fmt: skip
def test_only_this_computer_is_not_elsewhere(address: str, elsewhere: bool) -> None:
    assert Server.at(address).model("m").elsewhere is elsewhere


def test_the_key_of_a_server_is_kept_once_and_goes_with_its_last_model(tmp_path: Path) -> None:
    async def tell(stand: Stand) -> None:
        one = await stand.shelf.add_served(Server.at(THERE, "sk-secret"), "one")
        two = await stand.shelf.add_served(await stand.servers.at(THERE), "two")
        elsewhere = await stand.shelf.add_served(Server.at(HERE, "other"), "one")
        assert stand.keys.get(THERE) == "sk-secret"
        assert b"sk-secret" not in written(tmp_path)
        await stand.shelf.remove(one)
        assert stand.keys.get(THERE) == "sk-secret"
        await stand.shelf.remove(two)
        assert stand.keys.get(THERE) == ""
        assert stand.keys.get(HERE) == "other"
        assert await stand.shelf.all() == (elsewhere,)
        assert stand.changes == 5

    story(tmp_path, tell)


def test_a_model_of_an_earlier_version_is_a_gguf_file(tmp_path: Path) -> None:
    async def tell(stand: Stand) -> None:
        file = tmp_path / "old.gguf"
        write_model(file)
        told = Model(id="old", name="Old", path=str(file)).model_dump_json(exclude={"engine", "server", "elsewhere"})
        await stand.database.run(
            lambda db: db.execute("INSERT INTO models VALUES ('old', ?, ?, '2026-01-01')", (str(file), told))
        )
        (model,) = await stand.shelf.all()
        assert (model.engine, model.missing) == ("llama.cpp", False)
        again = await stand.shelf.add(str(file))
        assert [found.id for found in await stand.shelf.all()] == [again.id]

    story(tmp_path, tell)


@pytest.mark.parametrize("path", ["~nobody-of-that-name/model.gguf", "a\0b.gguf", "", "x" * 5000])
def test_a_path_that_makes_no_sense_is_refused_in_words(tmp_path: Path, path: str) -> None:
    async def tell(stand: Stand) -> None:
        with pytest.raises(FiresideError) as refused:
            await stand.shelf.add(path)
        assert refused.value.hint

    story(tmp_path, tell)


def test_a_model_sees_while_its_projector_lies_beside_it(tmp_path: Path) -> None:
    async def tell(stand: Stand) -> None:
        added = await stand.shelf.add(str(write_pair(tmp_path / "seeing", "llava")))
        projector = tmp_path / "seeing" / "mmproj-llava.gguf"
        await stand.shelf.add_served(Server.at(HERE, ""), "far")
        assert added.sees
        assert {model.name: model.sees for model in await stand.shelf.all()} == {"Random": True, "far": True}
        whole = projector.read_bytes()
        projector.write_bytes(whole[:-100])
        assert [model.sees for model in await stand.shelf.all()] == [False, True]
        projector.write_bytes(whole.replace(b"clip.has_vision_encoder", b"clip.was_vision_encoder"))  # as if for sounds
        assert [model.sees for model in await stand.shelf.all()] == [False, True]
        projector.write_bytes(whole)
        assert [model.sees for model in await stand.shelf.all()] == [True, True]
        projector.unlink()
        assert [model.sees for model in await stand.shelf.all()] == [False, True]

    story(tmp_path, tell)
