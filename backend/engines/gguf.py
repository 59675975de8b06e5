"""What a GGUF file is, and whether it can be chatted with or searched by."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from backend.domain import Model, Purpose
from backend.engines.header import Array, Header, Metadata, read_header, read_start
from backend.engines.numbers import FILE_TYPES, TENSOR_TYPES
from backend.engines.projector import Projector, projector_of
from backend.engines.shape import Shape, shape_of
from backend.errors import ModelBroken, ModelMissing

_SHARD = re.compile(r"(?P<stem>.+)-(?P<part>\d{5})-of-(?P<parts>\d{5})\.gguf", re.IGNORECASE)
_CHOOSE = "Choose the model itself."
_LONGEST = 1 << 20
"""Bytes of a template beside a model."""

_NOT_CHAT: dict[str, tuple[str, str]] = {
    "clip": ("is the part of a model that sees or hears (mmproj), not the model itself", _CHOOSE),
    "mmproj": ("is the part of a model that sees or hears (mmproj), not the model itself", _CHOOSE),
    "adapter": ("is an adapter (LoRA), not a whole model", _CHOOSE),
    "imatrix": ("holds the statistics of a quantisation, not a model", _CHOOSE),
    "t5": ("reads with one half and writes with another (T5), which Fireside cannot run", "Choose a chat model."),
    "vocab": ("holds only a vocabulary", "Choose the file that holds the weights too."),
}
_EMBEDDERS = re.compile(r".*bert.*|.*embed.*|t5encoder|pangu-embed", re.IGNORECASE)


@dataclass(frozen=True)
class Weights:
    """A model file that can be chatted with, or that turns text into numbers for searching.

    `path` is the first part when there are several, `size` the bytes of all; `context` and `layers` are 0 when the
    file does not say. `template` is its chat template in Jinja, or empty; `shape` is what takes memory, and `projector`
    what lets it see.
    """

    path: Path
    name: str
    architecture: str
    quantisation: str
    size: int
    context: int
    layers: int
    licence: str
    template: str
    parts: tuple[Path, ...]
    shape: Shape
    projector: Projector | None = None


def inspect(path: Path, *, purpose: Literal["chat", "search"] = "chat") -> Weights:
    """Read and check the header of a model for that purpose, of all its parts if it has several.

    Raises `ModelMissing` or `ModelBroken`, with a hint in plain words. Reads the disk: not for the event loop.
    """
    parts = find_parts(path)
    headers = [read_header(part) for part in parts]
    metadata = headers[0].metadata
    _check_split(parts, headers)
    _check_kind(path.name, metadata, headers, purpose)
    architecture = _text(metadata, "general.architecture")
    licence = _text(metadata, "general.license")
    projector = projector_of(parts[0]) if purpose == "chat" else None
    return Weights(
        path=parts[0],
        name=_text(metadata, "general.name") or _bare_name(path),
        architecture=architecture,
        quantisation=_quantisation(metadata, headers),
        size=sum(header.size for header in headers),
        context=_number(metadata, f"{architecture}.context_length"),
        layers=_number(metadata, f"{architecture}.block_count"),
        licence=_text(metadata, "general.license.name") if licence in ("", "other") else licence,
        template=_template(parts[0], metadata),
        parts=tuple(parts),
        shape=_shape(headers, projector),
        projector=projector,
    )


def _shape(headers: list[Header], projector: Projector | None) -> Shape:
    shape = shape_of(headers)
    if projector is None or projector.problem:
        return shape
    return replace(shape, eye=projector.size, at_once=projector.at_once)


def _template(path: Path, metadata: Metadata) -> str:
    """The file's own, unless the person has put another beside it: `model.jinja` beside `model.gguf`."""
    beside = path.with_name(f"{_bare_name(path)}.jinja")
    try:
        if beside.is_file():
            with beside.open("rb") as file:
                written = file.read(_LONGEST + 1)
            if len(written) > _LONGEST:
                raise ValueError("it is too long")
            return written.decode("utf-8")
    except (OSError, ValueError) as error:
        raise ModelBroken(
            f"{beside.name} cannot be read: {error}",
            "It takes the place of the model's template: correct or remove it.",
        ) from error
    own = metadata.get("tokenizer.chat_template")
    return own if isinstance(own, str) else ""  # its outer whitespace counts


def describe(path: Path, purpose: Purpose = "chat") -> Model:
    """The same as a `Model` without an id, for the list of models; of several parts, the first stands for all."""
    weights = inspect(path, purpose=purpose)
    return Model(
        id="",
        name=weights.name,
        path=str(weights.path),
        size=weights.size,
        context=weights.context or None,
        architecture=weights.architecture,
        quantisation=weights.quantisation,
        licence=weights.licence,
        purpose=purpose,
        sees=bool(weights.projector and not weights.projector.problem),
    )


