"""Pictures are kept once, survive a restart, a backup and damage, and go with the last that names them."""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from backend.domain import Draft, ImagePart, Message, Part, Role, Run, RunStatus, TextPart, new_id, now
from backend.errors import Invalid, NotFound, TooLarge
from backend.store import Backups, Database, Drafts, Images, Messages, RemovedThreads, Threads, open_database
from backend.store.database import migrations
from backend.store.salvage import salvage
from tests.pictures import jpeg, noisy_png, png

LATER = timedelta(days=2)


class Album:
    """A store with pictures."""

    def __init__(self, file: Path) -> None:
        self.database = Database(file)
        self.images, self.drafts = Images(self.database), Drafts(self.database)
        self.threads, self.messages = Threads(self.database), Messages(self.database)
        self.removed = RemovedThreads(self.database)

    async def thread(self, *parts: Part) -> str:
        """A thread with one message."""
        id = (await self.threads.create("")).id
        await self.say(id, *parts)
        return id

    async def say(self, thread: str, *parts: Part) -> str:
        message = Message(id=new_id(), thread_id=thread, parent_id=None, role=Role.USER, parts=parts, created_at=now())
        run = Run(
            id=new_id(),
            thread_id=thread,
            message_id=message.id,
            model_id="m",
            status=RunStatus.COMPLETED,
            created_at=now(),
        )
        await self.messages.add(message, run=run)
        return message.id

    async def count(self) -> int:
        found: int = await self.database.run(lambda db: db.execute("SELECT count(*) FROM images").fetchone()[0])
        return found


def story(file: Path, tell: Callable[[Album], Awaitable[None]]) -> None:
    async def run() -> None:
        album = Album(file)
        await album.database.open()
        try:
            await tell(album)
        finally:
            await album.database.close()

    asyncio.run(run())


def test_one_is_kept_once_with_the_size_that_its_bytes_say(tmp_path: Path) -> None:
    async def write(album: Album) -> None:
        part = await album.images.add(png(40, 30), "cat.png")
        id = hashlib.sha256(png(40, 30)).hexdigest()
        assert part == ImagePart(id=id, name="cat.png", width=40, height=30)
        assert await album.images.add(png(40, 30), "again.png") == part.model_copy(update={"name": "again.png"})
        assert (await album.images.add(jpeg(), "")).name == "picture.jpeg"
        assert (await album.images.add(png(), " a\n\u202eb\0" + "c" * 999)).name == ("a b " + "c" * 999)[:255]
        assert await album.count() == 3

    async def read(album: Album) -> None:
        id = hashlib.sha256(png(40, 30)).hexdigest()
        found = await album.images.get(id)
        assert (found.media_type, found.data) == ("image/png", png(40, 30))
        with pytest.raises(NotFound):
            await album.images.get("0" * 64)
        assert await album.images.present([id, "0" * 64]) == {id: png(40, 30)}

    story(tmp_path / "fireside.db", write)
    story(tmp_path / "fireside.db", read)


@pytest.mark.parametrize(("data", "error"), [(b"<html>", Invalid), (png() + bytes(9_000_000), TooLarge)])
def test_what_is_refused_leaves_nothing(tmp_path: Path, data: bytes, error: type[Exception]) -> None:
    async def tell(album: Album) -> None:
        with pytest.raises(error):
            await album.images.add(data, "cat.png")
        assert await album.count() == 0

    story(tmp_path / "fireside.db", tell)


def test_what_a_page_says_of_a_size_does_not_count_and_an_unknown_picture_is_refused(tmp_path: Path) -> None:
    async def tell(album: Album) -> None:
        part = await album.images.add(png(40, 30), "cat.png")
        lied = part.model_copy(update={"width": 9, "height": 9, "name": "x\ny"})
        words = TextPart(text="Look:")
        assert await album.images.known((words, lied)) == (words, part.model_copy(update={"name": "x y"}))
        with pytest.raises(Invalid):
            await album.images.known((words, part.model_copy(update={"id": "0" * 64})))

    story(tmp_path / "fireside.db", tell)


def test_a_draft_holds_pictures_and_one_that_is_gone_is_left_out(tmp_path: Path) -> None:
    async def tell(album: Album) -> None:
        one, other = await album.images.add(png(), "a"), await album.images.add(jpeg(), "b")
        await album.drafts.change("new", text="Look", images=(one, other))
        assert await album.drafts.get("new") == Draft(place="new", text="Look", images=(one, other))
        await album.drafts.change("new", text="")
        assert (await album.drafts.get("new")).images == (one, other), "pictures alone are a draft"
        with pytest.raises(Invalid):
            await album.drafts.change("new", images=(one.model_copy(update={"id": "0" * 64}),))
        await album.database.run(lambda db: db.execute("DELETE FROM images WHERE id = ?", (one.id,)))
        assert (await album.drafts.get("new")).images == (other,)
        await album.drafts.change("new", images=())
        assert await album.drafts.get("new") == Draft(place="new")

    story(tmp_path / "fireside.db", tell)


def test_those_that_nobody_names_are_swept_after_a_day(tmp_path: Path) -> None:
    async def tell(album: Album) -> None:
        sent, drafted, shown_twice = [
            await album.images.add(png(colour=colour), colour) for colour in ("red", "green", "blue")
        ]
        await album.images.add(jpeg(), "nobody's")
        await album.drafts.change("new", images=(drafted, shown_twice))
        await album.thread(TextPart(text='"kind":"image"'), sent, shown_twice)
        assert await album.images.sweep() == 0, "its message may still be being written"
        assert await album.images.sweep(now() + LATER) == 1
        await album.drafts.change("new", images=())
        assert await album.images.sweep(now() + LATER) == 1
        assert set(await album.images.present([sent.id, drafted.id, shown_twice.id])) == {sent.id, shown_twice.id}

    story(tmp_path / "fireside.db", tell)


