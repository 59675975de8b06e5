"""How soon `/v1/audio/speech` answers a program, one and ten at once, and whether they are kept apart."""

from __future__ import annotations

import http.client
import json
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Literal
from urllib.parse import urlsplit

from tests.benchmarks.figures import Figure, Found, milliseconds, seconds
from tests.benchmarks.fireside import PATIENCE, served

KEY = "benchmark"
ROUNDS = 20
TOGETHER = 10
ALIKE = 0.01
"""How much of its length a text may differ from itself: espeak never says it quite the same. Others differ by more."""
TEXT = "All of the evening the fire was warm and it burned, and nobody who sat there wanted to go home before midnight."
Kind = Literal["pcm", "mp3"]
JSON = {"Content-Type": "application/json"}


def requests() -> Found:
    """From the request to the first byte of sound, and ten texts at once, each compared with itself alone."""
    texts = [f"Text number {number} is told. {TEXT[: 11 * number]} And that was text {number}." for number in range(10)]
    with served(FIRESIDE_API_KEY=KEY) as client:
        asked(client.origin, TEXT)  # starts the worker
        bare = [asked(client.origin, TEXT)[0] for _ in range(ROUNDS)]
        packed = [asked(client.origin, TEXT, "mp3")[0] for _ in range(ROUNDS)]
        alone = [asked(client.origin, text)[1] for text in texts]
        began = time.monotonic()
        with ThreadPoolExecutor(TOGETHER) as pool:
            together = list(pool.map(lambda text: asked(client.origin, text), texts))
        whole = time.monotonic() - began
    pairs = [(len(sound), len(expected)) for (_, sound), expected in zip(together, alone, strict=True)]
    mixed = sum(abs(length - expected) > ALIKE * expected for length, expected in pairs)
    return {
        "/v1/audio/speech, first byte, p50": milliseconds(statistics.median(bare), most=0.050),
        "/v1/audio/speech, first byte, slowest of 20": milliseconds(max(bare)),
        "/v1/audio/speech, first byte of an MP3, p50": milliseconds(statistics.median(packed), most=0.050),
        "/v1/audio/speech, ten at once: first byte of the last": milliseconds(max(first for first, _ in together)),
        "/v1/audio/speech, ten at once: all that they say": seconds(whole),
        "/v1/audio/speech, ten at once: not as long as alone": Figure(mixed, "", most=0),
    }


def asked(origin: str, text: str, kind: Kind = "pcm") -> tuple[float, bytes]:
    """Ask for a text, over a connection of its own: the seconds until its first byte, and all of them."""
    there = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=PATIENCE)
    there.connect()
    body = {"model": "espeak", "voice": "en-us", "input": text, "response_format": kind}
    began = time.monotonic()
    there.request("POST", "/v1/audio/speech", json.dumps(body), {"Authorization": f"Bearer {KEY}"} | JSON)
    with there.getresponse() as answer:
        sound = answer.read1(1)
        first = time.monotonic() - began
        sound += answer.read()
    there.close()
    return first, sound
