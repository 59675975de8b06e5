"""Pictures go with their threads into files and out of them, byte for byte; what is damaged is counted, not taken."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from backend.domain import ImagePart, TextPart, WholeThread
from backend.exchange import own
from backend.exchange.exports import Exports
from backend.exchange.importing import Import, Importing
from backend.exchange.labels import labels
from backend.store import Database, Images, WholeThreads
from tests.exchange.test_round_trip import PICTURES, thread_of, written

T = TypeVar("T")


class Store:
    """A store with threads and pictures."""

    def __init__(self, file: Path) -> None:
        self.database = Database(file)
        self.whole, self.images = WholeThreads(self.database), Images(self.database)

    async def count(self) -> int:
        found: int = await self.database.run(lambda db: db.execute("SELECT count(*) FROM images").fetchone()[0])
        return found


def in_a_store(file: Path, tell: Callable[[Store], Awaitable[T]]) -> T:
    async def run() -> T:
        store = Store(file)
        await store.database.open()
        try:
            return await tell(store)
        finally:
            await store.database.close()

    return asyncio.run(run())


def showing(id: str, *pictures: str) -> WholeThread:
    thread = thread_of(id, f"{id}1", f"{id}2")
    parts = (TextPart(text="Look"), *(ImagePart(id=each, name="x.png", width=4, height=3) for each in pictures))
    first = thread.messages[0].model_copy(update={"parts": parts})
    return thread.model_copy(update={"messages": (first, *thread.messages[1:])})


def imported(file: Path, database: Path, only: set[int] | None = None) -> tuple[Import, Import, dict[str, bytes]]:
    """What was found in a file, what was taken, and the pictures that are in the store then."""

    async def tell(store: Store) -> tuple[Import, Import, dict[str, bytes]]:
        importing = Importing("i", store.whole, store.images)
        looked = await importing.look([("export.json", file)])
        assert await store.count() == 0, "looking takes nothing"
        taken = await importing.take(only)
        return looked, taken, await store.images.present(PICTURES)

    return in_a_store(database, tell)


def test_pictures_go_with_their_threads_from_one_store_to_another_byte_for_byte(tmp_path: Path) -> None:
    one, other, _ = PICTURES

    async def fill(store: Store) -> str:
        for data in PICTURES.values():
            await store.images.add(data)
        await store.whole.keep(showing("a", one, one, other))
        await store.whole.keep(showing("b", other))
        made = await Exports(tmp_path / "exports", store.whole, store.images).make(("a", "b"), "json", labels("en", {}))
        return str(next((tmp_path / "exports" / made.id).iterdir()))

    file = Path(in_a_store(tmp_path / "first.db", fill))
    assert [image["id"] for image in json.loads(file.read_text())["images"]] == [one, other], "each once"
    looked, taken, images = imported(file, tmp_path / "second.db")
    assert (looked.lost, looked.threads, taken.taken, taken.status) == ({}, 2, 2, "done")
    assert images == {one: PICTURES[one], other: PICTURES[other]}
    again = in_a_store(tmp_path / "second.db", lambda store: store.whole.get("a"))
    assert again == in_a_store(tmp_path / "first.db", lambda store: store.whole.get("a"))


def test_of_what_is_not_taken_no_picture_is_kept(tmp_path: Path) -> None:
    one, other, _ = PICTURES
    file = written(tmp_path, [showing("a", one), showing("b", other)])
    _, taken, images = imported(file, tmp_path / "store.db", {1})
    assert (taken.taken, list(images)) == (1, [other])


def test_damaged_and_missing_pictures_are_counted_and_their_threads_come_all_the_same(tmp_path: Path) -> None:
    one, other, third = PICTURES
    told = json.loads(written(tmp_path, [showing("a", one, other, third)]).read_text())
    told["images"][0]["data"] = told["images"][1]["data"]  # not what its id says
    told["images"][2] = {"id": third, "media_type": "image/png", "data": "PGh0bWw+"}
    told["images"] += ["x", {"id": "../..", "data": ""}, {"id": "0" * 64, "data": "!"}]
    file = tmp_path / "changed"
    file.write_text(json.dumps(told))
    looked, taken, images = imported(file, tmp_path / "store.db")
    assert (looked.lost, looked.skipped_count, taken.taken) == ({"image": 2}, 0, 1)
    assert images == {other: PICTURES[other]}


def test_an_export_without_any_is_read_as_before(tmp_path: Path) -> None:
    told = json.loads(written(tmp_path, [thread_of("a", "1")]).read_text())
    del told["images"]
    file = tmp_path / "older"
    file.write_text(json.dumps(told))
    looked, taken, images = imported(file, tmp_path / "store.db")
    assert (looked.lost, taken.taken, images) == ({}, 1, {})


def test_the_schema_tells_of_pictures() -> None:
    schema = own.schema()
    assert schema["properties"]["images"]["items"]["$ref"] == "#/$defs/ImageFile"
    assert set(schema["$defs"]["ImageFile"]["required"]) == {"id", "media_type", "data"}
    assert "ImagePart" in schema["$defs"]
