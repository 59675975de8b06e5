"""A server that speaks the API of Hugging Face, and the second host to which it sends for files; both tell the truth
only as far as a test wants."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "hf_of_somebody"
REVISION = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class Asked:
    """One request: to which of the two hosts, and with what."""

    host: str
    path: str
    headers: Mapping[str, str]


@dataclass
class Answer:
    """What is answered instead of the truth."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


class FakeHub:
    """`repositories` by name, each its files by path. Answers of the hub come from `instead` while there are any.

    What is told of one is changed by its `facts`. Unless `answering`, the hub only listens.
    Files break off after `breaks` bytes, one number an answer; `held` lets none go on beyond `held_after` bytes.
    """

    def __init__(self) -> None:
        self.repositories: dict[str, dict[str, bytes]] = {}
        self.facts: dict[str, dict[str, Any]] = {}
        self.gated: set[str] = set()
        self.answering = threading.Event()
        self.answering.set()
        self.without_hashes = False
        self.instead: list[Answer] = []
        self.breaks: list[int] = []
        self.ranges = True
        self.etag = '"1"'
        self.held_after = 1 << 40
        self.go = threading.Event()
        self.go.set()
        self.asked: list[Asked] = []
        self.sent = 0
        self.hub, self.files = _Server(self, _Hub), _Server(self, _Files)
        self.files_at = f"http://127.0.0.1:{self.files.server_port}"
        """Where the hub sends for files."""

    @property
    def endpoint(self) -> str:
        """Where the hub is."""
        return f"http://127.0.0.1:{self.hub.server_port}"

    def paths(self, host: str = "hub") -> list[str]:
        """What one of the two hosts was asked for."""
        return [one.path for one in self.asked if one.host == host]

    def info(self, name: str, blobs: bool) -> dict[str, Any]:
        """What the API tells of a repository."""
        siblings = []
        for path, data in self.repositories[name].items():
            told: dict[str, Any] = {"rfilename": path}
            if blobs:
                told |= {"size": len(data), "blobId": "0" * 40}
                if path.endswith(".gguf") and not self.without_hashes:
                    sha256 = hashlib.sha256(data).hexdigest()
                    told["lfs"] = {"sha256": sha256, "size": len(data), "pointerSize": 134}
            siblings.append(told)
        return {
            "_id": "1", "id": name, "modelId": name, "sha": REVISION, "private": False, "downloads": 12, "likes": 3,
            "gated": "auto" if name in self.gated else False, "lastModified": "2026-05-04T03:02:01.000Z",
            "tags": ["gguf", "license:apache-2.0"], "siblings": siblings,
            "gguf": {"total": 1_234_567, "architecture": "llama", "context_length": 512},
        } | self.facts.get(name, {})  # fmt: skip


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, fake: FakeHub, handler: type[BaseHTTPRequestHandler]) -> None:
        self.fake = fake
        super().__init__(("127.0.0.1", 0), handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients may leave."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    log_message: ClassVar = lambda self, *words: None  # type: ignore[assignment]

    def answer(self, status: int, body: bytes = b"", headers: Mapping[str, str] = {}) -> None:
        self.send_response(status)
        for name, value in {"content-length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def note(self, host: str) -> FakeHub:
        fake = self.server.fake
        fake.asked.append(Asked(host, self.path, {name.lower(): value for name, value in self.headers.items()}))
        return fake


class _Hub(_Handler):
    def do_GET(self) -> None:
        fake = self.note("hub")
        fake.answering.wait(60)
        if fake.instead:
            told = fake.instead.pop(0)
            return self.answer(told.status, told.body, told.headers)
        address = urlsplit(self.path)
        query = parse_qs(address.query)
        if address.path == "/api/models":
            return self.found(fake, query)
        if named := re.fullmatch(r"/api/models/([^/]+/[^/]+)(?:/revision/([^/]+))?", address.path):
            if named[1] not in fake.repositories:
                return self.answer(401, b"Invalid username or password.", {"x-error-code": "RepoNotFound"})
            if named[2] not in (None, REVISION):
                return self.answer(404, b"Invalid rev id.", {"x-error-code": "RevisionNotFound"})
            return self.told(fake.info(named[1], "blobs" in query))
        if named := re.fullmatch(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", address.path):
            return self.file(fake, named[1], named[2], unquote(named[3]))
        return self.answer(404)

    def found(self, fake: FakeHub, query: dict[str, list[str]]) -> None:
        wanted = query.get("search", [""])[0].lower()
        found = [fake.info(name, False) for name in fake.repositories if wanted in name.lower()]
        found.sort(key=lambda one: one[query["sort"][0]], reverse=True)
        self.told(found[: int(query["limit"][0])])

    def file(self, fake: FakeHub, name: str, revision: str, path: str) -> None:
        if path not in fake.repositories.get(name, {}) or revision != REVISION:
            return self.answer(404, b"Entry not found", {"x-error-code": "EntryNotFound"})
        token = self.headers.get("authorization")
        if name in fake.gated and token != f"Bearer {TOKEN}":
            return self.answer(403 if token else 401, b"Access is restricted.", {"x-error-code": "GatedRepo"})
        if not path.endswith(".gguf"):
            return self.answer(200, fake.repositories[name][path])
        return self.answer(302, headers={"location": f"{fake.files_at}/{name}/{path}"})

    def told(self, value: object) -> None:
        self.answer(200, json.dumps(value).encode(), {"content-type": "application/json"})


class _Files(_Handler):
    def do_GET(self) -> None:
        fake = self.note("files")
        publisher, name, path = unquote(self.path)[1:].split("/", 2)
        data = fake.repositories[f"{publisher}/{name}"][path]
        headers = {"etag": fake.etag}
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("range", ""))
        if asked and fake.ranges and self.headers.get("if-range", fake.etag) == fake.etag:
            start, end = int(asked[1]), min(int(asked[2] or len(data) - 1), len(data) - 1)
            if start >= len(data):
                return self.answer(416, headers={"content-range": f"bytes */{len(data)}"})
            headers["content-range"] = f"bytes {start}-{end}/{len(data)}"
            return self.drip(fake, 206, data[start : end + 1], headers)
        return self.drip(fake, 200, data, headers)

    def drip(self, fake: FakeHub, status: int, data: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {"content-length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        most = fake.breaks.pop(0) if fake.breaks else len(data)
        for at in range(0, min(len(data), most), 1 << 16):
            if at >= fake.held_after:
                fake.go.wait(60)
            piece = data[at : min(at + (1 << 16), most)]
            self.wfile.write(piece)
            fake.sent += len(piece)
        if most < len(data):
            self.close_connection = True


@contextmanager
def serving() -> Iterator[FakeHub]:
    """Both hosts, until the block ends."""
    fake = FakeHub()
    for server in (fake.hub, fake.files):
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield fake
    finally:
        fake.go.set()
        fake.answering.set()
        for server in (fake.hub, fake.files):
            server.shutdown()
            server.server_close()
