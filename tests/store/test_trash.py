"""A message goes to the trash with all that follows it, comes back as it was, and is gone for good after a while."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.domain import Message, Role, Run, RunStatus, TextPart, Thread, new_id, now
from backend.errors import Conflict, NotFound
from backend.store import Database, Messages, Search, Threads
from backend.store.database import migrations


class Tree:
    """A thread with branches, in a real store."""

    def __init__(self, file: Path) -> None:
        self.database = Database(file)
        self.threads, self.messages = Threads(self.database), Messages(self.database)
        self.search = Search(self.database)
        self.thread: Thread

    async def grow(self, words: str, parent: str | None) -> str:
        """A question in these words and its reply; returns the reply's id."""
        user = Message(
            id=new_id(),
            thread_id=self.thread.id,
            parent_id=parent,
            role=Role.USER,
            parts=(TextPart(text=words),),
            created_at=now(),
        )
        reply = user.model_copy(update={"id": new_id(), "parent_id": user.id, "role": Role.ASSISTANT})
        run = Run(
            id=new_id(),
            thread_id=self.thread.id,
            message_id=reply.id,
            model_id="m",
            status=RunStatus.COMPLETED,
            created_at=now(),
        )
        await self.messages.add(user, reply, run=run)
        return reply.id

    async def shown(self) -> list[str]:
        head = (await self.threads.get(self.thread.id)).head_id
        return [message.text for message in await self.messages.branch(head) if message.role is Role.USER]

    async def found(self, word: str) -> int:
        return (await self.search.find(word)).count


def story(file: Path, tell: Callable[[Tree], Awaitable[None]]) -> None:
    async def run() -> None:
        tree = Tree(file)
        await tree.database.open()
        try:
            tree.thread = await tree.threads.create("Bread")
            await tell(tree)
        finally:
            await tree.database.close()

    asyncio.run(run())


def test_what_follows_goes_along_and_all_of_it_comes_back(tmp_path: Path) -> None:
    async def tell(tree: Tree) -> None:
        rye = await tree.grow("rye", None)
        oats = await tree.grow("oats", rye)
        await tree.grow("barley", oats)
        assert [await tree.found(word) for word in ("rye", "oats", "barley")] == [2, 2, 2]
        question = (await tree.messages.get(oats)).parent_id or ""

        thread = await tree.messages.remove(question)
        assert thread.head_id == rye
        assert await tree.shown() == ["rye"]
        assert [await tree.found(word) for word in ("rye", "oats", "barley")] == [2, 0, 0]
        with pytest.raises(NotFound):
            await tree.messages.get(oats)
        with pytest.raises(NotFound):
            await tree.messages.remove(oats)

        await tree.messages.restore(question)
        assert await tree.shown() == ["rye", "oats", "barley"]
        assert [await tree.found(word) for word in ("rye", "oats", "barley")] == [2, 2, 2]

    story(tmp_path / "fireside.db", tell)


def test_another_version_is_shown_and_counted(tmp_path: Path) -> None:
    async def tell(tree: Tree) -> None:
        rye = await tree.grow("rye", None)
        oats = await tree.grow("oats", rye)
        barley = await tree.grow("barley", rye)
        asked = [(await tree.messages.get(id)).parent_id or "" for id in (oats, barley)]
        assert (await tree.messages.get(asked[0])).siblings == tuple(asked)

        assert (await tree.messages.remove(asked[1])).head_id == oats
        assert await tree.shown() == ["rye", "oats"]
        assert (await tree.messages.get(asked[0])).siblings == (asked[0],)
        assert (await tree.messages.remove(asked[0])).head_id == rye
        assert (await tree.messages.restore(asked[1])).head_id == barley

    story(tmp_path / "fireside.db", tell)


def test_a_version_that_is_not_shown_goes_without_a_sound(tmp_path: Path) -> None:
    async def tell(tree: Tree) -> None:
        rye = await tree.grow("rye", None)
        oats = await tree.grow("oats", None)
        first = (await tree.messages.get(rye)).parent_id or ""
        assert (await tree.messages.remove(first)).head_id == oats
        assert await tree.shown() == ["oats"]

    story(tmp_path / "fireside.db", tell)


def test_the_first_message_leaves_an_empty_thread(tmp_path: Path) -> None:
    async def tell(tree: Tree) -> None:
        rye = await tree.grow("rye", None)
        first = (await tree.messages.get(rye)).parent_id or ""
        assert (await tree.messages.remove(first)).head_id is None
        assert await tree.shown() == []
        oats = await tree.grow("oats", None)
        assert (await tree.messages.get(oats)).siblings == (oats,)
        assert await tree.shown() == ["oats"]

    story(tmp_path / "fireside.db", tell)


