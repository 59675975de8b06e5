"""Errors in real processes: a worker that crashes, a request, a thread, a killed app; each leaves a report."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from backend.crashes import Crashes, CrashReport
from backend.errors import EngineFailed, WorkerDied
from backend.worker import Worker
from tests.e2e.served import ROOT, Fireside

SECRET = "Frau Holle vermisst ihr Kissen"

BROKEN_REQUEST = f"""
import sys
from backend.store.threads import Threads

async def list(self, *arguments, **options):
    raise ValueError({SECRET!r})

Threads.all = list
if __name__ == "__main__":
    from desktop.cli import run

    sys.exit(run(sys.argv[1:]))
"""

BROKEN_THREAD = f"""
import logging, sys, threading
import desktop.serve as serve

def work():
    logging.getLogger("backend.runs").info("a run of %s", {SECRET!r})
    raise RuntimeError({SECRET!r})

def wait(server, asked):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

serve.wait_for_end = wait
if __name__ == "__main__":
    from desktop.cli import run

    sys.exit(run(sys.argv[1:]))
"""

CRASH = """
import faulthandler, sys
import desktop.serve as serve

serve.wait_for_end = lambda server, asked: faulthandler._sigsegv()
if __name__ == "__main__":
    from desktop.cli import run

    sys.exit(run(sys.argv[1:]))
"""


class Fragile:
    """A worker's host that breaks in two ways, and has heard a secret."""

    def __init__(self, emit: Callable[[object], None]) -> None:
        print(f"loaded for {SECRET}")

    def stumble(self, words: str) -> None:
        raise ZeroDivisionError(words)

    def crash(self, words: str) -> None:
        import faulthandler

        print(f"what(): {words}", flush=True)
        faulthandler._sigsegv()  # type: ignore[attr-defined]


def reports(home: Path) -> tuple[CrashReport, ...]:
    """The reports of a data folder, none of which holds the secret."""
    found = Crashes(home / "logs").all()
    assert SECRET not in "".join(report.model_dump_json() for report in found)
    return found


def test_a_worker_reports_what_it_did_not_expect_and_its_parent_how_it_crashed(tmp_path: Path) -> None:
    async def main() -> None:
        worker = Worker("fragile", f"{__name__}:Fragile", logs=tmp_path / "logs")
        (tmp_path / "logs").mkdir()
        await worker.start()
        try:
            with pytest.raises(EngineFailed, match=SECRET):
                await worker.call("stumble", SECRET)
            with pytest.raises(WorkerDied):
                await worker.call("crash", SECRET)
        finally:
            await worker.stop()

    asyncio.run(main())
    crashed, stumbled = reports(tmp_path)
    assert (stumbled.place, crashed.place) == ("worker", "worker")
    assert stumbled.what.startswith("ZeroDivisionError in backend/desk.py:")
    assert "tests/crashes/test_everywhere.py" in stumbled.text
    assert crashed.what == "the fragile ended with SIGSEGV"
    assert "Fatal Python error: Segmentation fault" in crashed.text
    assert "(crash)" in crashed.text


def serve(home: Path, program: str, *, wait: bool = True) -> subprocess.Popen[str]:
    """A Fireside whose program was broken."""
    script = home.parent / "broken.py"
    script.write_text(program)
    environment = {**os.environ, "FIRESIDE_HOME": str(home), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, script, "serve", "--print-url"], env=environment, stdout=subprocess.PIPE, text=True
    )
    if wait:
        process.communicate(timeout=120)
    return process


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_a_request_that_fails_unexpectedly_is_reported(home: Path) -> None:
    process = serve(home, BROKEN_REQUEST, wait=False)
    try:
        assert process.stdout
        url = process.stdout.readline().strip()
        with httpx2.Client(follow_redirects=False) as client:
            client.get(url)
            address = url.partition("/__")[0]
            answer = client.get(f"{address}/api/v0/threads")
            assert answer.status_code == 500
            assert SECRET not in answer.text
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=120)
    (report,) = reports(home)
    assert report.place == "request"
    assert "ValueError in " in report.what
    assert report.times == 1, "the server that tells of it too is no second one"


def test_an_error_in_a_thread_is_reported(home: Path) -> None:
    serve(home, BROKEN_THREAD)
    (report,) = reports(home)
    assert (report.place, report.what.split(" in ")[0]) == ("app", "RuntimeError")
    assert "backend.runs: a run of …" in report.text


def test_a_crash_of_the_app_itself_is_told_by_the_next_start(home: Path) -> None:
    assert serve(home, CRASH).returncode == -signal.SIGSEGV
    assert reports(home) == ()
    fireside = Fireside(home)
    fireside.start()
    try:
        (report,) = reports(home)
    finally:
        fireside.stop()
    assert report.what == "Fireside crashed: Fatal Python error: Segmentation fault"
    assert "broken.py:5 (<lambda>)" in report.text


def test_an_app_that_was_killed_is_noticed_and_one_that_was_closed_is_not(home: Path) -> None:
    home.mkdir()
    fireside = Fireside(home)
    fireside.start()
    fireside.stop()
    fireside.start()
    assert reports(home) == ()
    fireside.stop(signal.SIGKILL)
    fireside.start()
    fireside.stop()
    (report,) = reports(home)
    assert (report.place, report.times) == ("end", 1)
    assert report.what.startswith("Fireside was ended from outside")
    assert "INFO" in report.text
