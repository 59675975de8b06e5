"""A Fireside to measure: its process, its API and its socket, as the page sees them."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from websockets.sync.client import connect

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60.0


class Client:
    """Talks to a served Fireside. `events` gets (moment, event) as they arrive; moments are `time.monotonic`'s."""

    def __init__(self, enter_url: str) -> None:
        self.events: queue.SimpleQueue[tuple[float, dict[str, Any]]] = queue.SimpleQueue()
        self._origin = "{0.scheme}://{0.netloc}".format(urlsplit(enter_url))
        self._cookie = _enter(enter_url)
        socket = self._origin.replace("http", "ws", 1) + "/api/v0/events"
        self._socket = connect(socket, origin=self._origin, additional_headers={"Cookie": self._cookie}, max_size=None)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for frame in self._socket:
            self.events.put((time.monotonic(), json.loads(frame)))

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """One request of the API, and its JSON."""
        request = urllib.request.Request(
            f"{self._origin}/api/v0{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Cookie": self._cookie, "Origin": self._origin, "Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.loads(answer.read() or b"null")

    def wait(self, kind: str, **fields: object) -> tuple[float, dict[str, Any]]:
        """The next event of that type with these fields, and when it came."""
        end = time.monotonic() + PATIENCE
        while True:
            moment, event = self.events.get(timeout=max(0.0, end - time.monotonic()))
            if event["type"] == kind and all(event[name] == value for name, value in fields.items()):
                return moment, event

    def close(self) -> None:
        self._socket.close()


def _enter(url: str) -> str:
    """Spend the ticket; the cookie that it is exchanged for."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: Any) -> None:
            return None

    try:
        urllib.request.build_opener(Stay).open(url, timeout=PATIENCE)
    except urllib.error.HTTPError as redirect:
        cookie = SimpleCookie(redirect.headers["Set-Cookie"])
    return "; ".join(f"{name}={morsel.value}" for name, morsel in cookie.items())


@contextmanager
def served(**variables: str) -> Iterator[tuple[Client, int]]:
    """A Fireside without a window on an empty data folder, and its process id."""
    with tempfile.TemporaryDirectory() as home:
        process = subprocess.Popen(
            [sys.executable, "-m", "desktop", "serve", "--print-url"],
            cwd=ROOT,
            env={**os.environ, "FIRESIDE_HOME": home, **variables},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        try:
            client = Client(process.stdout.readline().strip())
            yield client, process.pid
            client.close()
        finally:
            process.terminate()
            process.wait(PATIENCE)
