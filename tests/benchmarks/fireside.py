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

import psutil
from websockets.sync.client import connect

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 240.0


class Client:
    """Talks to a served Fireside. `events` gets (moment, event) as they arrive; moments are `time.monotonic`'s."""

    def __init__(self, enter_url: str, pid: int) -> None:
        self.events: queue.SimpleQueue[tuple[float, dict[str, Any]]] = queue.SimpleQueue()
        self.origin, self.pid = "{0.scheme}://{0.netloc}".format(urlsplit(enter_url)), pid
        self.cookie = _enter(enter_url)
        self.address = self.origin.replace("http", "ws", 1) + "/api/v0/events"
        """Where the sockets are."""
        headers = {"Cookie": self.cookie}
        self._socket = connect(self.address, origin=self.origin, additional_headers=headers, max_size=None)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for frame in self._socket:
            self.events.put((time.monotonic(), json.loads(frame)))

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """One request of the API, and its JSON."""
        request = urllib.request.Request(
            f"{self.origin}/api/v0{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Cookie": self.cookie, "Origin": self.origin, "Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.loads(answer.read() or b"null")

    def next(self) -> tuple[float, dict[str, Any]]:
        """The next event, and when it came."""
        return self.events.get(timeout=PATIENCE)

    def wait(self, kind: str, **fields: object) -> tuple[float, dict[str, Any]]:
        """The next event of that type with these fields, and when it came."""
        end = time.monotonic() + PATIENCE
        while True:
            moment, event = self.events.get(timeout=max(0.0, end - time.monotonic()))
            if event["type"] == kind and all(event[name] == value for name, value in fields.items()):
                return moment, event

    # -------------------------------------------------------------- models and runs

    def load(self, model: Path) -> int:
        """Add a model file, make it the default and wait until it is loaded; the tokens of its context."""
        id = str(self.ask("POST", "/models", {"path": str(model)})["id"])
        state = self.ask("POST", f"/models/{id}/load")
        while state["status"] != "ready":
            state = self.wait("model.state")[1]["state"]
            assert state["status"] in ("loading", "ready"), state
        self.settle()
        return int(state["context"])

    def settle(self) -> None:
        """Wait until the server is done with its start: it makes the help's index when a model is ready."""
        process = psutil.Process(self.pid)
        end = time.monotonic() + PATIENCE
        while process.cpu_percent(0.5) > 5.0 and time.monotonic() < end:
            pass

    def ready(self) -> None:
        """Wait until the model is loaded that is loaded at the start."""
        status = ""
        while status != "ready":
            _, event = self.next()
            if event["type"] in ("snapshot", "model.state"):
                status = event["model" if event["type"] == "snapshot" else "state"]["status"]

    def thread(self) -> str:
        """A new thread; its id. It has a title: else the model would write one while others are measured."""
        return str(self.ask("POST", "/threads", {"title": "Measured"})["id"])

    def start(self, thread: str, text: str) -> str:
        """Send a message; the id of its run."""
        parts = [{"kind": "text", "text": text}]
        return str(self.ask("POST", f"/threads/{thread}/runs", {"parts": parts})["run"]["id"])

    def close(self) -> None:
        """Leave the socket."""
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
def served(home: Path | None = None, program: str = "desktop", **variables: str) -> Iterator[Client]:
    """A Fireside without a window on that data folder, else on an empty one."""
    with tempfile.TemporaryDirectory() as empty:
        process = subprocess.Popen(
            [sys.executable, "-m", program, "serve", "--print-url"],
            cwd=ROOT,
            env={**os.environ, "FIRESIDE_HOME": str(home or empty), **variables},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        try:
            client = Client(process.stdout.readline().strip(), process.pid)
            yield client
            client.close()
        finally:
            process.terminate()
            process.wait(PATIENCE)
