"""A model of random weights that babbles letters and blanks: each is one token, also when it is read again."""

from __future__ import annotations

import string
from pathlib import Path

import gguf

from tests.gguf_files import write_model


def babbler(path: Path, context: int, width: int = 64, layers: int = 2) -> Path:
    """Write it. It never ends by itself."""
    write_model(path, width=width, layers=layers, context=context, seed=5)
    reader = gguf.GGUFReader(path, "r+")
    said = next(tensor.data for tensor in reader.tensors if tensor.name == "output.weight")
    letters = list(f"{string.ascii_lowercase}   ".encode())  # the first 256 tokens are bytes
    kept = said[letters] * 1
    said[:] = 0
    said[letters] = kept
    reader.data.flush()
    return path
