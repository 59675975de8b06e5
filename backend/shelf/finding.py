"""Finds models below a folder: GGUF files with their parts, folders of safetensors, and what lets them see (mmproj)."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from backend.domain import Model, Value
from backend.engines.folder import INDEX, WEIGHTS, describe_folder
from backend.engines.gguf import find_parts, glance
from backend.engines.mark import mark_of
from backend.engines.projector import beside
from backend.engines.seeing import PROJECTOR
from backend.errors import FiresideError, ModelBroken, ModelMissing

log = logging.getLogger(__name__)
ASIDE = ".fireside-trash"
"""Where files lie that wait to be deleted."""
_DEEPEST, _MOST_FILES = 8, 50_000
_LATER_PART = re.compile(r".+-(?!00001)\d{5}-of-\d{5}\.gguf", re.IGNORECASE)


class FoundModel(Value):
    """A model in a folder, without an id, and the file that lets it see, if there is one; `here`: it is listed."""

    model: Model
    beside: str = ""
    here: bool = False


def models_in(folder: Path) -> tuple[FoundModel, ...]:
    """All models there, each once, by their paths; only the beginnings of files are read.

    What cannot be read, or is no whole model, is passed over. Raises `ModelMissing` or `ModelBroken` when the folder
    cannot be looked into. Reads the disk: not for the event loop.
    """
    try:
        os.scandir(folder).close()
    except (FileNotFoundError, NotADirectoryError):
        raise ModelMissing(f"There is no folder {folder}.", "Was it moved or deleted?", param="path") from None
    except (OSError, ValueError) as error:
        refused = isinstance(error, PermissionError)
        message = f"{folder} may not be read." if refused else f"{folder} cannot be read: {error}"
        raise ModelBroken(message, "Change its permissions, or look at its disk.", param="path") from None
    found: dict[Path, FoundModel] = {}
    for path in weights_in(folder):
        try:
            real = path.resolve()
            if real not in found:
                found[real] = _found(path)
        except (FiresideError, OSError, RuntimeError) as error:
            log.info("passed over %s: %s", path, error)
    return tuple(found.values())


def find_again(model: Model, folders: Iterable[Path]) -> Path | None:
    """Where a model lies now that is not where it was: the same name first, then any file that is the same one."""
    named = Path(model.path).name
    others = []
    for folder in dict.fromkeys(folders):
        for path in weights_in(folder):
            if path.name != named:
                others.append(path)
            elif is_same(model, path):
                return path
    return next((path for path in others if is_same(model, path)), None)


def is_same(model: Model, path: Path) -> bool:
    """Whether the file or folder is that model, by what it is known by; of an earlier Fireside's, by what it says."""
    try:
        if path.is_dir() != (model.engine == "pytorch"):
            return False
        if model.mark:
            whole = path.is_dir() or sum(part.stat().st_size for part in find_parts(path)) == model.size
            return whole and mark_of(path) == model.mark
        seen = describe_folder(path) if path.is_dir() else glance(path)
        told = (seen.size, seen.architecture, seen.context, path.is_dir() or seen.quantisation)
        return told == (model.size, model.architecture, model.context, path.is_dir() or model.quantisation)
    except (FiresideError, OSError):
        return False


def weights_in(folder: Path) -> Iterator[Path]:
    """GGUF files below a folder, of several parts the first, and folders of safetensors."""
    for path in walk(folder):
        if path.name in (WEIGHTS, INDEX):
            yield path.parent
        elif (
            path.suffix.lower() == ".gguf" and not _LATER_PART.fullmatch(path.name) and not PROJECTOR.search(path.name)
        ):
            yield path


def walk(folder: Path) -> Iterator[Path]:
    """Files below a folder, but for those that wait to be deleted; links to folders are not followed.

    A folder without an end has one.
    """
    seen = 0
    for root, folders, files in os.walk(folder):
        depth = len(Path(root).relative_to(folder).parts)
        folders[:] = sorted(set(folders) - {ASIDE}) if depth < _DEEPEST else []
        for name in sorted(files):
            seen += 1
            if seen > _MOST_FILES:
                return
            yield Path(root, name)


def _found(path: Path) -> FoundModel:
    if path.is_dir():
        return FoundModel(model=describe_folder(path))
    return FoundModel(model=glance(path), beside=str(beside(path) or ""))
