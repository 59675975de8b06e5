"""How soon it speaks, how soon it is silent, and whether it stutters while a model writes."""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from pathlib import Path

import psutil

from backend.paths import Paths
from backend.speech.signals import UtteranceEnded
from backend.worker import Worker
from tests.benchmarks.figures import Figure, Found, milliseconds
from tests.benchmarks.fireside import Client, served
from tests.benchmarks.weights import HALF_BILLION, made
from tests.sound import Recording, SoundCard, sound_card, wait_until

ROUNDS = 20
MINUTE = 60.0
SERVER = -11
"""How a sound server is nice when it is not one for tests: those that people have come before everything else."""
QUIET = 0.5
"""Seconds of silence before the next is said."""
VOICE = "espeak:en-us"
SENTENCE = "This is sentence number {} of a long story that is told while somebody else keeps every processor busy. "


def speech() -> Found:
    """From a sentence at the API to its sound, and from a stop at the API to silence, at the monitor of a null sink."""
    with sound_card() as card, served() as client, card.recording() as loudspeaker:
        as_in_life(card)
        said(client, loudspeaker)  # starts the worker
        sounds, silences = zip(*(said(client, loudspeaker) for _ in range(ROUNDS)), strict=True)
    return {
        "a sentence to its sound, p50": milliseconds(statistics.median(sounds)),
        "a sentence to its sound, p95": milliseconds(p95(sounds), most=0.120),
        "stop to silence, p50": milliseconds(statistics.median(silences)),
        "stop to silence, slowest of 20": milliseconds(max(silences), most=0.060),
    }


def as_in_life(card: SoundCard) -> None:
    """The sound server comes before everything else, with the threads of its own that its loudspeakers have."""
    for thread in psutil.Process(card.process.pid).threads():
        os.setpriority(os.PRIO_PROCESS, thread.id, SERVER)


def said(client: Client, loudspeaker: Recording) -> tuple[float, float]:
    """Have something read aloud, and stop it in mid-sentence: the seconds to its sound, and to silence."""
    began = time.monotonic()
    client.ask("POST", "/speech", {"text": "All of the evening the fire was warm and it burned. " * 5})
    wait_until(lambda: loudspeaker.first_loud(began) is not None, "it is heard")
    sound = loudspeaker.first_loud(began)
    assert sound is not None
    wait_until(lambda: loudspeaker.last_loud() > sound + QUIET, "it is in the middle of it")
    asked = time.monotonic()
    client.ask("DELETE", "/speech")
    wait_until(lambda: time.monotonic() - loudspeaker.last_loud() > QUIET, "it is quiet again")
    return sound - began, max(loudspeaker.last_loud() - asked, 0.0)


def p95(values: tuple[float, ...]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def underruns() -> Found:
    """How often the loudspeaker runs dry in a minute of speech while a model writes on all processors."""
    with sound_card() as card, served() as client, tempfile.TemporaryDirectory() as home:
        as_in_life(card)
        client.load(made(HALF_BILLION))
        client.ask("PATCH", "/settings", {"temperature": 0, "max_tokens": 100_000})
        run = client.start(client.thread(), "Hello")
        client.wait("run.delta", run_id=run)
        began = time.monotonic()
        dry = asyncio.run(a_minute(Paths(Path(home))))
        spoken = time.monotonic() - began
        client.wait("run.delta", run_id=run)  # it still writes
        client.ask("POST", f"/runs/{run}/cancel")
    return {f"underruns in {spoken:.0f} s of speech while a model writes": Figure(dry, "", most=0)}


async def a_minute(paths: Paths) -> int:
    """Speak for a minute with a voice worker of our own; how often its device ran dry."""
    paths.create()
    over = asyncio.Event()
    end = time.monotonic() + MINUTE

    def heard(event: object) -> None:
        if isinstance(event, UtteranceEnded) and time.monotonic() > end:
            over.set()

    folders = paths.voices, paths.cache / "voices"
    worker = Worker("voice", "backend.speech.host:SpeechHost", *folders, logs=paths.logs, on_event=heard)
    await worker.start()
    try:
        assert await worker.call("prepare")
        number = 0
        while not over.is_set():
            if time.monotonic() < end + MINUTE / 6:  # the worker holds us up when half a minute waits
                await worker.call("speak", 1, f"u{number}", SENTENCE.format(number), VOICE, 1.0)
                number += 1
        dry: int = await worker.call("underruns")
        return dry
    finally:
        await worker.stop()
