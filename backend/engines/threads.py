"""How many threads write a model's words quickest: measured when it is first loaded, and remembered."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from backend.engines.context import Context

_WORK = 1 << 26
"""Bytes of weights a token that are worth a thread."""
_TRIES, _SECONDS = 12, 0.25
_CLEARLY = 0.95
"""More threads must save at least the rest of this share: the person's other programs want the cores too."""


def cores() -> int:
    """The cores that this process may use; a second thread on one core only slows llama.cpp down."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(psutil.cpu_count(logical=False) or allowed, allowed))


def guess(size: int) -> int:
    """For weights of so many bytes, before anything is measured.

    Threads with little to do wait for each other: the starter (9 MB) wrote 2,000 tokens/s with one and 1,270 with two,
    on two busy cores. That larger models gain from more is llama.cpp's experience, not measured here.
    """
    return max(1, min(cores(), size // _WORK))


def quickest(most: int, seconds: Callable[[int], float]) -> int:
    """The number of threads, from `most` downwards by halves, after which fewer only take more `seconds`."""
    best, took = most, seconds(most)
    while best > 1:
        fewer = best // 2
        taken = seconds(fewer)
        if taken * _CLEARLY > took:
            break
        best, took = fewer, min(took, taken)
    return best


def settle(context: Context, memory: Path, model: str) -> int:
    """Give an empty context the number of threads that is best for a model; `memory` is a file of such findings."""
    found = _remembered(memory)
    name = f"{model} {cores()}"
    if name not in found:
        found[name] = quickest(cores(), lambda threads: _seconds(context, threads))
        with contextlib.suppress(OSError):
            memory.parent.mkdir(parents=True, exist_ok=True)
            memory.write_text(json.dumps(found), "utf-8")
    context.use_threads(found[name], cores())
    return found[name]


def _remembered(memory: Path) -> dict[str, int]:
    try:
        found = json.loads(memory.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(name): count for name, count in found.items() if isinstance(count, int) and 0 < count <= cores()}


def _seconds(context: Context, threads: int) -> float:
    """The least time for a token: what else runs on the computer only ever adds to it."""
    context.use_threads(threads, threads)
    times: list[float] = []
    while len(times) < 2 or (len(times) < _TRIES and sum(times) < _SECONDS):
        context.batch.clear()
        context.batch.add([0], 0, len(times), output=True)
        started = time.perf_counter()
        context.decode()
        context.wait()
        times.append(time.perf_counter() - started)
    context.cut(0, (), 0)
    return min(times[1:])  # the first one warms up
