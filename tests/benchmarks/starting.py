"""How soon Fireside is there, and how much memory it takes."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from tests.benchmarks.figures import Found, megabytes, seconds
from tests.benchmarks.fireside import ROOT, served
from tests.benchmarks.replying import enter
from tests.desktop.app import App, screen, wait_for

ROUNDS = 5


def python(code: str) -> float:
    """Seconds that a fresh Python takes for `code`, its own start included."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
    return time.perf_counter() - began


def imports() -> Found:
    """`import backend.app`, beside what an empty Python takes in the same minute."""
    empty = statistics.median(python("pass") for _ in range(ROUNDS))
    python("import backend.app")
    full = statistics.median(python("import backend.app") for _ in range(ROUNDS))
    return {"an empty Python, for comparison": seconds(empty), "import backend.app": seconds(full - empty, most=0.5)}


def windows() -> Found:
    """From the start of the process to its window, and to a page that can be typed into; and by way of `make run`."""
    with screen() as display:
        program = [sys.executable, "-m", "desktop"]
        opened(display, program)  # warms the disk
        shown, ready, resting = zip(*(opened(display, program) for _ in range(ROUNDS)), strict=True)
        made, _, _ = zip(*(opened(display, ["make", "run"]) for _ in range(ROUNDS)), strict=True)
    return {
        "start to window": seconds(statistics.median(shown), most=1.5),
        "start to ready to type": seconds(statistics.median(ready), most=2.5),
        "second make run to window": seconds(statistics.median(made), most=5.0),
        "memory of the main process at rest, with the web view's part": megabytes(statistics.median(resting)),
    }


def opened(display: str, command: list[str]) -> tuple[float, float, float]:
    """Open Fireside with `command` on an empty data folder: seconds to its window, to its page, and its MB at rest."""
    with tempfile.TemporaryDirectory() as folder:
        home, person = Path(folder) / "home", Path(folder) / "person"
        home.mkdir()
        person.mkdir()
        app = App(home, display, person)
        wait_for(lambda: not app.windows())  # the one before leaves the screen a moment after its process
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, env=app.environment, stdout=subprocess.DEVNULL)
        try:
            wait_for(app.window)
            shown = time.perf_counter() - began
            page = app.page()
            page.until("(e => e && !e.disabled && e.offsetHeight > 0)(document.querySelector('textarea'))")
            ready = time.perf_counter() - began
            page.close()
            time.sleep(2)
            return shown, ready, own(main_process(app))
        finally:
            app.end()
            process.wait()


def main_process(app: App) -> psutil.Process:
    """The one that holds the window: the oldest that is neither make nor a child of another Python of ours."""
    pythons = [found for found in app.processes() if "desktop" in found.cmdline()]
    return min(pythons, key=psutil.Process.create_time)


def memory() -> Found:
    """MB that belong to the main process alone, and with its workers, after the starter was loaded and used."""
    with served() as client:
        time.sleep(2)
        main = psutil.Process(client.pid)
        fresh = own(main)
        enter(client, "Hello!")
        time.sleep(2)
        workers = [child for child in main.children(recursive=True) if "resource_tracker" not in str(child.cmdline())]
        return {
            "memory of the main process at rest, without a window": megabytes(fresh, most=150),
            "memory of the main process after a reply": megabytes(own(main)),
            "memory of its workers, the starter loaded": megabytes(sum(map(own, workers))),
        }


def own(process: psutil.Process) -> float:
    """The MB of a process that would be free without it (USS)."""
    return float(process.memory_full_info().uss) / 1e6
