"""A proxy on this computer, which tells what it was asked for, and leads every name to one server that a test has."""

from __future__ import annotations

import base64
import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import urlsplit

_HOP = {"proxy-authorization", "proxy-connection", "connection", "transfer-encoding"}


class FakeProxy(ThreadingHTTPServer):
    """`asked` are hosts, `logins` what was said to it; `wants` is "user:password", or empty.

    A name leads to the port that `ports` has for it, else to `port`.
    """

    daemon_threads = True

    def __init__(self, port: int, wants: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.port, self.ports, self.wants = port, dict[str, int](), wants
        self.asked: list[str] = []
        self.logins: list[str] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients may leave."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: FakeProxy
    protocol_version = "HTTP/1.1"
    log_message: ClassVar = lambda self, *words: None  # type: ignore[assignment]

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if not self._welcome(address.hostname or ""):
            return
        port = self.server.ports.get(address.hostname or "", self.server.port)
        there = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP}
        there.request("GET", f"{address.path}?{address.query}" if address.query else address.path, headers=headers)
        answer = there.getresponse()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            if name.lower() not in _HOP:
                self.send_header(name, value)
        self.end_headers()
        while piece := answer.read(1 << 16):
            self.wfile.write(piece)
        there.close()

    def do_CONNECT(self) -> None:
        """It leads nowhere that is encrypted, and says so."""
        if self._welcome(self.path):
            self._refuse(502)

    def _welcome(self, host: str) -> bool:
        self.server.asked.append(host)
        login = self.headers.get("proxy-authorization", "")
        if login:
            self.server.logins.append(base64.b64decode(login.removeprefix("Basic ")).decode())
        if self.server.wants and self.server.wants not in self.server.logins[-1:]:
            self._refuse(407)
            return False
        return True

    def _refuse(self, status: int) -> None:
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()


@contextmanager
def proxying(port: int, wants: str = "") -> Iterator[FakeProxy]:
    """A proxy until the block ends."""
    with FakeProxy(port, wants) as proxy:
        threading.Thread(target=proxy.serve_forever, args=(0.02,), daemon=True).start()
        yield proxy
        proxy.shutdown()
