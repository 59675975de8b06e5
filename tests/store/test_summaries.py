"""Summaries are found on the branches that hold what they stand for, and go when it goes."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

from backend.domain import Message, Role, Run, RunStatus, Summary, TextPart, Thread, new_id, now
from backend.store import Database, Messages, Summaries, Threads
from backend.store.database import migrations
from backend.store.salvage import salvage


class Shelf:
    def __init__(self, file: Path) -> None:
        self.database = Database(file)
        self.threads, self.messages = Threads(self.database), Messages(self.database)
        self.summaries = Summaries(self.database)

    async def exchange(self, thread: Thread, parent: str | None, **fields: object) -> Message:
        """A question and its reply; returns the reply."""
        parts = (TextPart(text="words"),)
        user = Message(
            id=new_id(), thread_id=thread.id, parent_id=parent, role=Role.USER, parts=parts, created_at=now()
        )
        reply = user.model_copy(update={"id": new_id(), "parent_id": user.id, "role": Role.ASSISTANT})
        run = Run(
            id=new_id(), thread_id=thread.id, message_id=reply.id, model_id="m", status=RunStatus.COMPLETED,
            created_at=now(),
        ).model_copy(update=fields)  # fmt: skip
        await self.messages.add(user, reply, run=run)
        return reply

    async def fold(self, reply: Message, text: str) -> Summary:
        summary = Summary(message_id=reply.id, text=text, messages=2, left_out=1, model_id="m", created_at=now())
        await self.summaries.add(summary)
        return summary

    async def texts(self, head: str | None) -> list[str]:
        return [summary.text for summary in await self.summaries.branch(head)]


def story(file: Path, tell: Callable[[Shelf], Awaitable[None]]) -> None:
    async def run() -> None:
        shelf = Shelf(file)
        await shelf.database.open()
        try:
            await tell(shelf)
        finally:
            await shelf.database.close()

    asyncio.run(run())


def test_each_branch_has_its_own_and_those_of_what_it_shares(tmp_path: Path) -> None:
    async def tell(shelf: Shelf) -> None:
        thread, other = await shelf.threads.create(), await shelf.threads.create()
        first = await shelf.exchange(thread, None)
        left, right = await shelf.exchange(thread, first.id), await shelf.exchange(thread, first.id)
        below_left, below_right = await shelf.exchange(thread, left.id), await shelf.exchange(thread, right.id)
        elsewhere = await shelf.exchange(other, None)
        await shelf.fold(left, "left")
        shared = await shelf.fold(first, "shared")
        await shelf.fold(right, "right")
        assert await shelf.texts(below_left.id) == ["shared", "left"]
        assert await shelf.texts(below_right.id) == ["shared", "right"]
        assert await shelf.texts(first.id) == ["shared"]
        assert await shelf.texts(elsewhere.id) == []
        assert await shelf.texts(None) == []
        assert (await shelf.summaries.branch(first.id)) == (shared,)

    story(tmp_path / "fireside.db", tell)


def test_the_newest_of_a_message_counts(tmp_path: Path) -> None:
    async def tell(shelf: Shelf) -> None:
        reply = await shelf.exchange(await shelf.threads.create(), None)
        await shelf.fold(reply, "one")
        await shelf.fold(reply, "two")
        assert await shelf.texts(reply.id) == ["two"]

    story(tmp_path / "fireside.db", tell)


def test_they_are_there_after_a_restart_and_gone_with_their_thread(tmp_path: Path) -> None:
    async def begin(shelf: Shelf) -> None:
        thread = await shelf.threads.create()
        reply = await shelf.exchange(thread, None)
        await shelf.fold(reply, "kept")
        await shelf.exchange(thread, reply.id, folded_id=reply.id)

    async def go_on(shelf: Shelf) -> None:
        (thread,) = await shelf.threads.all()
        branch = await shelf.messages.branch(thread.head_id)
        assert branch[-1].run
        assert branch[-1].run.folded_id == branch[1].id
        assert await shelf.texts(thread.head_id) == ["kept"]
        await shelf.database.run(lambda db: db.execute("DELETE FROM threads"))
        count = await shelf.database.run(lambda db: db.execute("SELECT count(*) FROM summaries").fetchone()[0])
        assert count == 0

    story(tmp_path / "fireside.db", begin)
    story(tmp_path / "fireside.db", go_on)


def test_they_are_salvaged_with_their_messages(tmp_path: Path) -> None:
    async def begin(shelf: Shelf) -> None:
        thread = await shelf.threads.create()
        one = await shelf.exchange(thread, None)
        two = await shelf.exchange(thread, one.id)
        await shelf.fold(one, "lost with its message")
        await shelf.fold(two, "kept")

    async def read(shelf: Shelf) -> None:
        (thread,) = await shelf.threads.all()
        assert await shelf.texts(thread.head_id) == ["kept"]

    story(tmp_path / "fireside.db", begin)
    with closing(sqlite3.connect(tmp_path / "fireside.db")) as db:
        db.execute("DELETE FROM messages WHERE rowid <= 2")
        db.commit()
    saved = salvage(tmp_path / "fireside.db", tmp_path / "saved.db")
    assert saved["summaries"] == 1
    story(tmp_path / "saved.db", read)


def test_a_store_from_before_there_were_summaries_is_brought_up_to_date(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "fireside.db")) as old:
        for migration in migrations()[:2]:
            old.executescript(migration.read_text("utf-8"))
        old.executescript(
            """PRAGMA user_version = 2;
            INSERT INTO threads (id, title, created_at, updated_at, head_id)
                VALUES ('t', 'Old', '2026-01-01', '2026-01-01', 'm');
            INSERT INTO messages (id, thread_id, role, parts, created_at)
                VALUES ('m', 't', 'assistant', '[{"kind": "text", "text": "Warm."}]', '2026-01-01');
            INSERT INTO runs (id, message_id, model_id, status, created_at)
                VALUES ('r', 'm', 'starter', 'completed', '2026-01-01');"""
        )

    async def go_on(shelf: Shelf) -> None:
        (thread,) = await shelf.threads.all()
        (reply,) = await shelf.messages.branch(thread.head_id)
        assert reply.run
        assert reply.run.folded_id is None
        await shelf.fold(reply, "new")
        assert await shelf.texts(reply.id) == ["new"]

    story(tmp_path / "fireside.db", go_on)
