"""A server on this computer with the signed list of a release and its files, as true as a test wants."""

from __future__ import annotations

import base64
import hashlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from backend.updates.manifest import Release, ReleaseFile, pack


class ReleaseServer:
    """`document` is what is answered for the list; `files` by name. Beyond `held_after` bytes files wait for `go`."""

    def __init__(self) -> None:
        key = Ed25519PrivateKey.generate()
        self._private = key.private_bytes_raw()
        self.key = base64.b64encode(key.public_key().public_bytes_raw()).decode()
        self.document, self.status = b"", 200
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.held_after = 1 << 40
        self.go = threading.Event()
        self.go.set()
        self.server = _Server(self)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    @property
    def address(self) -> str:
        """Of the list."""
        return f"{self.url}/release.json"

    def publish(self, version: str, *files: ReleaseFile, day: int = 1, **more: Any) -> Release:
        """Offer a version: sign its list."""
        told = {"notes": {"en": f"- What **{version}** brings", "de": f"- Was **{version}** bringt"}, **more}
        release = Release(version=version, date=datetime(2026, 12, day, tzinfo=UTC), files=files, **told)
        self.document = pack(release, self._private)
        return release

    def add(self, name: str, content: bytes, **more: Any) -> ReleaseFile:
        """Put a file on the server; what the list says of it."""
        self.files[name] = content
        sha256 = hashlib.sha256(content).hexdigest()
        told = {"platform": "linux", "arch": "x64", "flavour": "standard", "kind": "tar.gz", **more}
        return ReleaseFile(url=f"{self.url}/{name}", **{"size": len(content), "sha256": sha256, **told})


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, told: ReleaseServer) -> None:
        self.told = told
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients may leave."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    log_message: ClassVar = lambda self, *words: None  # type: ignore[assignment]

    def do_GET(self) -> None:
        told = self.server.told
        told.asked.append(self.path)
        if self.path == "/release.json":
            return self.answer(told.status, told.document)
        data = told.files.get(self.path[1:])
        if data is None:
            return self.answer(404, b"")
        if asked := re.fullmatch(r"bytes=(\d+)-", self.headers.get("range", "")):
            begin = int(asked[1])
            return self.answer(206, data[begin:], f"bytes {begin}-{len(data) - 1}/{len(data)}")
        return self.answer(200, data)

    def answer(self, status: int, body: bytes, part: str = "") -> None:
        told = self.server.told
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        if part:
            self.send_header("content-range", part)
        self.end_headers()
        for at in range(0, len(body), 1 << 16):
            if at >= told.held_after:
                told.go.wait(60)
            self.wfile.write(body[at : at + (1 << 16)])


@contextmanager
def serving() -> Iterator[ReleaseServer]:
    """The server, for as long as the block lasts."""
    told = ReleaseServer()
    thread = threading.Thread(target=told.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        told.go.set()
        told.server.shutdown()
        told.server.server_close()
        thread.join()
