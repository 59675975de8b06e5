"""A new start in one's own place: asked for by the page, after everything of this one is closed."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from backend.paths import Paths
from desktop.again import Again
from tests.desktop.app import PATIENCE


def test_it_ends_this_one_when_it_is_asked_and_not_before(tmp_path: Path) -> None:
    ended = threading.Event()
    again = Again(ended.set)
    again.start(Paths(tmp_path))  # nobody asked: it returns
    again.ask()
    assert ended.wait(PATIENCE)


@pytest.mark.parametrize("asked", [True, False])
def test_the_new_one_is_started_as_this_one_was(asked: bool, tmp_path: Path) -> None:
    program = f"""
import os, sys
from pathlib import Path
from backend.paths import Paths
from desktop.again import Again
print("began", sys.argv[1:], flush=True)
if "AGAIN" not in os.environ:
    os.environ["AGAIN"] = "1"
    again = Again(lambda: None)
    {"again.ask()" if asked else "pass"}
    again.start(Paths(Path({str(tmp_path)!r})))
"""
    told = subprocess.run(
        [sys.executable, "-c", program, "serve", "--port", "0"],
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    assert told.stdout.splitlines() == ["began ['serve', '--port', '0']"] * (2 if asked else 1)
