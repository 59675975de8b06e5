"""The prompt library: no two of one name, and what was deleted can be fetched back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from backend.domain import now
from backend.errors import Conflict, NotFound
from backend.store import Database, Prompts


def story(file: Path, tell: Callable[[Prompts, Database], Awaitable[None]]) -> None:
    async def run() -> None:
        database = Database(file)
        await database.open()
        try:
            await tell(Prompts(database), database)
        finally:
            await database.close()

    asyncio.run(run())


async def names(prompts: Prompts) -> list[str]:
    return [prompt.name for prompt in await prompts.all()]


def test_prompts_are_made_changed_and_there_after_a_restart(tmp_path: Path) -> None:
    async def write(prompts: Prompts, _: Database) -> None:
        first = await prompts.create("Translate", "Translate into {{language=English}}:")
        await prompts.create("Ärger", "Schreib eine Beschwerde.")
        assert (await prompts.change(first.id, {"name": "Into English"})).text == first.text
        assert await prompts.change(first.id, {}) == first.model_copy(update={"name": "Into English"})

    async def read(prompts: Prompts, _: Database) -> None:
        assert await names(prompts) == ["Into English", "Ärger"]

    story(tmp_path / "fireside.db", write)
    story(tmp_path / "fireside.db", read)


def test_a_name_is_taken_once_whatever_its_case(tmp_path: Path) -> None:
    async def tell(prompts: Prompts, _: Database) -> None:
        one = await prompts.create("Letter", "Dear {{name}}")
        other = await prompts.create("Mail", "Hi {{name}}")
        with pytest.raises(Conflict) as refused:
            await prompts.create("LETTER", "x")
        assert refused.value.param == "name"
        with pytest.raises(Conflict):
            await prompts.change(other.id, {"name": "letter"})
        assert (await prompts.change(one.id, {"name": "letter"})).name == "letter"
        assert await names(prompts) == ["letter", "Mail"]

    story(tmp_path / "fireside.db", tell)


def test_a_deleted_one_comes_back_unless_its_name_was_taken(tmp_path: Path) -> None:
    async def tell(prompts: Prompts, _: Database) -> None:
        one = await prompts.create("Letter", "Dear {{name}}")
        await prompts.remove(one.id)
        assert await names(prompts) == []
        with pytest.raises(NotFound):
            await prompts.change(one.id, {"text": "x"})
        with pytest.raises(NotFound):
            await prompts.remove(one.id)
        assert await prompts.restore(one.id) == one
        await prompts.remove(one.id)
        await prompts.create("Letter", "another")
        with pytest.raises(Conflict):
            await prompts.restore(one.id)
        with pytest.raises(NotFound):
            await prompts.restore("nowhere")

    story(tmp_path / "fireside.db", tell)


def test_after_thirty_days_it_is_gone(tmp_path: Path) -> None:
    async def tell(prompts: Prompts, database: Database) -> None:
        old, recent = await prompts.create("Old", "x"), await prompts.create("Recent", "x")
        await prompts.remove(old.id)
        long_ago = (now() - timedelta(days=31)).isoformat()
        await database.run(lambda db: db.execute("UPDATE prompts SET deleted_at = ?", (long_ago,)))
        await prompts.restore(recent.id)
        await prompts.remove(recent.id)
        await prompts.restore(recent.id)
        with pytest.raises(NotFound):
            await prompts.restore(old.id)

    story(tmp_path / "fireside.db", tell)
