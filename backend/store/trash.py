"""Messages in the trash: sent there with all that follows them, fetched back, and gone for good after a while."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from backend.domain import Thread, now
from backend.errors import Conflict, NotFound
from backend.store import images, threads

BELOW = """
WITH RECURSIVE below (id) AS (
    SELECT ?
    UNION ALL
    SELECT messages.id FROM messages JOIN below ON messages.parent_id = below.id
)
SELECT id FROM below
"""

NEWEST_LEAF = """
WITH RECURSIVE below (id, depth) AS (
    SELECT ?, 0
    UNION ALL
    SELECT (
        SELECT id FROM messages WHERE thread_id = ? AND parent_id IS below.id AND deleted_at IS NULL
        ORDER BY rowid DESC LIMIT 1
    ), depth + 1
    FROM below WHERE depth = 0 OR below.id IS NOT NULL
)
SELECT id FROM below WHERE id IS NOT NULL ORDER BY depth DESC LIMIT 1
"""


def newest_leaf(db: sqlite3.Connection, thread_id: str, id: str | None) -> str | None:
    """The end of the newest branch that holds a message; of the newest of all when that is None."""
    row = db.execute(NEWEST_LEAF, (id, thread_id)).fetchone()
    return row["id"] if row else None


def below(db: sqlite3.Connection, id: str) -> tuple[str, ...]:
    """A message and all that follows it, on every branch."""
    return tuple(row["id"] for row in db.execute(BELOW, (id,)))


def remove(db: sqlite3.Connection, thread_id: str, id: str) -> Thread:
    """Send a message and all that follows it to the trash. Returns its thread, whose head is then another branch's.

    Another version of the message is shown then, if there is one; else what is before it. Raises `NotFound`.
    """
    thread = threads.get(db, thread_id)
    gone = below(db, id)
    parent = db.execute("SELECT parent_id FROM messages WHERE id = ?", (id,)).fetchone()["parent_id"]
    moment = now().isoformat()
    db.executemany(
        "UPDATE messages SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL", [(moment, each) for each in gone]
    )
    if thread.head_id not in gone:
        return thread
    return threads.change(db, thread_id, {"head_id": newest_leaf(db, thread_id, parent)})


def restore(db: sqlite3.Connection, id: str) -> Thread:
    """Fetch a message back, with what went with it, and show its branch; what is not in the trash stays as it is.

    Raises `NotFound`, and `Conflict` when what it followed is in the trash itself.
    """
    row = db.execute(
        """SELECT messages.thread_id, messages.deleted_at, parent.deleted_at AS before FROM messages
        LEFT JOIN messages AS parent ON parent.id = messages.parent_id WHERE messages.id = ?""",
        (id,),
    ).fetchone()
    if row is None:
        raise NotFound("There is no such message.", "It was deleted for good.")
    thread = threads.get(db, row["thread_id"])
    if row["deleted_at"] is None:
        return thread
    if row["before"] is not None:
        raise Conflict("What this message followed was deleted too.", "Bring that back first.")
    db.executemany(
        "UPDATE messages SET deleted_at = NULL WHERE id = ? AND deleted_at = ?",
        [(each, row["deleted_at"]) for each in below(db, id)],
    )
    return threads.change(db, thread.id, {"head_id": newest_leaf(db, thread.id, id)})


def empty(db: sqlite3.Connection, before: datetime) -> tuple[str, ...]:
    """Delete for good what went to the trash before that moment. Returns the ids of the threads that it was in."""
    shown = images.of_old_messages(db, before)
    rows = db.execute("DELETE FROM messages WHERE deleted_at < ? RETURNING thread_id", (before.isoformat(),)).fetchall()
    images.let_go(db, shown)
    return tuple(dict.fromkeys(row["thread_id"] for row in rows))
