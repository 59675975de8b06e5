"""How soon something is found among a hundred thousand messages."""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import numpy as np

from tests.benchmarks.figures import Found, milliseconds
from tests.benchmarks.fireside import Client, served
from tests.e2e.served import Written, write

THREADS, MESSAGES = 1000, 100
WORDS = 5000
ROUNDS = 15
ASKED = (
    "w",
    "e",
    "wo",
    "the",
    "word1",
    "word17 word3",
    "the word2",
    "rare",
    '"the word1"',
    "nothing-like-it",
    "文",
    "文字",
)


def search() -> Found:
    """Over the API: single letters, the commonest word, rare ones, phrases, Chinese."""
    with tempfile.TemporaryDirectory() as home:
        write(Path(home), [Written("First", [("Hello", "Hello")])])
        fill(Path(home) / "fireside.db")
        with served(Path(home)) as client:
            client.ready()
            wait_for_index(client)
            taken = times(client)
    return {"search in 100,000 messages, p95": milliseconds(float(np.percentile(taken, 95)), most=0.05)}


def times(client: Client) -> list[float]:
    """Seconds of each request."""
    taken = []
    for _ in range(ROUNDS):
        for words in ASKED:
            began = time.perf_counter()
            client.ask("GET", f"/search?q={quote(words)}")
            taken.append(time.perf_counter() - began)
    return taken


def wait_for_index(client: Client) -> None:
    """Until all is read: the server is busy with it, and then it is not."""
    client.settle()
    while not client.ask("GET", "/search?q=last")["threads"]:
        time.sleep(0.5)
    client.settle()


def fill(database: Path) -> None:
    """Messages whose words are as unevenly common as those of a language."""
    chance = random.Random(1)
    weights = [1 / rank for rank in range(1, WORDS + 1)]
    with closing(sqlite3.connect(database)) as db, db:
        for thread in range(THREADS):
            moment = f"2026-01-01T{thread // 60 % 24:02}:{thread % 60:02}:00+00:00"
            db.execute(
                "INSERT INTO threads (id, title, created_at, updated_at, head_id) VALUES (?, ?, ?, ?, ?)",
                (f"t{thread}", f"Thread {thread}", moment, moment, f"t{thread}m{MESSAGES - 1}"),
            )
            for number in range(MESSAGES):
                words = ["the" if rank == 0 else f"word{rank}" for rank in chance.choices(range(WORDS), weights, k=40)]
                extra = "文字を探す" if number % 10 == 0 else "rare" if (thread, number) == (500, 50) else ""
                last = "last" if (thread, number) == (THREADS - 1, MESSAGES - 1) else ""
                text = " ".join([*words, extra, last]).strip()
                db.execute(
                    """INSERT INTO messages (id, thread_id, parent_id, role, parts, created_at)
                    VALUES (?, ?, ?, ?, ?, ?)""",
                    (
                        f"t{thread}m{number}",
                        f"t{thread}",
                        f"t{thread}m{number - 1}" if number else None,
                        "assistant" if number % 2 else "user",
                        f'[{{"kind": "text", "text": "{text}"}}]',
                        moment,
                    ),
                )
