"""Makes a new process a worker: it ends with its parent, writes what it says to its log, and leaves nothing else."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import multiprocessing
import os
import signal
import sys
import threading
from multiprocessing.connection import wait
from pathlib import Path

from backend.crashes import Crashes, Recent, Reporter

_WAITING = "PASSIVE"
"""How OpenMP's threads wait for each other: asleep.

It must be chosen before llama.cpp is loaded, and for a person's computer, where other programs come and go: what one
moment measured would be wrong in the next. Where others kept both cores busy, two threads wrote 27 to 71 tokens/s so,
1 to 3 while they waited awake, and 0.5 to 4 as OpenMP does by itself (half a billion weights, load 9).
"""


def settle(log_path: str) -> None:
    """To be called once, before any native library is loaded."""
    threading.Thread(target=_die_with_parent, name="parent-watch", daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C goes to the whole group: the main process decides
    os.environ.setdefault("OMP_WAIT_POLICY", _WAITING)
    _die_quickly()
    with contextlib.suppress(OSError):
        _write_to(log_path)


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(0)


def _die_quickly() -> None:
    """An abort is noticed at once, and leaves no file behind: it would hold people's words."""
    os.environ["GGML_NO_BACKTRACE"] = "1"  # else ggml calls a debugger first, which takes a second and more
    with contextlib.suppress(ImportError, OSError, ValueError):  # Windows has no such limit
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _write_to(path: str) -> None:
    """Send everything the process prints, native libraries included, to a log that starts anew with each worker."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
    os.dup2(file, 1)
    os.dup2(file, 2)
    sys.stdout = open(1, "w", buffering=1, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, encoding="utf-8", closefd=False)  # noqa: SIM115
    faulthandler.enable()
    handlers = [logging.StreamHandler(sys.stderr), Recent(), Reporter(Crashes(Path(path).parent), "worker")]
    logging.basicConfig(level=logging.INFO, handlers=handlers)
