"""Whole threads: read to be carried out, kept when they are carried in; what is here already is not added twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic_core import to_json

from backend.domain import Message, Summary, Value, WholeThread, new_id, now
from backend.store import threads
from backend.store.database import Database
from backend.store.messages import MESSAGE, PARTS, insert_message, insert_run, run

Standing = Literal["new", "grown", "here"]


class Kept(Value):
    """How a thread stands to the store: not in it, in it with fewer messages, or in it whole; `added` messages are new.

    One that lies in the trash is `new` or `grown`, for taking it fetches it back.
    """

    standing: Standing
    added: int


class WholeThreads:
    """The threads of the store, each with everything in it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ids(self, folder_id: str | None = None) -> tuple[str, ...]:
        """All threads that are not in the trash, or those of a folder and of the folders in it; the newest first."""
        where = (
            """AND folder_id IN (
            SELECT id FROM folders WHERE id = :folder OR parent_id = :folder)"""
            if folder_id
            else ""
        )
        query = f"SELECT id FROM threads WHERE deleted_at IS NULL {where} ORDER BY updated_at DESC, rowid DESC"
        return await self._database.run(lambda db: tuple(row["id"] for row in db.execute(query, {"folder": folder_id})))

    async def get(self, id: str) -> WholeThread:
        """One thread with everything in it but what lies in the trash. Raises `NotFound`."""
        return await self._database.run(lambda db: whole(db, id))

    async def compare(self, thread: WholeThread) -> Kept:
        """What keeping it would add."""
        return await self._database.run(lambda db: _compare(db, _own_ids(db, thread)))

    async def keep(self, thread: WholeThread) -> Kept:
        """Store what is not here yet, in one transaction; what is here stays as it is."""
        return await self._database.run(lambda db: keep(db, thread))


def whole(db: sqlite3.Connection, id: str) -> WholeThread:
    """A thread with everything in it, within a transaction. Raises `NotFound`."""
    thread = threads.get(db, id)
    rows = db.execute(
        f"SELECT {MESSAGE} FROM messages WHERE thread_id = ? AND deleted_at IS NULL ORDER BY rowid", (id,)
    )
    messages = tuple(Message(**{**dict(row), "parts": PARTS.validate_json(row["parts"])}) for row in rows)
    there = {message.id for message in messages}
    runs = db.execute(
        """SELECT runs.*, thread_id FROM runs JOIN messages ON messages.id = message_id
        WHERE thread_id = ? ORDER BY runs.rowid""",
        (id,),
    )
    summaries = db.execute(
        """SELECT summaries.* FROM summaries JOIN messages ON messages.id = message_id
        WHERE thread_id = ? ORDER BY summaries.rowid""",
        (id,),
    )
    return WholeThread(
        thread=thread,
        folders=_folder_names(db, thread.folder_id),
        messages=messages,
        runs=tuple(run(row) for row in runs if row["message_id"] in there),
        summaries=tuple(Summary.model_validate(dict(row)) for row in summaries if row["message_id"] in there),
    )


def keep(db: sqlite3.Connection, thread: WholeThread) -> Kept:
    """Store what is not here yet, within a transaction."""
    thread = _own_ids(db, thread)
    kept = _compare(db, thread)
    if kept.standing == "here":
        return kept
    id, here = thread.thread.id, _message_ids(db, thread.thread.id)
    if db.execute("SELECT 1 FROM threads WHERE id = ?", (id,)).fetchone():
        db.execute("UPDATE threads SET deleted_at = NULL WHERE id = ?", (id,))
    else:
        folder = _folder(db, thread.folders)
        _insert_thread(db, {**thread.thread.model_dump(), "folder_id": folder})
    added = [message for message in thread.messages if message.id not in here]
    for message in added:
        insert_message(db, message)
    new = {message.id for message in added}
    for one in thread.runs:
        if one.message_id in new:
            insert_run(db, one)
    for summary in thread.summaries:
        if summary.message_id in new:
            _insert_summary(db, summary)
    if here and thread.thread.head_id in new:  # it went on elsewhere: show how
        moment = thread.thread.updated_at.astimezone(UTC).isoformat()
        fields = {"id": id, "head": thread.thread.head_id, "moment": moment}
        db.execute("UPDATE threads SET head_id = :head, updated_at = max(updated_at, :moment) WHERE id = :id", fields)
    return kept


def _compare(db: sqlite3.Connection, thread: WholeThread) -> Kept:
    row = db.execute("SELECT deleted_at FROM threads WHERE id = ?", (thread.thread.id,)).fetchone()
    if row is None:
        return Kept(standing="new", added=len(thread.messages))
    here = _message_ids(db, thread.thread.id)
    added = sum(message.id not in here for message in thread.messages)
    if row["deleted_at"] is not None:
        return Kept(standing="new", added=added)
    return Kept(standing="grown" if added else "here", added=added)


def _message_ids(db: sqlite3.Connection, thread_id: str) -> set[str]:
    return {row["id"] for row in db.execute("SELECT id FROM messages WHERE thread_id = ?", (thread_id,))}


def _own_ids(db: sqlite3.Connection, thread: WholeThread) -> WholeThread:
    """The same with ids that no other thread has: a file may name what is here already, and means something else."""
    own = thread.thread.id
    taken = {
        message.id
        for message in thread.messages
        if (row := db.execute("SELECT thread_id FROM messages WHERE id = ?", (message.id,)).fetchone())
        and row["thread_id"] != own
    }
    taken_runs = {
        one.id
        for one in thread.runs
        if (row := db.execute("SELECT message_id FROM runs WHERE id = ?", (one.id,)).fetchone())
        and (row["message_id"] != one.message_id or one.message_id in taken)
    }
    return thread.renamed(taken | taken_runs) if taken or taken_runs else thread


def _folder_names(db: sqlite3.Connection, id: str | None) -> tuple[str, ...]:
    names = list[str]()
    while id and (row := db.execute("SELECT name, parent_id FROM folders WHERE id = ?", (id,)).fetchone()):
        names.insert(0, row["name"])
        id = row["parent_id"]
    return tuple(names)


def _folder(db: sqlite3.Connection, names: tuple[str, ...]) -> str | None:
    """The folder of these names, made where it is not there yet."""
    parent: str | None = None
    for name in names:
        row = db.execute("SELECT id FROM folders WHERE name = ? AND parent_id IS ?", (name, parent)).fetchone()
        if row is None:
            values = (new_id(), name, parent, now().isoformat())
            db.execute("INSERT INTO folders (id, name, parent_id, created_at) VALUES (?, ?, ?, ?)", values)
        parent = row["id"] if row else values[0]
    return parent


def _insert_thread(db: sqlite3.Connection, fields: Mapping[str, Any]) -> None:
    names = ", ".join(fields)
    marks = ", ".join(f":{name}" for name in fields)
    db.execute(f"INSERT INTO threads ({names}) VALUES ({marks})", {name: _column(fields[name]) for name in fields})


def _insert_summary(db: sqlite3.Connection, summary: Summary) -> None:
    fields = summary.model_dump()
    names, marks = ", ".join(fields), ", ".join(f":{name}" for name in fields)
    db.execute(
        f"INSERT OR IGNORE INTO summaries ({names}) VALUES ({marks})",
        {name: _column(value) for name, value in fields.items()},
    )


def _column(value: Any) -> Any:
    """A field as SQLite keeps it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return to_json(value).decode() if isinstance(value, dict | list | tuple) else value
