"""Finds what was said, in all threads.

What is new is read into the index in the background and before a search, never while it is written.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from pydantic import ValidationError

from backend.domain import DocumentPart, ImagePart, Part, Role, Span, TextPart, Value
from backend.store.database import Database
from backend.store.messages import PARTS
from backend.store.questions import BEGIN, END, expression, indexed, marked

BATCH = 200
RANKED = 2000
THREADS = 20
EACH = 5
EACH_OF_ONE = 50
SNIPPET = 28  # words


class Filters(Value):
    """Where to look: in a thread, in a folder and those within, among what a model wrote, from and up to a moment."""

    thread_id: str | None = None
    folder_id: str | None = None
    model_id: str | None = None
    after: datetime | None = None
    before: datetime | None = None


class FoundMessage(Value):
    """A message that was found: a stretch of its text, and where the matches are in that."""

    message_id: str
    role: Role
    created_at: datetime
    text: str
    marks: tuple[Span, ...]


class FoundThread(Value):
    """A thread in which something was found: in its title, if that has marks, and in `count` of its messages.

    `messages` are the best of them.
    """

    thread_id: str
    title: str
    marks: tuple[Span, ...] = ()
    updated_at: datetime
    archived: bool = False
    count: int
    messages: tuple[FoundMessage, ...]


class Found(Value):
    """What was found, the best threads first; `count` of titles and messages in all threads.

    `more` says that of what fits only the newest was looked at.
    """

    threads: tuple[FoundThread, ...] = ()
    count: int = 0
    more: bool = False


class Search:
    """The index of what was said."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, question: str, filters: Filters | None = None) -> Found:
        """What was said in the words of a question; whatever is typed, it is no error.

        Threads in the trash are left out. The best first, the newer of equals; when very much fits, the newest first.
        """
        words = expression(question)
        if not words:
            return Found()
        await self.catch_up()
        return await self._database.run(lambda db: find(db, words, filters or Filters()))

    async def catch_up(self) -> int:
        """Read into the index what was written since; how much that was. In small steps: others come in between."""
        read = 0
        while batch := await self._database.run(read_some):
            read += batch
        return read


def read_some(db: sqlite3.Connection) -> int:
    """Read a batch into the index, within a transaction; how much that was."""
    unread = db.execute("SELECT id, thread_id, message_id FROM unread ORDER BY id LIMIT ?", (BATCH,)).fetchall()
    for message_id in dict.fromkeys(row["message_id"] for row in unread if row["message_id"]):
        _read_message(db, message_id)
    for thread_id in dict.fromkeys(row["thread_id"] for row in unread if row["thread_id"]):
        _read_title(db, thread_id)
    if unread:
        db.execute("DELETE FROM unread WHERE id <= ?", (unread[-1]["id"],))
    return len(unread)


def _read_message(db: sqlite3.Connection, id: str) -> None:
    row = db.execute(
        "SELECT thread_id, parts, created_at FROM messages WHERE id = ? AND deleted_at IS NULL", (id,)
    ).fetchone()
    if row is None:  # deleted since
        return
    db.execute(
        """INSERT INTO said (thread_id, message_id, text, created_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (message_id) DO UPDATE SET text = excluded.text WHERE text IS NOT excluded.text""",
        (row["thread_id"], id, _words(row["parts"]), row["created_at"]),
    )


def _read_title(db: sqlite3.Connection, id: str) -> None:
    row = db.execute("SELECT title, created_at FROM threads WHERE id = ?", (id,)).fetchone()
    if row is None:
        return
    db.execute(
        """INSERT INTO said (thread_id, text, created_at) VALUES (?, ?, ?)
        ON CONFLICT (thread_id) WHERE message_id IS NULL DO UPDATE SET text = excluded.text
        WHERE text IS NOT excluded.text""",
        (id, indexed(row["title"]), row["created_at"]),
    )


def _words(parts: str) -> str:
    """What a message says: texts, files and the names of pictures; nothing that was thought or looked up."""
    try:
        return "\n\n".join(filter(None, (_text(part) for part in PARTS.validate_json(parts))))
    except ValidationError:
        return ""  # a damaged message is not found; the others are


def _text(part: Part) -> str:
    match part:
        case TextPart(text=text):
            return indexed(text)
        case DocumentPart(name=name, text=text):
            return f"{indexed(name)}\n{indexed(text)}"
        case ImagePart(name=name):
            return indexed(name)
    return ""


