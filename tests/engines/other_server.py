"""A model server that is not ours: llama-cpp-python's own, with the starter's weights, in a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.gguf_files import STARTER

KEY = "sk-of-this-test"
CONTEXT = 512


@contextmanager
def other_server(log: Path) -> Iterator[str]:
    """A running one; yields where it listens. Its one model is called "starter"."""
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(STARTER), "--model_alias", "starter"]
    options = {"port": 0, "api_key": KEY, "n_ctx": CONTEXT, "n_threads": 1, "logits_all": True, "verbose": False}
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    with log.open("wb") as file:
        server = subprocess.Popen([*command, *words], stdout=file, stderr=file)
    try:
        yield _listening(log, server)
    finally:
        server.terminate()
        server.wait(30)


def _listening(log: Path, server: subprocess.Popen[bytes]) -> str:
    while server.poll() is None:
        if found := re.search(rb"running on (http://[\d.:a-z]+)", log.read_bytes()):
            return found[1].decode()
        time.sleep(0.1)
    raise AssertionError(log.read_text())
