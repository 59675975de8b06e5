"""What was said and heard is kept, also in a store that an older Fireside wrote."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from backend.store import Database, Messages, Threads
from backend.store.database import migrations


def test_a_store_from_before_speech_is_read_and_written(tmp_path: Path) -> None:
    file = tmp_path / "fireside.db"
    with closing(sqlite3.connect(file)) as old:
        old.executescript(migrations()[0].read_text("utf-8"))
        old.executescript(
            """PRAGMA user_version = 1;
            INSERT INTO threads (id, title, created_at, updated_at) VALUES ('t', '', '2026-01-01', '2026-01-01');
            INSERT INTO messages (id, thread_id, role, parts, created_at)
                VALUES ('m', 't', 'assistant', '[{"kind": "text", "text": "Warm."}]', '2026-01-01');"""
        )

    async def tell() -> None:
        database = Database(file)
        await database.open()
        threads, messages = Threads(database), Messages(database)
        try:
            assert (await threads.get("t")).speak_replies is None
            assert [(await threads.change("t", {"speak_replies": on})).speak_replies for on in (True, False, None)] == [
                True,
                False,
                None,
            ]
            message = await messages.get("m")
            assert (message.spoken, message.heard) == (False, None)
            await messages.set_heard("m", 3)
            assert (await messages.get("m")).heard == 3
            await messages.set_heard("m", None)
            assert (await messages.get("m")).heard is None
        finally:
            await database.close()

    asyncio.run(tell())
