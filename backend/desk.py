"""The worker's end of a worker: reads requests from the pipe and lets one thread carry them out in order.

A host's class may name its `priority`: "sound" is served first, "background" last. One that has a method `quiet` is
called by it once nothing was asked for `patience` seconds, and then not before something was asked again.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import pickle
import queue
import threading
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any, Literal, TypeVar

import psutil

from backend.domain import Problem
from backend.errors import FiresideError
from backend.process import settle

log = logging.getLogger(__name__)

Priority = Literal["sound", "normal", "background"]
NICE: dict[Priority, int] = {"sound": -10, "normal": 0, "background": 5}
WINDOWS_CLASS: dict[Priority, str] = {"sound": "HIGH", "normal": "NORMAL", "background": "BELOW_NORMAL"}
F = TypeVar("F", bound=Callable[..., Any])


def immediate(method: F) -> F:
    """Mark a host's method that must not wait for the one that is running (stop, volume).

    It may not touch what the owner owns.
    """
    method.immediate = True  # type: ignore[attr-defined]
    return method


def streams(method: F) -> F:
    """Mark a host's method that yields: its first argument is a `threading.Event`, set when nobody listens any more."""
    method.streams = True  # type: ignore[attr-defined]
    return method


def together(method: F) -> F:
    """Mark a host's method that streams and takes turns with the other calls of such methods: `None` ends its turn.

    All other calls are carried out between two turns.
    """
    method.together = True  # type: ignore[attr-defined]
    return streams(method)


def work(connection: Connection, host: str, arguments: tuple[object, ...], log_path: str) -> None:
    """All that a worker's process does, from its beginning to its end."""
    settle(log_path)
    Desk(connection, host, arguments).serve()


