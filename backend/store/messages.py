"""Messages as a tree, and the runs that wrote them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from pydantic import TypeAdapter

from backend.domain import Message, Part, Problem, Run, RunStatus, Thread, now
from backend.errors import NotFound
from backend.store import threads, trash
from backend.store.database import Database

PARTS: TypeAdapter[tuple[Part, ...]] = TypeAdapter(tuple[Part, ...])
MESSAGE = "id, thread_id, parent_id, role, parts, created_at, spoken, heard"

BRANCH = f"""
WITH RECURSIVE branch (id, depth) AS (
    SELECT ?, 0
    UNION ALL
    SELECT messages.parent_id, depth + 1 FROM messages JOIN branch USING (id) WHERE messages.parent_id IS NOT NULL
)
SELECT {", ".join("messages." + name for name in MESSAGE.split(", "))} FROM messages JOIN branch USING (id)
ORDER BY depth DESC
"""


class Messages:
    """The messages and runs in the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, id: str) -> Message:
        """One message. Raises `NotFound`, also when it or its thread is in the trash."""
        return await self._database.run(lambda db: get(db, id))

    async def branch(self, head: str | None) -> tuple[Message, ...]:
        """The messages from the first to `head`, oldest first."""
        return await self._database.run(lambda db: branch(db, head))

    async def add(self, *new: Message, run: Run, title: str | None = None) -> tuple[Thread, tuple[Message, ...]]:
        """Store new messages and the run of the last one, which becomes the thread's head; all of it or nothing.

        Returns the thread as it is now, with `title` if it had none, and the messages with their siblings.
        """

        def work(db: sqlite3.Connection) -> tuple[Thread, tuple[Message, ...]]:
            thread = threads.get(db, run.thread_id)
            for message in new:
                insert_message(db, message)
            insert_run(db, run)
            fields: dict[str, str | bool] = {"updated_at": now().isoformat(), "head_id": run.message_id}
            fields["archived"] = False  # what is written in is not over
            if title and not thread.title:
                fields["title"] = title
            thread = threads.change(db, thread.id, fields)
            return thread, tuple(get(db, message.id) for message in new)

        return await self._database.run(work)

    async def begin(self, run: Run) -> tuple[Thread, Message]:
        """Store another run of a message that is there already."""

        def work(db: sqlite3.Connection) -> tuple[Thread, Message]:
            insert_run(db, run)
            return threads.change(db, run.thread_id, {"updated_at": now().isoformat()}), get(db, run.message_id)

        return await self._database.run(work)

    async def write(self, message_id: str, parts: tuple[Part, ...], run: Run) -> None:
        """Store how far a message and its run have come."""

        def work(db: sqlite3.Connection) -> None:
            db.execute("UPDATE messages SET parts = ? WHERE id = ?", (PARTS.dump_json(parts).decode(), message_id))
            update_run(db, run)

        await self._database.run(work)

    async def set_heard(self, message_id: str, heard: int | None) -> None:
        """Store how many characters of a reply were heard before it was cut off; None when nothing cut it off."""
        await self._database.run(
            lambda db: db.execute("UPDATE messages SET heard = ? WHERE id = ?", (heard, message_id))
        )

    async def select(self, message_id: str) -> Thread:
        """Show the branch that holds a message: its newest leaf becomes the thread's head. Raises `NotFound`."""

        def work(db: sqlite3.Connection) -> Thread:
            message = get(db, message_id)
            leaf = trash.newest_leaf(db, message.thread_id, message_id)
            return threads.change(db, message.thread_id, {"head_id": leaf})

        return await self._database.run(work)

    async def below(self, message_id: str) -> tuple[str, ...]:
        """The ids of a message and of all that follows it, on every branch."""
        return await self._database.run(lambda db: trash.below(db, message_id))

    async def remove(self, message_id: str) -> Thread:
        """Send a message to the trash, with all that follows it. Returns its thread, with its new head.

        Raises `NotFound`.
        """
        return await self._database.run(lambda db: trash.remove(db, get(db, message_id).thread_id, message_id))

    async def restore(self, message_id: str) -> Thread:
        """Fetch a message back, with what went with it, and show its branch. Raises `NotFound` or `Conflict`."""
        return await self._database.run(lambda db: trash.restore(db, message_id))

    async def empty_trash(self, before: datetime) -> tuple[str, ...]:
        """Delete for good what went to the trash before that moment. Returns the ids of the threads that it was in."""
        return await self._database.run(lambda db: trash.empty(db, before))

    async def run_of(self, run_id: str) -> Run:
        """One run. Raises `NotFound`."""

        def work(db: sqlite3.Connection) -> Run:
            row = db.execute(
                "SELECT runs.*, thread_id FROM runs JOIN messages ON messages.id = message_id WHERE runs.id = ?",
                (run_id,),
            ).fetchone()
            if row is None:
                raise NotFound("There is no such run.")
            return run(row)

        return await self._database.run(work)

    async def interrupt(self) -> int:
        """Mark the runs that a crash left unfinished; returns how many there were."""
        return await self._database.run(
            lambda db: (
                db.execute(
                    "UPDATE runs SET status = ? WHERE status IN ('queued', 'running')", (RunStatus.INTERRUPTED,)
                ).rowcount
            )
        )