def test_what_was_deleted_before_stays_deleted_when_more_comes_back(tmp_path: Path) -> None:
    async def tell(tree: Tree) -> None:
        rye = await tree.grow("rye", None)
        oats = await tree.grow("oats", rye)
        first, second = [(await tree.messages.get(id)).parent_id or "" for id in (rye, oats)]
        await tree.messages.remove(second)
        await tree.messages.remove(first)
        with pytest.raises(Conflict):
            await tree.messages.restore(second)
        assert (await tree.messages.restore(first)).head_id == rye
        assert await tree.shown() == ["rye"]
        assert (await tree.messages.restore(second)).head_id == oats

    story(tmp_path / "fireside.db", tell)


def test_a_message_that_is_not_in_the_trash_changes_nothing_and_one_that_never_was_is_said(tmp_path: Path) -> None:
    async def tell(tree: Tree) -> None:
        rye = await tree.grow("rye", None)
        await tree.grow("oats", None)
        before = await tree.threads.get(tree.thread.id)
        assert await tree.messages.restore(rye) == before
        with pytest.raises(NotFound):
            await tree.messages.restore("nobody")

    story(tmp_path / "fireside.db", tell)


def test_the_trash_is_emptied_of_what_is_old(tmp_path: Path) -> None:
    async def tell(tree: Tree) -> None:
        rye = await tree.grow("rye", None)
        oats = await tree.grow("oats", rye)
        second = (await tree.messages.get(oats)).parent_id or ""
        await tree.messages.remove(second)
        assert await tree.messages.empty_trash(now() - timedelta(days=1)) == ()
        await tree.messages.restore(second)
        await tree.messages.remove(second)
        assert await tree.messages.empty_trash(now() + timedelta(seconds=1)) == (tree.thread.id,)
        with pytest.raises(NotFound):
            await tree.messages.restore(second)
        assert await tree.shown() == ["rye"]
        count = await tree.database.run(lambda db: db.execute("SELECT count(*) FROM messages").fetchone()[0])
        runs = await tree.database.run(lambda db: db.execute("SELECT count(*) FROM runs").fetchone()[0])
        assert (count, runs) == (2, 1)

    story(tmp_path / "fireside.db", tell)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(min_value=0, max_value=50), min_size=1, max_size=8), st.integers(min_value=0, max_value=50))
def test_whatever_the_tree_undo_gives_back_what_was_there(
    tmp_path_factory: pytest.TempPathFactory, parents: list[int], which: int
) -> None:
    async def tell(tree: Tree) -> None:
        replies: list[str | None] = [None]
        for number, parent in enumerate(parents):
            replies.append(await tree.grow(f"word{number}", replies[parent % len(replies)]))
        ids = [reply for reply in replies if reply]
        before = [await tree.messages.get(id) for id in ids]
        head = (await tree.threads.get(tree.thread.id)).head_id
        gone = ids[which % len(ids)]
        below = set(await tree.messages.below(gone))
        thread = await tree.messages.remove(gone)
        assert thread.head_id not in below
        assert (thread.head_id == head) == (head not in below)
        for message in await tree.messages.branch(thread.head_id):
            assert message.id not in below
            assert not below & set(message.siblings)
        await tree.messages.restore(gone)
        assert [await tree.messages.get(id) for id in ids] == before
        assert (await tree.messages.select(head or "")).head_id == head

    story(tmp_path_factory.mktemp("tree") / "fireside.db", tell)


def test_a_store_from_before_the_trash_is_read(tmp_path: Path) -> None:
    file = tmp_path / "fireside.db"
    with closing(sqlite3.connect(file)) as old:
        for migration in migrations()[:4]:
            old.executescript(migration.read_text("utf-8"))
        old.executescript(
            """PRAGMA user_version = 4;
            INSERT INTO threads (id, title, created_at, updated_at) VALUES ('t', '', '2026-01-01', '2026-01-01');
            INSERT INTO messages (id, thread_id, role, parts, created_at)
                VALUES ('m', 't', 'assistant', '[{"kind": "text", "text": "Warm."}]', '2026-01-01');"""
        )

    async def tell(tree: Tree) -> None:
        await tree.messages.remove("m")
        assert (await tree.messages.restore("m")).head_id == "m"

    story(file, tell)
