"""Copies the files of a folder to another place: checked as they are read back, resumed where it was cut off."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

PIECE = 1 << 20
HALF = ".half-copied"


class Damaged(OSError):
    """What was read back is not what was written."""


class Stopped(Exception):
    """The copying was asked to stop; what is there already is used the next time."""


def files(folder: Path, without: frozenset[str] = frozenset()) -> Iterator[Path]:
    """All files and links below a folder, as paths relative to it; `without` are names directly below it."""
    for parent, folders, names in os.walk(folder):
        here = Path(parent)
        top = here == folder
        linked = [name for name in folders if (here / name).is_symlink()]
        folders[:] = [name for name in folders if name not in linked and not (top and name in without)]
        for name in [*names, *linked]:
            if not (top and name in without) and not name.endswith(HALF):
                yield (here / name).relative_to(folder)


def size(folder: Path, without: frozenset[str] = frozenset()) -> int:
    """Bytes of the files below a folder; a file that goes away meanwhile counts nothing."""
    total = 0
    for file in files(folder, without):
        try:
            total += (folder / file).lstat().st_size
        except OSError:
            continue
    return total


def copy_all(source: Path, target: Path, told: Callable[[int], None], without: frozenset[str] = frozenset()) -> None:
    """Bring `target` up to `source`: files that are the same already are left, others copied and read back.

    `told` hears of bytes that are done, and may raise `Stopped`. Raises OSError; `Damaged` when a file came out wrong.
    """
    for file in files(source, without):
        there = target / file
        there.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            copy(source / file, there, told)
        except FileNotFoundError:
            if (source / file).exists():
                raise  # a file that has gone from the source meanwhile is none to copy


def prune(source: Path, target: Path, keep: frozenset[str]) -> None:
    """Remove from `target` the files that `source` has no more; never those in `keep`."""
    there = set(files(source))
    for file in list(files(target, keep)):
        if file not in there:
            (target / file).unlink(missing_ok=True)


def copy(file: Path, there: Path, told: Callable[[int], None]) -> None:
    """One file or link, read back; nothing is done where it is the same already. Raises as `copy_all` does."""
    before = file.lstat()
    if file.is_symlink():
        if not there.is_symlink() or os.readlink(there) != os.readlink(file):
            there.unlink(missing_ok=True)
            there.symlink_to(os.readlink(file), target_is_directory=file.is_dir())
        return
    if _same(before, there):
        told(before.st_size)
        return
    half = there.with_name(there.name + HALF)
    wrote = _write(file, half, told)
    if _hash(half) != wrote:
        raise Damaged(0, "a copy came out wrong", str(there))
    half.chmod(before.st_mode & 0o777)
    os.utime(half, ns=(before.st_atime_ns, before.st_mtime_ns))
    half.replace(there)


def _same(before: os.stat_result, there: Path) -> bool:
    """Whether a copy is there. Some file systems keep times of whole seconds only, or of every second one."""
    try:
        after = there.stat()
    except OSError:
        return False
    coarse = after.st_mtime_ns % 1_000_000_000 == 0 and abs(after.st_mtime - before.st_mtime) < 2
    return after.st_size == before.st_size and (after.st_mtime_ns == before.st_mtime_ns or coarse)


def _write(file: Path, half: Path, told: Callable[[int], None]) -> str:
    hashed = hashlib.sha256()
    with file.open("rb") as source, half.open("wb") as target:
        while piece := source.read(PIECE):
            target.write(piece)
            hashed.update(piece)
            told(len(piece))
        target.flush()
        os.fsync(target.fileno())
    return hashed.hexdigest()


def _hash(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
