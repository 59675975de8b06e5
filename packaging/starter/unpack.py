"""Turns the bundled Q8_0 file back into F32: a GGUF file, and safetensors for transformers, with the same numbers.

python packaging/starter/unpack.py OUT
"""

import argparse
import json
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import tokens
import torch  # noqa: TID253
from export import TENSORS, write_gguf, write_safetensors
from gguf.quants import dequantize
from model import Shape

BUNDLED = Path(__file__).parents[2] / "backend" / "catalog" / "starter-q8_0.gguf"
WHOLE = {"token_embd.weight": "model.embed_tokens.weight", "output_norm.weight": "model.norm.weight"}


def hugging_name(name: str) -> str:
    """The name that transformers gives a tensor of the file."""
    if name in WHOLE:
        return WHOLE[name]
    _, layer, short, _ = name.split(".")
    long = next(long for long, known in TENSORS.items() if known == short)
    return f"model.layers.{layer}.{long}.weight"


def apart(weight: np.ndarray, heads: int) -> np.ndarray:
    """From llama.cpp's order of rotary pairs (neighbours) to transformers' (halves)."""
    rows = weight.shape[0]
    return weight.reshape(heads, rows // heads // 2, 2, -1).swapaxes(1, 2).reshape(weight.shape)


def value(reader: gguf.GGUFReader, key: str) -> Any:
    return reader.fields[key].contents()


def shape_of(reader: gguf.GGUFReader) -> Shape:
    return Shape(
        vocab=value(reader, "llama.vocab_size"),
        width=value(reader, "llama.embedding_length"),
        layers=value(reader, "llama.block_count"),
        feed_forward=value(reader, "llama.feed_forward_length"),
        heads=value(reader, "llama.attention.head_count"),
        context=value(reader, "llama.context_length"),
        theta=value(reader, "llama.rope.freq_base"),
    )


def state_of(reader: gguf.GGUFReader, heads: int) -> dict[str, torch.Tensor]:
    state = {}
    for tensor in reader.tensors:
        weight = dequantize(tensor.data, tensor.tensor_type).astype(np.float32)
        weight = weight.reshape([int(size) for size in reversed(tensor.shape)])
        if "attn_q" in tensor.name or "attn_k" in tensor.name:
            weight = apart(weight, heads)
        state[hugging_name(tensor.name)] = torch.from_numpy(np.ascontiguousarray(weight))
    return state


def tokenizer_of(reader: gguf.GGUFReader) -> dict[str, Any]:
    """The tokenizer as a `tokenizer.json` holds it, made of the words and merges in the file."""
    words = value(reader, "tokenizer.ggml.tokens")
    vocab = {word: index for index, word in enumerate(words)}
    made = json.loads(tokens.empty().to_str())
    made["model"]["vocab"] = vocab
    made["model"]["merges"] = [merge.split(" ") for merge in value(reader, "tokenizer.ggml.merges")]
    made["added_tokens"] = [
        {
            "id": vocab[word],
            "content": word,
            "single_word": False,
            "lstrip": False,
            "rstrip": False,
            "normalized": False,
            "special": True,
        }
        for word in tokens.SPECIAL
        if word in vocab  # files from before a role came in have no token for it
    ]
    return made


def unpack(path: Path, out: Path) -> tuple[Path, Path]:
    """Writes `starter-f32.gguf` and `safetensors/` into `out`; returns both."""
    reader = gguf.GGUFReader(path)
    shape = shape_of(reader)
    state, tokenizer = state_of(reader, shape.heads), tokenizer_of(reader)
    out.mkdir(parents=True, exist_ok=True)
    write_gguf(state, shape, tokenizer, out / "starter-f32.gguf", "f32")
    write_safetensors(state, shape, tokenizer, out / "safetensors")
    return out / "starter-f32.gguf", out / "safetensors"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="folder for what is made")
    parser.add_argument("--file", type=Path, default=BUNDLED, help="a file of starter weights")
    given = parser.parse_args()
    for made in unpack(given.file, given.out):
        print(made)
