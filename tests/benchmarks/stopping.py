"""How soon a stopped reply is silent, and the engine free for another one."""

from __future__ import annotations

import time

from tests.benchmarks.figures import Figure, Found, milliseconds
from tests.benchmarks.fireside import Client, served
from tests.benchmarks.weights import HALF_BILLION, made, passage

ROUNDS = 5
LONG, READ = 7900, 1000
"""Tokens of a prompt that is stopped while it is read, and how many of them are read before."""
WRITTEN = 20
"""Tokens that are written before a reply is stopped."""


def cancel() -> Found:
    """Stop while it writes, and in the middle of a long prompt, and ask for another reply at once."""
    with served() as client:
        client.load(made(HALF_BILLION))
        client.ask("PATCH", "/settings", {"temperature": 0, "max_tokens": 200})
        writing = [stopped(client, "Hello", WRITTEN) for _ in range(ROUNDS)]
        reading = [stopped(client, passage(LONG, number), 0) for number in range(ROUNDS)]
    return {
        "words shown after a stop was answered": Figure(sum(late for _, late in writing), "", most=0),
        "from a stop while it writes to another's turn, slowest": milliseconds(max(free for free, _ in writing), 0.1),
        "from a stop while it reads to another's turn, slowest": milliseconds(max(free for free, _ in reading), 0.1),
    }


def stopped(client: Client, text: str, words: int) -> tuple[float, int]:
    """Stop a reply after so many words, or in the middle of its prompt, and ask for another one in another thread.

    The seconds until that one's turn, and how many words of the first came after the stop was answered.
    """
    thread, other = client.thread(), client.thread()
    run = client.start(thread, text)
    if words:
        for _ in range(words):
            client.wait("run.delta", run_id=run)
    else:
        while client.wait("run.progress", run_id=run)[1]["read"] < READ:
            pass
    began = time.monotonic()
    client.ask("POST", f"/runs/{run}/cancel")
    answered = time.monotonic()
    following = client.start(other, "Hello")
    late = 0
    while True:
        moment, event = client.next()
        if event["type"] == "run.delta" and event["run_id"] == run and moment > answered:
            late += 1
        if event["type"] == "run.progress" and event["run_id"] == following:
            break
    client.ask("POST", f"/runs/{following}/cancel")
    client.wait("run.ended", thread_id=other)
    for each in (thread, other):
        client.ask("DELETE", f"/threads/{each}")
    return moment - began, late
