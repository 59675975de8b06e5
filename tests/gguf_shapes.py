"""Writes models of ten shapes, large enough to be weighed: random weights in the formats in which people have them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import gguf
import numpy as np

from tests.gguf_files import CHATML, CONTROL, byte_letters

Format = gguf.GGMLQuantizationType
_SCALE = {Format.Q8_0: (32, 34), Format.Q4_0: (32, 18), Format.Q4_K: (256, 144), Format.Q6_K: (256, 210)}
"""Numbers in a block, and its bytes."""


@dataclass(frozen=True)
class Drawn:
    """A model to be written, and how it is to be loaded: `size` tokens of context, `kept` so, `flash` so."""

    architecture: str = "llama"
    layers: int = 4
    width: int = 1024
    inner: int = 4096
    heads: int = 16
    heads_kv: int | tuple[int, ...] = 16
    head: int = 64
    tokens: int = 4096
    merges: int = 1
    form: Format = Format.F16
    size: int = 2048
    kept: Literal["f16", "q8_0"] = "f16"
    flash: Literal["auto", "off", "on"] = "auto"
    whole_window: bool = True
    tied: bool = False
    metadata: Mapping[str, Any] = field(default_factory=dict)

    def heads_of(self, layer: int) -> int:
        return self.heads_kv if isinstance(self.heads_kv, int) else self.heads_kv[layer]


class Writer:
    """Puts the tensors of a drawn model into a file."""

    def __init__(self, path: Path, drawn: Drawn) -> None:
        self.drawn = drawn
        self._file = gguf.GGUFWriter(str(path), drawn.architecture)
        self._random = np.random.default_rng(1)
        self._head()

    def _head(self) -> None:
        drawn, file = self.drawn, self._file
        file.add_name("Random")
        file.add_context_length(drawn.size)
        file.add_embedding_length(drawn.width)
        file.add_block_count(drawn.layers)
        file.add_feed_forward_length(drawn.inner)
        file.add_head_count(drawn.heads)
        file.add_head_count_kv(drawn.heads_kv if isinstance(drawn.heads_kv, int) else list(drawn.heads_kv))
        file.add_key_length(drawn.head)
        file.add_value_length(drawn.head)
        file.add_layer_norm_rms_eps(1e-5)
        file.add_rope_dimension_count(drawn.head)
        letters = [*byte_letters(), *CONTROL]
        tokens = letters + [f"word{number}" for number in range(drawn.tokens - len(letters))]
        normal, special = gguf.TokenType.NORMAL, gguf.TokenType.CONTROL
        file.add_vocab_size(len(tokens))
        file.add_tokenizer_model("gpt2")
        file.add_tokenizer_pre("gpt-2")
        file.add_token_list(tokens)
        file.add_token_types([special if token in CONTROL else normal for token in tokens])
        file.add_token_merges([f"word {number}" for number in range(drawn.merges)])
        file.add_bos_token_id(256)
        file.add_eos_token_id(256 + len(CONTROL) - 1)
        file.add_add_bos_token(False)
        file.add_chat_template(CHATML)
        for key, value in drawn.metadata.items():
            add = {bool: file.add_bool, int: file.add_uint32, float: file.add_float32}[type(value)]
            add(f"{drawn.architecture}.{key}", value)

    def ones(self, name: str, size: int) -> None:
        self._file.add_tensor(name, np.ones(size, np.float32))

    def plain(self, name: str, *shape: int) -> None:
        self._file.add_tensor(name, (self._random.standard_normal(shape) / 8).astype(np.float32))

    def falling(self, name: str, *shape: int) -> None:
        """Numbers below nothing: what a recurrent model remembers fades."""
        self._file.add_tensor(name, -(self._random.random(shape) + 0.1).astype(np.float32))

    def matrix(self, name: str, *shape: int) -> None:
        """Random numbers in the model's format, of about the size that keeps sums what they are."""
        form = self.drawn.form
        small = 1 / np.sqrt(shape[-1])
        if form not in _SCALE:
            few = self._random.standard_normal(1 << 16) * small
            few = few.astype(np.float16 if form == Format.F16 else np.float32)
            self._file.add_tensor(name, np.resize(few, shape))
            return
        numbers, size = _SCALE[form]
        blocks = self._random.integers(0, 256, (512, size), np.uint8)
        scale = np.float16(small / (64 if form == Format.Q8_0 else 8)).tobytes()
        at = {Format.Q6_K: 208}.get(form, 0)
        blocks[:, at : at + 2] = np.frombuffer(scale, np.uint8)
        if form == Format.Q4_K:
            blocks[:, 2:4] = np.frombuffer(scale, np.uint8)
        wanted = (*shape[:-1], shape[-1] // numbers * size)
        self._file.add_tensor(name, np.resize(blocks, wanted), raw_dtype=form)

    def ends(self) -> None:
        drawn = self.drawn
        self.matrix("token_embd.weight", drawn.tokens, drawn.width)
        if drawn.architecture == "lfm2":
            self.ones("token_embd_norm.weight", drawn.width)
            return
        self.ones("output_norm.weight", drawn.width)
        if not drawn.tied:
            self.matrix("output.weight", drawn.tokens, drawn.width)

    def attention(self, block: str, layer: int, *, norms: bool = False) -> None:
        drawn = self.drawn
        all_heads, kept = drawn.heads * drawn.head, drawn.heads_of(layer) * drawn.head
        self.matrix(f"{block}attn_q.weight", all_heads, drawn.width)
        self.matrix(f"{block}attn_k.weight", kept, drawn.width)
        self.matrix(f"{block}attn_v.weight", kept, drawn.width)
        self.matrix(f"{block}attn_output.weight", drawn.width, all_heads)
        if norms:
            self.ones(f"{block}attn_q_norm.weight", drawn.head)
            self.ones(f"{block}attn_k_norm.weight", drawn.head)

    def feed_forward(self, block: str) -> None:
        drawn = self.drawn
        self.ones(f"{block}ffn_norm.weight", drawn.width)
        self.matrix(f"{block}ffn_gate.weight", drawn.inner, drawn.width)
        self.matrix(f"{block}ffn_up.weight", drawn.inner, drawn.width)
        self.matrix(f"{block}ffn_down.weight", drawn.width, drawn.inner)

    def close(self) -> None:
        self._file.write_header_to_file()
        self._file.write_kv_data_to_file()
        self._file.write_tensors_to_file()
        self._file.close()


def _llama(writer: Writer, block: str, layer: int) -> None:
    writer.ones(f"{block}attn_norm.weight", writer.drawn.width)
    writer.attention(block, layer)
    writer.feed_forward(block)


def _experts(writer: Writer, block: str, layer: int) -> None:
    drawn = writer.drawn
    count, inner = drawn.metadata["expert_count"], drawn.metadata["expert_feed_forward_length"]
    writer.ones(f"{block}attn_norm.weight", drawn.width)
    writer.attention(block, layer, norms=True)
    writer.ones(f"{block}ffn_norm.weight", drawn.width)
    writer.plain(f"{block}ffn_gate_inp.weight", count, drawn.width)
    writer.matrix(f"{block}ffn_gate_exps.weight", count, inner, drawn.width)
    writer.matrix(f"{block}ffn_up_exps.weight", count, inner, drawn.width)
    writer.matrix(f"{block}ffn_down_exps.weight", count, drawn.width, inner)


def _gemma(writer: Writer, block: str, layer: int) -> None:
    writer.attention(block, layer, norms=True)
    writer.feed_forward(block)
    for name in ("attn", "post_attention", "post_ffw"):
        writer.ones(f"{block}{name}_norm.weight", writer.drawn.width)


def _mamba(writer: Writer, block: str, layer: int) -> None:
    width, keys = writer.drawn.width, writer.drawn.metadata
    inner, state, rank = keys["ssm.inner_size"], keys["ssm.state_size"], keys["ssm.time_step_rank"]
    writer.ones(f"{block}attn_norm.weight", width)
    writer.matrix(f"{block}ssm_in.weight", 2 * inner, width)
    writer.plain(f"{block}ssm_conv1d.weight", inner, keys["ssm.conv_kernel"])
    writer.plain(f"{block}ssm_conv1d.bias", inner)
    writer.matrix(f"{block}ssm_x.weight", rank + 2 * state, inner)
    writer.plain(f"{block}ssm_dt.weight", inner, rank)
    writer.plain(f"{block}ssm_dt.bias", inner)
    writer.falling(f"{block}ssm_a", inner, state)
    writer.ones(f"{block}ssm_d", inner)
    writer.matrix(f"{block}ssm_out.weight", width, inner)


def _lfm2(writer: Writer, block: str, layer: int) -> None:
    width = writer.drawn.width
    writer.ones(f"{block}attn_norm.weight", width)
    writer.feed_forward(block)
    if writer.drawn.heads_of(layer):
        writer.attention(block, layer, norms=True)
        return
    writer.plain(f"{block}shortconv.conv.weight", width, writer.drawn.metadata["shortconv.l_cache"])
    writer.matrix(f"{block}shortconv.in_proj.weight", 3 * width, width)
    writer.matrix(f"{block}shortconv.out_proj.weight", width, width)


_LAYERS: dict[str, Callable[[Writer, str, int], None]] = {
    "llama": _llama,
    "qwen3moe": _experts,
    "gemma3": _gemma,
    "mamba": _mamba,
    "lfm2": _lfm2,
}

_MOE = {"expert_count": 32, "expert_used_count": 4, "expert_feed_forward_length": 512}
_SSM = {"ssm.conv_kernel": 4, "ssm.inner_size": 2048, "ssm.state_size": 16, "ssm.time_step_rank": 64}

SHAPES: dict[str, Drawn] = {
    "dense, each head with keys of its own": Drawn(layers=6, size=4096),
    "grouped heads, 8 bits kept": Drawn(layers=8, inner=3072, heads_kv=4, form=Format.Q8_0, size=4096,
        kept="q8_0", flash="on"),
    "4 bits that llama.cpp lays out anew": Drawn(layers=12, inner=4096, heads_kv=4, form=Format.Q4_0, size=2048),
    "4 bits of the K kind": Drawn(layers=12, inner=4096, heads_kv=4, form=Format.Q4_K, size=2048),
    "experts": Drawn("qwen3moe", layers=4, heads_kv=4, inner=512, form=Format.Q8_0, size=2048, metadata=_MOE),
    "a window, all of it kept": Drawn(
        "gemma3", layers=12, inner=2048, heads_kv=8, form=Format.Q8_0, size=4096, tied=True,
        metadata={"attention.sliding_window": 128},
    ),
    "a window, cut": Drawn(
        "gemma3", layers=12, inner=2048, heads_kv=8, form=Format.Q8_0, size=4096, tied=True, whole_window=False,
        metadata={"attention.sliding_window": 128},
    ),
    "recurrent": Drawn("mamba", layers=12, form=Format.Q8_0, metadata=_SSM),
    "recurrent and attention in turns": Drawn(
        "lfm2", layers=10, inner=4096, heads_kv=(0, 0, 8, 0, 0, 8, 0, 0, 8, 8), form=Format.F16, size=4096,
        tied=True, metadata={"shortconv.l_cache": 3},
    ),
    "many words, no flash attention": Drawn(
        layers=4, inner=2048, tokens=64_000, form=Format.F16, size=2048, tied=True, flash="off"
    ),
}  # fmt: skip
"""Ten kinds of models as people have them, each by what is special about it."""


def write_shape(path: Path, drawn: Drawn) -> Path:
    """The file of a drawn model."""
    writer = Writer(path, drawn)
    writer.ends()
    for layer in range(drawn.layers):
        _LAYERS[drawn.architecture](writer, f"blk.{layer}.", layer)
    writer.close()
    return path
