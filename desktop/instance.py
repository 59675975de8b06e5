"""One Fireside per data folder: a lock decides, and a private file tells the second how to reach the first."""

from __future__ import annotations

import json
import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from desktop.secret import write_private


class Instance:
    """This process's claim on a data folder. The lock ends with the process, however that ends."""

    def __init__(self, home: Path) -> None:
        self._address = home / "instance.json"
        self._lock: IO[bytes] = open(home / "instance.lock", "ab")  # noqa: SIM115 (held as long as we live)
        self.first = _lock(self._lock)
        self.last_port = self._read().get("port")
        if self.first:
            self._write(self.last_port, None)  # whoever comes second must not trust what a killed process left

    def publish(self, port: int) -> None:
        """Tell a second start where we are; the port is also the one to try first the next time."""
        self.last_port = port
        self._write(port, os.getpid())

    def call_first(
        self, key: str, timeout: float = 10.0, wanted: Sequence[str] = (), ask: bool = False
    ) -> dict[str, object] | None:
        """Ask the first to raise its window: `{"raised": bool, "url": str}`, or None when it does not answer.

        `wanted` are links and files that its page is to open; `ask` is for its small window.
        """
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            address = self._read()
            if address.get("pid") and (answer := _raise(int(address["port"] or 0), key, wanted, ask)):
                return answer
            time.sleep(0.1)  # it is still starting
        return None

    def release(self) -> None:
        """Give the folder up."""
        if self.first:
            self._write(self.last_port, None)
        self._lock.close()

    def _read(self) -> dict[str, int | None]:
        try:
            address = json.loads(self._address.read_text("utf-8"))
            return {"port": int(address["port"]), "pid": address.get("pid")}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}

    def _write(self, port: int | None, pid: int | None) -> None:
        write_private(self._address, json.dumps({"port": port, "pid": pid}))


def _lock(file: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _raise(port: int, key: str, wanted: Sequence[str], ask: bool) -> dict[str, object] | None:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/__raise",
        data=json.dumps({"wanted": list(wanted), "ask": ask}).encode(),
        headers={"X-Fireside-Key": key, "Content-Type": "application/json"},
        method="POST",
    )
    loopback_only = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with loopback_only.open(request, timeout=5) as response:
            answer = json.load(response)
    except (OSError, ValueError):  # URLError and timeouts are OSErrors
        return None
    return answer if isinstance(answer, dict) else None
