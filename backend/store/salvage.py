"""Saves what can still be read of a damaged database."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from backend.store.backups import companions
from backend.store.database import connect, migrate

TABLES = ("folders", "threads", "messages", "runs", "summaries", "models", "personas", "prompts", "drafts", "images")
MEND = """
UPDATE messages SET parent_id = NULL WHERE parent_id NOT IN (SELECT id FROM messages);
DELETE FROM runs WHERE message_id NOT IN (SELECT id FROM messages);
DELETE FROM summaries WHERE message_id NOT IN (SELECT id FROM messages);
INSERT INTO threads (id, title, created_at, updated_at)
    SELECT thread_id, '', min(created_at), max(created_at) FROM messages
    WHERE thread_id NOT IN (SELECT id FROM threads) GROUP BY thread_id;
UPDATE folders SET parent_id = NULL WHERE parent_id NOT IN (SELECT id FROM folders);
UPDATE threads SET folder_id = NULL WHERE folder_id NOT IN (SELECT id FROM folders);
UPDATE threads SET head_id = (SELECT id FROM messages WHERE thread_id = threads.id ORDER BY rowid DESC LIMIT 1)
    WHERE head_id IS NULL OR head_id NOT IN (SELECT id FROM messages);
"""


def salvage(damaged: Path, target: Path) -> dict[str, int]:
    """Copy every row that can still be read from a damaged database to a new one; how many, by table.

    Messages whose thread is lost get a thread without a title. `damaged` is not changed: a copy of it is read.
    """
    trial = damaged.with_suffix(".reading")
    for file, copy in zip((damaged, *companions(damaged)), (trial, *companions(trial)), strict=True):
        if file.exists():
            shutil.copyfile(file, copy)
    with closing(connect(target)) as new, closing(sqlite3.connect(trial)) as old:
        migrate(new)
        new.execute("PRAGMA foreign_keys = OFF")
        old.text_factory = lambda text: text.decode("utf-8", "replace")
        for table in TABLES:
            _copy_rows(old, new, table)
        new.commit()
        new.executescript(MEND)
        saved = {table: new.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES}
    for file in (trial, *companions(trial)):
        file.unlink(missing_ok=True)
    return saved


def _copy_rows(old: sqlite3.Connection, new: sqlite3.Connection, table: str) -> None:
    """Read in both directions, so that a damaged page in the middle costs only itself."""
    for order in ("ASC", "DESC"):
        try:
            rows = old.execute(f"SELECT rowid, * FROM {table} ORDER BY rowid {order}")
            names = [column[0] for column in rows.description]
            insert = f"INSERT OR IGNORE INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
            for row in rows:
                _insert(new, insert, row)
        except sqlite3.DatabaseError:
            continue


def _insert(new: sqlite3.Connection, insert: str, row: tuple[object, ...]) -> None:
    try:
        new.execute(insert, row)
    except sqlite3.IntegrityError:
        return  # a row that makes no sense costs only itself
