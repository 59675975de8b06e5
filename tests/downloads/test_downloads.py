"""Files are fetched whole, whatever happens on the way: a real server breaks off, lies, and knows no ranges."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.bus import Bus
from backend.domain import Download, DownloadStatus
from backend.downloads import Downloads, File, Plan
from backend.downloads.plan import Halves
from backend.egress import Egress
from backend.egress.pace import Pace
from backend.errors import Conflict, NotFound
from backend.events import DownloadChanged, Event

DATA = os.urandom(3_000_000)


class Server(ThreadingHTTPServer):
    """Serves `files`; before that its `statuses`, one an answer, asking for `patience`.

    Answers come `drop` bytes at a time, and break off after `breaks` bytes.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, bytes] = {"/a.bin": DATA, "/b/c.txt": b"words"}
        self.breaks: list[int] = []
        self.ranges = True
        self.shift = 0
        self.statuses: list[int] = []
        self.patience = ""
        self.drop = 50_000
        self.asked: list[tuple[str, str | None]] = []
        self.moments: list[float] = []
        self.sent = 0
        self.gate = threading.Event()
        self.gate.set()
        self.held_after = 1 << 40

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients may leave."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    log_message: ClassVar = lambda self, *words: None  # type: ignore[assignment]

    def do_GET(self) -> None:
        server = self.server
        asked = self.headers.get("range")
        server.asked.append((self.path, asked))
        server.moments.append(time.monotonic())
        if server.statuses:
            return self.answer(server.statuses.pop(0), b"")
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("location", "/a.bin")
            self.send_header("content-length", "0")
            return self.end_headers()
        data = server.files.get(self.path)
        if data is None:
            return self.answer(404, b"")
        start = int(re.fullmatch(r"bytes=(\d+)-", asked)[1]) if asked and server.ranges else 0  # type: ignore[index]
        if start >= len(data) > 0 and start:
            return self.answer(416, b"", f"bytes */{len(data)}")
        start += server.shift if asked else 0
        told = f"bytes {start}-{len(data) - 1}/{len(data)}" if asked and server.ranges else ""
        return self.answer(206 if told else 200, data[start:], told)

    def answer(self, status: int, data: bytes, content_range: str = "") -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(data)))
        if content_range:
            self.send_header("content-range", content_range)
        if status == 429 and self.server.patience:
            self.send_header("retry-after", self.server.patience)
        self.end_headers()
        most = self.server.breaks.pop(0) if self.server.breaks else len(data)
        drop = self.server.drop
        for at in range(0, min(len(data), most), drop):
            if at >= self.server.held_after:
                self.server.gate.wait(60)
            piece = data[at : min(at + drop, most)]
            self.wfile.write(piece)
            self.server.sent += len(piece)
        if len(data) > most:
            self.close_connection = True


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.gate.set()
        server.shutdown()


class Room:
    """Downloads into a folder, and what was told of them."""

    def __init__(
        self,
        home: Path,
        server: Server,
        *,
        offline: bool = False,
        pauses: tuple[float, ...] = (0, 0),
        limit: Callable[[], float] = lambda: 0,
    ) -> None:
        self.home, self.server = home, server
        self.told: list[Download] = []
        self.finished: list[str] = []
        bus = Bus()
        bus.listen(self._listen)
        (home / "halves").mkdir(parents=True, exist_ok=True)
        gate = Egress(home / "log", lambda: offline, pace=Pace(limit))
        self.downloads = Downloads(home / "halves", gate, bus, self._finish, pauses)

    def _listen(self, event: Event) -> None:
        if isinstance(event, DownloadChanged):
            self.told.append(event.download)

    async def _finish(self, plan: Plan) -> None:
        self.finished.append(plan.id)

    def plan(self, *paths: str, size: bool = True, digest: bool = True) -> Plan:
        files = []
        for path in paths or ("/a.bin", "/b/c.txt"):
            data = self.server.files.get(path, b"")
            sha256 = hashlib.sha256(data).hexdigest() if digest else ""
            files.append(
                File(url=self.server.url + path, path=path[1:], size=len(data) if size else None, sha256=sha256)
            )
        return Plan(id="voice", name="A voice", target=str(self.home / "voices" / "voice"), files=tuple(files))

    async def until(self, *statuses: DownloadStatus) -> Download:
        async with asyncio.timeout(60):
            while not self.told or self.told[-1].status not in statuses:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        return self.told[-1]

    async def came(self, count: int) -> None:
        async with asyncio.timeout(60):
            while self.downloads.all()[0].done < count:  # noqa: ASYNC110
                await asyncio.sleep(0.005)