class Desk:
    """Reads requests, and lets the one owner thread carry them out in order."""

    def __init__(self, connection: Connection, host: str, arguments: tuple[object, ...]) -> None:
        self._connection = connection
        self._build = (host, arguments)
        self._host: Any = None
        self._todo: queue.SimpleQueue[tuple[int, str, tuple[Any, ...]] | None] = queue.SimpleQueue()
        self._turns: dict[int, Iterator[Any]] = {}
        self._cancelled: dict[int, threading.Event] = {}
        self._sending, self._unsent = threading.Lock(), bytearray()
        self._built = threading.Event()
        self._rests = True

    def serve(self) -> None:
        owner = threading.Thread(target=self._own, name="owner")
        owner.start()
        with contextlib.suppress(EOFError, OSError):
            while (message := self._connection.recv())[0] != "stop":
                self._accept(*message)
        self._todo.put(None)
        for event in list(self._cancelled.values()):
            event.set()
        owner.join()
        os._exit(0)  # native threads of a library must not hold the process back

    def _accept(self, kind: str, call: int, method: str, arguments: tuple[Any, ...]) -> None:
        if kind == "cancel":
            if event := self._cancelled.get(call):
                event.set()
            return
        self._cancelled[call] = threading.Event()
        self._built.wait()  # only then is it known which methods are immediate
        if hasattr(getattr(self._host, method, None), "immediate"):
            self._carry_out(call, method, arguments)
        else:
            self._todo.put((call, method, arguments))

    def _own(self) -> None:
        failure: Problem | None = None
        name, arguments = self._build
        module, _, attribute = name.partition(":")
        try:
            host = getattr(importlib.import_module(module), attribute)
            _take_priority(getattr(host, "priority", "normal"))
            self._host = host(self._emit, *arguments)
        except Exception as error:
            failure = _problem(error)
        self._built.set()
        with contextlib.suppress(_Stopped):
            while True:
                for call, method, arguments in self._asked():
                    if failure is None:
                        self._carry_out(call, method, arguments)
                    else:
                        self._send(call, "error", failure)
                for call in list(self._turns):
                    self._take_turn(call)
                self._flush()
        for items in self._turns.values():
            _close(items)
        if hasattr(self._host, "close"):
            self._host.close()

    def _asked(self) -> Iterator[tuple[int, str, tuple[Any, ...]]]:
        """What there is to carry out now; waits for something when no call takes turns. Raises `_Stopped`."""
        try:
            while (todo := self._todo.get(block=not self._turns, timeout=self._patience)) is not None:
                self._rests = False
                yield todo
            raise _Stopped
        except queue.Empty:
            if not self._turns:
                self._rest()

    @property
    def _patience(self) -> float | None:
        return None if self._rests else getattr(self._host, "patience", None)

    def _rest(self) -> None:
        self._rests = True
        try:
            self._host.quiet()
        except Exception:
            log.exception("while nothing was asked")

    def _take_turn(self, call: int) -> None:
        items, cancelled = self._turns[call], self._cancelled[call]
        try:
            for item in items:
                if cancelled.is_set():
                    break
                if item is None:
                    return
                self._put(call, "item", item)
            _close(items)
            if not cancelled.is_set():
                self._put(call, "end", None)
        except Exception as error:
            self._put(call, "error", _problem(error))
        del self._turns[call]
        self._cancelled.pop(call, None)

    def _carry_out(self, call: int, method: str, arguments: tuple[Any, ...]) -> None:
        cancelled = self._cancelled[call]
        try:
            if not cancelled.is_set():
                asked = getattr(self._host, method)
                if hasattr(asked, "together"):
                    self._turns[call] = asked(cancelled, *arguments)
                    return
                self._run(call, cancelled, asked, arguments)
            if not cancelled.is_set():  # what was cut off must not look whole
                self._send(call, "end", None)
        except Exception as error:
            self._send(call, "error", _problem(error))
        finally:
            if call not in self._turns:
                self._cancelled.pop(call, None)

    def _run(
        self, call: int, cancelled: threading.Event, method: Callable[..., Any], arguments: tuple[Any, ...]
    ) -> None:
        if not hasattr(method, "streams"):
            self._send(call, "item", method(*arguments))
            return
        items: Iterator[Any] = method(cancelled, *arguments)
        for item in items:
            if cancelled.is_set():
                break
            self._send(call, "item", item)
        _close(items)

    def _emit(self, event: object) -> None:
        self._send(None, "event", event)

    def _send(self, call: int | None, kind: str, value: object) -> None:
        self._put(call, kind, value)
        self._flush()

    def _put(self, call: int | None, kind: str, value: object) -> None:
        """Have it sent with what comes next: what all calls say in one turn wakes the other end once."""
        message = pickle.dumps((call, kind, value))
        with self._sending:
            self._unsent += message

    def _flush(self) -> None:
        with self._sending, contextlib.suppress(OSError):
            unsent, self._unsent = self._unsent, bytearray()
            if unsent:
                self._connection.send_bytes(unsent)


class _Stopped(Exception):
    """The worker is asked to end."""


def _close(items: Iterator[Any]) -> None:
    if hasattr(items, "close"):
        items.close()


def _take_priority(priority: Priority) -> None:
    """A model that writes keeps every core busy, and a sound that comes late is a gap: sound first, models last.

    Linux counts every thread by itself: the one that reads the pipe, and this one with all that native code starts from
    it, be it for the sound device or to compute.
    """
    windows = getattr(psutil, f"{WINDOWS_CLASS[priority]}_PRIORITY_CLASS", None)
    with contextlib.suppress(psutil.Error, OSError):  # not every system lets everybody come first
        if windows is not None:
            psutil.Process().nice(windows)
        else:
            for thread in (os.getpid(), 0):
                os.setpriority(os.PRIO_PROCESS, thread, NICE[priority])


def _problem(error: Exception) -> Problem:
    if isinstance(error, FiresideError):
        return error.problem
    log.exception("in the worker")
    return Problem(type="engine_failed", message=f"{type(error).__name__}: {error}", hint="See the log for details.")
