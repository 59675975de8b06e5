"""How soon a thread goes on whose beginning has been read before: after a restart, in another thread, after others."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from tests.benchmarks.figures import Found, megabytes, seconds, times
from tests.benchmarks.fireside import Client, served
from tests.benchmarks.peers import Program
from tests.benchmarks.weights import HALF_BILLION, made, passage

KEY = "benchmark"
LONG, SYSTEM = 4000, 1000
ROUNDS = 3
THREADS, REST = 4, 600
"""How many threads share the context, and the tokens of it that are left for what comes later."""
NEXT = "OK"


def resume() -> Found:
    """A thread of 4,000 tokens goes on after Fireside was ended and started again."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with served(home) as client:
            _prepare(client)
            thread = client.thread()
            cold = first(client, thread, passage(LONG, 1))
        kept = sum(path.stat().st_size for path in (home / "cache" / "states").rglob("*.state"))
        began = time.monotonic()
        with served(home) as client:
            client.ready()
            loaded = time.monotonic() - began
            resumed = first(client, thread, NEXT)
    return {
        "4,000 tokens, read cold": seconds(cold),
        "4,000 tokens, after a restart": seconds(resumed),
        "4,000 tokens, after a restart to cold": times(resumed / cold, most=0.03),
        "from the start until the model is loaded": seconds(loaded),
        "4,000 tokens on disk": megabytes(kept / 1e6),
    }


def same_start() -> Found:
    """Another thread begins with the same 1,000 tokens of a system prompt."""
    with served(FIRESIDE_API_KEY=KEY) as client:
        _prepare(client)
        program = Program(client.origin, key=KEY)
        taken = []
        for number in range(ROUNDS):
            system = passage(SYSTEM, number)
            cold = program.first(system, "Hello")
            taken.append((cold, program.first(system, "Who are you?")))
    cold, again = (statistics.median(each) for each in zip(*taken, strict=True))
    return {
        "1,000-token system prompt, read cold": seconds(cold),
        "1,000-token system prompt, in another thread": seconds(again),
        "1,000-token system prompt, another thread to cold": times(again / cold, most=0.1),
    }


def switching() -> Found:
    """Back to each of four threads, after the three others were written in."""
    with served() as client:
        each = min(LONG, (_prepare(client) - REST) // THREADS)
        threads = [client.thread() for _ in range(THREADS)]
        cold = [first(client, thread, passage(each, number)) for number, thread in enumerate(threads)]
        back = [first(client, thread, NEXT) for _ in range(ROUNDS) for thread in threads]
    return {
        "one of four threads, read cold": seconds(statistics.median(cold), note=f"{each:,} tokens"),
        "one of four threads, back to it": seconds(statistics.median(back)),
        "one of four threads, back to it to cold": times(statistics.median(back) / statistics.median(cold), most=0.01),
    }


def _prepare(client: Client) -> int:
    """Load the model and let it write a word; the tokens of its context."""
    context = client.load(made(HALF_BILLION))
    client.ask("PATCH", "/settings", {"temperature": 0, "max_tokens": 2})
    first(client, client.thread(), "Hello")
    return context


def first(client: Client, thread: str, text: str) -> float:
    """Send a message; the seconds to the first token of its reply. Waits for its end."""
    began = time.monotonic()
    run = client.start(thread, text)
    moment, _ = client.wait("run.delta", run_id=run)
    client.wait("run.ended", thread_id=thread)
    return moment - began
