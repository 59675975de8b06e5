"""Makes models of kinds that forget: with a sliding window, recurrent ones, and such that are both in turns."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.gguf_files import CONTROL, USER_DEFINED, Random, write_model

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


def write_lfm2(path: Path, *, context: int = 1024) -> Path:
    """Layers with a short memory of their own, and between them such with attention."""
    matrix = Random()
    heads_kv = [0, 4, 0, 4]
    weights = {"token_embd.weight": matrix(TOKENS, WIDTH), "token_embd_norm.weight": _ones(WIDTH)}
    for layer, heads in enumerate(heads_kv):
        block = f"blk.{layer}."
        weights |= _feed_forward(matrix, block) | {f"{block}attn_norm.weight": _ones(WIDTH)}
        if heads:
            weights |= _attention(matrix, block)
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
        heads_kv=heads_kv,
        metadata={"lfm2.shortconv.l_cache": 3},
    )


KINDS = {"gemma3": write_gemma3, "mamba": write_mamba, "lfm2": write_lfm2}
"""What writes a model of each kind."""
