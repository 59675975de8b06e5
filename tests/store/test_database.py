"""What people have written survives: versions, damage, crashes, full disks."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from backend.domain import Message, Role, Run, RunStatus, TextPart, Thread, new_id, now
from backend.errors import NotFound, StoreBroken, StoreTooNew, StoreUnwritable
from backend.store import Backups, Database, Messages, RemovedThreads, Threads, open_database
from backend.store import backups as backups_module
from backend.store.backups import KEEP
from backend.store.database import migrations
from backend.store.salvage import salvage


class Place:
    def __init__(self, folder: Path) -> None:
        self.file = folder / "fireside.db"
        self.backups = Backups(self.file, folder / "backups")
        (folder / "backups").mkdir(parents=True)

    async def open(self) -> Database:
        database = Database(self.file)
        self.problem = await open_database(database, self.backups)
        return database


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def ask(thread: Thread, text: str, parent: str | None = None) -> tuple[Message, Message, Run]:
    user = Message(
        id=new_id(),
        thread_id=thread.id,
        parent_id=parent,
        role=Role.USER,
        parts=(TextPart(text=text),),
        created_at=now(),
    )
    reply = user.model_copy(update={"id": new_id(), "parent_id": user.id, "role": Role.ASSISTANT, "parts": ()})
    run = Run(
        id=new_id(),
        thread_id=thread.id,
        message_id=reply.id,
        model_id="starter",
        status=RunStatus.RUNNING,
        created_at=now(),
    )
    return user, reply, run


async def fill(database: Database, threads: int = 3) -> list[Thread]:
    made = []
    for number in range(threads):
        thread = await Threads(database).create()
        user, reply, run = ask(thread, f"Question {number}")
        await Messages(database).add(user, reply, run=run, title=f"Thread {number}")
        made.append(await Threads(database).get(thread.id))
    return made


def test_threads_are_there_after_a_restart(place: Place) -> None:
    async def story() -> None:
        database = await place.open()
        made = await fill(database)
        await database.close()
        database = await place.open()
        assert [thread.title for thread in await Threads(database).all()] == ["Thread 2", "Thread 1", "Thread 0"]
        messages = await Messages(database).branch(made[0].head_id)
        assert [message.text for message in messages] == ["Question 0", ""]
        await database.close()

    asyncio.run(story())


def test_an_edit_is_a_sibling_and_both_branches_stay(place: Place) -> None:
    async def story() -> None:
        database = await place.open()
        messages = Messages(database)
        thread = await Threads(database).create()
        first = ask(thread, "first")
        await messages.add(*first[:2], run=first[2])
        second = ask(thread, "second")
        changed, stored = await messages.add(*second[:2], run=second[2])
        assert changed.head_id == second[1].id
        assert stored[0].siblings == (first[0].id, second[0].id)
        back = await messages.select(first[0].id)
        assert back.head_id == first[1].id, "the whole branch comes back, down to its newest leaf"
        assert [message.text for message in await messages.branch(back.head_id)] == ["first", ""]
        await database.close()

    asyncio.run(story())


def test_a_thread_in_the_trash_can_be_fetched_back(place: Place) -> None:
    async def story() -> None:
        database = await place.open()
        threads = Threads(database)
        (thread,) = await fill(database, 1)
        await threads.remove(thread.id)
        assert await threads.all() == ()
        with pytest.raises(NotFound):
            await Messages(database).get(thread.head_id or "")
        assert await RemovedThreads(database).restore(thread.id) == (thread,)
        await database.close()

    asyncio.run(story())


def test_nothing_is_half_stored(place: Place) -> None:
    async def story() -> None:
        database = await place.open()
        thread = await Threads(database).create()
        user, _, run = ask(thread, "text")
        with pytest.raises(StoreBroken):
            await Messages(database).add(user, user, run=run)
        assert (await Threads(database).get(thread.id)).head_id is None
        assert await Messages(database).branch(user.id) == ()
        await database.close()

    asyncio.run(story())


def test_a_database_of_a_newer_version_is_refused_and_kept(place: Place) -> None:
    with closing(sqlite3.connect(place.file)) as db:
        db.execute(f"PRAGMA user_version = {len(migrations()) + 1}")
        db.execute("CREATE TABLE of_the_future (text)")
    before = place.file.read_bytes()
    with pytest.raises(StoreTooNew) as refused:
        asyncio.run(place.open())
    assert "newer" in refused.value.message
    assert refused.value.hint
    with closing(sqlite3.connect(place.file)) as db:
        assert db.execute("SELECT name FROM sqlite_master").fetchall() == [("of_the_future",)]
    assert place.file.read_bytes()[100:] == before[100:]


@pytest.mark.parametrize("damage", ["middle", "no database at all", "truncated"])
def test_a_damaged_database_is_kept_and_what_can_be_read_is_saved(place: Place, damage: str) -> None:
    async def story() -> None:
        database = await place.open()
        await fill(database, 300)
        await database.close()
        whole = place.file.read_bytes()
        hurt = bytearray(whole)
        if damage == "middle":
            page = 4096 * (len(whole) // 4096 // 2)
            hurt[page : page + 4096] = os.urandom(4096)
        elif damage == "truncated":
            hurt = hurt[: len(hurt) // 3 * 2]
        else:
            hurt = bytearray(b"this was never a database " * 1000)
        place.file.write_bytes(bytes(hurt))

        database = await place.open()
        assert place.problem
        assert "damaged" in place.problem.message
        kept = list(place.backups._folder.glob("damaged-*/fireside.db"))
        assert [file.read_bytes() for file in kept] == [bytes(hurt)], "the damaged file is kept as it was"
        saved = await Threads(database).all()
        assert (len(saved) > 0) == (damage == "middle") or damage == "truncated"
        await fill(database, 1)
        await database.close()

    asyncio.run(story())


def test_a_backup_brings_back_what_was_there_and_keeps_what_is(place: Place) -> None:
    async def story() -> None:
        database = await place.open()
        await fill(database, 2)
        backup = await asyncio.to_thread(place.backups.make)
        await fill(database, 1)
        await database.close()
        place.backups.restore(backup.name)
        database = await place.open()
        assert len(await Threads(database).all()) == 2
        await database.close()
        before_restore = next(kept.name for kept in place.backups.all() if "before-restore" in kept.name)
        place.backups.restore(before_restore)
        database = await place.open()
        assert len(await Threads(database).all()) == 3
        await database.close()

    asyncio.run(story())


def test_a_backup_a_day_and_seven_are_kept(place: Place) -> None:
    async def story() -> None:
        await (await place.open()).close()
        assert len(place.backups.all()) == 1, "the first start makes one"
        await (await place.open()).close()
        assert len(place.backups.all()) == 1, "the second start of the day makes none"
        for name in [f"fireside-202601{day:02}-120000.db" for day in range(1, 15)]:
            (place.backups._folder / name).write_bytes(place.file.read_bytes())
        place.backups.make()
        assert len(place.backups.all()) == KEEP
        assert place.backups.all()[0].created_at.year == now().year

    asyncio.run(story())


@pytest.mark.parametrize("name", ["../fireside.db", "none.db", "fireside-20260101-000000.db"])
def test_only_a_backup_of_the_list_is_restored(place: Place, name: str) -> None:
    async def story() -> None:
        await (await place.open()).close()
        with pytest.raises(NotFound):
            place.backups.restore(name)

    asyncio.run(story())


def test_a_broken_backup_does_not_replace_anything(place: Place) -> None:
    async def story() -> None:
        database = await place.open()
        await fill(database, 1)
        await database.close()
        (place.backups._folder / "fireside-20260101-000000.db").write_bytes(b"rubbish" * 1000)
        with pytest.raises(StoreBroken):
            place.backups.restore("fireside-20260101-000000.db")
        database = await place.open()
        assert len(await Threads(database).all()) == 1
        await database.close()

    asyncio.run(story())


def test_a_full_disk_is_said_in_clear_words_and_loses_nothing(place: Place) -> None:
    async def story() -> None:
        database = await place.open()
        (thread,) = await fill(database, 1)
        pages = await database.run(lambda db: db.execute("PRAGMA page_count").fetchone()[0])
        await database.run(lambda db: db.execute(f"PRAGMA max_page_count = {pages}").fetchone())
        user, reply, run = ask(thread, "x" * 1_000_000, thread.head_id)
        with pytest.raises(StoreUnwritable) as refused:
            await Messages(database).add(user, reply, run=run)
        assert "disk" in refused.value.hint
        assert (await Threads(database).get(thread.id)).head_id == thread.head_id
        await database.close()

    asyncio.run(story())


WRITER = """
    import asyncio, sys
    from pathlib import Path
    from backend.store import Database, Threads
    async def write():
        database = Database(Path(sys.argv[1]))
        await database.open()
        for number in range(100000):
            await Threads(database).create(f"{number}")
            print(number, flush=True)
    asyncio.run(write())
