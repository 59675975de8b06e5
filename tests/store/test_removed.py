"""What is in the trash comes back as it was, and what is deleted for good leaves nothing behind."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from backend.domain import Message, Role, Run, RunStatus, Summary, TextPart, Thread, new_id, now
from backend.errors import NotFound
from backend.store import Database, Folders, Messages, RemovedThreads, Search, Summaries, Threads
from backend.store.removed import GRACE

CHAIN = 1500


class Desk:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.threads, self.removed, self.messages = Threads(database), RemovedThreads(database), Messages(database)

    async def say(self, thread: Thread, text: str, parent: str | None = None) -> str:
        """One question with its answer, and a summary of both; the answer's id."""
        user = Message(
            id=new_id(),
            thread_id=thread.id,
            parent_id=parent,
            role=Role.USER,
            parts=(TextPart(text=text),),
            created_at=now(),
        )
        reply = user.model_copy(update={"id": new_id(), "parent_id": user.id, "role": Role.ASSISTANT})
        run = Run(
            id=new_id(),
            thread_id=thread.id,
            message_id=reply.id,
            model_id="starter",
            status=RunStatus.COMPLETED,
            created_at=now(),
        )
        await self.messages.add(user, reply, run=run)
        await Summaries(self.database).add(
            Summary(message_id=reply.id, text=text, messages=2, model_id="starter", created_at=now())
        )
        return reply.id

    async def left(self) -> dict[str, int]:
        """How many rows there are of each table that holds what was said."""
        tables = ("threads", "messages", "runs", "summaries", "said")

        def count(db: sqlite3.Connection) -> dict[str, int]:
            return {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}

        return await self.database.run(count)


def story(folder: Path, tell: Callable[[Desk], Awaitable[None]]) -> None:
    async def run() -> None:
        database = Database(folder / "fireside.db")
        await database.open()
        try:
            await tell(Desk(database))
        finally:
            await database.close()

    asyncio.run(run())


def test_threads_wait_in_the_trash_and_come_back_as_they_were(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        folder = await Folders(desk.database).create("Work")
        one = await desk.threads.create("One", {"folder_id": folder.id, "pinned": True})
        two = await desk.threads.create("Two", {"archived": True})
        assert await desk.threads.remove(one.id, two.id, "none", one.id) == (one.id, two.id)
        assert await desk.threads.all() == ()
        waiting = await desk.removed.all()
        assert {removed.thread.title for removed in waiting} == {"One", "Two"}
        assert all(removed.until - removed.deleted_at == GRACE for removed in waiting)
        assert await desk.removed.restore(one.id, two.id, "none") == (one, two)
        assert await desk.removed.all() == ()
        with pytest.raises(NotFound):
            await desk.removed.restore(one.id)
        with pytest.raises(NotFound):
            await desk.threads.remove("none")

    story(tmp_path, tell)


def test_a_thread_whose_folder_was_deleted_meanwhile_comes_back_without_one(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        folder = await Folders(desk.database).create("Work")
        thread = await desk.threads.create("One", {"folder_id": folder.id})
        await desk.threads.remove(thread.id)
        await Folders(desk.database).remove(folder.id)
        (back,) = await desk.removed.restore(thread.id)
        assert back.folder_id is None

    story(tmp_path, tell)


def test_a_thread_that_is_written_in_comes_back_from_the_archive(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create("One", {"archived": True})
        await desk.say(thread, "owls")
        assert not (await desk.threads.get(thread.id)).archived

    story(tmp_path, tell)


def test_what_is_deleted_for_good_leaves_nothing_and_touches_nothing_else(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        kept, gone = await desk.threads.create("Kept"), await desk.threads.create("Gone")
        await desk.say(kept, "owls")
        first = await desk.say(gone, "owls")
        await desk.say(gone, "mice", first)
        await desk.say(gone, "mice instead", first)
        await Search(desk.database).catch_up()
        await desk.threads.remove(gone.id)
        await desk.removed.delete(gone.id)
        assert await desk.left() == {"threads": 1, "messages": 2, "runs": 1, "summaries": 1, "said": 3}
        assert [found.title for found in (await Search(desk.database).find("owls")).threads] == ["Kept"]
        assert (await Search(desk.database).find("mice")).threads == ()
        assert await desk.database.run(lambda db: db.execute("PRAGMA foreign_key_check").fetchall()) == []

    story(tmp_path, tell)


def test_a_thread_that_is_not_in_the_trash_is_not_deleted_for_good(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create("Kept")
        for id in (thread.id, "none"):
            with pytest.raises(NotFound):
                await desk.removed.delete(id)
        assert await desk.threads.all() == (thread,)

    story(tmp_path, tell)


def test_a_long_chain_of_messages_is_deleted_whole(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create("Long")

        def chain(db: sqlite3.Connection) -> None:
            for number in range(CHAIN):
                parent = str(number - 1) if number else None
                db.execute(
                    """INSERT INTO messages (id, thread_id, parent_id, role, parts, created_at)
                    VALUES (?, ?, ?, 'user', '[]', '')""",
                    (str(number), thread.id, parent),
                )

        await desk.database.run(chain)
        await desk.threads.remove(thread.id)
        await desk.removed.delete(thread.id)
        assert (await desk.left())["messages"] == 0

    story(tmp_path, tell)


def test_after_the_time_of_grace_a_thread_is_due(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        thread = await desk.threads.create("Old")
        await desk.threads.create("Not in the trash")
        await desk.threads.remove(thread.id)
        assert await desk.removed.due() == ()
        assert await desk.removed.due(now() + GRACE - timedelta(minutes=1)) == ()
        assert await desk.removed.due(now() + GRACE) == (thread.id,)

    story(tmp_path, tell)
