"""Makes small transformers folders for tests: the same random weights and words as `gguf_files` puts into a GGUF."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file

from tests.gguf_files import CHATML, CONTROL, USER_DEFINED, byte_letters, random_weights

_NAMES = {
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
    "attn_norm": "input_layernorm",
    "ffn_norm": "post_attention_layernorm",
}
_WHOLE = {
    "token_embd": "model.embed_tokens.weight",
    "output_norm": "model.norm.weight",
    "output": "lm_head.weight",
}
_HEADS = 4


def tokenizer(**changes: Any) -> dict[str, Any]:
    """A byte-level tokenizer with one merge, the control tokens and the user-defined ones of `gguf_files`."""
    words = byte_letters()
    added = [*CONTROL, *USER_DEFINED]
    return {
        "version": "1.0",
        "added_tokens": [
            {
                "id": len(words) + index,
                "content": text,
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": text in CONTROL,
            }
            for index, text in enumerate(added)
        ],
        "normalizer": None,
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True},
        "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
        "model": {"type": "BPE", "vocab": {word: index for index, word in enumerate(words)}, "merges": []},
    } | changes


def tensors(layers: int = 2, width: int = 64, seed: int = 1) -> dict[str, np.ndarray]:
    """The weights that `gguf_files.write_model` writes, under transformers' names and in its order of rotary pairs."""
    words = 256 + len(CONTROL) + len(USER_DEFINED)
    return {_name(name): _placed(name, value) for name, value in random_weights(words, width, layers, seed).items()}


def _name(name: str) -> str:
    if (first := name.split(".")[0]) in _WHOLE:
        return _WHOLE[first]
    _, layer, short, _ = name.split(".")
    return f"model.layers.{layer}.{_NAMES[short]}.weight"


def _placed(name: str, weight: np.ndarray) -> np.ndarray:
    if ".attn_q." not in name and ".attn_k." not in name:
        return weight
    rows = weight.shape[0]
    halves = weight.reshape(_HEADS, rows // _HEADS // 2, 2, -1).swapaxes(1, 2)
    return np.ascontiguousarray(halves.reshape(weight.shape))


def write_folder(
    path: Path,
    *,
    layers: int = 2,
    width: int = 64,
    context: int = 512,
    template: str = CHATML,
    weights: Mapping[str, np.ndarray] | None = None,
    config: Mapping[str, Any] = {},
    words: dict[str, Any] | None = None,
    seed: int = 1,
) -> Path:
    """A llama with random weights whose every byte is a token."""
    path.mkdir(parents=True, exist_ok=True)
    made = dict(weights or tensors(layers, width, seed))
    save_file(made, path / "model.safetensors", metadata={"format": "pt"})
    ends = {"bos_token_id": 256, "eos_token_id": 258}
    settings = {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": len(made["model.embed_tokens.weight"]),
        "hidden_size": width,
        "intermediate_size": 2 * width,
        "num_hidden_layers": layers,
        "num_attention_heads": _HEADS,
        "num_key_value_heads": _HEADS,
        "head_dim": width // _HEADS,
        "max_position_embeddings": context,
        "rms_norm_eps": 1e-5,
        "rope_theta": 10000.0,
        "tie_word_embeddings": False,
        **ends,
        **config,
    }
    say = {"bos_token": CONTROL[0], "eos_token": CONTROL[-1], "chat_template": template}
    files = {"config.json": settings, "tokenizer.json": words or tokenizer(), "tokenizer_config.json": say}
    for name, value in files.items():
        (path / name).write_text(json.dumps(value), "utf-8")
    return path


def split(path: Path) -> None:
    """Spread the weights of a folder over two files."""
    from safetensors.numpy import load_file

    whole = load_file(path / "model.safetensors")
    names = sorted(whole)
    placed = {}
    for number, part in enumerate((names[::2], names[1::2]), start=1):
        file = f"model-{number:05d}-of-00002.safetensors"
        save_file({name: whole[name] for name in part}, path / file, metadata={"format": "pt"})
        placed |= dict.fromkeys(part, file)
    (path / "model.safetensors").unlink()
    (path / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": placed}))


def with_header(path: Path, header: object, body: bytes = b"", length: int | None = None) -> None:
    """A safetensors file with a header as it is given, and of the length that it is said to have."""
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(raw) if length is None else length) + raw + body)
