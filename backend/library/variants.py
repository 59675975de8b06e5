"""The GGUF files of a repository, as a person chooses among them: parts together, each with its quantisation."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from backend.domain import Value

_SHARD = re.compile(r"(?P<stem>.+)-(?P<part>\d{5})-of-(?P<parts>\d{5})")
_SAFE = re.compile(r"\w[\w.-]{0,199}")
"""What a file may be called that is to lie on this computer's disk."""
_QUANTISATION = re.compile(
    r"(?:(?<=[-._])|^)((?:UD-)?(?:I?Q\d(?:_[A-Z0-9]+)*|TQ\d_\d|MXFP4(?:_MOE)?|NVFP4|BF16|FP?16|FP?32))(?=[-._]|$)",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"mmproj", re.IGNORECASE)
_NO_MODEL = re.compile(r"imatrix", re.IGNORECASE)


class HubFile(Value):
    """A file of a repository: its path there, its size in bytes and its SHA-256 (hex) where they are told."""

    path: str
    size: int | None = None
    sha256: str = ""

    @property
    def name(self) -> str:
        """The last part of its path."""
        return PurePosixPath(self.path).name


class Variant(Value):
    """A model in one quantisation. `id` is its path without the number of the part and without `.gguf`.

    `size` counts the bytes of all files, None while one is not told.
    """

    id: str
    quantisation: str
    files: tuple[HubFile, ...]
    size: int | None

    @property
    def folder(self) -> str:
        """What a folder is called that is for it alone."""
        return self.id.replace("/", "--")


def variants(files: Iterable[HubFile]) -> tuple[tuple[Variant, ...], tuple[HubFile, ...]]:
    """The models among those files, smallest first, and what lets one see or hear (mmproj).

    Left out are files with names that could lead elsewhere on a disk, and models of which a part is missing.
    """
    groups: dict[tuple[str, int], dict[int, HubFile]] = {}
    beside = []
    for file in files:
        path = PurePosixPath(file.path)
        if path.suffix.lower() != ".gguf" or not all(map(_SAFE.fullmatch, path.parts)) or _NO_MODEL.search(path.name):
            continue
        if _BESIDE.search(path.name):
            beside.append(file)
            continue
        shard = _SHARD.fullmatch(path.stem)
        stem, part, parts = (shard["stem"], int(shard["part"]), int(shard["parts"])) if shard else (path.stem, 1, 1)
        groups.setdefault((str(path.with_name(stem)), parts), {})[part] = file
    whole = [
        _variant(id, [parts[number] for number in sorted(parts)])
        for (id, count), parts in groups.items()
        if sorted(parts) == list(range(1, count + 1))
    ]
    return tuple(sorted(whole, key=lambda one: (one.size or 0, one.id))), tuple(beside)


def quantisation(path: str) -> str:
    """How the numbers of a file are kept, as its name or its folder says; empty when neither does."""
    parts = PurePosixPath(path).parts
    for part in reversed(parts[-2:]):
        if found := _QUANTISATION.findall(part):
            return str(found[-1]).upper()
    return ""


def stem(id: str) -> str:
    """What the quantisations of one model have in common: the id without the words that tell them apart."""
    parts = (_QUANTISATION.sub("", part).strip("-._") for part in id.split("/"))
    return "/".join(part for part in parts if part)


def _variant(id: str, files: list[HubFile]) -> Variant:
    sizes = [file.size for file in files if file.size is not None]
    size = sum(sizes) if len(sizes) == len(files) else None
    return Variant(id=id, quantisation=quantisation(id), files=tuple(files), size=size)
