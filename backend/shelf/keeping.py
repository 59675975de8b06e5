"""Brings the files of a model into a folder of Fireside's: shared with the old place if the disk can, else copied."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from backend.engines.gguf import find_parts
from backend.engines.projector import beside
from backend.errors import StoreUnwritable
from backend.transfer import copy, files

_FICLONE = 0x40049409
"""Linux: let one file have the contents of another; they part when one of them is changed."""
_SPARE = 200_000_000
"""Bytes that stay free on the disk."""


def files_of(path: Path) -> list[Path]:
    """All that belongs to a model: its parts, what lets it see, its template; or the files of its folder.

    Raises OSError and `ModelMissing`.
    """
    if path.is_dir():
        return [path / file for file in files(path)]
    projector, template = beside(path), path.with_suffix(".jinja")
    return [*find_parts(path), *([projector] if projector else []), *([template] if template.is_file() else [])]


def bring(sources: Sequence[Path], root: Path, target: Path, told: Callable[[int], None]) -> None:
    """Put these files, which lie below `root`, below `target`, which appears when all are there.

    `told` hears of bytes that are done, and may raise. Raises OSError, and `StoreUnwritable` when there is no room.
    """
    half = target.with_name(f".{target.name}.half")
    half.mkdir(parents=True, exist_ok=True, mode=0o700)
    waiting = []
    for source in sources:
        real, there = source.resolve(strict=True), half / source.relative_to(root)
        there.parent.mkdir(parents=True, exist_ok=True)
        if shared(real, there):
            told(real.stat().st_size)
        else:
            waiting.append((real, there))
    _check_room(sum(real.stat().st_size for real, _ in waiting), half)
    for real, there in waiting:
        copy(real, there, told)
    half.replace(target)


def give_up(target: Path) -> None:
    """Remove what is there of a copy that was not finished."""
    shutil.rmtree(target.with_name(f".{target.name}.half"), ignore_errors=True)


def shared(source: Path, there: Path) -> bool:
    """Whether the file could be made without copying: as a clone, or as another name of the same file.

    A clone parts from the other when one of them is changed; whether a disk can do that is known to it alone.
    """
    there.unlink(missing_ok=True)
    if _cloned(source, there):
        return True
    with suppress(OSError):
        os.link(source, there)
        return True
    return False


def _cloned(source: Path, there: Path) -> bool:
    if sys.platform != "linux":
        return False
    import fcntl

    try:
        with source.open("rb") as old, there.open("wb") as new:
            fcntl.ioctl(new.fileno(), _FICLONE, old.fileno())
        return True
    except OSError:
        there.unlink(missing_ok=True)
        return False


def _check_room(size: int, folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if size and size + _SPARE > free:
        raise StoreUnwritable(
            f"The copy needs {size / 1e9:.1f} GB, and {free / 1e9:.1f} GB are free.", "Free some disk space."
        )
