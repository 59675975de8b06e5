"""Puts files that are to be deleted aside, on the same disk, brings them back or deletes them. Blocks."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Sequence
from pathlib import Path

from backend.domain import MovedFile
from backend.errors import Conflict, StoreUnwritable
from backend.shelf.finding import ASIDE


def planned(paths: Sequence[str], id: str) -> tuple[MovedFile, ...]:
    """Where each would lie: in a folder beside it, so that nothing has to be copied."""
    return tuple(MovedFile(lay=path, lies=str(Path(path).parent / ASIDE / id / Path(path).name)) for path in paths)


def put_aside(files: Sequence[MovedFile]) -> None:
    """Move all of them, or none. Raises `StoreUnwritable`."""
    try:
        _move([(Path(file.lay), Path(file.lies)) for file in files], "deleted")
    finally:
        _tidy(files)


def bring_back(files: Sequence[MovedFile]) -> None:
    """Move all of them back, or none. Raises `Conflict` or `StoreUnwritable`."""
    for file in files:
        if Path(file.lay).exists():
            raise Conflict(f"There is another file at {file.lay} now.", "Move that one away first.")
    _move([(Path(file.lies), Path(file.lay)) for file in files], "brought back")
    _tidy(files)


def delete(files: Sequence[MovedFile]) -> None:
    """Delete what lies aside, and folders that are left empty. Raises OSError."""
    for file in files:
        aside = Path(file.lies)
        if aside.is_dir() and not aside.is_symlink():
            shutil.rmtree(aside)
        else:
            aside.unlink(missing_ok=True)
    _tidy(files)


def _move(pairs: Sequence[tuple[Path, Path]], verb: str) -> None:
    done: list[tuple[Path, Path]] = []
    try:
        for source, target in pairs:
            target.parent.mkdir(parents=True, exist_ok=True)
            source.rename(target)
            done.append((source, target))
    except OSError as error:
        for source, target in reversed(done):
            with contextlib.suppress(OSError):
                target.rename(source)
        raise StoreUnwritable(
            f"{source.name} cannot be {verb}: {error.strerror}.",
            "Close programs that use the file, or look at the permissions of its folder.",
        ) from error


def _tidy(files: Sequence[MovedFile]) -> None:
    """Remove the folders that were made for it, where they are empty."""
    for file in files:
        own = Path(file.lies).parent
        for folder in (own, own.parent):
            with contextlib.suppress(OSError):  # not empty, or gone
                folder.rmdir()
