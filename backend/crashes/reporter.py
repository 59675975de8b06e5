"""Listens to the log: keeps its last lines without what was filled in, and reports every error that nobody expected."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from typing import Any

from backend.crashes.crashes import Crashes, Place
from backend.errors import FiresideError

_LINES = 60
_REPORTED = "fireside_reported"
_OURS = ("backend", "desktop")
_EXPECTED = (FiresideError, asyncio.CancelledError, KeyboardInterrupt, SystemExit, BrokenPipeError)
_PLACES: dict[str, Place] = {
    "backend.api.errors": "request",
    "desktop.cli": "app",
    "desktop.crash": "app",
    "desktop.qt_frame": "page",
    "backend.desk": "worker",
}


class Recent(logging.Handler):
    """The last lines of the log. Our own messages are fixed texts, into which only numbers are filled; of the messages
    of others no more is kept than who wrote them."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: deque[str] = deque(maxlen=_LINES)

    def emit(self, record: logging.LogRecord) -> None:
        moment = time.strftime("%H:%M:%S", time.gmtime(record.created))
        self.lines.append(f"{moment} {record.levelname} {record.name}: {_without_words(record)}")


class Reporter(logging.Handler):
    """Reports errors that are logged with where they came from; each once, though several tell of it."""

    def __init__(self, crashes: Crashes, usual: Place = "server") -> None:
        super().__init__(logging.ERROR)
        self._crashes, self._usual = crashes, usual

    def emit(self, record: logging.LogRecord) -> None:
        place: Place = _PLACES.get(record.name, self._usual)
        if getattr(record, "crash", False):
            self._crashes.keep(place, f"{record.name}: {_without_words(record)}", (), recent_lines())
        error = record.exc_info[1] if record.exc_info else None
        if error is None or isinstance(error, _EXPECTED) or hasattr(error, _REPORTED):
            return
        setattr(error, _REPORTED, True)  # not kept by us: what it holds on to may be large
        self._crashes.keep_error(place, error, recent_lines())


def recent_lines() -> tuple[str, ...]:
    """What `Recent` has kept, if it listens."""
    return next((tuple(each.lines) for each in logging.getLogger().handlers if isinstance(each, Recent)), ())


def _without_words(record: logging.LogRecord) -> str:
    if record.name.partition(".")[0] not in _OURS or not isinstance(record.msg, str):
        return "…"
    try:
        filled = record.msg % _numbers(record.args) if record.args else record.msg
    except (TypeError, ValueError, KeyError):
        filled = record.msg
    error = record.exc_info[1] if record.exc_info else None
    return f"{filled} ({type(error).__name__})" if error else filled


def _numbers(filled_in: Any) -> Any:
    if isinstance(filled_in, dict):
        return {name: _number(value) for name, value in filled_in.items()}
    return tuple(_number(value) for value in filled_in)


def _number(value: object) -> object:
    return value if isinstance(value, (int, float)) else "…"
