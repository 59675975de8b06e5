"""How fast and thriftily large files are fetched, beside curl; how soon a folder of many models is looked through."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import psutil

from tests.benchmarks.figures import Figure, Found, megabytes, seconds, times

ROOT = Path(__file__).resolve().parent.parent.parent
LIMIT = 125_000_000
"""Bytes a second: a line of a gigabit."""
COMMON, HUGE = 1_000_000_000, 10_000_000_000
ROUNDS = 3
SCANNED = 500
SLICE = 1 << 20


class Server(ThreadingHTTPServer):
    """Serves one file, at most so many bytes a second on each line; counts what it sent."""

    daemon_threads = True

    def __init__(self, file: Path, limit: float) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.file, self.limit, self.slice, self.sent = file, limit, SLICE, 0
        self.size = file.stat().st_size

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients may be killed."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/large.bin"


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    log_message: ClassVar = lambda self, *words: None  # type: ignore[assignment]

    def do_GET(self) -> None:
        asked, size = self.headers.get("range", ""), self.server.size
        start = int(asked.removeprefix("bytes=").removesuffix("-") or 0)
        self.send_response(206 if asked else 200)
        self.send_header("content-length", str(size - start))
        if asked:
            self.send_header("content-range", f"bytes {start}-{size - 1}/{size}")
        self.end_headers()
        self.wfile.flush()
        self._send(start)

    def _send(self, start: int) -> None:
        began, at = time.monotonic(), start
        with self.server.file.open("rb") as file:
            while at < self.server.size:
                sent = os.sendfile(
                    self.connection.fileno(), file.fileno(), at, min(self.server.slice, self.server.size - at)
                )
                at += sent
                self.server.sent += sent
                if self.server.limit and (early := (at - start) / self.server.limit - (time.monotonic() - began)) > 0:
                    time.sleep(early)


@contextmanager
def serving(size: int, limit: float) -> Iterator[tuple[Server, Path]]:
    """A server of so many bytes, sparse on the disk, and an empty folder to fetch into."""
    with tempfile.TemporaryDirectory(prefix="fireside-bench-") as folder:
        file = Path(folder, "large.bin")
        with file.open("wb") as out:
            out.truncate(size)
        target = Path(folder, "target")
        (target / "halves").mkdir(parents=True)
        with Server(file, limit) as server:
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
            yield server, target
            server.shutdown()


def fetching() -> Found:
    """A gigabyte at the pace of a gigabit, and as fast as it goes, by curl and by us; then ten."""
    wanted = zeros(COMMON)
    with serving(COMMON, LIMIT) as (server, target):
        rounds = [(curl(server, target), fetched(server, target, wanted)) for _ in range(ROUNDS)]
    ratio = statistics.median(theirs / ours["seconds"] for theirs, ours in rounds)
    busy = statistics.median(ours["processor"] / ours["seconds"] for _, ours in rounds)
    with serving(COMMON, 0) as (server, target):
        free_theirs = min(curl(server, target) for _ in range(ROUNDS))
        free_ours = min(fetched(server, target, wanted)["seconds"] for _ in range(ROUNDS))
    with serving(HUGE, LIMIT) as (server, target):
        huge = fetched(server, target, zeros(HUGE))
    return {
        "a download at 125 MB/s with its hash, times curl's pace without": times(ratio, least=0.98),
        "processors taken meanwhile": Figure(busy, "", most=1.0),
        "unlimited: curl": Figure(COMMON / free_theirs / 1e6, "MB/s"),
        "unlimited: with its hash": Figure(COMMON / free_ours / 1e6, "MB/s"),
        "10 GB: memory above idle, at most": megabytes(huge["grown"] / 1e6, most=50),
        "10 GB: times the pace of the line": times(HUGE / LIMIT / huge["seconds"], least=0.98),
    }


def resuming() -> Found:
    """What is fetched again after the app was killed in the middle."""
    size, again = 200_000_000, []
    wanted = zeros(size)
    with serving(size, LIMIT / 4) as (server, target):
        server.slice = 1 << 16  # what it has sent is what has come, but for so much
        for part in (0.2, 0.5, 0.8):
            server.sent = 0
            program = _program(server, target, wanted)
            while server.sent < part * size:
                time.sleep(0.005)
            program.kill()
            program.wait()
            before, server.sent = server.sent, 0
            fetched(server, target, wanted)
            again.append(before + server.sent - size)
    return {"fetched again after a kill, the most of three": megabytes(max(again) / 1e6, most=1)}


def scanning() -> Found:
    """A folder of five hundred models, and what of them was read; the second time, when the system knows them."""
    from backend.shelf.neighbours import Place, look
    from tests.gguf_files import write_model

    with tempfile.TemporaryDirectory() as folder:
        first = write_model(Path(folder, "0.gguf"), words=30_000)
        for number in range(1, SCANNED):
            copy = Path(folder, f"{number % 20}", f"{number}.gguf")
            copy.parent.mkdir(exist_ok=True)
            shutil.copyfile(first, copy)
        taken, read = [], psutil.Process().io_counters().read_chars
        for _ in range(ROUNDS):
            began = time.monotonic()
            found = look([Place("LM Studio", Path(folder))])
            taken.append(time.monotonic() - began)
            assert len(found) == SCANNED
        read = psutil.Process().io_counters().read_chars - read
    return {
        f"{SCANNED} models looked through, slowest of {ROUNDS}": seconds(max(taken), most=2.0),
        "read of each of them": Figure(read / ROUNDS / SCANNED / 1e3, "kB"),
    }


def zeros(size: int) -> str:
    """The SHA-256 of so many zero bytes."""
    hashed, piece = hashlib.sha256(), bytes(SLICE)
    for _ in range(size // SLICE):
        hashed.update(piece)
    hashed.update(bytes(size % SLICE))
    return hashed.hexdigest()


def curl(server: Server, target: Path) -> float:
    """The seconds that curl takes."""
    file = target / "curl.bin"
    began = time.monotonic()
    subprocess.run(["curl", "--silent", "--show-error", "--noproxy", "*", "-o", file, server.url], check=True)
    taken = time.monotonic() - began
    file.unlink()
    return taken


def fetched(server: Server, target: Path, sha256: str) -> dict[str, Any]:
    """What a program of its own says that only downloads."""
    program = _program(server, target, sha256)
    told, _ = program.communicate()
    assert program.returncode == 0
    result: dict[str, Any] = json.loads(told)
    assert (target / "there" / "large.bin").stat().st_size == server.size
    shutil.rmtree(target / "there")
    return result


def _program(server: Server, target: Path, sha256: str) -> subprocess.Popen[str]:
    asked = [sys.executable, "-m", "tests.benchmarks.downloads", server.url, str(server.size), sha256, str(target)]
    return subprocess.Popen(asked, cwd=ROOT, stdout=subprocess.PIPE, text=True)


async def download(url: str, size: str, sha256: str, target: str) -> dict[str, Any]:
    """Fetch it, or go on with it: seconds, seconds of a processor, and bytes of memory above what an idle one has."""
    from backend.bus import Bus
    from backend.domain import DownloadStatus
    from backend.downloads import Downloads, File, Plan
    from backend.egress import Egress

    halves = Path(target, "halves")
    over = asyncio.Event()

    async def finished(plan: Plan) -> None:
        over.set()

    gate, process = Egress(Path(target, "connections.jsonl"), lambda: False), psutil.Process()
    async with gate.client("Be idle"):
        idle = process.memory_info().rss
    downloads = Downloads(halves, gate, Bus(), finished)
    most = idle
    began, used = time.monotonic(), time.process_time()
    await downloads.open()
    if not downloads.all():
        file = File(url=url, path="large.bin", size=int(size), sha256=sha256)
        await downloads.start(Plan(id="large", name="Large", target=str(Path(target, "there")), files=(file,)))
    while not over.is_set():
        most = max(most, process.memory_info().rss)
        assert all(one.status is DownloadStatus.RUNNING for one in downloads.all()), downloads.all()
        try:
            await asyncio.wait_for(over.wait(), 0.2)
        except TimeoutError:
            continue
    taken = time.monotonic() - began
    return {"seconds": taken, "processor": time.process_time() - used, "grown": most - idle}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(download(*sys.argv[1:]))))