"""


def test_what_was_stored_survives_kill_9(place: Place) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(WRITER), str(place.file)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout
    while int(writer.stdout.readline()) < 20:
        pass
    time.sleep(0.05)
    writer.send_signal(signal.SIGKILL)
    told = 20 + sum(1 for line in writer.stdout.read().splitlines() if line.isdigit())
    writer.wait()

    async def story() -> None:
        database = await place.open()
        assert place.problem is None
        titles = {int(thread.title) for thread in await Threads(database).all()}
        assert set(range(told + 1)) <= titles
        await database.close()

    asyncio.run(story())


def test_two_backups_within_a_second_are_two(place: Place) -> None:
    async def story() -> None:
        database = await place.open()
        first = place.backups.make()
        await fill(database, 1)
        second = place.backups.make()
        assert first.name != second.name
        assert {first.name, second.name} <= {backup.name for backup in place.backups.all()}
        await database.close()
        await asyncio.to_thread(place.backups.restore, first.name)
        await asyncio.to_thread(place.backups.restore, first.name)
        before = [backup for backup in place.backups.all() if "before-restore" in backup.name]
        assert len(before) == 2, "a second click on Restore must not replace what the first one kept"

    asyncio.run(story())


def test_a_strange_name_among_the_backups_is_passed_over(place: Place) -> None:
    (place.backups._folder / "fireside-99999999-999999.db").write_bytes(b"mine")
    (place.backups._folder / "fireside-20260101-000000.db").mkdir()
    asyncio.run(asyncio.wait_for(closed(place), 60))
    assert len(place.backups.all()) == 1


async def closed(place: Place) -> None:
    await (await place.open()).close()


@pytest.mark.parametrize("days", [-400, 400], ids=["back", "forth"])
def test_a_clock_that_was_wrong_stops_no_backup(place: Place, monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    asyncio.run(closed(place))
    moment = now() + timedelta(days=days)
    monkeypatch.setattr(backups_module, "now", lambda: moment)
    assert place.backups.due()
    made = place.backups.make()
    assert made.name in {backup.name for backup in place.backups.all()}
    assert not place.backups.due()


def test_the_copy_just_made_stays_even_when_all_others_are_of_the_future(place: Place) -> None:
    asyncio.run(closed(place))
    for day in range(1, 10):
        (place.backups._folder / f"fireside-209901{day:02}-120000.db").write_bytes(place.file.read_bytes())
    made = place.backups.make()
    assert made.name in {backup.name for backup in place.backups.all()}
    assert len(place.backups.all()) == KEEP


def test_no_room_for_a_backup_is_said_and_the_threads_are_there(place: Place) -> None:
    async def story() -> None:
        database = await place.open()
        await fill(database, 1)
        await database.close()
        for backup in place.backups.all():
            (place.backups._folder / backup.name).unlink()
        place.backups._folder.rmdir()
        place.backups._folder.write_text("in the way")
        database = await place.open()
        assert place.problem
        assert place.problem.type == "store_unwritable"
        assert len(await Threads(database).all()) == 1
        await database.close()

    asyncio.run(story())


def test_half_a_backup_of_a_crash_is_cleared_away(place: Place) -> None:
    asyncio.run(closed(place))
    (place.backups._folder / "fireside-20260101-000000.db.half").write_bytes(b"half")
    place.backups.make()
    assert list(place.backups._folder.glob("*.half*")) == []


def test_a_repair_that_fails_leaves_the_damaged_database_for_the_next_try(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.file.write_bytes(b"this was never a database " * 1000)

    def full(*arguments: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("backend.store.opening.salvage", full)
        with pytest.raises(StoreUnwritable):
            asyncio.run(place.open())
    assert place.file.read_bytes().startswith(b"this was never")
    asyncio.run(closed(place))
    assert place.problem
    assert "damaged" in place.problem.message


def test_a_restore_cut_off_at_any_moment_leaves_a_database(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    asyncio.run(closed(place))
    (backup,) = place.backups.all()

    replace = Path.replace

    def killed(file: Path, target: Path) -> Path:
        if target == place.file:
            raise KeyboardInterrupt
        return replace(file, target)

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        place.backups.restore(backup.name)
    assert place.file.exists()


def test_messages_whose_thread_cannot_be_read_come_back_in_a_thread_of_their_own(place: Place) -> None:
    async def story() -> None:
        database = await place.open()
        (thread,) = await fill(database, 1)
        await database.close()
        with closing(sqlite3.connect(place.file)) as db:
            db.execute("DELETE FROM threads")
            db.commit()
        target = place.file.with_name("saved.db")
        saved = salvage(place.file, target)
        assert (saved["threads"], saved["messages"]) == (1, 2)
        again = Database(target)
        await again.open()
        (found,) = await Threads(again).all()
        assert found.id == thread.id
        assert [message.text for message in await Messages(again).branch(found.head_id)] == ["Question 0", ""]
        await again.close()

    asyncio.run(story())


def test_a_row_that_makes_no_sense_costs_only_itself(place: Place) -> None:
    async def story() -> None:
        database = await place.open()
        await fill(database, 5)
        await database.close()
        with closing(sqlite3.connect(place.file)) as db:
            db.execute("PRAGMA writable_schema = ON")
            db.execute("UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '')")
            db.commit()
        with closing(sqlite3.connect(place.file)) as db:
            db.execute("UPDATE threads SET title = x'ff' WHERE title IN ('Thread 1', 'Thread 3')")
            db.execute("UPDATE threads SET title = CAST(x'fffe' AS TEXT) WHERE title = 'Thread 2'")
            db.commit()
        target = place.file.with_name("saved.db")
        salvage(place.file, target)
        again = Database(target)
        await again.open()
        titles = {thread.title for thread in await Threads(again).all()}
        assert {"Thread 0", "Thread 4", "\ufffd\ufffd"} <= titles
        assert len(titles) >= 3
        await again.close()

    asyncio.run(story())


def test_a_database_that_another_program_holds_is_said_in_those_words(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    asyncio.run(closed(place))
    monkeypatch.setattr("backend.store.database.PATIENCE", 0.1)
    with closing(sqlite3.connect(place.file)) as other:
        other.execute("BEGIN EXCLUSIVE")

        async def story() -> None:
            database = Database(place.file)
            await database.open()
            with pytest.raises(StoreUnwritable) as refused:
                await Threads(database).create()
            assert "another program" in refused.value.message
            other.rollback()
            await Threads(database).create()
            await database.close()

        asyncio.run(story())


def test_nobody_meets_a_closed_store_while_it_is_replaced(place: Place) -> None:
    async def story() -> None:
        database = await place.open()
        await fill(database, 2)
        name = (await asyncio.to_thread(place.backups.make)).name
        await fill(database, 1)
        replacing = asyncio.create_task(database.replaced(lambda: place.backups.restore(name)))
        await asyncio.sleep(0)
        seen = await asyncio.gather(*(Threads(database).all() for _ in range(20)))
        await replacing
        assert {len(threads) for threads in seen} == {2}
        await database.close()

    asyncio.run(story())
