"""Takes out of libraries what only debuggers read: on Linux some wheels, and Python itself, bring megabytes of it."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path


def libraries(folder: Path) -> Iterator[Path]:
    """All native code in a folder, each once."""
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.is_symlink():
            with file.open("rb") as content:
                if content.read(4) == b"\x7fELF":
                    yield file


def strip(folder: Path) -> int:
    """Strip all libraries of a folder that survive it; the bytes that were gained.

    Those that auditwheel has renamed often do not: what strip writes cannot be loaded then, and they stay as they are.
    """
    gained = 0
    for file in libraries(folder):
        if ".so" not in file.name:  # the program itself carries Python's modules at its end
            continue
        with tempfile.NamedTemporaryFile(dir=file.parent) as stripped:
            done = subprocess.run(["strip", "-o", stripped.name, str(file)], capture_output=True, check=False)
            size = Path(stripped.name).stat().st_size
            if done.returncode == 0 and size < file.stat().st_size and loadable(Path(stripped.name)):
                gained += file.stat().st_size - size
                mode = file.stat().st_mode
                os.replace(stripped.name, file)
                file.chmod(mode)
                Path(stripped.name).touch()  # it is about to be removed
    return gained


def loadable(file: Path) -> bool:
    """Whether the system can map it: every segment at the same place of a page in the file as in memory."""
    said = subprocess.run(["readelf", "-lW", str(file)], capture_output=True, text=True, check=True).stdout
    segments = [line.split() for line in said.splitlines() if line.strip().startswith("LOAD ")]
    numbers = [(int(words[1], 16), int(words[2], 16), int(words[-1], 16)) for words in segments]
    return bool(numbers) and all(offset % align == address % align for offset, address, align in numbers)
