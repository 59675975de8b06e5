"""How many threads a model is best served by."""

from __future__ import annotations

import os

import psutil

_WORK = 1 << 26
"""Bytes of weights a token that are worth a thread."""


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
