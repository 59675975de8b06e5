"""What of a model takes memory, as the headers of its files tell it: its layers, and what each keeps of a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeGuard

from backend.engines.header import Array, Header, Metadata

_BLOCK = re.compile(r"blk\.(\d{1,3})\.(.+)")
_MOST_LAYERS = 512
_MOST = 1 << 31
_RECURRENT = ("ssm_", "shortconv", "time_mix")
"""How the tensors are called of layers that keep a state of a fixed size."""
_WINDOWED = {"gemma2": 2, "gemma3": 6, "gemma3n": 5, "gemma4": 0, "gpt-oss": 2, "cohere2": 4, "olmo2": 4}
"""Architectures with a sliding window: each so many-th layer sees all, unless the file names the layers itself."""
_NO_FLASH = ("grok",)
"""Architectures for which llama.cpp turns flash attention off."""


@dataclass(frozen=True)
class Layer:
    """One layer: bytes of weights, numbers kept of each token as `key` and `value`, bytes of `state` of each sequence.

    One that is `windowed` needs but the last tokens.
    """

    weights: int
    key: int = 0
    value: int = 0
    state: int = 0
    windowed: bool = False


@dataclass(frozen=True)
class Shape:
    """All that the arithmetic of `fit` needs to know of a model.

    `input` and `output` are bytes of weights before and after the layers; `borrowed` are those of the input that the
    output uses again. `trained` is the context that it was trained for and `original` that before it was stretched, in
    tokens, 0 when unknown; `window` is in tokens too, `widest` the numbers in the widest row inside a layer. `eye` are
    bytes of what lets it see; of a picture so many tokens must be taken in `at_once`.
    """

    layers: tuple[Layer, ...]
    input: int = 0
    output: int = 0
    borrowed: int = 0
    trained: int = 0
    original: int = 0
    window: int = 0
    width: int = 0
    widest: int = 0
    heads: int = 0
    head_sizes: tuple[int, ...] = ()
    words: int = 0
    merges: int = 0
    flash: bool = True
    eye: int = 0
    at_once: int = 0

    @property
    def weights(self) -> int:
        """Bytes of all weights."""
        return self.input + self.output + sum(layer.weights for layer in self.layers) + self.eye


def shape_of(headers: Sequence[Header]) -> Shape:
    """The shape of a model, of the headers of all its parts; what makes no sense in them counts as not said."""
    keys = _Keys(headers[0].metadata)
    blocks, others = _sizes(headers)
    count = keys.number("block_count")
    if not 0 < count <= _MOST_LAYERS:
        count = max(blocks, default=-1) + 1
    heads = keys.each("attention.head_count", count)
    most_heads = max(heads, default=0)
    width = keys.number("embedding_length")
    head = width // most_heads if most_heads else 0
    embeddings = others.get("token_embd.weight", 0)
    output = sum(size for name, size in others.items() if name.startswith(("output", "cls")))
    experts = keys.number("expert_used_count") * keys.number("expert_feed_forward_length")
    layers = tuple(_layer(keys, number, count, head, blocks.get(number, {})) for number in range(count))
    attends = any(layer.key for layer in layers)
    return Shape(
        layers=layers,
        input=sum(others.values()) - output,
        output=output,
        borrowed=0 if "output.weight" in others else embeddings,
        trained=keys.number("context_length"),
        original=keys.number("rope.scaling.original_context_length"),
        window=keys.number("attention.sliding_window"),
        width=width,
        widest=max([experts, *keys.each("feed_forward_length", count)]),
        heads=most_heads,
        head_sizes=tuple(sorted({size for size in _head_sizes(keys, head) if size})) if attends else (),
        words=keys.count("tokenizer.ggml.tokens"),
        merges=keys.count("tokenizer.ggml.merges"),
        flash=keys.architecture not in _NO_FLASH,
    )


def _sizes(headers: Sequence[Header]) -> tuple[dict[int, dict[str, int]], dict[str, int]]:
    """Bytes of the tensors of each layer, and of those that belong to none."""
    blocks: dict[int, dict[str, int]] = {}
    others: dict[str, int] = {}
    for header in headers:
        for tensor in header.tensors:
            if match := _BLOCK.fullmatch(tensor.name):
                blocks.setdefault(int(match[1]), {})[match[2]] = tensor.size
            else:
                others[tensor.name] = tensor.size
    return blocks, others


def _head_sizes(keys: _Keys, head: int) -> list[int]:
    kinds = ("key_length", "value_length", "key_length_swa", "value_length_swa")
    return [keys.number(f"attention.{kind}", 0 if kind.endswith("swa") else head) for kind in kinds]


def _layer(keys: _Keys, number: int, count: int, head: int, tensors: dict[str, int]) -> Layer:
    weights = sum(tensors.values())
    recurrent = any(name.startswith(_RECURRENT) for name in tensors)
    state = _state(keys) if recurrent else 0
    without = keys.number("attention.shared_kv_layers") + keys.number("nextn_predict_layers")
    # Some architectures do both in one layer; of most, a layer does either.
    if (recurrent and "attn_k.weight" not in tensors) or number >= count - without:
        return Layer(weights, state=state)
    windowed = _windowed(keys, number, count)
    heads = keys.each("attention.head_count_kv", count, keys.each("attention.head_count", count))[number]
    key, value, short_key, short_value = _head_sizes(keys, head)
    if windowed:
        key, value = short_key or key, short_value or value
    if keys.number("attention.key_length_mla"):  # what is kept is small enough to hold both
        value = 0
    return Layer(weights, heads * key, heads * value, state, windowed)


def _windowed(keys: _Keys, number: int, count: int) -> bool:
    """When in doubt, that it sees all: it takes more memory so."""
    if keys.architecture not in _WINDOWED or not keys.number("attention.sliding_window"):
        return False
    pattern = keys.values("attention.sliding_window_pattern")
    if len(pattern) == count:
        return bool(pattern[number])
    period = keys.number("attention.sliding_window_pattern", _WINDOWED[keys.architecture])
    return period > 0 and number % period < period - 1


def _state(keys: _Keys) -> int:
    """Bytes of a recurrent layer for each sequence, as llama.cpp counts them (llama_hparams::n_embd_r and n_embd_s)."""
    width, inner, state = keys.number("embedding_length"), keys.number("ssm.inner_size"), keys.number("ssm.state_size")
    if size := keys.number("wkv.head_size"):
        return 4 * width * (keys.number("token_shift_count", 2) + size)
    if short := keys.number("shortconv.l_cache"):
        return 4 * width * (short - 1)
    kernel = max(0, keys.number("ssm.conv_kernel") - 1)
    if size := keys.number("kda.head_dim"):
        heads = max(keys.values("attention.head_count") or (keys.number("attention.head_count"),))
        return int(4 * heads * size * (3 * kernel + size))
    return 4 * (kernel * (inner + 2 * keys.number("ssm.group_count") * state) + state * inner)


class _Keys:
    """What a file says of its architecture. Numbers below 0, or too large to be true, count as not said."""

    def __init__(self, metadata: Metadata) -> None:
        self._metadata = metadata
        named = metadata.get("general.architecture")
        self.architecture = named.strip() if isinstance(named, str) else ""

    def _get(self, key: str) -> object:
        return self._metadata.get(f"{self.architecture}.{key}")

    def number(self, key: str, default: int = 0) -> int:
        value = self._get(key)
        return value if _sound(value) else default

    def values(self, key: str) -> tuple[int, ...]:
        value = self._get(key)
        return tuple(item for item in value.values if _sound(item)) if isinstance(value, Array) else ()

    def each(self, key: str, count: int, default: list[int] | None = None) -> list[int]:
        """The number of each layer, whether the file names one for all or one for each."""
        values = self.values(key)
        if len(values) >= count > 0:
            return list(values[:count])
        if isinstance(self._get(key), Array) or (default is not None and self._get(key) is None):
            return default or [0] * count
        return [self.number(key)] * count

    def count(self, key: str) -> int:
        value = self._metadata.get(key)
        return value.count if isinstance(value, Array) else 0


def _sound(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and 0 <= value < _MOST
