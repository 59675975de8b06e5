"""Makes the models that are measured: random weights in the shape and the quantisation of real ones."""

from __future__ import annotations

import hashlib
import itertools
import os
import random
import string
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Type

from tests.gguf_files import CHATML, CONTROL, byte_letters

FOLDER = Path(tempfile.gettempdir()) / "fireside-benchmarks"
VERSION = 3
"""Changes when what is made from a shape does."""
WORD = 4
"""Letters of every token that a model writes: a capital and three small ones."""
_QUANT = 256  # weights in a block of a k-quant


@dataclass(frozen=True)
class Shape:
    """A llama. Sizes are multiples of 256, as k-quants want them."""

    name: str
    width: int
    layers: int
    heads: int
    heads_kv: int
    inner: int
    tokens: int
    context: int = 32768


HALF_BILLION = Shape("half-billion", width=1024, layers=22, heads=16, heads_kv=4, inner=2816, tokens=128_000)
TINY = Shape("tiny", width=512, layers=4, heads=8, heads_kv=2, inner=1536, tokens=32_000)


def made(shape: Shape) -> Path:
    """The model's file, made now if it is not there yet: the same one every time."""
    mark = hashlib.sha256(f"{VERSION} {shape}".encode()).hexdigest()[:8]
    path = FOLDER / f"{shape.name}-{mark}.gguf"
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(f".{os.getpid()}")
        _write(half, shape)
        half.replace(path)
    return path


def passage(count: int, seed: int) -> str:
    """A text of so many tokens, another for each seed."""
    return "".join(random.Random(seed).choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ ", k=count))


def _write(path: Path, shape: Shape) -> None:
    writer = gguf.GGUFWriter(str(path), "llama")
    writer.add_name(f"Random {shape.name}")
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q4_K_M)
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.inner)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.heads_kv)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(shape.width // shape.heads)
    writer.add_rope_freq_base(500_000.0)
    _add_vocabulary(writer, shape.tokens)
    for name, data, kind in _tensors(shape):
        writer.add_tensor(name, data, raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _add_vocabulary(writer: gguf.GGUFWriter, count: int) -> None:
    """Bytes, as which prompts are read; control tokens; and words, with all of their beginnings.

    What is written is read back as the same tokens: letter by letter each beginning is merged to a longer one.
    """
    alone = [*byte_letters(), *CONTROL]
    merged = [*_beginnings(), *_words(count)]
    normal = gguf.TokenType.NORMAL
    writer.add_vocab_size(count)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list([*alone, *merged])
    writer.add_token_types([normal] * 256 + [gguf.TokenType.CONTROL] * len(CONTROL) + [normal] * len(merged))
    # Those of the roles come last: they must not take letters away from words.
    merges = [token for token in merged if token not in _roles()] + _roles()
    writer.add_token_merges([f"{token[:-1]} {token[-1]}" for token in merges])
    writer.add_bos_token_id(256)
    writer.add_eos_token_id(256 + CONTROL.index("<|im_end|>"))
    writer.add_add_bos_token(False)
    writer.add_chat_template(CHATML)


def _roles() -> list[str]:
    """The two roles of a prompt, and what they begin with."""
    return [role[:length] for role in ("user", "assistant") for length in range(2, len(role) + 1)]


def _beginnings() -> list[str]:
    """Of the roles, and of all words."""
    letters = (string.ascii_uppercase, *[string.ascii_lowercase] * (WORD - 2))
    starts = (itertools.product(*letters[:length]) for length in range(2, WORD))
    return _roles() + ["".join(start) for each in starts for start in each]


def _words(count: int) -> list[str]:
    """As many as are missing to so many tokens, from all over the alphabet."""
    small = string.ascii_lowercase
    missing = count - 256 - len(CONTROL) - len(_beginnings())
    spelled = ("".join(small[number // 26**place % 26] for place in range(WORD)) for number in range(missing))
    return [word.capitalize() for word in spelled]


def _tensors(shape: Shape) -> Iterator[tuple[str, np.ndarray, Type]]:
    """What Q4_K_M makes of a llama: six bits for the output, and in half of the layers for what it loses most by."""
    bits = np.random.default_rng(1)
    yield "token_embd.weight", _four_bits(bits, shape.tokens, shape.width), Type.Q4_K
    narrow = shape.width * shape.heads_kv // shape.heads
    for layer in range(shape.layers):
        block = f"blk.{layer}."
        more = (_six_bits, Type.Q6_K) if layer % 2 else (_four_bits, Type.Q4_K)
        for name, rows, columns, (fill, kind) in (
            ("attn_q", shape.width, shape.width, (_four_bits, Type.Q4_K)),
            ("attn_k", narrow, shape.width, (_four_bits, Type.Q4_K)),
            ("attn_v", narrow, shape.width, more),
            ("attn_output", shape.width, shape.width, (_four_bits, Type.Q4_K)),
            ("ffn_gate", shape.inner, shape.width, (_four_bits, Type.Q4_K)),
            ("ffn_up", shape.inner, shape.width, (_four_bits, Type.Q4_K)),
            ("ffn_down", shape.width, shape.inner, more),
        ):
            yield f"{block}{name}.weight", fill(bits, rows, columns), kind
        for name in ("attn", "ffn"):
            yield f"{block}{name}_norm.weight", np.ones(shape.width, np.float32), Type.F32
    yield "output_norm.weight", np.ones(shape.width, np.float32), Type.F32
    output = _six_bits(bits, shape.tokens, shape.width)
    # Words alone are likely: neither the end of the reply nor a lone byte is ever chosen by a greedy sampler.
    output.reshape(shape.tokens, -1, 210)[: shape.tokens - len(_words(shape.tokens)), :, 208:] = 0
    yield "output.weight", output, Type.Q6_K


def _four_bits(bits: np.random.Generator, rows: int, columns: int) -> np.ndarray:
    """Blocks of Q4_K whose weights are about 1/√columns large: factors, eight scales and minima, quants of 0 to 15."""
    blocks = bits.integers(0, 256, (rows, columns // _QUANT, 144), np.uint8)
    factor = 1 / (np.sqrt(columns) * 170)  # of a scale of 31.5 and a quant 4.6 away from its middle
    blocks[..., :4] = np.array([factor, 7.5 * factor], np.float16).view(np.uint8)
    return blocks.reshape(rows, -1)


def _six_bits(bits: np.random.Generator, rows: int, columns: int) -> np.ndarray:
    """Blocks of Q6_K whose weights are about 1/√columns large: quants of -32 to 31, sixteen scales, a factor."""
    blocks = bits.integers(0, 256, (rows, columns // _QUANT, 210), np.uint8)
    factor = 1 / (np.sqrt(columns) * 1370)  # of a scale of 74 and a quant of 18.5
    blocks[..., 208:] = np.array([factor], np.float16).view(np.uint8)
    return blocks.reshape(rows, -1)
