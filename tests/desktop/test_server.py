"""The embedded server, on real sockets with a small application."""

import asyncio
import contextlib
import socket
import threading
import time
import urllib.request
from collections.abc import Iterator

import pytest
from websockets.sync.client import connect

from backend.errors import AlreadyRunning, Invalid, StoreTooNew
from desktop.server import Server, bind, is_loopback
from tests.desktop.app import PATIENCE


class Hearth:
    """A small application: says hello, echoes on a socket, and notes when it is closed."""

    def __init__(self, starting: threading.Event | None = None) -> None:
        self.starting, self.closed = starting, False

    async def __call__(self, scope, receive, send):
        match scope["type"]:
            case "lifespan":
                await receive()
                if self.starting:
                    await asyncio.to_thread(self.starting.wait)
                await send({"type": "lifespan.startup.complete"})
                await receive()
                self.closed = True
                await send({"type": "lifespan.shutdown.complete"})
            case "websocket":
                await receive()
                await send({"type": "websocket.accept"})
                while (message := await receive())["type"] == "websocket.receive":
                    await send({"type": "websocket.send", "text": message["text"]})
            case "http" if scope["path"] == "/never":
                await asyncio.sleep(3600)
            case "http":
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": "http.response.body", "body": b"hello"})


@contextlib.contextmanager
def served(app) -> Iterator[Server]:
    server = Server(app, bind())
    server.start()
    try:
        yield server
    finally:
        assert server.stop()


def read(server: Server, path: str = "/") -> tuple[str, dict[str, str]]:
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}", timeout=10) as response:
        return response.read().decode(), dict(response.headers)


def test_serves_and_closes_the_application() -> None:
    app = Hearth()
    with served(app) as server:
        server.wait_ready(PATIENCE)
        body, headers = read(server)
        assert body == "hello"
        assert "server" not in {name.lower() for name in headers}
        with connect(f"ws://127.0.0.1:{server.port}/") as page:
            page.send("still there?")
            assert page.recv(timeout=PATIENCE) == "still there?"
    assert app.closed
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", server.port), timeout=1)


def test_a_request_before_the_application_is_ready_waits_for_it() -> None:
    starting, answers = threading.Event(), []
    with served(Hearth(starting)) as server:
        page = threading.Thread(target=lambda: answers.append(read(server)[0]))
        page.start()
        time.sleep(0.2)
        assert answers == []
        starting.set()
        page.join(PATIENCE)
    assert answers == ["hello"]


def test_an_application_that_cannot_start_says_why() -> None:
    async def app(scope, receive, send):
        await receive()
        raise StoreTooNew("Written by a newer Fireside.", "Update Fireside.")

    server = Server(app, bind())
    server.start()
    with pytest.raises(StoreTooNew, match="newer"):
        server.wait_ready(PATIENCE)
    assert server.wait_stopped(PATIENCE)


def test_stopping_does_not_wait_for_a_request_that_never_ends() -> None:
    app = Hearth()
    with served(app) as server:
        server.wait_ready(PATIENCE)
        with (
            socket.create_connection(("127.0.0.1", server.port)) as hanging,
            connect(f"ws://127.0.0.1:{server.port}/") as page,
        ):
            hanging.sendall(b"GET /never HTTP/1.1\r\nHost: x\r\n\r\n")
            page.send("here")
            assert page.recv(timeout=PATIENCE) == "here"
            assert server.stop()
    assert app.closed


def test_stopping_by_force_when_the_application_hangs() -> None:
    async def app(scope, receive, send):
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await asyncio.sleep(3600)

    server = Server(app, bind())
    server.start()
    server.wait_ready(PATIENCE)
    started = time.monotonic()
    server.stop(timeout=1)
    assert time.monotonic() - started < 60, "it must give up, not hang"


def test_a_wanted_port_that_is_taken_is_an_error_with_a_hint() -> None:
    with bind() as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AlreadyRunning) as told:
            bind(port=port)
        assert str(port) in told.value.message
        assert "--port" in told.value.hint


def test_the_last_port_comes_first_and_any_other_when_it_is_taken() -> None:
    with bind() as free:
        port = free.getsockname()[1]
    with bind(last=port) as again:
        assert again.getsockname() == ("127.0.0.1", port)
        with bind(last=port) as other:
            assert other.getsockname()[1] not in (0, port)


def test_an_address_that_is_not_ours_is_refused() -> None:
    with pytest.raises(Invalid, match=r"192\.0\.2\.1"):
        bind("192.0.2.1")


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("::", False), ("box.lan", False)],
)
def test_what_counts_as_loopback(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback
