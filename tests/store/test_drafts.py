"""What was begun and not sent is there after a restart, with its documents, and goes with its thread."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.domain import DocumentPart, Draft
from backend.errors import NotFound
from backend.store import Database, Drafts, Threads

NOTES = DocumentPart(name="notes.txt", text="- milk\n- käse 🧀\n")


def story(file: Path, tell: Callable[[Drafts, Threads, Database], Awaitable[None]]) -> None:
    async def run() -> None:
        database = Database(file)
        await database.open()
        try:
            await tell(Drafts(database), Threads(database), database)
        finally:
            await database.close()

    asyncio.run(run())


def test_words_and_documents_are_changed_one_by_one_and_there_after_a_restart(tmp_path: Path) -> None:
    async def write(drafts: Drafts, threads: Threads, _: Database) -> None:
        thread = await threads.create("Shopping")
        assert await drafts.get(thread.id) == Draft(place=thread.id)
        await drafts.change(thread.id, text="Buy")
        await drafts.change(thread.id, documents=(NOTES,))
        await drafts.change(thread.id, text="Buy all of this:")
        await drafts.change("new", text="Something else")

    async def read(drafts: Drafts, threads: Threads, _: Database) -> None:
        (thread,) = await threads.all()
        assert await drafts.get(thread.id) == Draft(place=thread.id, text="Buy all of this:", documents=(NOTES,))
        assert await drafts.get("new") == Draft(place="new", text="Something else")

    story(tmp_path / "fireside.db", write)
    story(tmp_path / "fireside.db", read)


def test_an_empty_one_is_forgotten(tmp_path: Path) -> None:
    async def tell(drafts: Drafts, _: Threads, database: Database) -> None:
        await drafts.change("new", text="", documents=())
        await drafts.change("new", text="a", documents=(NOTES,))
        await drafts.change("new", text="")
        assert (await drafts.get("new")).documents == (NOTES,)
        await drafts.change("new", documents=())
        count = await database.run(lambda db: db.execute("SELECT count(*) FROM drafts").fetchone()[0])
        assert count == 0

    story(tmp_path / "fireside.db", tell)


def test_one_of_a_thread_that_is_in_the_trash_comes_back_with_it_and_ends_with_it(tmp_path: Path) -> None:
    async def tell(drafts: Drafts, threads: Threads, database: Database) -> None:
        thread = await threads.create("Garden")
        await drafts.change(thread.id, text="Peas")
        await threads.remove(thread.id)
        assert (await drafts.get(thread.id)).text == "Peas"
        await database.run(lambda db: db.execute("DELETE FROM threads"))
        assert (await drafts.get(thread.id)).text == ""

    story(tmp_path / "fireside.db", tell)


def test_there_is_none_without_its_thread(tmp_path: Path) -> None:
    async def tell(drafts: Drafts, _: Threads, __: Database) -> None:
        with pytest.raises(NotFound):
            await drafts.change("elsewhere", text="lost")

    story(tmp_path / "fireside.db", tell)


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
documents = st.lists(st.builds(DocumentPart, name=texts, text=texts), max_size=3).map(tuple)


@settings(deadline=None)
@given(changes=st.lists(st.tuples(st.none() | texts, st.none() | documents), max_size=6))
def test_the_last_of_each_counts(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str | None, tuple[DocumentPart, ...] | None]]
) -> None:
    async def tell(drafts: Drafts, _: Threads, __: Database) -> None:
        expected = Draft(place="new")
        for text, documents in changes:
            await drafts.change("new", text, documents)
            named = {"text": text, "documents": documents}
            expected = expected.model_copy(update={name: value for name, value in named.items() if value is not None})
            assert await drafts.get("new") == expected

    story(tmp_path_factory.mktemp("store") / "fireside.db", tell)