def playing(scene: Callable[[], Awaitable[None]]) -> None:
    async def play() -> None:
        await scene()

    asyncio.run(play())


END = (DownloadStatus.DONE, DownloadStatus.FAILED, DownloadStatus.CANCELLED)


def test_files_come_whole_and_together(tmp_path: Path, server: Server) -> None:
    room = Room(tmp_path, server)

    async def scene() -> None:
        await room.downloads.start(room.plan())
        assert (await room.until(*END)).status is DownloadStatus.DONE

    playing(scene)
    assert (tmp_path / "voices/voice/a.bin").read_bytes() == DATA
    assert (tmp_path / "voices/voice/b/c.txt").read_bytes() == b"words"
    assert room.finished == ["voice"]
    assert room.told[-1].done == room.told[-1].total == len(DATA) + 5
    assert not list((tmp_path / "halves").iterdir())
    assert room.downloads.all() == ()


def test_nothing_is_in_place_before_all_of_it_is_there(tmp_path: Path, server: Server) -> None:
    room = Room(tmp_path, server)
    server.held_after = 100_000
    server.gate.clear()

    async def scene() -> None:
        await room.downloads.start(room.plan())
        await room.came(50_000)
        assert not (tmp_path / "voices").exists()
        await room.downloads.close()

    playing(scene)


def test_a_broken_line_is_gone_on_with_from_the_byte_where_it_broke(tmp_path: Path, server: Server) -> None:
    room = Room(tmp_path, server)
    server.breaks = [1_000_000, 1_000_000]

    async def scene() -> None:
        await room.downloads.start(room.plan("/a.bin"))
        assert (await room.until(*END)).status is DownloadStatus.DONE

    playing(scene)
    assert (tmp_path / "voices/voice/a.bin").read_bytes() == DATA
    assert server.asked == [("/a.bin", None), ("/a.bin", "bytes=1000000-"), ("/a.bin", "bytes=2000000-")]


def test_a_new_start_goes_on_with_what_the_last_one_left(tmp_path: Path, server: Server) -> None:
    server.held_after = 1_000_000
    server.gate.clear()
    before = Room(tmp_path, server)

    async def first() -> None:
        await before.downloads.start(before.plan("/a.bin"))
        await before.came(500_000)
        await before.downloads.close()

    playing(first)
    server.gate.set()
    server.held_after = 1 << 40
    after = Room(tmp_path, server)

    async def second() -> None:
        await after.downloads.open()
        assert after.told[0].done >= 500_000
        assert (await after.until(*END)).status is DownloadStatus.DONE

    playing(second)
    assert (tmp_path / "voices/voice/a.bin").read_bytes() == DATA
    assert server.asked[-1][1] not in (None, "bytes=0-")


def test_what_is_paused_stays_so_until_it_is_gone_on_with(tmp_path: Path, server: Server) -> None:
    server.held_after = 1_000_000
    server.gate.clear()
    before = Room(tmp_path, server)

    async def first() -> None:
        await before.downloads.start(before.plan("/a.bin"))
        await before.came(500_000)
        assert (await before.downloads.pause("voice")).status is DownloadStatus.PAUSED
        await before.downloads.close()

    playing(first)
    server.gate.set()
    after, asked = Room(tmp_path, server), len(server.asked)

    async def second() -> None:
        await after.downloads.open()
        assert after.downloads.all()[0].status is DownloadStatus.PAUSED
        await asyncio.sleep(0.05)
        assert len(server.asked) == asked
        await after.downloads.pause("voice", False)
        assert (await after.until(*END)).status is DownloadStatus.DONE

    playing(second)
    assert (tmp_path / "voices/voice/a.bin").read_bytes() == DATA


