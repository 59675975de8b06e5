"""The one gate to the network: every outgoing client is made here, logged for all to see, and can be switched off."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from backend.domain import Value, now
from backend.egress.pace import Pace
from backend.egress.proxies import LOOPBACK, Proxies
from backend.egress.ways import blocking_way, way
from backend.errors import DownloadFailed, Offline, StoreUnwritable, TooLarge

if TYPE_CHECKING:
    import httpx2

log = logging.getLogger(__name__)
SHOWN = 500
LARGEST = 1_000_000


class Connection(Value):
    """One request to another program, here or elsewhere, or one that the off switch held back.

    `sent` and `received` are the bytes of its body and of the answer's, as they crossed the line: None while it lasts,
    or where nobody said how much it would be.
    """

    at: datetime
    host: str
    purpose: str
    allowed: bool
    sent: int | None = None
    received: int | None = None


class Egress:
    """Makes clients; remembers what they did, also on disk. Each request goes the way that `proxies` say just then.

    What is asked of this computer itself is logged, too, but does not leave: it is neither held back nor sent by way
    of a proxy, which would be elsewhere.
    """

    def __init__(
        self, log: Path, offline: Callable[[], bool], proxies: Proxies | None = None, pace: Pace | None = None
    ) -> None:
        self._log, self._offline = log, offline
        self.proxies = proxies or Proxies()
        self.pace = pace or Pace(lambda: 0.0)
        """How fast all that is fetched together may come."""
        self._connections: deque[Connection] = deque(maxlen=SHOWN)
        self._noting = threading.Lock()  # clients that block are used in threads
        self._open()

    def connections(self) -> tuple[Connection, ...]:
        """The newest 500 connections, the newest first."""
        return tuple(reversed(self._connections))

    def client(self, purpose: str, *, follow_redirects: bool = True, largest: int | None = None) -> httpx2.AsyncClient:
        """An HTTP client for one purpose, in words for the person ("Search for models").

        Its requests raise `Offline` while the off switch is on, except those to this computer itself: a model server
        that runs here may be asked. Reading more than `largest` bytes of an answer raises `TooLarge`.
        """
        import httpx2

        async def check(request: httpx2.Request) -> None:
            self._check(request, purpose)

        async def count(response: httpx2.Response) -> None:
            response.stream = _counted(response, largest, self._ended)

        return httpx2.AsyncClient(
            event_hooks={"request": [check], "response": [count]},
            follow_redirects=follow_redirects,
            timeout=30,
            transport=way(self.proxies),
        )

    def blocking_client(self, purpose: str, *, largest: int | None = None) -> httpx2.Client:
        """The same for a thread of its own, which may wait. A line that breaks raises `DownloadFailed`."""
        import httpx2

        class Client(httpx2.Client):
            """Whoever is handed it must not try again and again by himself: the person waits."""

            def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
                try:
                    return super().send(request, **options)
                except (httpx2.TransportError, httpx2.DecodingError) as error:
                    raise DownloadFailed(
                        f"{request.url.host} cannot be reached: {str(error) or type(error).__name__}.",
                        "Look at your connection, then try again.",
                    ) from error

        def check(request: httpx2.Request) -> None:
            self._check(request, purpose)

        def count(response: httpx2.Response) -> None:
            response.stream = _counted(response, largest, self._ended)

        return Client(
            event_hooks={"request": [check], "response": [count]},
            follow_redirects=True,
            timeout=30,
            transport=blocking_way(self.proxies),
        )

    def _check(self, request: httpx2.Request, purpose: str) -> None:
        """Note a request that is about to leave. Raises `Offline`."""
        allowed = request.url.host in LOOPBACK or not self._offline()
        sent = int(length) if (length := request.headers.get("content-length", "")).isdecimal() else None
        made = Connection(at=now(), host=request.url.host, purpose=purpose, allowed=allowed, sent=sent)
        request.extensions["connection"] = made
        self._note(made)
        if not allowed:
            raise Offline(
                f"Fireside is offline by your choice, so it did not contact {request.url.host}.",
                "Allow connections under Settings → Privacy.",
            )

    def forget(self) -> None:
        """Empty the log. Raises `StoreUnwritable` when what is on disk cannot be removed."""
        self._connections.clear()
        try:
            self._log.unlink(missing_ok=True)
        except OSError as error:
            raise StoreUnwritable(
                f"The log of connections could not be removed ({error.strerror}).",
                "Check the permissions of the data folder.",
            ) from error

    def _note(self, connection: Connection) -> None:
        with self._noting:
            self._connections.append(connection)
            self._write(connection)

    def _ended(self, made: Connection, received: int) -> None:
        """How much came is known at the end only: what was noted is told once more, with it."""
        ended = made.model_copy(update={"received": received})
        with self._noting:
            for place, seen in enumerate(self._connections):
                if seen is made:
                    self._connections[place] = ended
                    self._write(ended)
                    return

    def _write(self, connection: Connection) -> None:
        try:
            with self._log.open("a", encoding="utf-8") as file:
                file.write(connection.model_dump_json() + "\n")
        except OSError as error:
            log.warning("a connection to %s could not be written down: %s", connection.host, error)

    def _open(self) -> None:
        """Read what was written down; a torn line costs only itself, and a log grown large is cut to what is shown."""
        try:
            written = self._log.read_text("utf-8", "replace")
            told = (found for line in written.splitlines()[-2 * SHOWN :] if (found := _connection(line)))
            self._connections.extend(_joined(told))
            if written and (len(written) > LARGEST or not written.endswith("\n")):
                self._rewrite()
        except FileNotFoundError:
            pass
        except OSError as error:
            log.warning("the log of connections could not be read: %s", error)

    def _rewrite(self) -> None:
        half = self._log.with_suffix(".half")
        half.write_text("".join(seen.model_dump_json() + "\n" for seen in self._connections), "utf-8")
        half.replace(self._log)


def _counted(response: httpx2.Response, largest: int | None, ended: Callable[[Connection, int], None]) -> Any:
    """The answer as it comes, counted and, where asked for, held to a size; read by who waits, or by who does not."""
    import httpx2

    stream: Any = response.stream

    class Counted(httpx2.AsyncByteStream, httpx2.SyncByteStream):
        received = 0

        def __iter__(self) -> Iterator[bytes]:
            for piece in stream:
                yield self._count(piece)

        async def __aiter__(self) -> AsyncIterator[bytes]:
            async for piece in stream:
                yield self._count(piece)

        def _count(self, piece: bytes) -> bytes:
            self.received += len(piece)
            if largest is not None and self.received > largest:
                raise TooLarge(
                    f"{response.request.url.host} sent more than {largest:,} bytes.", "Ask for something smaller."
                )
            return piece

        def close(self) -> None:
            stream.close()
            self._end()

        async def aclose(self) -> None:
            await stream.aclose()
            self._end()

        def _end(self) -> None:
            ended(response.request.extensions["connection"], self.received)

    return Counted()


def _joined(told: Iterable[Connection]) -> list[Connection]:
    """Each connection once: a line that says how much came takes the place of the one that told of its beginning."""
    joined: list[Connection] = []
    begun: dict[Connection, int] = {}
    for each in told:
        beginning = each.model_copy(update={"received": None})
        if each.received is not None and beginning in begun:
            joined[begun.pop(beginning)] = each
            continue
        if each.received is None:
            begun[each] = len(joined)
        joined.append(each)
    return joined


def _connection(line: str) -> Connection | None:
    try:
        return Connection.model_validate_json(line)
    except ValidationError:
        return None
