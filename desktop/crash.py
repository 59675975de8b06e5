"""Notices an end that nobody asked for: errors in threads, crashes, and a last end that was cut off."""

from __future__ import annotations

import faulthandler
import json
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

from backend.crashes import Crashes
from backend.crashes.traces import fatal_lines
from backend.domain import now
from backend.paths import Paths

log = logging.getLogger(__name__)

SWITCHED_OFF = "The computer was switched off or restarted while Fireside was open."
CUT_OFF = "Fireside was ended from outside: for want of memory, by a task manager, or at the end of a session."
CRASHED = "Fireside crashed"
_LOOKED_AT = 20


@contextmanager
def watched(paths: Paths) -> Iterator[None]:
    """Look after the block: a mark in the data folder tells the next start whether this one came to its end.

    Nothing here keeps Fireside from starting. To be used by the one Fireside of a data folder.
    """
    mark, faults = paths.logs / "running.json", paths.logs / "faults.txt"
    with suppress(OSError):
        _look_back(paths.logs, mark, faults)
    with suppress(OSError):
        mark.write_text(json.dumps({"at": now().timestamp()}), "utf-8")
    _listen(faults)
    try:
        yield
    finally:
        with suppress(OSError):
            mark.unlink(missing_ok=True)


def _look_back(logs: Path, mark: Path, faults: Path) -> None:
    """Report the last end if it was cut off."""
    if not mark.exists():
        return
    import psutil

    try:
        begun = float(json.loads(mark.read_text("utf-8"))["at"])
    except (ValueError, LookupError, TypeError):  # cut off as it was written
        begun = 0.0
    stack = fatal_lines(faults.read_text("utf-8", "replace")) if faults.exists() else []
    without_a_word = SWITCHED_OFF if 0 < begun < psutil.boot_time() else CUT_OFF
    Crashes(logs).keep("end", f"{CRASHED}: {stack[0]}" if stack else without_a_word, stack, _last_said(logs))


def _last_said(logs: Path) -> list[str]:
    """Who wrote into the log last, and when; what they wrote may name files."""
    with suppress(OSError):
        lines = (logs / "fireside.log").read_text("utf-8", "replace").splitlines()[-5 * _LOOKED_AT :]
        told = [line.split(" ", 4)[:4] for line in lines if line[:4].isdigit() and line.count(" ") >= 4]
        return [" ".join(each).rstrip(":") for each in told][-_LOOKED_AT:]
    return []


def _listen(faults: Path) -> None:
    with suppress(OSError):
        # Open for as long as we live: a crash has no time to open it.
        faulthandler.enable(faults.open("w", encoding="utf-8"))

    def in_main(kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        if not issubclass(kind, KeyboardInterrupt):
            log.error("uncaught", exc_info=error)
        sys.__excepthook__(kind, error, _trace)

    def in_thread(told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None:
            log.error("uncaught in a thread", exc_info=told.exc_value)

    sys.excepthook, threading.excepthook = in_main, in_thread
