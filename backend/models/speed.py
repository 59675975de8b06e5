"""How quickly an engine reads and writes: measured with real prompts and replies, in a few seconds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Literal

from backend.domain import new_id
from backend.engines.base import Engine, Finished, Reading, Request, Turn
from backend.errors import EngineFailed

SECONDS = 10.0
"""All of it takes no longer, however slow the model is."""
_READING, _WRITING = 3.0, 3.5
"""Seconds that each is meant to take."""
_SENTENCE = "The fire had burned low, and from the hill above the harbour one could see the lamps of the boats. "
_TASK = "Tell a long story of a lighthouse, in many words."
_LONGEST = 4096
_FIRST = 16

Phase = Literal["reading", "writing"]


@dataclass(frozen=True)
class Speed:
    """Tokens a second; None while nothing is known, or when the model is too slow to know in so short a time."""

    reading: float | None = None
    writing: float | None = None


async def measure(
    engine: Engine,
    report: Callable[[Phase, float, Speed], None],
    clock: Callable[[], float] = time.perf_counter,
    seconds: float = SECONDS,
) -> Speed:
    """Read a prompt that was never read before, then write. `report` is told of each step, with the share of the time.

    Raises what generating raises, and `EngineFailed` when not even a word came in that time.
    """
    begun, speed = clock(), Speed()

    def tell(phase: Phase) -> None:
        report(phase, min(1.0, (clock() - begun) / seconds), speed)

    def left() -> float:
        return max(0.0, seconds - (clock() - begun))

    # A little first: what is done for the first time is slower, and how much can be asked is not known before.
    tell("reading")
    first = await _read(engine, 4, clock, left())
    speed = replace(speed, reading=first)
    tell("reading")
    if first and left():
        count = int(first * min(_READING, left() / 2))
        found = await _read(engine, await _sentences(engine, count), clock, left())
        speed = replace(speed, reading=found or first)
    tell("writing")
    written, spent, ask = 0, 0.0, _FIRST
    end = min(_WRITING, left())
    while spent < end and left():
        tokens, took = await _write(engine, ask, clock, left())
        if not tokens:
            break
        written, spent = written + tokens, spent + took
        speed = replace(speed, writing=written / spent if spent else None)
        tell("writing")
        rest = int((end - spent) * (speed.writing or 0))
        ask = max(_FIRST, min(rest, _LONGEST))
        if rest < _FIRST:
            break
    if speed == Speed():
        raise EngineFailed("The model is too slow to be measured: no word came in time.", "Try a smaller model.")
    return speed


async def _sentences(engine: Engine, tokens: int) -> int:
    """How many sentences take about so many tokens, of which half the context has room."""
    one, two = [await engine.count(_asked(count, 1)) for count in (1, 11)]
    most = (engine.context or _LONGEST) // 2
    return max(4, min(tokens, most, _LONGEST) * 10 // max(1, two - one))


def _asked(sentences: int, tokens: int) -> Request:
    """A prompt that begins unlike any other, so that nothing of it was read before."""
    content = f"{new_id()} {_SENTENCE * sentences}{_TASK}"
    return Request(turns=(Turn(role="user", content=content),), max_tokens=tokens, temperature=0.7, plain=True)


async def _read(engine: Engine, sentences: int, clock: Callable[[], float], limit: float) -> float | None:
    """Tokens a second of reading a prompt; of a part of it when the time ends. None when nothing was read."""
    start, at, read, first = clock(), 0.0, 0, 0
    async with _for(limit), aclosing(engine.generate(_asked(sentences, 1))) as stream:
        async for item in stream:
            if isinstance(item, Reading):
                if not at:
                    start, first = clock(), item.read
                at, read = clock(), item.read
            elif isinstance(item, Finished):
                at, read = clock(), item.read  # only now: a graphics card may have been at it still
    return (read - first) / (at - start) if read > first and at > start else None


async def _write(engine: Engine, tokens: int, clock: Callable[[], float], limit: float) -> tuple[int, float]:
    """How many tokens were written, and in how many seconds; about so many when the time ends."""
    start, count, end = clock(), 0, 0.0
    async with _for(limit), aclosing(engine.generate(_asked(1, tokens))) as stream:
        async for item in stream:
            if isinstance(item, Reading):
                start = clock()
                continue
            end, count = clock(), item.tokens if isinstance(item, Finished) else count + 1
    return count, max(0.0, end - start)


@asynccontextmanager
async def _for(seconds: float) -> AsyncIterator[None]:
    """The block, cut off without a word when the time has passed."""
    limit = asyncio.timeout(seconds)
    try:
        async with limit:
            yield
    except TimeoutError:
        if not limit.expired():
            raise
