"""Personas are kept under names that are there once, and a thread's own choices are stored with it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from backend.domain import Sampling
from backend.errors import Conflict, NotFound
from backend.store import Database, Personas, Threads


def story(file: Path, tell: Callable[[Database], Awaitable[None]]) -> None:
    async def run() -> None:
        database = Database(file)
        await database.open()
        try:
            await tell(database)
        finally:
            await database.close()

    asyncio.run(run())


def test_personas_are_listed_by_name_changed_and_removed(tmp_path: Path) -> None:
    async def tell(database: Database) -> None:
        personas = Personas(database)
        zoe = await personas.add("Zoë", "Be Zoë.")
        anna = await personas.add("anna", "Be Anna.\nAlways.")
        assert await personas.all() == (anna, zoe)
        renamed = await personas.change(zoe.id, {"name": "Ada"})
        assert (renamed.name, renamed.system_prompt) == ("Ada", "Be Zoë.")
        changed = await personas.change(zoe.id, {"system_prompt": "Be Ada."})
        assert await personas.all() == (changed, anna)
        await personas.remove(anna.id)
        assert await personas.all() == (changed,)

    story(tmp_path / "a.db", tell)
    story(tmp_path / "a.db", lambda database: _one(database))


async def _one(database: Database) -> None:
    assert [one.name for one in await Personas(database).all()] == ["Ada"], "also after a restart"


def test_a_name_is_given_once_and_what_is_gone_is_not_found(tmp_path: Path) -> None:
    async def tell(database: Database) -> None:
        personas = Personas(database)
        first = await personas.add("Editor", "a")
        second = await personas.add("Coder", "b")
        with pytest.raises(Conflict) as twice:
            await personas.add("editor", "c")
        assert twice.value.param == "name"
        with pytest.raises(Conflict):
            await personas.change(second.id, {"name": "EDITOR"})
        await personas.change(first.id, {"name": "EDITOR"})
        with pytest.raises(NotFound):
            await personas.change("none", {"name": "x"})
        with pytest.raises(NotFound):
            await personas.remove("none")
        assert [one.name for one in await personas.all()] == ["Coder", "EDITOR"]

    story(tmp_path / "a.db", tell)


def test_what_a_thread_chooses_is_stored_with_it(tmp_path: Path) -> None:
    sampling = Sampling(temperature=0.2, seed=7, stop=("###", "\n\n"), mirostat=0)

    async def tell(database: Database) -> None:
        threads = Threads(database)
        made = await threads.create("", {"system_prompt": "Be brief.", "sampling": sampling, "model_id": "m"})
        assert (made.system_prompt, made.sampling, made.model_id) == ("Be brief.", sampling, "m")
        assert await threads.all() == (made,)

    async def tell_later(database: Database) -> None:
        threads = Threads(database)
        (thread,) = await threads.all()
        assert (thread.system_prompt, thread.sampling) == ("Be brief.", sampling)
        thread = await threads.change(thread.id, {"system_prompt": "", "sampling": Sampling()})
        assert (thread.system_prompt, thread.sampling) == ("", None), "no prompt at all differs from that of all"
        thread = await threads.change(thread.id, {"system_prompt": None})
        assert thread.system_prompt is None

    story(tmp_path / "a.db", tell)
    story(tmp_path / "a.db", tell_later)
