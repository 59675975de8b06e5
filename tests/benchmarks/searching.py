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
WORDS = 20_000
ROUNDS = 15
SYLLABLES = [first + vowel + last for first in "bdfgklmnprstvw" for vowel in "aeiou" for last in ("", "n", "r", "s")]
ASKED = (
    "w",
    "e",
    "wo",
    "was",
    "the",
    "the bo",
    "wes bos ton",
    "tosr",
    "rare",
    '"the wes"',
    "nothing-like-it",
    "文",
    "文字",
)


def words() -> list[str]:
    """Made-up words of one to four syllables, the commonest first and short, as those of a language are."""
    chance = random.Random(2)
    made = {"the": None}
    while len(made) < WORDS:
        made["".join(chance.choices(SYLLABLES, k=1 + min(3, len(made) // 150)))] = None
    return list(made)


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
    vocabulary = words()
    weights = [1 / rank for rank in range(1, WORDS + 1)]
    with closing(sqlite3.connect(database)) as db, db:
        for thread in range(THREADS):
            moment = f"2026-01-01T{thread // 60 % 24:02}:{thread % 60:02}:00+00:00"
            db.execute(
                "INSERT INTO threads (id, title, created_at, updated_at, head_id) VALUES (?, ?, ?, ?, ?)",
                (f"t{thread}", f"Thread {thread}", moment, moment, f"t{thread}m{MESSAGES - 1}"),
            )
            for number in range(MESSAGES):
                said = chance.choices(vocabulary, weights, k=40)
                extra = "文字を探す" if number % 10 == 0 else "rare" if (thread, number) == (500, 50) else ""
                last = "last" if (thread, number) == (THREADS - 1, MESSAGES - 1) else ""
                text = " ".join([*said, extra, last]).strip()
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
