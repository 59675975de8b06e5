"""Gives back the pages of a model's files that were read only to be laid out anew, or to be brought to a graphics card.

llama.cpp maps a file into memory. Weights that it copies elsewhere would be there twice: 1.3 times the file of a model
in 4 bits was counted as taken. What is still needed of the file comes back by itself at its first use.
"""

from __future__ import annotations

import ctypes
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from backend.engines.gguf import find_parts

_MAPS = Path("/proc/self/maps")
_RANGE = re.compile(r"([0-9a-f]+)-([0-9a-f]+) r-\S+ \S+ \S+ \d+\s+(/.*)")
_DONT_NEED = 4
_COPIED = re.compile(r"(\S+) model buffer size")
"""How llama.cpp tells of each place where weights lie; those that stay in the file are called "…_Mapped"."""


def copies(line: str) -> bool:
    """Whether this line of llama.cpp's log tells of weights that were copied out of the file."""
    told = _COPIED.search(line)
    return told is not None and not told[1].endswith("_Mapped")


def let_go(path: str) -> None:
    """Give back all pages of a loaded model's files; only Linux can be told so."""
    if sys.platform == "linux":
        with suppress(OSError):
            library: Any = ctypes.CDLL(None, use_errno=True)
            files = {str(part.resolve()) for part in find_parts(Path(path))}
            for start, end in _ranges(_MAPS.read_text("utf-8", "replace").splitlines(), files):
                library.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _DONT_NEED)


def _ranges(lines: Iterable[str], files: set[str]) -> Iterator[tuple[int, int]]:
    for line in lines:
        found = _RANGE.fullmatch(line)
        if found and found[3] in files:
            yield int(found[1], 16), int(found[2], 16)