def test_deleting_a_thread_for_good_takes_only_its_own_along(tmp_path: Path) -> None:
    async def tell(album: Album) -> None:
        own, shared, drafted = [await album.images.add(png(colour=name), name) for name in ("red", "green", "blue")]
        gone = await album.thread(own, shared, drafted)
        await album.thread(shared)
        await album.drafts.change("new", images=(drafted,))
        await album.threads.remove(gone)
        await album.images.sweep(now() + LATER)
        assert await album.count() == 3, "what is in the trash can be fetched back"
        await album.removed.delete(gone)
        assert set(await album.images.present([own.id, shared.id, drafted.id])) == {shared.id, drafted.id}

    story(tmp_path / "fireside.db", tell)


def test_old_messages_in_the_trash_take_theirs_along(tmp_path: Path) -> None:
    async def tell(album: Album) -> None:
        own, shared = await album.images.add(png(), "a"), await album.images.add(jpeg(), "b")
        thread = await album.thread(shared)
        message = await album.say(thread, own, shared)
        await album.messages.remove(message)
        await album.messages.empty_trash(now() - LATER)
        assert await album.count() == 2
        await album.messages.empty_trash(now() + LATER)
        assert set(await album.images.present([own.id, shared.id])) == {shared.id}

    story(tmp_path / "fireside.db", tell)


def test_a_damaged_message_is_in_the_way_of_nothing(tmp_path: Path) -> None:
    async def tell(album: Album) -> None:
        part = await album.images.add(png(), "a")
        thread = await album.thread(part)
        await album.database.run(lambda db: db.execute("""UPDATE messages SET parts = '["kind":"image"'"""))
        assert await album.images.sweep(now() + LATER) == 1
        await album.threads.remove(thread)
        await album.removed.delete(thread)

    story(tmp_path / "fireside.db", tell)


@pytest.mark.parametrize("part", ['{"kind":"image"}', '{"kind":"image","id":7}', '"kind"', '["kind","image"]', "null"])
def test_a_part_that_makes_no_sense_keeps_no_picture(tmp_path: Path, part: str) -> None:
    async def tell(album: Album) -> None:
        kept = await album.images.add(png(), "a")
        await album.images.add(jpeg(), "b")
        await album.thread(kept)
        odd = await album.thread(kept)
        parts = f'[{part},{{"kind":"image"}}]'
        await album.database.run(
            lambda db: db.execute("UPDATE messages SET parts = ? WHERE thread_id = ?", (parts, odd))
        )
        assert await album.images.sweep(now() + LATER) == 1
        assert await album.images.here([kept.id]) == {kept.id}

    story(tmp_path / "fireside.db", tell)


def test_one_survives_a_backup_and_its_return(tmp_path: Path) -> None:
    async def run() -> None:
        folder = tmp_path / "backups"
        folder.mkdir()
        album = Album(tmp_path / "fireside.db")
        backups = Backups(album.database.path, folder)
        await open_database(album.database, backups)
        data = noisy_png(1_000_000)
        part = await album.images.add(data, "large.png")
        thread = await album.thread(part)
        made = await asyncio.to_thread(backups.make)
        await album.threads.remove(thread)
        await album.removed.delete(thread)
        assert await album.count() == 0
        await album.database.replaced(lambda: backups.restore(made.name))
        assert (await album.images.get(part.id)).data == data
        assert (await album.messages.branch((await album.threads.get(thread)).head_id))[0].parts == (part,)
        await album.database.close()

    asyncio.run(run())


def test_one_is_saved_from_a_damaged_database(tmp_path: Path) -> None:
    async def write(album: Album) -> None:
        await album.thread(await album.images.add(png(), "a"))

    async def read(album: Album) -> None:
        assert (await album.images.get(hashlib.sha256(png()).hexdigest())).data == png()
        assert await album.images.sweep(now() + LATER) == 0

    story(tmp_path / "damaged.db", write)
    assert salvage(tmp_path / "damaged.db", tmp_path / "fireside.db")["images"] == 1
    story(tmp_path / "fireside.db", read)


def test_the_store_of_an_older_version_gets_room_for_them(tmp_path: Path) -> None:
    file = tmp_path / "fireside.db"
    before = [one for one in migrations() if one.name < "010"]
    with closing(sqlite3.connect(file)) as db:
        for one in before:
            db.executescript(one.read_text("utf-8"))
        db.execute("INSERT INTO drafts (place, text, updated_at) VALUES ('new', 'Begun', '2026-01-01')")
        db.execute(f"PRAGMA user_version = {len(before)}")
        db.commit()

    async def tell(album: Album) -> None:
        assert await album.drafts.get("new") == Draft(place="new", text="Begun")
        await album.drafts.change("new", images=(await album.images.add(png(), "a"),))
        assert len((await album.drafts.get("new")).images) == 1

    story(file, tell)


def test_what_is_swept_is_known_without_reading_what_was_said(tmp_path: Path) -> None:
    async def tell(album: Album) -> None:
        await album.thread(await album.images.add(png(), "a"))
        plan = await album.database.run(
            lambda db: db.execute(
                """EXPLAIN QUERY PLAN SELECT id FROM messages
                WHERE instr(parts, '"kind":"image"') > 0 AND thread_id = 'x'"""
            ).fetchall()
        )
        assert "messages_with_images" in " ".join(row["detail"] for row in plan)

    story(tmp_path / "fireside.db", tell)