def find(db: sqlite3.Connection, words: str, filters: Filters) -> Found:
    """What fits an FTS5 expression, within a transaction."""
    hits = _hits(db, words, filters)
    by_thread: dict[str, list[sqlite3.Row]] = {}
    for hit in hits:
        by_thread.setdefault(hit["thread_id"], []).append(hit)
    each = EACH_OF_ONE if filters.thread_id else EACH
    kept = {id: _shown(found, each) for id, found in list(by_thread.items())[:THREADS]}
    snippets = _snippets(db, words, [hit["id"] for found in kept.values() for hit in found])
    return Found(
        threads=tuple(_thread(db, id, by_thread[id], found, snippets) for id, found in kept.items()),
        count=len(hits),
        more=len(hits) == RANKED,
    )


def _shown(found: list[sqlite3.Row], each: int) -> list[sqlite3.Row]:
    titles = [hit for hit in found if hit["message_id"] is None]
    return titles + [hit for hit in found if hit["message_id"] is not None][:each]


def _hits(db: sqlite3.Connection, words: str, filters: Filters) -> list[sqlite3.Row]:
    """The newest that fit, the best first; as many as are ranked at most."""
    wanted = {"words": words, "most": RANKED, **filters.model_dump(exclude={"after", "before"}, exclude_none=True)}
    where = ["threads.deleted_at IS NULL"]
    if filters.thread_id:
        where.append("said.thread_id = :thread_id")
    if filters.folder_id:
        where.append("threads.folder_id IN (SELECT id FROM folders WHERE :folder_id IN (id, parent_id))")
    if filters.model_id:
        where.append("EXISTS (SELECT 1 FROM runs WHERE runs.message_id = said.message_id AND model_id = :model_id)")
    for name, sign, moment in (("after", ">=", filters.after), ("before", "<", filters.before)):
        if moment:
            where.append(f"said.created_at {sign} :{name}")
            wanted[name] = _utc(moment).isoformat()
    # CROSS JOIN: the index first, from its newest on, so that a word which is everywhere need not be gone through.
    newest = f"""FROM said_words CROSS JOIN said ON said.id = said_words.rowid
        CROSS JOIN threads ON threads.id = said.thread_id
        WHERE said_words MATCH :words AND {" AND ".join(where)} ORDER BY said_words.rowid DESC LIMIT :most"""
    columns = "said.id, said.thread_id, said.message_id"
    found = db.execute(f"SELECT {columns} {newest}", wanted).fetchall()
    if len(found) < RANKED:
        ranked = f"SELECT {columns}, round(bm25(said_words), 1) AS score {newest}"
        found = db.execute(f"SELECT * FROM ({ranked}) ORDER BY score, id DESC", wanted).fetchall()
    return found


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)


def _snippets(db: sqlite3.Connection, words: str, ids: list[int]) -> dict[int, tuple[str, tuple[Span, ...]]]:
    """The stretch of each hit and its marks.

    The plus keeps FTS5 from reading a word's list anew for each row: it reads the stretch of all of them once.
    """
    rows = db.execute(
        f"""SELECT rowid AS id, snippet(said_words, 0, ?, ?, '…', {SNIPPET}) AS text FROM said_words
        WHERE said_words MATCH ? AND rowid BETWEEN ? AND ? AND +rowid IN ({", ".join("?" * len(ids))})""",
        (BEGIN, END, words, min(ids, default=0), max(ids, default=0), *ids),
    )
    snippets = {}
    for row in rows:
        text, marks = marked(row["text"])
        snippets[row["id"]] = text, tuple(Span(start=start, end=end) for start, end in marks)
    return snippets


def _thread(
    db: sqlite3.Connection,
    id: str,
    hits: list[sqlite3.Row],
    shown: list[sqlite3.Row],
    snippets: dict[int, tuple[str, tuple[Span, ...]]],
) -> FoundThread:
    thread = db.execute("SELECT title, updated_at, archived FROM threads WHERE id = ?", (id,)).fetchone()
    title, marks = next(
        (snippets[hit["id"]] for hit in shown if hit["message_id"] is None and hit["id"] in snippets),
        (thread["title"], ()),
    )
    return FoundThread(
        thread_id=id,
        title=title,
        marks=marks,
        updated_at=thread["updated_at"],
        archived=thread["archived"],
        count=sum(hit["message_id"] is not None for hit in hits),
        messages=tuple(
            _message(db, hit["message_id"], *snippets[hit["id"]]) for hit in shown if hit["message_id"] is not None
        ),
    )


def _message(db: sqlite3.Connection, id: str, text: str, marks: tuple[Span, ...]) -> FoundMessage:
    row = db.execute("SELECT role, created_at FROM messages WHERE id = ?", (id,)).fetchone()
    return FoundMessage(message_id=id, role=row["role"], created_at=row["created_at"], text=text, marks=marks)
