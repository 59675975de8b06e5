"""Models come from the hub onto the shelf, whatever happens on the way."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from backend.bus import Bus
from backend.domain import Download, DownloadStatus, Model
from backend.egress import Egress
from backend.engines.cards import Room
from backend.engines.keys import Keys
from backend.engines.servers import Servers
from backend.errors import Conflict, Gated, NotFound
from backend.events import DownloadChanged, Event, Notice
from backend.library.entries import Entry, EntryFile, Projector
from backend.library.hub import Hub
from backend.library.library import Library
from backend.paths import Paths
from backend.shelf import Shelf
from backend.store import AddedModels, Database
from tests.engines.folders import write_folder
from tests.gguf_files import write_model
from tests.library.conftest import MODEL
from tests.library.fake_hub import REVISION, TOKEN, Answer, FakeHub

END = (DownloadStatus.DONE, DownloadStatus.FAILED, DownloadStatus.CANCELLED)
HERE = "models/publisher/Small-GGUF/small-Q4_K_M/small-Q4_K_M.gguf"


class House:
    """A library with a real shelf and store. Closed and made again, it is what a new start finds."""

    def __init__(self, home: Path, fake: FakeHub, entries: tuple[Entry, ...] = ()) -> None:
        self.home, self.fake, self.entries = home, fake, entries
        self.paths = Paths(home)
        self.paths.create()
        self.told: list[Download] = []
        self.notices: list[str] = []

    async def __aenter__(self) -> House:
        gate = Egress(self.home / "connections.jsonl", lambda: False)
        self.keys = Keys(self.paths.keys, lambda: None)
        self.database = Database(self.paths.database)
        await self.database.open()
        self.shelf = Shelf(self.home, AddedModels(self.database), Servers(gate, self.keys), lambda: None)
        bus = Bus()
        bus.listen(self._hear)
        hub = Hub(gate, self.keys, self.fake.endpoint)
        self.library = Library(self.entries, hub, self.shelf, Room(self.paths.logs), self.paths, gate, bus, (0, 0))
        await self.library.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.library.close()
        await self.database.close()

    def _hear(self, event: Event) -> None:
        if isinstance(event, DownloadChanged):
            self.told.append(event.download)
        elif isinstance(event, Notice):
            self.notices.append(event.problem.message)

    async def ended(self, wanted: str = "", name: str = MODEL) -> Download:
        """Fetch it, and say how that ended."""
        self.told.clear()
        began = await self.library.fetch(name, wanted)
        return began if began.status in END else await self.until(*END)

    async def until(self, *statuses: DownloadStatus) -> Download:
        async with asyncio.timeout(60):
            while not self.told or self.told[-1].status not in statuses:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        return self.told[-1]

    async def came(self, count: int) -> None:
        async with asyncio.timeout(60):
            while not (found := self.library.downloads.all()) or found[0].done < count:  # noqa: ASYNC110
                await asyncio.sleep(0.005)

    async def models(self) -> list[Model]:
        return list(await self.shelf.all())


def playing(house: House, scene: Callable[[], Awaitable[None]]) -> None:
    async def play() -> None:
        async with house:
            await scene()

    asyncio.run(play())


@pytest.fixture
def house(tmp_path: Path, fake: FakeHub) -> House:
    return House(tmp_path / "home", fake)


def test_a_model_comes_checked_and_stands_on_the_shelf(house: House, fake: FakeHub, model_bytes: bytes) -> None:
    async def scene() -> None:
        (before,) = (await house.library.holding(MODEL)).choices
        assert (before.here, before.download) == (False, None)
        ended = await house.ended()
        assert (ended.status, ended.name, ended.done) == (DownloadStatus.DONE, "Small Q4_K_M", len(model_bytes))
        (model,) = await house.models()
        assert (model.name, model.architecture, Path(model.path)) == ("Random", "llama", house.home / HERE)
        (after,) = (await house.library.holding(MODEL)).choices
        assert (after.here, after.download) == (True, None)

    playing(house, scene)
    assert (house.home / HERE).read_bytes() == model_bytes
    assert fake.sent == len(model_bytes)


def test_what_is_here_goes_back_on_the_shelf_without_being_fetched(house: House, fake: FakeHub) -> None:
    async def scene() -> None:
        await house.ended()
        (model,) = await house.models()
        await house.shelf.remove(model)
        assert not (await house.library.holding(MODEL)).choices[0].here
        sent = fake.sent
        assert (await house.ended()).status is DownloadStatus.DONE
        assert [one.id for one in await house.models()] == [model.id]
        assert fake.sent == sent

    playing(house, scene)


def test_what_was_deleted_by_hand_is_fetched_again(house: House, model_bytes: bytes) -> None:
    async def scene() -> None:
        await house.ended()
        (house.home / HERE).unlink()
        assert not (await house.library.holding(MODEL)).choices[0].here
        assert (await house.ended()).status is DownloadStatus.DONE

    playing(house, scene)
    assert (house.home / HERE).read_bytes() == model_bytes


def test_a_half_is_no_model_and_goes_on_after_a_restart(house: House, fake: FakeHub, model_bytes: bytes) -> None:
    fake.held_after = 2_000_000
    fake.go.clear()

    async def first() -> None:
        await house.library.fetch(MODEL)
        await house.came(1_500_000)
        assert await house.models() == []
        assert not (house.home / "models").exists() or not list((house.home / "models").rglob("*.gguf"))

    async def second() -> None:
        assert (await house.until(*END)).status is DownloadStatus.DONE
        assert len(await house.models()) == 1

    playing(house, first)
    fake.go.set()
    fake.held_after = 1 << 40
    house.told.clear()
    playing(house, second)
    assert (house.home / HERE).read_bytes() == model_bytes
    begun = int(fake.asked[-1].headers["range"].removeprefix("bytes=").removesuffix("-"))
    assert begun >= 1_500_000 - (1 << 18)


def test_it_is_paused_gone_on_with_and_given_up(house: House, fake: FakeHub) -> None:
    fake.held_after = 500_000
    fake.go.clear()

    async def scene() -> None:
        begun = await house.library.fetch(MODEL)
        await house.came(300_000)
        paused = await house.library.downloads.pause(begun.id)
        assert paused.status is DownloadStatus.PAUSED
        (choice,) = (await house.library.holding(MODEL)).choices
        assert choice.download is not None
        assert choice.download.status is DownloadStatus.PAUSED
        assert (await house.library.fetch(MODEL)).status is DownloadStatus.RUNNING
        await house.library.downloads.cancel(begun.id)
        assert house.library.state(begun.id).status is DownloadStatus.CANCELLED
        assert not list((house.home / "downloads" / "models").iterdir())

    playing(house, scene)


def test_two_who_want_the_same_get_one_download(house: House, fake: FakeHub, model_bytes: bytes) -> None:
    fake.held_after = 500_000
    fake.go.clear()  # else the first may be done before the last one asks

    async def scene() -> None:
        asked = await asyncio.gather(*(house.library.fetch(MODEL) for _ in range(3)), return_exceptions=True)
        assert {one.id for one in asked if isinstance(one, Download)} == {house.library.downloads.all()[0].id}
        assert all(isinstance(one, Download | Conflict) for one in asked)
        assert (await house.library.fetch(MODEL)).status is DownloadStatus.RUNNING
        fake.go.set()
        assert (await house.until(*END)).status is DownloadStatus.DONE

    playing(house, scene)
    assert (house.home / HERE).read_bytes() == model_bytes
    assert len(fake.paths("files")) == 1


def test_a_model_is_found_when_the_data_folder_moved(house: House, fake: FakeHub, tmp_path: Path) -> None:
    async def fetch() -> None:
        await house.ended()
        before.extend(await house.models())

    async def look() -> None:
        (model,) = await there.models()
        assert (model.id, model.missing) == (before[0].id, False)
        assert Path(model.path) == there.home / HERE

    before: list[Model] = []
    playing(house, fetch)
    house.home.rename(tmp_path / "elsewhere")
    there = House(tmp_path / "elsewhere", fake)
    playing(there, look)


def test_a_copied_folder_is_found_when_the_data_folder_moved(house: House, fake: FakeHub, tmp_path: Path) -> None:
    place = write_folder(house.paths.models / "added" / "Tiny" / "0a1b")

    async def add() -> None:
        before.append(await house.shelf.add(str(place)))

    async def look() -> None:
        (model,) = await there.models()
        assert (model.id, model.missing) == (before[0].id, False)
        assert Path(model.path) == there.paths.models / "added" / "Tiny" / "0a1b"

    before: list[Model] = []
    playing(house, add)
    house.home.rename(tmp_path / "elsewhere")
    there = House(tmp_path / "elsewhere", fake)
    playing(there, look)


def test_a_line_that_is_cut_is_gone_on_with(house: House, fake: FakeHub, model_bytes: bytes) -> None:
    fake.breaks = [700_000, 10, 0]

    async def scene() -> None:
        assert (await house.ended()).status is DownloadStatus.DONE

    playing(house, scene)
    assert (house.home / HERE).read_bytes() == model_bytes
    assert fake.sent == len(model_bytes)


def test_parts_come_together(house: House, fake: FakeHub, tmp_path: Path) -> None:
    write_model(tmp_path / "big-Q8_0.gguf", shards=3)
    parts = {path.name: path.read_bytes() for path in sorted(tmp_path.glob("big-Q8_0-*"))}
    assert len(parts) == 3
    fake.repositories[MODEL] |= {f"Q8_0/{name}": data for name, data in parts.items()}

    async def scene() -> None:
        assert (await house.library.fit(MODEL, "Q8_0")).verdict in ("green", "amber", "red")
        assert (await house.ended("q8_0")).status is DownloadStatus.DONE
        (model,) = await house.models()
        assert Path(model.path).name == "big-Q8_0-00001-of-00003.gguf"
        assert model.size == sum(map(len, parts.values()))

    playing(house, scene)


def test_what_lets_a_model_see_counts_before_it_is_here(tmp_path: Path, fake: FakeHub) -> None:
    needs: list[int] = []

    def weigh(name: str) -> None:
        house = House(tmp_path / name, fake)

        async def scene() -> None:
            needs.append((await house.library.fit(MODEL, "Q4_K_M")).need)

        playing(house, scene)

    weigh("blind")
    fake.repositories[MODEL] |= {"mmproj-F16.gguf": bytes(1 << 20)}
    weigh("seeing")
    blind, seeing = needs
    assert seeing == blind + (1 << 20)


def test_parts_and_what_lets_them_see_are_one_download_listed_when_all_of_it_is_there(
    house: House, fake: FakeHub, tmp_path: Path
) -> None:
    write_model(tmp_path / "big-Q8_0.gguf", shards=3, words=20_000)
    write_model(tmp_path / "mmproj-big-F16.gguf", architecture="clip")
    files = {path.name: path.read_bytes() for path in sorted(tmp_path.glob("*.gguf"))}
    others = {"mmproj-big-F32.gguf": b"larger", "mmproj-other-F16.gguf": b"of another"}
    fake.repositories[MODEL] |= {f"Q8_0/{name}" if "mmproj" not in name else name: data for name, data in files.items()}
    fake.repositories[MODEL] |= others
    total = sum(map(len, files.values()))
    fake.breaks = [100_000, 50_000]  # in the first part, twice

    async def first() -> None:
        fake.held_after = 300_000
        fake.go.clear()
        begun = await house.library.fetch(MODEL, "Q8_0")
        assert begun.total == total
        await house.came(400_000)
        assert await house.models() == []
        assert not list((house.home / "models").rglob("*.gguf"))

    async def second() -> None:
        assert (await house.until(DownloadStatus.DONE)).done == total
        assert sorted(told.done for told in house.told) == [told.done for told in house.told]
        (model,) = await house.models()
        place = Path(model.path)
        assert place.name == "big-Q8_0-00001-of-00003.gguf"
        assert {path.name: path.read_bytes() for path in place.parent.iterdir()} == files
        (choice,) = [one for one in (await house.library.holding(MODEL)).choices if one.quantisation == "Q8_0"]
        assert choice.here
        (place.parent / "mmproj-big-F16.gguf").unlink()
        sent = fake.sent
        assert (await house.ended("Q8_0")).status is DownloadStatus.DONE  # its weights are here: nothing is removed
        assert fake.sent == sent

    playing(house, first)
    house.told.clear()
    fake.held_after = 1 << 40
    fake.go.set()
    playing(house, second)


def test_a_part_that_is_not_what_it_should_be_keeps_the_model_off_the_shelf(
    house: House, fake: FakeHub, tmp_path: Path
) -> None:
    write_model(tmp_path / "big-Q8_0.gguf", shards=2)
    parts = {path.name: path.read_bytes() for path in sorted(tmp_path.glob("big-Q8_0-*"))}
    fake.repositories[MODEL] |= {f"Q8_0/{name}": data for name, data in parts.items()}

    async def scene() -> None:
        await house.library.holding(MODEL)  # from now on the hashes are known
        name = "Q8_0/big-Q8_0-00002-of-00002.gguf"
        whole = fake.repositories[MODEL][name]
        fake.repositories[MODEL][name] = whole[:-1] + bytes([whole[-1] ^ 1])
        ended = await house.ended("Q8_0")
        assert ended.status is DownloadStatus.FAILED
        assert ended.problem is not None
        assert "big-Q8_0-00002" in ended.problem.message
        assert ended.done == len(parts["big-Q8_0-00001-of-00002.gguf"])
        assert await house.models() == []
        fake.repositories[MODEL][name] = whole
        house.told.clear()
        await house.library.fetch(MODEL, "Q8_0")
        await house.until(DownloadStatus.DONE)
        assert len(await house.models()) == 1

    playing(house, scene)


@pytest.mark.parametrize("hashes", [True, False])
def test_a_file_that_changes_meanwhile_is_never_mixed(
    house: House, fake: FakeHub, tmp_path: Path, hashes: bool
) -> None:
    """Of the same length. With a hash, it is refused; without one, the new file comes from its beginning."""
    fake.without_hashes = not hashes
    old = write_model(tmp_path / "one.gguf", words=30_000, seed=1).read_bytes()
    new = write_model(tmp_path / "two.gguf", words=30_000, seed=2).read_bytes()
    assert len(old) == len(new)
    fake.repositories[MODEL]["small-Q4_K_M.gguf"] = old
    fake.held_after = 2_000_000
    fake.go.clear()

    async def scene() -> None:
        begun = await house.library.fetch(MODEL)
        await house.came(1_500_000)
        await house.library.downloads.pause(begun.id)
        fake.repositories[MODEL]["small-Q4_K_M.gguf"], fake.etag = new, '"2"'
        fake.held_after = 1 << 40
        fake.go.set()
        await house.library.downloads.pause(begun.id, False)
        ended = await house.until(*END)
        if hashes:
            assert ended.status is DownloadStatus.FAILED
            assert ended.problem is not None
            assert "publisher changed it" in ended.problem.message
            assert ended.done == 0
            assert await house.models() == []
        else:
            assert ended.status is DownloadStatus.DONE
            assert (house.home / HERE).read_bytes() == new
            assert [path.name for path in (house.home / HERE).parent.iterdir()] == [Path(HERE).name]

    playing(house, scene)


def test_what_nobody_said_the_hash_of_is_held_to_from_then_on(
    house: House, fake: FakeHub, model_bytes: bytes, tmp_path: Path
) -> None:
    fake.without_hashes = True

    async def scene() -> None:
        assert (await house.ended()).status is DownloadStatus.DONE
        (model,) = await house.models()
        await house.shelf.remove(model)
        (house.home / HERE).unlink()
        (house.home / HERE).parent.rmdir()
        fake.repositories[MODEL]["small-Q4_K_M.gguf"] = bytes(reversed(model_bytes))
        ended = await house.ended()
        assert ended.status is DownloadStatus.FAILED
        assert ended.problem is not None
        assert "not what it should be" in ended.problem.message

    playing(house, scene)
    pins = json.loads((house.home / "downloads" / "model-pins.json").read_text())
    assert list(pins.values()) == [hashlib.sha256(model_bytes).hexdigest()]


def test_a_wrong_length_is_refused_before_it_comes(house: House, fake: FakeHub, model_bytes: bytes) -> None:
    async def scene() -> None:
        await house.library.holding(MODEL)  # from now on the length is known
        fake.repositories[MODEL]["small-Q4_K_M.gguf"] = model_bytes + bytes(20_000_000)
        assert (await house.ended()).status is DownloadStatus.FAILED
        assert house.library.downloads.all()[0].done == 0

    playing(house, scene)
    assert fake.sent < 15_000_000


def test_what_is_no_model_is_removed_with_the_reason(house: House, fake: FakeHub) -> None:
    fake.repositories[MODEL] = {"page-Q4_K_M.gguf": b"<!doctype html>" * 20}

    async def scene() -> None:
        ended = await house.ended()
        assert ended.status is DownloadStatus.FAILED
        assert ended.problem is not None
        assert "no GGUF model" in ended.problem.message
        assert house.library.state(ended.id) == ended
        assert house.library.downloads.all() == ()
        assert await house.models() == []

    playing(house, scene)
    assert not list((house.home / "models").rglob("*.gguf"))
    assert len(house.notices) == 1


def test_a_gated_model_comes_with_a_token_which_stays_with_the_hub(house: House, fake: FakeHub) -> None:
    fake.gated.add(MODEL)

    async def scene() -> None:
        refused = await house.ended()
        assert refused.problem is not None
        assert refused.problem.type == Gated.type
        await house.library.hub.sign_in(TOKEN)
        assert (await house.ended()).status is DownloadStatus.DONE

    playing(house, scene)
    assert {one.host for one in fake.asked if TOKEN in one.headers.get("authorization", "")} == {"hub"}
    written = [path for path in house.home.rglob("*") if path.is_file() and TOKEN.encode() in path.read_bytes()]
    assert written == [house.home / "keys.json"]


def test_a_server_that_asks_for_patience_gets_it(house: House, fake: FakeHub) -> None:
    async def scene() -> None:
        await house.library.holding(MODEL)
        fake.instead = [Answer(429, headers={"retry-after": "0"}), Answer(503)]
        assert (await house.ended()).status is DownloadStatus.DONE

    playing(house, scene)


@pytest.mark.parametrize(("wanted", "words"), [("Q2_K", "It holds Q4_K_M."), ("../../etc", "It holds Q4_K_M.")])
def test_what_a_repository_does_not_hold_is_told_with_what_it_does(house: House, wanted: str, words: str) -> None:
    async def scene() -> None:
        with pytest.raises(NotFound) as refused:
            await house.library.fetch(MODEL, wanted)
        assert refused.value.hint == words

    playing(house, scene)


def entry(projector: Projector | None = None, *, sees: bool = False, **file: object) -> Entry:
    told = EntryFile(path="small-Q4_K_M.gguf", quantisation="Q4_K_M", **file)  # type: ignore[arg-type]
    return Entry(
        sees=sees,
        projector=projector,
        id="small",
        name="Small",
        publisher="A publisher",
        repository=MODEL,
        revision=REVISION,
        source=f"https://example.org/{MODEL}/tree/{REVISION}",
        files=(told,),
        good_for="Tests.",
        good_for_de="Prüfungen.",
    )


def test_the_catalogue_is_believed_without_asking_the_hub(tmp_path: Path, fake: FakeHub, model_bytes: bytes) -> None:
    known = entry(size=len(model_bytes), sha256=hashlib.sha256(model_bytes).hexdigest())
    house = House(tmp_path / "home", fake, (known,))

    async def scene() -> None:
        (offer,) = await house.library.offers()
        assert [choice.here for choice in offer.choices] == [False]
        assert fake.asked == []
        assert (await house.library.fit(MODEL, "Q4_K_M")).need > 0
        assert (await house.ended()).status is DownloadStatus.DONE
        (offer,) = await house.library.offers()
        assert [choice.here for choice in offer.choices] == [True]

    playing(house, scene)
    assert not [path for path in fake.paths() if path.startswith("/api/")]


def test_what_the_catalogue_does_not_know_is_asked_of_the_hub(tmp_path: Path, fake: FakeHub) -> None:
    house = House(tmp_path / "home", fake, (entry(),))

    async def scene() -> None:
        assert (await house.ended()).status is DownloadStatus.DONE

    playing(house, scene)
    assert [path for path in fake.paths() if path.startswith("/api/")]


@pytest.fixture
def eye(fake: FakeHub, tmp_path: Path) -> bytes:
    """What lets the model of the hub see; another one lies beside it."""
    data = write_model(tmp_path / "mmproj-F16.gguf", architecture="clip").read_bytes()
    fake.repositories[MODEL] |= {"mmproj-F16.gguf": data, "mmproj-BF16.gguf": b"GGUF, and no other use"}
    return data


def known_of(data: bytes) -> dict[str, object]:
    """Bytes and SHA-256, as a catalogue tells them."""
    return {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def test_what_lets_a_model_of_the_catalogue_see_comes_with_it(
    tmp_path: Path, fake: FakeHub, model_bytes: bytes, eye: bytes
) -> None:
    projector = Projector(path="mmproj-F16.gguf", **known_of(eye))  # type: ignore[arg-type]
    house = House(tmp_path / "home", fake, (entry(projector, sees=True, **known_of(model_bytes)),))

    async def scene() -> None:
        ended = await house.ended()
        assert (ended.status, ended.total) == (DownloadStatus.DONE, len(model_bytes) + len(eye))
        (model,) = await house.models()
        assert Path(model.path).with_name("mmproj-F16.gguf").read_bytes() == eye

    playing(house, scene)
    assert not [path for path in fake.paths() if path.startswith("/api/")]


@pytest.mark.parametrize("named", [True, False])
def test_where_it_is_not_known_the_hub_tells_it_at_that_revision(
    tmp_path: Path, fake: FakeHub, model_bytes: bytes, eye: bytes, named: bool
) -> None:
    projector = Projector(path="mmproj-F16.gguf") if named else None
    house = House(tmp_path / "home", fake, (entry(projector, sees=True, **known_of(model_bytes)),))
    fake.without_hashes = True

    async def scene() -> None:
        assert (await house.ended()).status is DownloadStatus.DONE
        (model,) = await house.models()
        assert Path(model.path).with_name("mmproj-F16.gguf").read_bytes() == eye

    playing(house, scene)
    assert [path for path in fake.paths() if path.startswith(f"/api/models/{MODEL}/revision/{REVISION}?")]
    pins = json.loads((house.home / "downloads" / "model-pins.json").read_text())
    assert list(pins.values()) == [hashlib.sha256(eye).hexdigest()], "only the weights were known before"


def test_one_that_is_not_what_the_catalogue_says_keeps_the_model_off_the_shelf(
    tmp_path: Path, fake: FakeHub, model_bytes: bytes, eye: bytes
) -> None:
    projector = Projector(path="mmproj-F16.gguf", **known_of(bytes(reversed(eye))))  # type: ignore[arg-type]
    house = House(tmp_path / "home", fake, (entry(projector, sees=True, **known_of(model_bytes)),))

    async def scene() -> None:
        assert (await house.ended()).status is DownloadStatus.FAILED
        assert await house.models() == []

    playing(house, scene)


def test_whether_it_fits_counts_what_it_sees_with(
    tmp_path: Path, fake: FakeHub, model_bytes: bytes, eye: bytes
) -> None:
    projector = Projector(path="mmproj-F16.gguf", **known_of(eye))  # type: ignore[arg-type]

    async def need(known: Entry) -> int:
        async with House(tmp_path / str(known.sees), fake, (known,)) as house:
            return (await house.library.fit(MODEL, "Q4_K_M")).need

    blind = asyncio.run(need(entry(**known_of(model_bytes))))
    seeing = asyncio.run(need(entry(projector, sees=True, **known_of(model_bytes))))
    assert seeing - blind == len(eye)


def test_a_model_that_came_before_what_lets_it_see_goes_back_on_the_shelf(house: House, fake: FakeHub) -> None:
    fake.without_hashes = True

    async def first() -> None:
        assert (await house.ended()).status is DownloadStatus.DONE
        await house.shelf.remove((await house.models())[0])

    async def second() -> None:
        assert (await house.ended()).status is DownloadStatus.DONE
        assert len(await house.models()) == 1

    playing(house, first)
    fake.repositories[MODEL]["mmproj-F16.gguf"] = b"GGUF"
    playing(house, second)


def test_a_full_disk_is_seen_before(house: House, monkeypatch: pytest.MonkeyPatch, fake: FakeHub) -> None:
    monkeypatch.setattr("backend.downloads.fetching._SPARE", 1 << 60)

    async def scene() -> None:
        ended = await house.ended()
        assert ended.problem is not None
        assert ended.problem.type == "store_unwritable"

    playing(house, scene)
    assert fake.sent == 0
