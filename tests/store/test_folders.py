"""Threads lie in folders, and whatever happens to a folder, its threads stay."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.errors import Invalid, NotFound
from backend.store import Database, Folders, Threads
from backend.store.folders import worded


class Desk:
    def __init__(self, database: Database) -> None:
        self.threads, self.folders = Threads(database), Folders(database)

    async def places(self) -> dict[str, str | None]:
        """Each thread by its title, and the folder that it lies in by its name."""
        names = {folder.id: folder.name for folder in await self.folders.all()}
        return {thread.title: names.get(thread.folder_id or "") for thread in await self.threads.all()}


def story(folder: Path, tell: Callable[[Desk], Awaitable[None]]) -> None:
    async def run() -> None:
        database = Database(folder / "fireside.db")
        await database.open()
        try:
            await tell(Desk(database))
        finally:
            await database.close()

    asyncio.run(run())


def test_a_thread_is_made_in_a_folder_moved_to_another_and_out(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        work, home = await desk.folders.create("Work"), await desk.folders.create("Home")
        thread = await desk.threads.create("Plan", {"folder_id": work.id})
        assert await desk.places() == {"Plan": "Work"}
        assert (await desk.threads.change(thread.id, {"folder_id": home.id})).folder_id == home.id
        assert (await desk.threads.change(thread.id, {"folder_id": None})).folder_id is None

    story(tmp_path, tell)


def test_what_lies_in_a_folder_moves_to_where_it_was(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        work = await desk.folders.create("Work")
        tax = await desk.folders.create("Tax", work.id)
        await desk.threads.create("Plan", {"folder_id": work.id})
        await desk.threads.create("Form", {"folder_id": tax.id})
        await desk.folders.remove(tax.id)
        assert await desk.places() == {"Plan": "Work", "Form": "Work"}
        below = await desk.folders.create("Below", work.id)
        await desk.folders.remove(work.id)
        assert await desk.places() == {"Plan": None, "Form": None}
        assert [(folder.id, folder.parent_id) for folder in await desk.folders.all()] == [(below.id, None)]

    story(tmp_path, tell)


def test_folders_lie_at_most_one_within_another(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        top, other = await desk.folders.create("Top"), await desk.folders.create("Other")
        below = await desk.folders.create("Below", top.id)
        for moved, parent in ((other, below), (top, other), (top, top), (top, below)):
            with pytest.raises(Invalid, match="at most one within another"):
                await desk.folders.change(moved.id, {"parent_id": parent.id})
        with pytest.raises(Invalid):
            await desk.folders.create("Deep", below.id)
        assert {folder.name for folder in await desk.folders.all()} == {"Top", "Other", "Below"}
        await desk.folders.change(below.id, {"parent_id": None})
        assert (await desk.folders.change(top.id, {"parent_id": other.id})).parent_id == other.id

    story(tmp_path, tell)


def test_a_folder_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        gone = await desk.folders.create("Gone")
        thread = await desk.threads.create("Plan")
        await desk.folders.remove(gone.id)
        for attempt in (
            desk.threads.change(thread.id, {"folder_id": gone.id}),
            desk.threads.change_all((thread.id,), {"folder_id": gone.id}),
            desk.threads.create("Other", {"folder_id": gone.id}),
            desk.folders.create("Below", gone.id),
            desk.folders.change(gone.id, {"name": "Back"}),
            desk.folders.remove(gone.id),
        ):
            with pytest.raises(NotFound, match="This folder is gone"):
                await attempt
        assert await desk.places() == {"Plan": None}

    story(tmp_path, tell)


def test_many_threads_are_changed_at_once_and_those_that_are_gone_are_left_out(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        made = [await desk.threads.create(f"Thread {number}") for number in range(5)]
        await desk.threads.remove(made[0].id)
        ids = [*(thread.id for thread in made[:4]), "none", made[1].id]
        changed = await desk.threads.change_all(ids, {"pinned": True, "archived": True})
        assert [thread.id for thread in changed] == [thread.id for thread in made[1:4]]
        assert {(thread.title, thread.pinned, thread.archived) for thread in await desk.threads.all()} == {
            ("Thread 1", True, True),
            ("Thread 2", True, True),
            ("Thread 3", True, True),
            ("Thread 4", False, False),
        }

    story(tmp_path, tell)


def test_a_title_is_given_only_in_the_place_of_the_one_that_was_known(tmp_path: Path) -> None:
    async def tell(desk: Desk) -> None:
        automatic = await desk.threads.create()
        entitled = await desk.threads.entitle(automatic.id, "On owls", "")
        assert entitled is not None
        assert (entitled.title, entitled.titled_by_hand) == ("On owls", False)
        assert await desk.threads.entitle(automatic.id, "On mice", "") is None
        by_hand = await desk.threads.create("Mine")
        assert await desk.threads.entitle(by_hand.id, "On mice", "Mine") is None
        await desk.threads.remove(automatic.id)
        assert await desk.threads.entitle(automatic.id, "On mice", "On owls") is None
        assert (await desk.threads.get(by_hand.id)).title == "Mine"

    story(tmp_path, tell)


@pytest.mark.parametrize("name", ["", "  \n\t ", "\0", "\u200b", "\u200f \u200e"])
def test_a_name_that_nobody_could_see_is_refused(name: str) -> None:
    with pytest.raises(Invalid):
        worded(name)


@given(st.text())
def test_a_name_stays_as_it_is_kept(name: str) -> None:
    try:
        kept = worded(name)
    except Invalid:
        return
    assert worded(kept) == kept
    assert "\n" not in kept
    assert kept == kept.strip()


@pytest.mark.parametrize("name", ["عمل", "می‌خواهم", "👨\u200d👩\u200d👧 Family", "a" * 200])
def test_names_of_all_languages_are_kept_whole(name: str) -> None:
    assert worded(f" {name}\n") == name
