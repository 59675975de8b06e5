"""How soon a reply begins: on the screen, and in the loudspeaker."""

from __future__ import annotations

import re
import statistics
import time
from typing import Any

from tests.benchmarks.fireside import Client, served

ROUNDS = 20
SAY = ("Hello!", "How are you?", "What can you do?", "Who are you?", "Thank you!")


def first_token() -> dict[str, float]:
    """From Enter to the first token at the socket, with the starter: the middle and the slowest of twenty."""
    with served() as (client, _):
        taken = [enter(client, SAY[index % len(SAY)]) for index in range(ROUNDS + 1)]
    first, *later = taken
    return {
        "very first message, model just loading": first,
        "Enter to first token, p50": statistics.median(later),
        "Enter to first token, slowest of 20": max(later),
    }


def enter(client: Client, text: str) -> float:
    """Send a message in a new thread and wait for the reply; the seconds to its first token."""
    thread = client.ask("POST", "/threads", {})
    began = time.perf_counter()
    run = start(client, thread, text)
    moment, _ = client.wait("run.delta", run_id=run)
    client.ask("POST", f"/runs/{run}/cancel")
    client.wait("run.ended", thread_id=thread["id"])
    return moment - began


def start(client: Client, thread: dict[str, Any], text: str) -> str:
    """Send a message; the id of its run."""
    parts = [{"kind": "text", "text": text}]
    started = client.ask("POST", f"/threads/{thread['id']}/runs", {"parts": parts})
    return str(started["run"]["id"])


def end_of_first_sentence(client: Client, run: str) -> float:
    """When the first sentence of a reply was complete at the socket: something follows it, or nothing will."""
    text = ""
    while True:
        moment, event = client.events.get(timeout=60)
        if event["type"] == "run.delta" and event["run_id"] == run:
            text += event["text"]
            if re.search(r"[.!?]\s", text):
                return moment
        if event["type"] == "run.ended" and event["run"]["id"] == run:
            return moment
