"""How soon a token that the model has chosen is at the socket, alone and beside a thousand other sockets."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psutil

from tests.benchmarks.figures import Figure, Found, milliseconds, times
from tests.benchmarks.fireside import ROOT, Client, served
from tests.benchmarks.stamped import STAMPS
from tests.benchmarks.weights import TINY, WORD, made

IDLERS = 1000
TOKENS, ROUNDS = 500, 3


def events() -> Found:
    """From the choice of a token to the frame at the socket, with the tiny model at its full pace."""
    with stamping() as (client, stamps):
        taken = np.concatenate([delays(client, stamps) for _ in range(ROUNDS)])
    return {
        "token to socket, p50": milliseconds(float(np.percentile(taken, 50)), most=0.002),
        "token to socket, p99": milliseconds(float(np.percentile(taken, 99)), most=0.010),
    }


def idle_sockets() -> Found:
    """The same beside a thousand sockets of pages that look at other threads; and what each costs."""
    with stamping() as (client, stamps):
        alone = np.concatenate([delays(client, stamps) for _ in range(ROUNDS)])
        before = psutil.Process(client.pid).memory_full_info().uss
        with idlers(client):
            each = (psutil.Process(client.pid).memory_full_info().uss - before) / IDLERS
            beside = np.concatenate([delays(client, stamps) for _ in range(ROUNDS)])
    slow, slower = float(np.percentile(alone, 99)), float(np.percentile(beside, 99))
    return {
        "token to socket, p99, alone": milliseconds(slow),
        f"token to socket, p99, beside {IDLERS:,} idle ones": milliseconds(slower),
        f"token to socket, p99, beside {IDLERS:,} idle ones to alone": times(slower / slow, most=2.0),
        "memory of the server for each idle socket": Figure(each / 1000, "KB", most=100),
    }


@contextmanager
def stamping() -> Iterator[tuple[Client, Path]]:
    """A Fireside with the tiny model, and the file in which its tokens are stamped."""
    with tempfile.TemporaryDirectory() as folder:
        stamps = Path(folder) / "stamps"
        stamps.touch()
        with served(program="tests.benchmarks.stamped", **{STAMPS: str(stamps)}) as client:
            client.load(made(TINY))
            client.ask("PATCH", "/settings", {"temperature": 0, "max_tokens": TOKENS})
            delays(client, stamps)  # warms up
            yield client, stamps


def delays(client: Client, stamps: Path) -> np.ndarray:
    """Write one reply; the seconds that each of its tokens took to the socket."""
    begun = stamps.stat().st_size
    thread = client.thread()
    run = client.start(thread, "Hello")
    arrived: list[float] = []
    while (event := client.next())[1]["type"] != "run.ended":
        moment, delta = event
        if delta["type"] == "run.delta" and delta["run_id"] == run:
            arrived += [moment] * (len(delta["text"]) // WORD)
    client.ask("DELETE", f"/threads/{thread}")
    chosen = np.frombuffer(stamps.read_bytes()[begun:], "<i8") / 1e9
    assert len(arrived) == len(chosen) == TOKENS, (len(arrived), len(chosen))
    return np.array(arrived) - chosen


@contextmanager
def idlers(client: Client) -> Iterator[None]:
    """A thousand sockets of another process."""
    command = ["-m", "tests.benchmarks.idlers", client.address, client.origin, client.cookie, str(IDLERS)]
    process = subprocess.Popen([sys.executable, *command], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "ready\n"
        yield
    finally:
        process.kill()
        process.wait()