def glance(path: Path) -> Model:
    """What a file says about itself at its beginning, for a list of many: adding it looks at all of it.

    Raises `ModelMissing`, or `ModelBroken` for what is no model or only a part of one.
    """
    metadata = read_start(path).metadata
    architecture = _text(metadata, "general.architecture")
    _check_type(path.name, metadata)
    return Model(
        id="",
        name=_text(metadata, "general.name") or _bare_name(path),
        path=str(path),
        size=sum(part.stat().st_size for part in find_parts(path)),
        context=_number(metadata, f"{architecture}.context_length") or None,
        architecture=architecture,
        quantisation=FILE_TYPES.get(_number(metadata, "general.file_type", -1), ""),
        purpose="search" if _searches(metadata, architecture) else "chat",
    )


def find_parts(path: Path) -> list[Path]:
    """All files of a model, given any of them. Raises `ModelMissing` or `ModelBroken`."""
    match = _SHARD.fullmatch(path.name)
    if match is None or not path.exists():
        return [path]
    count = int(match["parts"])
    if not 1 <= int(match["part"]) <= count:
        raise ModelBroken(f"{path.name} counts its parts wrongly.", "Give the file its original name back.")
    found: list[Path] = []
    for part in range(1, count + 1):
        sibling = path.with_name(f"{match['stem']}-{part:05d}-of-{count:05d}{path.suffix}")
        if not sibling.exists():
            raise ModelMissing(
                f"Part {part} of {count} is missing: {sibling.name}.", "Put all parts of the model in the same folder."
            )
        found.append(sibling)
    return found


def _check_split(parts: list[Path], headers: list[Header]) -> None:
    for number, (part, header) in enumerate(zip(parts, headers, strict=True)):
        count = _number(header.metadata, "split.count", 1)
        if count > 1 and (count, _number(header.metadata, "split.no")) != (len(parts), number):
            raise ModelBroken(
                f"{part.name} is one of several parts and its name does not fit.",
                "Give all parts their original names (…-00001-of-0000N.gguf) in the same folder.",
            )


def _check_kind(name: str, metadata: Metadata, headers: list[Header], purpose: Literal["chat", "search"]) -> None:
    architecture = _check_type(name, metadata)
    tokens = metadata.get("tokenizer.ggml.tokens")
    has_blocks = any(tensor.name.startswith("blk.") for header in headers for tensor in header.tensors)
    if not has_blocks and isinstance(tokens, Array):
        raise ModelBroken(f"{name} holds only a vocabulary.", "Choose the file that holds the weights too.")
    if not has_blocks or not architecture:
        raise ModelBroken(f"{name} holds no language model.", "Look for the GGUF file of a chat model.")
    searches = _searches(metadata, architecture)
    if searches and purpose == "chat":
        raise ModelBroken(
            f"{name} turns text into numbers for searching; it cannot chat.",
            "Choose a chat model (often named -it or -instruct).",
        )
    if not searches and purpose == "search":
        raise ModelBroken(
            f"{name} is for chatting, not for searching.", "Choose an embedding model (often named embed)."
        )
    _check_vocabulary(name, metadata, tokens)


def _check_type(name: str, metadata: Metadata) -> str:
    """The architecture. Raises `ModelBroken` for what belongs to a model and is none."""
    architecture = _text(metadata, "general.architecture")
    for kind in (_text(metadata, "general.type"), architecture):
        if kind in _NOT_CHAT:
            what, hint = _NOT_CHAT[kind]
            raise ModelBroken(f"{name} {what}.", hint)
    return architecture


def _searches(metadata: Metadata, architecture: str) -> bool:
    named = _EMBEDDERS.fullmatch(architecture) or _number(metadata, f"{architecture}.pooling_type")
    return bool(named) or metadata.get(f"{architecture}.attention.causal") is False


def _check_vocabulary(name: str, metadata: Metadata, tokens: object) -> None:
    """llama.cpp reads types and scores without looking how many there are, and aborts on a missing vocabulary."""
    model = _text(metadata, "tokenizer.ggml.model")
    if not isinstance(tokens, Array) or not tokens.count or model in ("", "none", "no_vocab"):
        raise ModelBroken(f"{name} holds no vocabulary.", "Look for a complete GGUF file of this model.")
    for key in ("tokenizer.ggml.token_type", "tokenizer.ggml.scores"):
        others = metadata.get(key, tokens)
        if not isinstance(others, Array) or others.count != tokens.count:
            raise ModelBroken(f"{name} has a damaged vocabulary ({key}).", "Download the file again.")


def _quantisation(metadata: Metadata, headers: list[Header]) -> str:
    if named := FILE_TYPES.get(_number(metadata, "general.file_type", -1)):
        return named
    sizes: Counter[int] = Counter()
    for header in headers:
        for tensor in header.tensors:
            sizes[tensor.kind] += tensor.size
    return TENSOR_TYPES[sizes.most_common(1)[0][0]][0]


def _bare_name(path: Path) -> str:
    match = _SHARD.fullmatch(path.name)
    return match["stem"] if match else path.stem


def _text(metadata: Metadata, key: str) -> str:
    value = metadata.get(key)
    return value.strip() if isinstance(value, str) else ""


def _number(metadata: Metadata, key: str, default: int = 0) -> int:
    value = metadata.get(key, default)
    return value if isinstance(value, int) and not isinstance(value, bool) else default
