"""The embedded server: uvicorn in a thread of its own, on a socket that we bind ourselves."""

from __future__ import annotations

import errno
import ipaddress
import logging
import socket
import sys
import threading

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from backend.domain import Problem
from backend.errors import AlreadyRunning, FiresideError, Invalid

log = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"


def is_loopback(host: str) -> bool:
    """Whether only this computer can reach that address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def bind(host: str = LOOPBACK, port: int | None = None, last: int | None = None) -> socket.socket:
    """A listening socket on exactly `port`; without one on the `last` port if it is free, else on any.

    Raises `AlreadyRunning` when `port` is taken and `Invalid` when the address is not this computer's.
    """
    wanted = [port] if port is not None else [last, 0] if last else [0]
    for candidate in wanted:
        try:
            return _listen(host, candidate)
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES) and port is None and candidate:
                continue
            raise _refusal(error, host, candidate) from error
    raise AssertionError("port 0 is always free")


def _listen(host: str, port: int) -> socket.socket:
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    listening = socket.socket(family, kind)
    try:
        if sys.platform == "win32":  # there SO_REUSEADDR would let another program share our port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except OSError:
        listening.close()
        raise
    return listening


def _refusal(error: OSError, host: str, port: int) -> FiresideError:
    if error.errno == errno.EADDRINUSE:
        return AlreadyRunning(
            f"Port {port} is taken by another program.", "Choose another with --port, or leave it out.", param="port"
        )
    if error.errno == errno.EACCES:
        return Invalid(f"Port {port} may not be used.", "Choose one above 1023.", param="port")
    return Invalid(f"{host} is not an address of this computer.", "Leave --host out, or use 0.0.0.0.", param="host")


class Server:
    """Serves one application on one socket, in a thread, until it is told to stop."""

    def __init__(self, app: ASGIApp, listening: socket.socket) -> None:
        self._app, self._socket = app, listening
        self.port: int = listening.getsockname()[1]
        self.failure: BaseException | None = None
        self._ready = threading.Event()
        config = uvicorn.Config(
            self._carry,
            interface="asgi3",
            http="h11",
            ws="websockets-sansio",
            ws_per_message_deflate=False,  # a socket that stays on this computer gains nothing by it
            loop="asyncio",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=2,
        )
        config.load()  # imports the protocols here, on the main thread: PySide6 must not watch imports in another
        self._uvicorn = _Uvicorn(config, self._ready)
        self._thread = threading.Thread(target=self._run, name="server", daemon=True)

    def start(self) -> None:
        """Start serving. What arrives before the application is ready waits on the socket."""
        self._thread.start()

    def wait_ready(self, timeout: float | None = None) -> None:
        """Wait until the application has started; raises what made it fail."""
        self._ready.wait(timeout)
        if self.failure is not None:
            raise self.failure

    @property
    def problem(self) -> Problem | None:
        """What keeps its store shut, once it is ready: it serves a page that says so, and little else."""
        house = getattr(getattr(self._app, "state", None), "house", None)
        return house.problem if house is not None else None

    def wait_stopped(self, timeout: float | None = None) -> bool:
        """Wait until the thread has ended; False if it still runs."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def stop(self, timeout: float = 8.0) -> bool:
        """Let requests end and the application close; after `timeout` seconds by force. False if even that hung."""
        self._uvicorn.should_exit = True
        if not self._thread.ident or self.wait_stopped(timeout):
            return True
        log.warning("the server did not stop in %s s: forced", timeout)
        self._uvicorn.force_exit = True
        return self.wait_stopped(2.0)

    def _run(self) -> None:
        try:
            self._uvicorn.run(sockets=[self._socket])
        except BaseException as error:  # uvicorn leaves by SystemExit when the application could not start
            self.failure = self.failure or error
            log.error("the server ended", exc_info=error)
        finally:
            self._socket.close()
            self._ready.set()

    async def _carry(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The application. Why it failed to start is kept for `wait_ready`: uvicorn would only log it."""
        try:
            await self._app(scope, receive, send)
        except BaseException as error:
            if scope["type"] == "lifespan" and not self._ready.is_set():
                self.failure = error
            raise


class _Uvicorn(uvicorn.Server):
    """uvicorn's server that says when it is ready."""

    def __init__(self, config: uvicorn.Config, ready: threading.Event) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready.set()
