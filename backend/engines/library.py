"""What llama.cpp computes with: the library for this computer's kind of processor, and the drivers of graphics cards.

A build for one computer holds all of that. In one for many, the installed Fireside, each kind of processor and each
driver is a library of its own beside llama.cpp. Only for a worker or a probe.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path
from typing import Any

_PREFIX, _SUFFIX = ("ggml-", ".dll") if sys.platform == "win32" else ("libggml-", ".so")


def load_processor() -> None:
    """To be called before llama.cpp is asked for anything. Raises OSError when nothing here runs on this processor.

    Else it would look for libraries by itself: beside Python, and in the folder that the person happens to be in.
    """
    if kinds := _kinds_of_processor():
        _load(best(kinds))


def kind_of_processor() -> str:
    """For which processors the library is that is used, such as `haswell`; empty where llama.cpp holds its own."""
    kinds = _kinds_of_processor()
    return _name(best(kinds)).removeprefix("cpu-") if kinds else ""


def drivers() -> tuple[Path, ...]:
    """The libraries for graphics cards that lie beside llama.cpp; none where it holds its drivers itself."""
    kinds = _kinds_of_processor()
    return tuple(path for path in _libraries() if path not in kinds and _name(path) != "base") if kinds else ()


def load_drivers() -> None:
    """Get to know the graphics cards. A driver may crash; one whose card or system library is not here does nothing."""
    for path in drivers():
        _load(path)


def libraries() -> tuple[Any, Any]:
    """Where llama.cpp's devices are listed, and where they are described: its libraries `ggml` and `ggml-base`."""
    from llama_cpp import _ctypes_extensions, _ggml, llama_cpp

    if sys.platform == "win32":
        return _ggml.libggml, _ctypes_extensions.load_shared_library("ggml-base", _ggml.libggml_base_path)
    # What Python's package opens may be a copy, with a list of its own: these are those that llama.cpp itself uses.
    return llama_cpp._lib, llama_cpp._lib


def best(kinds: tuple[Path, ...]) -> Path:
    """The one of several builds that makes the most of this processor. Raises OSError when none runs on it."""
    score, path = max(((_score(path), path) for path in kinds), default=(0, Path()))
    if not score:
        raise OSError(f"llama.cpp was built for other processors: {', '.join(map(_name, kinds))}.")
    return path


def _kinds_of_processor() -> tuple[Path, ...]:
    return tuple(path for path in _libraries() if _name(path).startswith("cpu-"))


def _libraries() -> list[Path]:
    from llama_cpp import _ggml

    return sorted(Path(_ggml.libggml_base_path).glob(f"{_PREFIX}*{_SUFFIX}"))


def _name(path: Path) -> str:
    return path.name.removeprefix(_PREFIX).removesuffix(_SUFFIX)


def _score(path: Path) -> int:
    """How much of this processor a build uses; 0 when it needs what is not here."""
    try:
        return int(ctypes.CDLL(str(path)).ggml_backend_score())
    except (OSError, AttributeError):
        return 0


def _load(path: Path) -> None:
    """llama.cpp passes over what it holds already."""
    load = libraries()[0].ggml_backend_load
    load.argtypes, load.restype = [ctypes.c_char_p], ctypes.c_void_p
    load(os.fsencode(path))