def branch(db: sqlite3.Connection, head: str | None) -> tuple[Message, ...]:
    """The messages from the first to `head`, within a transaction."""
    return _with_runs(db, db.execute(BRANCH, (head,))) if head else ()


def get(db: sqlite3.Connection, id: str) -> Message:
    """One message, within a transaction. Raises `NotFound`."""
    found = _with_runs(
        db,
        db.execute(
            f"""SELECT {MESSAGE} FROM messages WHERE id = ? AND deleted_at IS NULL
            AND thread_id IN (SELECT id FROM threads WHERE deleted_at IS NULL)""",
            (id,),
        ),
    )
    if not found:
        raise NotFound("There is no such message.", "It may have been deleted, or its thread.")
    return found[0]


def insert_message(db: sqlite3.Connection, message: Message) -> None:
    db.execute(
        f"INSERT INTO messages ({MESSAGE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            message.id,
            message.thread_id,
            message.parent_id,
            message.role,
            PARTS.dump_json(message.parts).decode(),
            message.created_at.isoformat(),
            message.spoken,
            message.heard,
        ),
    )


def insert_run(db: sqlite3.Connection, run: Run) -> None:
    db.execute(
        "INSERT INTO runs (id, message_id, model_id, status, created_at) VALUES (?, ?, ?, ?, ?)",
        (run.id, run.message_id, run.model_id, run.status, run.created_at.isoformat()),
    )
    update_run(db, run)


def update_run(db: sqlite3.Connection, run: Run) -> None:
    db.execute(
        """UPDATE runs SET model_id = :model_id, status = :status, stop = :stop, read_tokens = :read_tokens,
        tokens = :tokens, left_out = :left_out, folded_id = :folded_id, seconds = :seconds,
        first_token_seconds = :first_token_seconds, problem = :problem WHERE id = :id""",
        {**run.model_dump(), "problem": run.problem.model_dump_json() if run.problem else None},
    )


def run(row: sqlite3.Row) -> Run:
    """A row, joined with its message's thread_id, as a run."""
    values = dict(row)
    values["problem"] = Problem.model_validate_json(values["problem"]) if values["problem"] else None
    return Run.model_validate(values)


def _with_runs(db: sqlite3.Connection, rows: Iterable[sqlite3.Row]) -> tuple[Message, ...]:
    return tuple(_message(db, row) for row in rows)


def _message(db: sqlite3.Connection, row: sqlite3.Row) -> Message:
    siblings = db.execute(
        "SELECT id FROM messages WHERE thread_id = ? AND parent_id IS ? AND deleted_at IS NULL ORDER BY rowid",
        (row["thread_id"], row["parent_id"]),
    )
    newest_run = db.execute(
        "SELECT runs.*, ? AS thread_id FROM runs WHERE message_id = ? ORDER BY rowid DESC LIMIT 1",
        (row["thread_id"], row["id"]),
    ).fetchone()
    return Message(
        **{**dict(row), "parts": PARTS.validate_json(row["parts"])},
        siblings=tuple(sibling["id"] for sibling in siblings),
        run=run(newest_run) if newest_run else None,
    )
