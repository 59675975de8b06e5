"""The entry: what importing it costs, and what a worker sees of it."""

import subprocess
import sys
from pathlib import Path

from tests.desktop.app import PATIENCE, ROOT

HEAVY = {"webview", "PySide6", "qtpy", "fastapi", "starlette", "uvicorn", "pydantic", "llama_cpp", "torch", "numpy"}
IMPORTED = """
import sys
before = set(sys.modules)
import desktop.__main__
assert "desktop.__main__" in sys.modules
print(*sorted(name.partition(".")[0] for name in set(sys.modules) - before))
"""
SCRIPT = """
import sys
from desktop.__main__ import main
if __name__ == "__main__":
    from look import spawn
    sys.exit(spawn(sys.argv[1]))
"""
LOOK = """
import multiprocessing, sys

def look(file):
    with open(file, "w") as out:
        print(*sorted({name.partition(".")[0] for name in sys.modules}), file=out)

def spawn(file):
    process = multiprocessing.get_context("spawn").Process(target=look, args=(file,))
    process.start()
    process.join()
    return process.exitcode
"""


def test_importing_the_entry_loads_the_standard_library_only() -> None:
    done = subprocess.run([sys.executable, "-c", IMPORTED], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) - set(sys.stdlib_module_names) <= {"desktop", "__mp_main__"}


def test_a_worker_that_imports_the_entry_again_stays_light(tmp_path: Path) -> None:
    """The script that pip makes for `fireside` is imported again by each worker."""
    (tmp_path / "look.py").write_text(LOOK)
    (tmp_path / "fireside").write_text(SCRIPT)
    out = tmp_path / "modules"
    subprocess.run(
        [sys.executable, str(tmp_path / "fireside"), str(out)],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT}:{tmp_path}"},
        check=True,
        timeout=PATIENCE,
    )
    seen = set(out.read_text().split())
    assert "look" in seen
    assert "desktop" in seen, "it did import the entry"
    assert not seen & HEAVY


def test_readable_help() -> None:
    done = subprocess.run([sys.executable, "-m", "desktop", "-h"], cwd=ROOT, capture_output=True, text=True, check=True)
    for word in ("serve", "ask", "say", "doctor", "restore", "--model", "--browser", "FIRESIDE_HOME"):
        assert word in done.stdout


def test_the_version() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "desktop", "--version"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("fireside 0.")
