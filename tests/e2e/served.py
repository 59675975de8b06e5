"""A real Fireside for browser tests: its own data folder, its own process, and threads written into its store."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import gguf

from backend.domain import Message, Part, Role, Run, RunStatus, TextPart, new_id, now
from backend.paths import Paths
from backend.store import Backups, Database, Messages, Threads, open_database
from tests.gguf_files import write_model

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "ui" / "dist" / "index.html"


@dataclass(frozen=True)
class Written:
    """A thread that is there before the server starts: turns in pairs, what was asked and what was answered.

    An answer is a text, or the parts of a reply that did more than write.
    """

    title: str
    turns: Sequence[tuple[str, str | Sequence[Part]]]
    days_ago: float = 0
    ending: RunStatus = RunStatus.COMPLETED
    id: str = field(default_factory=new_id)


# How the packaged program is told where its parts lie.
BUNDLED = "import sys; sys._MEIPASS = sys.argv.pop(1); from desktop.__main__ import main; sys.exit(main())"


class Fireside:
    """`fireside serve` on a port of its own, with the parts that came with it or those in the folder `bundle`.

    `enter_url` lets one browser in. `variables` of the environment tell it where its data folder is.
    """

    def __init__(
        self, home: Path, *options: str, bundle: Path | None = None, variables: Mapping[str, str] | None = None
    ) -> None:
        self.home = home
        self._variables = {"FIRESIDE_HOME": str(home)} if variables is None else variables
        self._program = ["-m", "desktop"] if bundle is None else ["-c", BUNDLED, str(bundle)]
        self._options = options
        self._process: subprocess.Popen[str] | None = None
        self.enter_url = ""
        self.cookie: Any = None
        self.port = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the process and wait for its address; again on the same port when it was started before."""
        command = [sys.executable, *self._program, "serve", "--port", str(self.port), "--print-url", *self._options]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("FIRESIDE_")}
        with (self.home / "e2e.log").open("a") as log:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**environment, **self._variables},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self._process.stdout is not None
        self.enter_url = self._process.stdout.readline().strip()
        assert self.enter_url.startswith("http://127.0.0.1:"), (self.home / "e2e.log").read_text()
        self.port = int(self.enter_url.split("/")[2].split(":")[1])

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the process, kindly or not."""
        if self._process is None:
            return
        self._process.send_signal(how)
        self._process.wait(90)
        if self._process.stdout:
            self._process.stdout.close()
        self._process = None


def rambler(path: Path, width: int = 128, layers: int = 2) -> Path:
    """A model of random weights that goes on and on: of its vocabulary it can say only words, never that it is done."""
    write_model(path, width=width, layers=layers, context=16384, words=3000, seed=5)
    reader = gguf.GGUFReader(path, "r+")
    said = next(tensor.data for tensor in reader.tensors if tensor.name == "output.weight")
    said[:-3000] = 0
    reader.data.flush()
    return path


def stored_length(home: Path) -> int:
    """How many characters of the newest reply are on the disk."""
    with closing(sqlite3.connect(home / "fireside.db")) as database:
        newest = "SELECT parts FROM messages WHERE role = 'assistant' ORDER BY created_at DESC LIMIT 1"
        return len(database.execute(newest).fetchone()[0])


def write(home: Path, threads: Sequence[Written]) -> None:
    """Write threads into the store of a data folder."""
    # Playwright keeps a loop running in its own thread, where asyncio.run would refuse.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, _write(home, threads)).result()


async def _write(home: Path, written: Sequence[Written]) -> None:
    paths = Paths(home)
    paths.create()
    database = Database(paths.database)
    await open_database(database, Backups(paths.database, paths.backups))
    threads, messages = Threads(database), Messages(database)
    for one in written:
        made = await threads.create(one.title)
        await database.run(
            lambda db, new=one.id, old=made.id: db.execute("UPDATE threads SET id = ? WHERE id = ?", (new, old))
        )
        moment = now() - timedelta(days=one.days_ago)
        parent: str | None = None
        for number, (asked, answered) in enumerate(one.turns):
            last = number == len(one.turns) - 1
            parent = await _write_turn(messages, one, parent, asked, answered, moment, one.ending if last else None)
        await database.run(
            lambda db, one=one, at=moment: db.execute(
                "UPDATE threads SET updated_at = ? WHERE id = ?", (at.isoformat(), one.id)
            )
        )
    await database.close()


async def _write_turn(
    messages: Messages,
    one: Written,
    parent: str | None,
    asked: str,
    answered: str | Sequence[Part],
    at: datetime,
    ending: RunStatus | None,
) -> str:
    parts = (TextPart(text=answered),) if isinstance(answered, str) else tuple(answered)
    user = Message(
        id=new_id(), thread_id=one.id, parent_id=parent, role=Role.USER, parts=(TextPart(text=asked),), created_at=at
    )
    reply = Message(
        id=new_id(),
        thread_id=one.id,
        parent_id=user.id,
        role=Role.ASSISTANT,
        parts=parts,
        created_at=at,
    )
    run = Run(
        id=new_id(),
        thread_id=one.id,
        message_id=reply.id,
        model_id="starter",
        status=ending or RunStatus.COMPLETED,
        created_at=at,
        stop="end" if ending in (None, RunStatus.COMPLETED) else None,
        read_tokens=len(asked) // 4 + 12,
        tokens=len(reply.text) // 4 + 1,
        seconds=0.11 + len(reply.text) / 3200,
        first_token_seconds=0.1,
    )
    await messages.add(user, reply, run=run)
    return reply.id
