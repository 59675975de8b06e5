"""Makes models of kinds that forget: with a sliding window, recurrent ones, and such that are both in turns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import gguf
import numpy as np

from tests.gguf_files import CONTROL, USER_DEFINED, Random, byte_letters, random_weights, write_model

TOKENS = 256 + len(CONTROL) + len(USER_DEFINED)
WIDTH, HEADS = 64, 4
Weights = dict[str, np.ndarray]


def _ones(size: int) -> np.ndarray:
    return np.ones(size, np.float32)


def _ends(matrix: Random) -> Weights:
    embeddings = {"token_embd.weight": matrix(TOKENS, WIDTH)}
    return embeddings | {"output_norm.weight": _ones(WIDTH), "output.weight": matrix(TOKENS, WIDTH)}


def _attention(matrix: Random, block: str) -> Weights:
    heads = {f"{block}attn_{name}.weight": matrix(WIDTH, WIDTH) for name in ("q", "k", "v", "output")}
    return heads | {f"{block}attn_{name}_norm.weight": _ones(WIDTH // HEADS) for name in ("q", "k")}


def _feed_forward(matrix: Random, block: str) -> Weights:
    wide = {f"{block}ffn_{name}.weight": matrix(2 * WIDTH, WIDTH) for name in ("gate", "up")}
    return wide | {f"{block}ffn_down.weight": matrix(WIDTH, 2 * WIDTH), f"{block}ffn_norm.weight": _ones(WIDTH)}


def write_gemma3(path: Path, *, context: int = 1024, window: int = 32) -> Path:
    """Five layers see a window only, the sixth all."""
    matrix = Random()
    weights = _ends(matrix)
    for layer in range(6):
        block = f"blk.{layer}."
        weights |= _attention(matrix, block) | _feed_forward(matrix, block)
        norms = ("attn", "post_attention", "post_ffw")
        weights |= {f"{block}{name}_norm.weight": _ones(WIDTH) for name in norms}
    return write_model(
        path,
        architecture="gemma3",
        layers=6,
        context=context,
        weights=weights,
        metadata={
            "gemma3.attention.key_length": WIDTH // HEADS,
            "gemma3.attention.value_length": WIDTH // HEADS,
            "gemma3.attention.sliding_window": window,
        },
    )


def write_mamba(path: Path, *, context: int = 1024) -> Path:
    """All it remembers is a state of a fixed size."""
    matrix = Random()
    weights = _ends(matrix)
    inner, state, rank, kernel = 2 * WIDTH, 8, 4, 4
    for layer in range(2):
        block = f"blk.{layer}."
        weights |= {
            f"{block}attn_norm.weight": _ones(WIDTH),
            f"{block}ssm_in.weight": matrix(2 * inner, WIDTH),
            f"{block}ssm_conv1d.weight": matrix(inner, kernel),
            f"{block}ssm_conv1d.bias": np.zeros(inner, np.float32),
            f"{block}ssm_x.weight": matrix(rank + 2 * state, inner),
            f"{block}ssm_dt.weight": matrix(inner, rank),
            f"{block}ssm_dt.bias": np.zeros(inner, np.float32),
            f"{block}ssm_a": -np.tile(np.arange(1, state + 1, dtype=np.float32), (inner, 1)) / 16,
            f"{block}ssm_d": _ones(inner),
            f"{block}ssm_out.weight": matrix(WIDTH, inner),
        }
    return write_model(
        path,
        architecture="mamba",
        layers=2,
        context=context,
        weights=weights,
        metadata={
            "mamba.ssm.conv_kernel": kernel,
            "mamba.ssm.inner_size": inner,
            "mamba.ssm.state_size": state,
            "mamba.ssm.time_step_rank": rank,
        },
    )


def write_lfm2(path: Path, *, context: int = 1024, heads_kv: Sequence[int] = (0, 4, 0, 4)) -> Path:
    """Layers with a short memory of their own, and between them such with attention, of so many heads."""
    matrix = Random()
    weights = {"token_embd.weight": matrix(TOKENS, WIDTH), "token_embd_norm.weight": _ones(WIDTH)}
    for layer, heads in enumerate(heads_kv):
        block = f"blk.{layer}."
        weights |= _feed_forward(matrix, block) | {f"{block}attn_norm.weight": _ones(WIDTH)}
        if heads:
            weights |= _attention(matrix, block)
            for name in (f"{block}attn_k.weight", f"{block}attn_v.weight"):
                weights[name] = weights[name][: heads * WIDTH // HEADS]
        else:
            weights |= {
                f"{block}shortconv.conv.weight": matrix(WIDTH, 3),
                f"{block}shortconv.in_proj.weight": matrix(3 * WIDTH, WIDTH),
                f"{block}shortconv.out_proj.weight": matrix(WIDTH, WIDTH),
            }
    return write_model(
        path,
        architecture="lfm2",
        layers=len(heads_kv),
        context=context,
        weights=weights,
        heads_kv=list(heads_kv),
        metadata={"lfm2.shortconv.l_cache": 3},
    )


def write_bert(path: Path, *, context: int = 64, pooling: int = 1) -> Path:
    """Reads both ways and writes nothing: a model for searching. Its tokens are letters."""
    matrix = Random()
    letters = [chr(letter) for letter in range(97, 123)]
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *("\u2581" + letter for letter in letters)]
    writer = gguf.GGUFWriter(str(path), "bert")
    writer.add_name("Random")
    writer.add_context_length(context)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(2)
    writer.add_feed_forward_length(2 * WIDTH)
    writer.add_head_count(HEADS)
    writer.add_layer_norm_eps(1e-5)
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType(pooling))
    writer.add_tokenizer_model("bert")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(tokens)
    control, normal = gguf.TokenType.CONTROL, gguf.TokenType.NORMAL
    writer.add_token_types([control if token.startswith("[") else normal for token in tokens])
    writer.add_token_type_count(2)
    for name, token in (("bos", 2), ("eos", 3), ("sep", 3), ("unk", 1), ("pad", 0), ("mask", 4)):
        getattr(writer, f"add_{name}_token_id")(token)
    weights = {"token_embd": (len(tokens), WIDTH), "token_types": (2, WIDTH), "position_embd": (context, WIDTH)}
    for layer in range(2):
        weights |= {f"blk.{layer}.attn_{name}": (WIDTH, WIDTH) for name in ("q", "k", "v", "output")}
        weights |= {f"blk.{layer}.ffn_up": (2 * WIDTH, WIDTH), f"blk.{layer}.ffn_down": (WIDTH, 2 * WIDTH)}
    for name, (rows, columns) in weights.items():
        writer.add_tensor(f"{name}.weight", matrix(rows, columns))
        if name.startswith("blk."):
            writer.add_tensor(f"{name}.bias", np.zeros(rows, np.float32))
    norms = [f"blk.{layer}.{name}" for layer in range(2) for name in ("attn_output_norm", "layer_output_norm")]
    for name in ("token_embd_norm", *norms):
        writer.add_tensor(f"{name}.weight", _ones(WIDTH))
        writer.add_tensor(f"{name}.bias", np.zeros(WIDTH, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def write_chain(path: Path, says: tuple[str, ...], *, template: str, context: int = 4096) -> Path:
    """Says just that, a token each, after any prompt that ends with a line break, and then ends its turn.

    Each token alone decides which follows: embeddings that are all at right angles, and layers that add nothing.
    """
    marks = tuple(dict.fromkeys(says))
    texts = [*byte_letters(), *CONTROL, *marks]
    width = -(-len(texts) // 8) * 8
    weights = random_weights(len(texts), width, 1, 1)
    weights = {name: tensor if name.endswith("norm.weight") else 0 * tensor for name, tensor in weights.items()}
    weights["token_embd.weight"] = np.eye(len(texts), width, dtype=np.float32)
    links = [texts.index("\u010a"), *(texts.index(mark) for mark in says), texts.index(CONTROL[-1])]
    for one, next_one in pairwise(links):
        weights["output.weight"][next_one, one] = 9.0
    return write_model(
        path, layers=1, width=width, context=context, template=template, user_defined=marks, weights=weights
    )


KINDS = {"gemma3": write_gemma3, "mamba": write_mamba, "lfm2": write_lfm2}
"""What writes a model of each kind."""
