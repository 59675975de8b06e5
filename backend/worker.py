"""A process of its own for what may crash or hog: started, called, streamed from, watched and stopped.

In the worker a *host* object is built from its dotted name, with `emit` as its first argument. Its methods run one
after another on one thread, which thereby owns every native thing; those marked `@immediate` run at once on the
thread that reads the pipe. One marked `@streams` yields; it is handed a `threading.Event` as its first argument, which
is set when the listener has gone away.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import itertools
import logging
import multiprocessing
import pickle
import signal
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from backend.crashes import Crashes, recent_lines
from backend.crashes.traces import fatal_lines
from backend.desk import work
from backend.errors import WorkerDied, from_problem

log = logging.getLogger(__name__)
_KILLED = (-9, 137)
"""How a process ends that the system has no memory for any more."""


class Worker:
    """The server's end of one worker process.

    `host` is a dotted name such as `backend.speech.host:SpeechHost`; `arguments` go to it after `emit` and must be
    picklable. `on_event` gets what the host emits and `on_death` is called, once, when the process ends unasked.
    Both are called in the event loop.
    """

    def __init__(
        self,
        name: str,
        host: str,
        *arguments: object,
        logs: Path,
        on_event: Callable[[Any], None] = lambda event: None,
        on_death: Callable[[WorkerDied], None] = lambda error: None,
    ) -> None:
        self.name, self._host, self._arguments = name, host, arguments
        self._log = logs / f"{name}.log"
        self._on_event, self._on_death = on_event, on_death
        self._process: Any = None
        self._starting: asyncio.Task[None] | None = None
        self._reader: threading.Thread | None = None
        self._connection: Connection | None = None
        self._calls: dict[int, asyncio.Queue[tuple[str, Any]]] = {}
        self._ids = itertools.count()
        self._sending = threading.Lock()
        self._stopping = self._alive = False

    @property
    def alive(self) -> bool:
        """Whether the process runs, as far as the event loop has heard."""
        return self._alive

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self._alive and self._process else None

    async def start(self) -> None:
        """Start the process; its host is built meanwhile, and an error in that meets the first call.

        Raises `WorkerDied` when the system lets no process start.
        """
        self._loop = asyncio.get_running_loop()
        self._stopping, self._alive = False, True
        self._starting = asyncio.create_task(asyncio.to_thread(self._spawn))
        try:
            await asyncio.shield(self._starting)  # whoever gives up meanwhile can still stop what was started
        except OSError as error:
            self._alive = False
            raise WorkerDied(f"The {self.name} could not be started: {error}", "Try again.") from error

    def _spawn(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=work, args=(theirs, self._host, self._arguments, str(self._log)), name=self.name, daemon=True
        )
        self._process.start()
        theirs.close()
        self._reader = threading.Thread(
            target=self._read, args=(self._connection, self._process), name=f"{self.name}-reader", daemon=True
        )
        self._reader.start()

    def _read(self, connection: Connection, process: Any) -> None:
        with contextlib.suppress(EOFError, OSError):
            while True:
                self._in_loop(self._deliver, list(_messages(connection.recv_bytes())))
        process.join()  # only here: of two threads that join, one may see no exit code and take it for alive
        with self._sending:
            connection.close()
        self._in_loop(self._dead, process)

    def _in_loop(self, callback: Callable[..., None], *arguments: object) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: the app is going down
            self._loop.call_soon_threadsafe(callback, *arguments)

    def _deliver(self, messages: list[tuple[int | None, str, Any]]) -> None:
        for call, kind, value in messages:
            if call is None:
                self._on_event(value)
            elif waiting := self._calls.get(call):
                waiting.put_nowait((kind, value))

    def _dead(self, process: Any) -> None:
        if process is not self._process:  # another one was started since
            return
        self._alive = False
        kept = "What was shown is kept. Try again."
        if self._stopping:
            error = WorkerDied(f"The {self.name} was closed while it was needed.", kept)
        elif process.exitcode in _KILLED:
            error = WorkerDied(
                f"The {self.name} stopped unexpectedly: the system ended it, perhaps because memory ran out.", kept
            )
        elif process.exitcode is None:
            error = WorkerDied(f"The {self.name} stopped unexpectedly.", kept)
        else:
            error = WorkerDied(f"The {self.name} stopped unexpectedly (code {process.exitcode}).", kept)
        for waiting in self._calls.values():
            waiting.put_nowait(("error", error.problem))
        if not self._stopping:
            log.warning("%s ended with %s; last lines:\n%s", self.name, process.exitcode, self.last_lines())
            self._on_death(error)
            self._report(process.exitcode)

    def _report(self, code: int | None) -> None:
        if code is None:  # somebody else in this process has fetched it
            how = "a code that nobody saw"
        elif -code in list(signal.Signals):
            how = signal.Signals(-code).name
        else:
            how = f"code {code}"
        stack = fatal_lines(self.last_lines(1000))
        Crashes(self._log.parent).keep("worker", f"the {self.name} ended with {how}", stack, recent_lines())

    def last_lines(self, count: int = 12) -> str:
        """What the process wrote last to its log."""
        try:
            return "\n".join(self._log.read_text("utf-8", "replace").splitlines()[-count:])
        except OSError:
            return ""

    def _send(self, message: tuple[str, int, str, tuple[Any, ...]]) -> None:
        try:
            with self._sending:
                if self._connection is None:
                    raise OSError("not started")
                self._connection.send(message)
        except (OSError, ValueError) as error:
            raise WorkerDied(f"The {self.name} is not running.", "Try again.") from error

    async def call(self, method: str, *arguments: object) -> Any:
        """Run a method of the host and return what it returns. Raises its domain error, or `WorkerDied`."""
        async with contextlib.aclosing(self.stream(method, *arguments)) as values:
            return await anext(values, None)

    async def stream(self, method: str, *arguments: object) -> AsyncGenerator[Any]:
        """Run a method of the host and yield what it yields. Closing the iterator stops it there."""
        call = next(self._ids)
        waiting = self._calls[call] = asyncio.Queue()
        try:
            self._send(("call", call, method, arguments))
            while True:
                kind, value = await waiting.get()
                if kind == "end":
                    return
                if kind == "error":
                    raise from_problem(value)
                yield value
        finally:
            del self._calls[call]
            with contextlib.suppress(WorkerDied):
                self._send(("cancel", call, "", ()))

    async def stop(self, grace: float = 2.0) -> None:
        """End the process: it is asked, and killed when it does not go within `grace` seconds."""
        self._stopping = True
        if self._starting is not None:
            await asyncio.wait([self._starting])
        if self._reader is None:
            return
        with contextlib.suppress(WorkerDied):
            self._send(("stop", -1, "", ()))
        await asyncio.to_thread(self._reader.join, grace)
        if self._reader.is_alive():
            self._process.kill()
            await asyncio.to_thread(self._reader.join)
        self._alive = False


class Standby:
    """A worker that is started when it is first needed, and again after it died or was let go.

    `make` gives a worker that was not started; `greet` is called with it before anybody else gets it.
    """

    def __init__(self, make: Callable[[], Worker], greet: Callable[[Worker], Awaitable[None]] | None = None) -> None:
        self._make, self._greet = make, greet
        self._starting = asyncio.Lock()
        self._worker: Worker | None = None

    @property
    def running(self) -> Worker | None:
        """The worker, while it is alive."""
        return self._worker if self._worker is not None and self._worker.alive else None

    async def get(self) -> Worker:
        """The worker, started if it has to be. Raises `WorkerDied`."""
        async with self._starting:
            if (running := self.running) is not None:
                return running
            worker = self._make()
            try:
                await worker.start()
            except BaseException:  # given up before it was ours: it must not be left behind
                await worker.stop()
                raise
            self._worker = worker
            if self._greet is not None:
                await self._greet(worker)
            return worker

    async def stop(self, grace: float = 2.0) -> None:
        """End it; whoever needs one gets another."""
        worker, self._worker = self._worker, None
        if worker is not None:
            await worker.stop(grace)


def _messages(sent: bytes) -> Iterator[tuple[int | None, str, Any]]:
    """What the worker has put together into one piece."""
    left = io.BytesIO(sent)
    while left.tell() < len(sent):
        yield pickle.load(left)
