"""What was said is found: where it was said, as it is now, by whom and when; and nothing that is in the trash."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from backend.domain import (
    DocumentPart,
    ImagePart,
    Message,
    Part,
    ReasoningPart,
    Role,
    Run,
    RunStatus,
    TextPart,
    ToolResultPart,
    new_id,
    now,
)
from backend.store import Backups, Database, Messages, RemovedThreads, Search, Threads, open_database
from backend.store.database import migrations
from backend.store.salvage import salvage
from backend.store.search import EACH, RANKED, THREADS, Filters

JUNE = datetime(2026, 6, 1, tzinfo=UTC)


class House:
    def __init__(self, folder: Path) -> None:
        self.file = folder / "fireside.db"
        self.database = Database(self.file)
        self.backups = Backups(self.file, folder / "backups")
        (folder / "backups").mkdir(parents=True, exist_ok=True)
        self.threads, self.messages = Threads(self.database), Messages(self.database)
        self.search = Search(self.database)

    async def say(
        self,
        thread_id: str,
        asked: str | tuple[Part, ...],
        answered: str | tuple[Part, ...] = "",
        parent: str | None = None,
        at: datetime | None = None,
        model: str = "starter",
        status: RunStatus = RunStatus.COMPLETED,
    ) -> tuple[Message, Message, Run]:
        def message(parent_id: str | None, role: Role, parts: str | tuple[Part, ...]) -> Message:
            said: tuple[Part, ...] = (TextPart(text=parts),) if isinstance(parts, str) else parts
            return Message(
                id=new_id(), thread_id=thread_id, parent_id=parent_id, role=role, parts=said, created_at=at or now()
            )

        user = message(parent, Role.USER, asked)
        reply = message(user.id, Role.ASSISTANT, answered)
        run = Run(
            id=new_id(), thread_id=thread_id, message_id=reply.id, model_id=model, status=status, created_at=at or now()
        )
        await self.messages.add(user, reply, run=run)
        return user, reply, run

    async def ids(self, question: str, filters: Filters | None = None) -> list[str]:
        found = await self.search.find(question, filters)
        return [message.message_id for thread in found.threads for message in thread.messages]


def story(folder: Path, tell: Callable[[House], Awaitable[None]]) -> None:
    async def run() -> None:
        house = House(folder)
        await open_database(house.database, house.backups)
        try:
            await tell(house)
        finally:
            await house.database.close()

    asyncio.run(run())


def test_finds_in_every_thread_what_both_said_with_its_matches(tmp_path: Path) -> None:
    async def tell(house: House) -> None:
        one, two = await house.threads.create("Garden"), await house.threads.create("Kitchen")
        user, _, _ = await house.say(one.id, "When do I plant **tomatoes**?", "In May.")
        _, reply, _ = await house.say(two.id, "A soup, please.", "Cut the tomatoes, then the onions.")
        found = await house.search.find("tomat")
        assert {thread.thread_id: thread.title for thread in found.threads} == {one.id: "Garden", two.id: "Kitchen"}
        messages = {message.message_id: message for thread in found.threads for message in thread.messages}
        assert messages.keys() == {user.id, reply.id}
        assert messages[user.id].text == "When do I plant tomatoes?"
        assert [messages[user.id].text[mark.start : mark.end] for mark in messages[user.id].marks] == ["tomatoes"]
        assert (messages[user.id].role, messages[reply.id].role) == (Role.USER, Role.ASSISTANT)
        assert messages[user.id].created_at == user.created_at
        assert not found.more

    story(tmp_path, tell)


def test_a_picture_is_found_by_its_name(tmp_path: Path) -> None:
    async def tell(house: House) -> None:
        thread = await house.threads.create("Holidays")
        image = ImagePart(id="a" * 64, name="Strand-Rügen_2025.jpg", width=4, height=3)
        user, _, _ = await house.say(thread.id, (TextPart(text="Look"), image))
        for question in ("rugen", "strand 2025", "Strand-Rügen_2025.jpg"):
            assert await house.ids(question) == [user.id], question
        assert await house.ids("aaaaaaaa") == []

    story(tmp_path, tell)


def test_what_was_thought_or_looked_up_is_not_searched_and_files_of_a_person_are(tmp_path: Path) -> None:
    async def tell(house: House) -> None:
        thread = await house.threads.create()
        user, _, _ = await house.say(
            thread.id,
            (TextPart(text="Read this."), DocumentPart(name="invoice-2025.txt", text="Total: 99 euros")),
            (ReasoningPart(text="pondering"), ToolResultPart(name="help", text="lookup"), TextPart(text="Done.")),
        )
        assert await house.ids("pondering") == await house.ids("lookup") == []
        assert await house.ids("invoice") == await house.ids("99 euros") == [user.id]

    story(tmp_path, tell)


def test_a_reply_is_found_whole_once_it_has_ended(tmp_path: Path) -> None:
    async def tell(house: House) -> None:
        thread = await house.threads.create()
        _, reply, run = await house.say(thread.id, "Tell", (), status=RunStatus.RUNNING)
        assert await house.ids("ember") == []
        await house.messages.write(reply.id, (TextPart(text="An emb"),), run)
        assert await house.search.catch_up() == 0, "what is being written is not read again and again"
        done = run.model_copy(update={"status": RunStatus.COMPLETED})
        await house.messages.write(reply.id, (TextPart(text="An ember glows."),), done)
        assert await house.ids("ember") == [reply.id]
        more = run.model_copy(update={"id": new_id()})
        await house.messages.begin(more)
        await house.messages.write(reply.id, (TextPart(text="An ember glows on."),), more)
        await house.messages.interrupt()
        assert await house.ids("glows on") == [reply.id]
        assert await house.ids('"An emb"') == []

    story(tmp_path, tell)


def test_every_version_is_found_and_can_be_shown(tmp_path: Path) -> None:
    async def tell(house: House) -> None:
        thread = await house.threads.create()
        first, answer, _ = await house.say(thread.id, "Heron one", "Grey")
        second, _, _ = await house.say(thread.id, "Heron two", "White")
        assert set(await house.ids("heron")) == {first.id, second.id}
        shown = await house.messages.select(first.id)
        assert shown.head_id == answer.id

    story(tmp_path, tell)


def test_titles_are_found_as_they_are_now(tmp_path: Path) -> None:
    async def tell(house: House) -> None:
        thread = await house.threads.create("Holiday in Rome")
        (found,) = (await house.search.find("rome")).threads
        assert (found.title, found.count, found.messages) == ("Holiday in Rome", 0, ())
        assert [found.title[mark.start : mark.end] for mark in found.marks] == ["Rome"]
        await house.threads.change(thread.id, {"title": "Holiday in Oslo"})
        assert (await house.search.find("rome")).threads == ()
        assert (await house.search.find("oslo")).threads[0].thread_id == thread.id

    story(tmp_path, tell)


def test_the_trash_is_not_searched_and_what_is_deleted_leaves_no_word(tmp_path: Path) -> None:
    async def tell(house: House) -> None:
        thread = await house.threads.create("Secret")
        user, _, _ = await house.say(thread.id, "Sesame")
        assert await house.ids("sesame") == [user.id]
        await house.threads.remove(thread.id)
        assert (await house.search.find("sesame")).threads == (await house.search.find("secret")).threads == ()
        await RemovedThreads(house.database).restore(thread.id)
        assert await house.ids("sesame") == [user.id]
        await house.database.run(lambda db: db.execute("DELETE FROM threads WHERE id = ?", (thread.id,)))
        assert (await house.search.find("sesame")).threads == ()
        left = await house.database.run(
            lambda db: db.execute("SELECT (SELECT count(*) FROM said), (SELECT count(*) FROM said_words)").fetchone()
        )
        assert tuple(left) == (0, 0)
        await house.database.run(
            lambda db: db.execute("INSERT INTO said_words (said_words) VALUES ('integrity-check')")
        )

    story(tmp_path, tell)


def test_filters_narrow(tmp_path: Path) -> None:
    async def tell(house: House) -> None:
        one, two = await house.threads.create(), await house.threads.create()
        old, old_reply, _ = await house.say(one.id, "owl", "An owl.", at=JUNE, model="small")
        new, new_reply, _ = await house.say(two.id, "owl", "Owls!", at=JUNE + timedelta(days=1), model="large")
        assert len(await house.ids("owl")) == 4
        assert set(await house.ids("owl", Filters(thread_id=one.id))) == {old.id, old_reply.id}
        assert await house.ids("owl", Filters(model_id="large")) == [new_reply.id]
        later = JUNE + timedelta(hours=1)
        assert set(await house.ids("owl", Filters(after=later))) == {new.id, new_reply.id}
        assert set(await house.ids("owl", Filters(before=later.replace(tzinfo=None)))) == {old.id, old_reply.id}
        assert await house.ids("owl", Filters(thread_id=one.id, model_id="large", after=JUNE)) == []

    story(tmp_path, tell)


def test_the_better_comes_first_and_the_newer_of_equals(tmp_path: Path) -> None:
    async def tell(house: House) -> None:
        threads = [await house.threads.create() for _ in range(3)]
        first, _, _ = await house.say(threads[0].id, "lynx " * 3)
        second, _, _ = await house.say(threads[1].id, "lynx " + "and much else " * 60)
        third, _, _ = await house.say(threads[2].id, "lynx " * 3)
        for number in range(20):
            await house.say(threads[0].id, f"nothing of the kind {number}", "No.")
        assert await house.ids("lynx") == [third.id, first.id, second.id]

    story(tmp_path, tell)


def test_a_thread_that_is_full_of_it_does_not_hide_the_others(tmp_path: Path) -> None:
    async def tell(house: House) -> None:
        full, other = await house.threads.create(), await house.threads.create()
        parent = None
        for _ in range(EACH + 3):
            parent = (await house.say(full.id, "fox", "yes", parent))[1].id
        await house.say(other.id, "a fox, among other things that are of less interest here")
        found = {thread.thread_id: thread for thread in (await house.search.find("fox")).threads}
        assert found[full.id].count == EACH + 3
        assert len(found[full.id].messages) == EACH
        assert found[other.id].count == 1
        assert len(await house.ids("fox", Filters(thread_id=full.id))) == EACH + 3

    story(tmp_path, tell)


def test_all_is_counted_also_in_threads_that_are_not_shown(tmp_path: Path) -> None:
    async def tell(house: House) -> None:
        for _ in range(THREADS + 3):
            await house.say((await house.threads.create()).id, "a hoopoe")
        found = await house.search.find("hoopoe")
        assert (len(found.threads), found.count, found.more) == (THREADS, THREADS + 3, False)

    story(tmp_path, tell)


def test_of_very_much_the_newest_is_found(tmp_path: Path) -> None:
    async def tell(house: House) -> None:
        thread = await house.threads.create()

        def fill(db: sqlite3.Connection) -> None:
            db.executemany(
                "INSERT INTO messages (id, thread_id, role, parts, created_at) VALUES (?, ?, 'user', ?, '2026-01-01')",
                [
                    (f"m{number}", thread.id, f'[{{"kind": "text", "text": "word {number}"}}]')
                    for number in range(RANKED + 5)
                ],
            )

        await house.database.run(fill)
        found = await house.search.find("word")
        assert found.more
        assert found.threads[0].messages[0].message_id == f"m{RANKED + 4}"
        assert await house.ids('"word 0"') == ["m0"]

    story(tmp_path, tell)


def test_a_store_from_before_there_was_a_search_is_found_in(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "fireside.db")) as old:
        for migration in migrations()[:3]:
            old.executescript(migration.read_text("utf-8"))
        old.executescript(
            """PRAGMA user_version = 3;
            INSERT INTO threads (id, title, created_at, updated_at) VALUES ('t', 'Fire', '2026-01-01', '2026-01-01');
            INSERT INTO messages (id, thread_id, role, parts, created_at) VALUES
                ('m', 't', 'assistant', '[{"kind": "text", "text": "Warm."}]', '2026-01-01'),
                ('n', 't', 'assistant', 'no JSON', '2026-01-01');"""
        )

    async def tell(house: House) -> None:
        assert await house.ids("warm") == ["m"]
        assert (await house.search.find("fire")).threads[0].thread_id == "t"

    story(tmp_path, tell)


def test_a_damaged_store_is_searched_again_once_it_was_saved(tmp_path: Path) -> None:
    async def begin(house: House) -> None:
        user, _, _ = await house.say((await house.threads.create("Saved")).id, "badger")
        assert await house.ids("badger") == [user.id]

    async def go_on(house: House) -> None:
        assert len(await house.ids("badger")) == 1
        assert (await house.search.find("saved")).threads[0].count == 0

    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    story(tmp_path / "one", begin)
    salvage(tmp_path / "one" / "fireside.db", tmp_path / "two" / "fireside.db")
    story(tmp_path / "two", go_on)


def test_a_backup_that_is_put_back_is_searched_as_it_was(tmp_path: Path) -> None:
    async def tell(house: House) -> None:
        thread = await house.threads.create()
        user, reply, _ = await house.say(thread.id, "weasel")
        await house.search.catch_up()
        backup = house.backups.make()
        await house.say(thread.id, "stoat", parent=reply.id)
        assert len(await house.ids("stoat")) == 1
        await house.database.replaced(lambda: house.backups.restore(backup.name))
        assert await house.ids("stoat") == []
        assert await house.ids("weasel") == [user.id]
        verdict = await house.database.run(lambda db: db.execute("PRAGMA quick_check").fetchone()[0])
        assert verdict == "ok"

    story(tmp_path, tell)
