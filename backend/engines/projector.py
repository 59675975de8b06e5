"""What lets a model see, as it lies beside the model's file (mmproj), and what it takes; only its header is read."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from math import isqrt
from pathlib import Path

from backend.engines.header import Header, Metadata, read_header
from backend.engines.seeing import PROJECTOR, companion
from backend.errors import ModelBroken, ModelMissing

_PATCHES = 4_096
"""Patches of the largest picture that counts: a processor is shown none that has many more."""
_ROWS = 5
"""Rows as wide as a patch that lie in memory at once for each, and one inside a layer. Of three kinds, with 576 patches
to 4,096, llama.cpp took between 86 MiB less than that and 41 MiB more."""
_BOTH_WAYS = {"gemma3": 4, "gemma4v": 0, "gemma4uv": 0}
"""Kinds whose pictures the model must take in at once: so many patches a side become one token, where that is known."""
_MOST_AT_ONCE = 1_120
"""Tokens, where it is not."""


@dataclass(frozen=True)
class Projector:
    """A model's projector. `size` is bytes of memory, `at_once` tokens of a picture that must be taken in at once.

    When it cannot be used, `problem` says why, in a sentence.
    """

    path: Path
    size: int = 0
    at_once: int = 0
    problem: str = ""


def beside(path: Path) -> Path | None:
    """The file that lets a model see or hear, if it lies in the same folder. Reads the disk."""
    try:
        others = [other.name for other in path.parent.iterdir() if PROJECTOR.search(other.name)]
    except OSError:
        return None
    name = companion(path.name, others)
    return path.with_name(name) if name else None


def projector_of(model: Path) -> Projector | None:
    """The projector of a model's file; None when there is none, or only one for sounds. Reads the disk."""
    path = beside(model)
    if path is None:
        return None
    try:
        header = read_header(path)
    except (ModelBroken, ModelMissing):
        return Projector(path, problem=f"It cannot see pictures: {path.name} is damaged.")
    metadata = header.metadata
    if metadata.get("general.architecture") != "clip":
        return Projector(path, problem=unfit(path, ""))
    if metadata.get("clip.has_vision_encoder") is not True:
        return None
    if not _built_in():
        return Projector(path, problem="It cannot see pictures: this Fireside was built without what that needs.")
    return Projector(path, _size(header), _at_once(metadata))


def _built_in() -> bool:
    """Whether llama.cpp came with libmtmd, which runs projectors; it is not loaded for that."""
    found = find_spec("llama_cpp")
    return bool(found and found.origin and any(Path(found.origin).with_name("lib").glob("*mtmd*")))


def unfit(path: Path, heard: str) -> str:
    """Why a model cannot use it, in a sentence, as llama.cpp was `heard` to say."""
    if "mismatch between text model" in heard:
        return f"It cannot see pictures: {path.name} belongs to another model."
    if "unknown projector type" in heard:
        return f"It cannot see pictures: {path.name} is of a kind that this version of Fireside does not know."
    return f"It cannot see pictures: {path.name} cannot be used."


def _size(header: Header) -> int:
    weights = sum(tensor.size for tensor in header.tensors)
    patches = max(_PATCHES, _patches(header.metadata))
    width, inner = (_number(header.metadata, name) for name in ("embedding_length", "feed_forward_length"))
    return weights + 4 * patches * (_ROWS * width + inner)


def _at_once(metadata: Metadata) -> int:
    kind = metadata.get("clip.projector_type") or metadata.get("clip.vision.projector_type")
    if kind not in _BOTH_WAYS:
        return 0
    merged = _number(metadata, "projector.scale_factor") or _BOTH_WAYS[str(kind)]
    return (isqrt(_patches(metadata)) // merged) ** 2 if kind == "gemma3" else _MOST_AT_ONCE


def _patches(metadata: Metadata) -> int:
    side = _number(metadata, "image_size") // max(1, _number(metadata, "patch_size"))
    return side * side


def _number(metadata: Metadata, name: str) -> int:
    """What makes no sense counts as not said."""
    value = metadata.get(f"clip.vision.{name}")
    return value if isinstance(value, int) and 0 <= value < 1 << 16 else 0
