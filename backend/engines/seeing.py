"""Which file lets a model see or hear (mmproj), of those that lie beside it: people tell them by their names alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

PROJECTOR = re.compile(r"mmproj", re.IGNORECASE)
_SHARD = re.compile(r"-\d{5}-of-\d{5}$")
_PRECISION = re.compile(
    r"(?:^|(?<=[-_.]))(?:UD-)?(?:I?Q\d(?:_[A-Z0-9]+)*|TQ\d_\d|MXFP4(?:_MOE)?|NVFP4|BF16|FP?16|FP?32)(?=[-_.]|$)",
    re.IGNORECASE,
)
_FILLING = re.compile(r"(?:^|(?<=[-_.]))(?:mmproj|model|gguf)(?=[-_.]|$)", re.IGNORECASE)
_BEST = ("F16", "FP16", "BF16", "Q8_0", "F32", "FP32")
"""Half precision is what they are made for; the others are smaller and worse, or larger and no better."""


def companion(model: str, others: Iterable[str]) -> str | None:
    """Of these paths the one that belongs to a model's file; None when none does.

    It lies in the same folder, or above; it names the same model, or none at all.
    """
    own, home = _bare(model), PurePosixPath(model).parent
    fits = []
    for other in others:
        path = PurePosixPath(other)
        if PROJECTOR.search(path.name) and (path.parent == home or path.parent in home.parents):
            named = _bare(other)
            if named in own or (own and own in named):
                fits.append((path.parent != home, not named, _rank(path.stem), other))
    return min(fits)[-1] if fits else None


def _bare(path: str) -> str:
    """The name of a model without the words that tell its files apart, in small letters without marks."""
    stem = _SHARD.sub("", PurePosixPath(path).name.removesuffix(".gguf"))
    return re.sub(r"[-_. ]", "", _FILLING.sub("", _PRECISION.sub("", stem))).lower()


def _rank(stem: str) -> int:
    found = [word.upper() for word in _PRECISION.findall(stem)]
    return _BEST.index(found[-1]) if found and found[-1] in _BEST else len(_BEST)
