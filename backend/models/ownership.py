"""Whose a model's file is, and which files go when a person deletes it. Reads the disk: not for the event loop."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from backend.domain import Model, Value
from backend.engines.gguf import find_parts
from backend.errors import FiresideError
from backend.shelf.neighbours import Place

OURS = "Fireside"
_DEEP = 3
"""A model that was fetched lies by publisher, repository and quantisation, in a folder of its own."""


class Files(Value):
    """What would be deleted: paths and their bytes in all. `owner` is the program that they belong to, if one is known.

    Without paths there is nothing that may be deleted from here.
    """

    owner: str = ""
    paths: tuple[str, ...] = ()
    size: int = 0


def owner_of(model: Model, home: Path, where: Sequence[Place]) -> str:
    """The program in whose folder it lies: Fireside when it was fetched into `home` or came with it; else nothing."""
    if model.bundled:
        return OURS
    if model.server:
        return ""
    path = Path(model.path)
    if _inside(path, home):
        return OURS
    return next((place.program for place in where if _inside(path, place.folder)), "")


def files_of(model: Model, others: Sequence[Model], home: Path, where: Sequence[Place]) -> Files:
    """What goes when this model is deleted.

    A model of ours goes with its folder, if none of the `others` lies in it. Of a link in another program's folder the
    file that it leads to goes too, or nothing would be gained. A folder that a person picked is never deleted: it may
    hold anything.
    """
    owner = owner_of(model, home, where)
    path = Path(model.path)
    if model.bundled or model.engine != "llama.cpp" or not path.is_file():
        return Files(owner=owner)
    folder = path.parent
    fetched = owner == OURS and len(folder.resolve().relative_to(home.resolve()).parts) >= _DEEP
    if fetched and not any(_inside(Path(other.path), folder) for other in others):
        return Files(owner=owner, paths=(str(folder),), size=_bytes(folder))
    try:
        parts = find_parts(path)
    except FiresideError:  # one of them is missing: what there is goes
        parts = [path]
    root = next((place.folder for place in where if _inside(path, place.folder)), None)
    behind = [part.resolve() for part in parts if part.is_symlink() and root and _inside(part.resolve(), root)]
    found = tuple(dict.fromkeys((*parts, *behind)))
    return Files(owner=owner, paths=tuple(map(str, found)), size=sum(map(_bytes, {each.resolve() for each in found})))


def _inside(path: Path, folder: Path) -> bool:
    return path.is_relative_to(folder) or path.resolve().is_relative_to(folder.resolve())


def _bytes(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else (path,)
    return sum(file.stat().st_size for file in files if file.is_file())