def test_what_is_given_up_leaves_nothing(tmp_path: Path, server: Server) -> None:
    server.held_after = 1_000_000
    server.gate.clear()
    room = Room(tmp_path, server)

    async def scene() -> None:
        await room.downloads.start(room.plan("/a.bin"))
        await room.came(500_000)
        await room.downloads.cancel("voice")
        assert room.told[-1].status is DownloadStatus.CANCELLED
        with pytest.raises(NotFound):
            await room.downloads.cancel("voice")

    playing(scene)
    assert not list((tmp_path / "halves").iterdir())


def test_a_server_without_ranges_sends_all_of_it_again(tmp_path: Path, server: Server) -> None:
    room = Room(tmp_path, server)
    server.ranges, server.breaks = False, [1_000_000]

    async def scene() -> None:
        await room.downloads.start(room.plan("/a.bin"))
        assert (await room.until(*END)).status is DownloadStatus.DONE

    playing(scene)
    assert (tmp_path / "voices/voice/a.bin").read_bytes() == DATA
    assert room.told[-1].done == len(DATA)


def test_redirects_are_followed_and_moments_of_trouble_waited_out(tmp_path: Path, server: Server) -> None:
    room = Room(tmp_path, server)
    server.statuses = [503, 429]
    plan = room.plan("/a.bin")
    moved = plan.files[0].model_copy(update={"url": f"{server.url}/moved"})

    async def scene() -> None:
        await room.downloads.start(plan.model_copy(update={"files": (moved,)}))
        assert (await room.until(*END)).status is DownloadStatus.DONE

    playing(scene)
    assert (tmp_path / "voices/voice/a.bin").read_bytes() == DATA


@pytest.mark.parametrize("known", [True, False])
def test_a_whole_file_is_recognised_after_a_crash_before_it_was_put_in_place(
    tmp_path: Path, server: Server, known: bool
) -> None:
    room = Room(tmp_path, server)
    plan = room.plan("/a.bin", size=known)
    halves = Halves(tmp_path / "halves" / "voice")
    halves.write(plan)
    halves.place(plan.files[0]).write_bytes(DATA)

    async def scene() -> None:
        await room.downloads.open()
        assert (await room.until(*END)).status is DownloadStatus.DONE

    playing(scene)
    assert server.sent == 0
    assert (tmp_path / "voices/voice/a.bin").read_bytes() == DATA


@pytest.mark.parametrize("wrong", ["longer", "other", "short"])
def test_a_file_that_is_not_what_it_should_be_is_refused(tmp_path: Path, server: Server, wrong: str) -> None:
    room = Room(tmp_path, server)
    plan = room.plan("/a.bin")
    server.files["/a.bin"] = {"longer": DATA + b"x", "other": DATA[:-1] + b"x", "short": DATA[:-1]}[wrong]

    async def scene() -> None:
        await room.downloads.start(plan)
        ended = await room.until(*END)
        assert ended.status is DownloadStatus.FAILED
        assert ended.problem
        assert ended.problem.hint
        server.files["/a.bin"] = DATA
        await room.downloads.pause("voice", False)
        assert (await room.until(DownloadStatus.DONE)).done == len(DATA)

    playing(scene)
    assert (tmp_path / "voices/voice/a.bin").read_bytes() == DATA


def test_a_server_that_sends_another_part_than_was_asked_for_is_not_believed(tmp_path: Path, server: Server) -> None:
    room = Room(tmp_path, server)
    server.breaks, server.shift = [1_000_000], 100

    async def scene() -> None:
        await room.downloads.start(room.plan("/a.bin", digest=False))
        assert (await room.until(*END)).status is DownloadStatus.FAILED

    playing(scene)


def test_what_is_not_there_fails_at_once_and_says_so(tmp_path: Path, server: Server) -> None:
    room = Room(tmp_path, server)

    async def scene() -> None:
        await room.downloads.start(room.plan("/nothing", size=False, digest=False))
        ended = await room.until(*END)
        assert ended.problem
        assert "404" in ended.problem.message

    playing(scene)
    assert len(server.asked) == 1


