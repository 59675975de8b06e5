"""Whether it speaks: a sentence in full, to a device that nobody hears."""

from __future__ import annotations

import asyncio

from backend.errors import EngineFailed
from backend.paths import Paths
from backend.probes import Finding
from backend.speech.signals import SpeechEvent, UtteranceEnded, WordStarted
from backend.worker import Worker

SENTENCE = "The fire is lit."
VOICE = "espeak:en-us"
HEARD = 0.05
"""An amplitude that is no noise."""


async def speaks(paths: Paths) -> Finding:
    """Say a sentence, to its end. Raises what keeps it from speaking."""
    ended, words = asyncio.Event(), 0

    def hear(event: SpeechEvent) -> None:
        nonlocal words
        if isinstance(event, UtteranceEnded):
            ended.set()
        words += isinstance(event, WordStarted)

    host = "backend.speech.silent:SilentHost"
    worker = Worker("voice worker", host, paths.voices, paths.cache / "voices", logs=paths.logs, on_event=hear)
    await worker.start()
    try:
        voices = await worker.call("voices")
        await worker.call("speak", 1, "selftest", SENTENCE, VOICE, 1.0)
        await ended.wait()
        loudest = await worker.call("loudest")
    finally:
        await worker.stop(grace=1.0)
    if loudest < HEARD:
        raise EngineFailed("What it spoke was silent.", "Install Fireside anew.")
    told = f"{len(voices)} voices; “{SENTENCE}” was spoken, {words} words"
    return Finding(name="speech", status="ok", words=told, facts={"voices": len(voices), "loudest": round(loudest, 3)})
