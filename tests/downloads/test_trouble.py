"""What goes wrong with computers, not files: lines that drip or fall silent, disks that are full or hang, a kill."""

from __future__ import annotations

import asyncio
import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from backend.domain import DownloadStatus
from backend.downloads import fetch as fetching_of_files
from backend.downloads.half import PIECE, Half
from backend.downloads.plan import Halves
from tests.downloads.test_downloads import DATA, END, Room, Server, playing

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.gate.set()
        server.shutdown()


def test_a_line_that_drips_is_never_given_up(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever comes begins the patience anew, however little it is."""
    monkeypatch.setattr(fetching_of_files, "SILENCE", 5.0)
    server.files["/a.bin"] = DATA[:5_000]
    server.drop = 7
    room = Room(tmp_path, server, pauses=())

    async def scene() -> None:
        await room.downloads.start(room.plan("/a.bin"))
        assert (await room.until(*END)).status is DownloadStatus.DONE

    playing(scene)
    assert (tmp_path / "voices/voice/a.bin").read_bytes() == DATA[:5_000]
    assert len(server.asked) == 1


def test_a_line_that_falls_silent_is_tried_again_from_there(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching_of_files, "SILENCE", 2.0)
    server.held_after = 1_000_000
    server.gate.clear()
    room = Room(tmp_path, server, pauses=(0,) * 200)

    async def scene() -> None:
        await room.downloads.start(room.plan("/a.bin"))
        async with asyncio.timeout(60):
            while len(server.asked) < 2:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        server.gate.set()
        assert (await room.until(*END)).status is DownloadStatus.DONE

    playing(scene)
    assert (tmp_path / "voices/voice/a.bin").read_bytes() == DATA
    assert server.asked[1][1] == "bytes=1000000-"


@pytest.mark.parametrize("dated", [False, True])
def test_a_server_that_asks_for_patience_is_left_alone_so_long(tmp_path: Path, server: Server, dated: bool) -> None:
    """In seconds, or until a date (which knows no fractions)."""
    until = datetime.now(UTC) + timedelta(seconds=3)
    server.statuses, server.patience = [429], format_datetime(until, usegmt=True) if dated else "2"
    room, moments = Room(tmp_path, server), server.moments

    async def scene() -> None:
        await room.downloads.start(room.plan("/a.bin"))
        assert (await room.until(*END)).status is DownloadStatus.DONE

    playing(scene)
    assert moments[1] - moments[0] >= (1.0 if dated else 2.0)
    assert len(moments) == 2


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """A disk of two megabytes; whether it is one, or else only a file that no byte can be written to."""
    folder.mkdir()
    size = "size=2m"
    if subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", folder], capture_output=True).returncode:
        yield False
        return
    try:
        yield True
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def test_a_disk_that_fills_up_keeps_what_came_and_it_goes_on_when_there_is_room(tmp_path: Path, server: Server) -> None:
    with small_disk(tmp_path / "disk") as real:
        room = Room(tmp_path / "disk", server)
        plan = room.plan("/a.bin", size=False)
        if not real:  # nobody may mount here: the half is a file that is always full
            plan = room.plan("/a.bin", size=False, digest=False)
            half = Halves(tmp_path / "disk" / "halves" / "voice").place(plan.files[0])
            half.unlink()
            half.symlink_to("/dev/full")
        ended = []

        async def full() -> None:
            await room.downloads.start(plan)
            ended.append(await room.until(*END))
            await room.downloads.close()

        playing(full)
        assert ended[0].status is DownloadStatus.FAILED
        assert ended[0].problem is not None
        assert (ended[0].problem.type, ended[0].problem.hint) == ("store_unwritable", "Free some disk space.")
        assert "No space left" in ended[0].problem.message
        assert not (tmp_path / "disk" / "voices").exists()
        if real:
            before = _half(tmp_path / "disk").stat().st_size
            assert before > 1_000_000
            subprocess.run(["mount", "-o", "remount,size=20m", tmp_path / "disk"], check=True)
            room.told.clear()
            sent = server.sent

            async def room_again() -> None:
                after = Room(tmp_path / "disk", server)
                await after.downloads.open()
                assert (await after.until(*END)).status is DownloadStatus.DONE

            playing(room_again)
            assert (tmp_path / "disk/voices/voice/a.bin").read_bytes() == DATA
            assert server.sent - sent == len(DATA) - before


def _half(home: Path) -> Path:
    return home / "halves" / "voice" / "files" / "a.bin"


PROGRAM = """
import asyncio, sys
from pathlib import Path
from backend.bus import Bus
from backend.downloads import Downloads, Plan
from backend.egress import Egress

async def main(home, plan):
    async def finished(plan): pass
    downloads = Downloads(home / "halves", Egress(home / "log", lambda: False), Bus(), finished)
    await downloads.start(plan)
    await asyncio.sleep(60)

asyncio.run(main(Path(sys.argv[1]), Plan.model_validate_json(sys.argv[2])))
"""


def test_a_killed_app_fetches_less_than_a_megabyte_again(tmp_path: Path, server: Server) -> None:
    """In the middle of it, by a signal that nobody can hear."""
    server.files["/a.bin"] = data = DATA * 7
    room = Room(tmp_path, server)
    held = 16_000_000
    server.held_after = held
    server.gate.clear()
    asked = [sys.executable, "-c", PROGRAM, str(tmp_path), room.plan("/a.bin").model_dump_json()]
    program = subprocess.Popen(asked, cwd=ROOT)
    deadline = time.monotonic() + 60
    while not (_half(tmp_path).exists() and _half(tmp_path).stat().st_size > held - 2 * PIECE):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    program.send_signal(signal.SIGKILL)
    program.wait()
    server.held_after, server.sent = 1 << 40, 0
    server.gate.set()
    assert not (tmp_path / "voices").exists()

    async def again() -> None:
        await room.downloads.open()
        assert (await room.until(*END)).status is DownloadStatus.DONE

    have = _half(tmp_path).stat().st_size
    playing(again)
    assert (tmp_path / "voices/voice/a.bin").read_bytes() == data
    assert held - have < 1_000_000
    assert server.asked[-1][1] == f"bytes={have}-"


def test_two_downloads_of_one_file_do_not_disturb_each_other(tmp_path: Path, server: Server) -> None:
    """Into two places: each is whole. Into one place there is only one, as another test tells."""
    room = Room(tmp_path, server)
    first = room.plan("/a.bin")
    second = first.model_copy(update={"id": "other", "target": str(tmp_path / "voices" / "other")})

    async def scene() -> None:
        await room.downloads.start(first)
        await room.downloads.start(second)
        async with asyncio.timeout(60):
            while len(room.finished) < 2:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    playing(scene)
    for name in ("voice", "other"):
        file = tmp_path / "voices" / name / "a.bin"
        assert hashlib.sha256(file.read_bytes()).digest() == hashlib.sha256(DATA).digest()


@pytest.mark.parametrize("what", ["flush", "place"])
def test_a_disk_that_hangs_is_told_of_and_keeps_nobody_from_giving_up(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    back = threading.Event()
    monkeypatch.setattr(Half if what == "flush" else Halves, what, lambda *_: back.wait(20))
    monkeypatch.setattr(fetching_of_files, "CLOSING", 0.05)
    room = Room(tmp_path, server)

    async def scene() -> None:
        await room.downloads.start(room.plan("/a.bin"))
        if what == "flush":
            await room.came(PIECE)
        async with asyncio.timeout(10):  # it would be twenty seconds
            await room.downloads.cancel("voice")
        assert room.told[-1].status is DownloadStatus.CANCELLED

    playing(scene)
    back.set()


def test_a_disk_that_hangs_ends_a_download_in_words(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    back, flush = threading.Event(), Half.flush
    monkeypatch.setattr(Half, "flush", lambda half: back.wait(20))
    monkeypatch.setattr(fetching_of_files, "DISK", 0.1)
    monkeypatch.setattr(fetching_of_files, "CLOSING", 0.1)
    room = Room(tmp_path, server)

    async def scene() -> None:
        await room.downloads.start(room.plan("/a.bin"))
        ended = await room.until(*END)
        assert ended.status is DownloadStatus.FAILED
        assert ended.problem is not None
        assert "does not answer" in ended.problem.message
        back.set()
        monkeypatch.setattr(Half, "flush", flush)
        monkeypatch.setattr(fetching_of_files, "DISK", 60.0)
        await room.downloads.pause("voice", False)
        assert (await room.until(DownloadStatus.DONE, DownloadStatus.CANCELLED)).status is DownloadStatus.DONE

    playing(scene)
    assert (tmp_path / "voices/voice/a.bin").read_bytes() == DATA


@pytest.mark.parametrize(
    "name", ["Grüße aus 東京", "with spaces & quotes'", "x" * 200, os.path.join("deep", *"abcdefgh")]
)
def test_a_data_folder_may_be_called_anything(tmp_path: Path, server: Server, name: str) -> None:
    home = tmp_path / name
    home.mkdir(parents=True)
    room = Room(home, server)

    async def scene() -> None:
        await room.downloads.start(room.plan())
        assert (await room.until(*END)).status is DownloadStatus.DONE

    playing(scene)
    assert (home / "voices/voice/a.bin").read_bytes() == DATA