def test_a_dead_server_is_given_up_after_a_while(tmp_path: Path, server: Server) -> None:
    room = Room(tmp_path, server)
    plan = room.plan("/a.bin")
    dead = plan.files[0].model_copy(update={"url": "http://127.0.0.1:9/a.bin"})

    async def scene() -> None:
        await room.downloads.start(plan.model_copy(update={"files": (dead,)}))
        assert (await room.until(*END)).status is DownloadStatus.FAILED

    playing(scene)


def test_the_off_switch_holds_it_back(tmp_path: Path, server: Server) -> None:
    room = Room(tmp_path, server, offline=True)
    away = File(url="http://example.invalid/a", path="a")

    async def scene() -> None:
        await room.downloads.start(room.plan().model_copy(update={"files": (away,)}))
        ended = await room.until(*END)
        assert ended.problem
        assert ended.problem.type == "offline"

    playing(scene)


def test_a_full_disk_is_noticed_before_the_first_byte(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Room(tmp_path, server)
    huge = room.plan("/a.bin").files[0].model_copy(update={"size": 1 << 60})

    async def scene() -> None:
        await room.downloads.start(room.plan().model_copy(update={"files": (huge,)}))
        ended = await room.until(*END)
        assert ended.problem
        assert "free" in ended.problem.hint.lower()

    playing(scene)
    assert not server.asked


def test_the_same_thing_is_not_fetched_twice(tmp_path: Path, server: Server) -> None:
    room = Room(tmp_path, server)

    async def scene() -> None:
        await room.downloads.start(room.plan())
        with pytest.raises(Conflict):
            await room.downloads.start(room.plan())
        await room.until(*END)
        with pytest.raises(Conflict):
            await room.downloads.start(room.plan())

    playing(scene)


@pytest.mark.parametrize("path", ["../a", "/a", "a/../../b", ".a", "a//b", "a\\b", "", "a/.b", "C:/a"])
def test_a_file_cannot_leave_its_folder(path: str) -> None:
    with pytest.raises(ValueError, match="path"):
        File(url="http://127.0.0.1/a", path=path)


@settings(deadline=None, max_examples=15)
@given(cuts=st.lists(st.integers(0, 400_000), max_size=4), size=st.integers(0, 400_000))
def test_wherever_it_breaks_the_file_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int], size: int
) -> None:
    """However often, and wherever, the line breaks."""
    home = tmp_path_factory.mktemp("cuts")
    with Server() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        server.files["/a.bin"] = DATA[:size]
        room = Room(home, server, pauses=(0,) * 6)
        server.breaks = cuts

        async def scene() -> None:
            await room.downloads.start(room.plan("/a.bin"))
            assert (await room.until(*END)).status is DownloadStatus.DONE

        playing(scene)
        server.shutdown()
        assert (home / "voices/voice/a.bin").read_bytes() == DATA[:size]


def test_a_speed_limit_holds_for_all_together_and_is_lifted_while_they_run(tmp_path: Path, server: Server) -> None:
    """At 200 kB a second the two would take half a minute."""
    limits = [200_000.0]
    room = Room(tmp_path, server, limit=lambda: limits[0])
    other = room.plan("/a.bin").model_copy(update={"id": "other", "target": str(tmp_path / "voices" / "other")})
    came: list[int] = []

    async def scene() -> None:
        began = time.monotonic()
        await room.downloads.start(room.plan("/a.bin"))
        await room.downloads.start(other)
        async with asyncio.timeout(60):
            while sum(one.done for one in room.downloads.all()) < 300_000:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
            passed = time.monotonic() - began
            came.extend(one.done for one in room.downloads.all())
            assert sum(came) <= limits[0] * (passed + 0.1) + 4 * 65_536  # what is held at the moment counts, too
            limits[0] = 0
            while len(room.finished) < 2:  # noqa: ASYNC110
                await asyncio.sleep(0.005)

    playing(scene)
    assert min(came) > 0
    assert (tmp_path / "voices/other/a.bin").read_bytes() == DATA
