"""The processes of ours that live below another, as tests count them."""

from __future__ import annotations

import psutil


def command(process: psutil.Process) -> str:
    """How a process was started; nothing of one that ends at this moment, or has ended."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def workers(of: int | None = None) -> list[psutil.Process]:
    """The workers that run now below the process with this id, or below the tests."""
    return [child for child in psutil.Process(of).children(recursive=True) if "spawn_main" in command(child)]
