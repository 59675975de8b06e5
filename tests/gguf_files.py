"""Makes small GGUF files for tests: working ones with random weights and a byte-level vocabulary, and broken ones."""

from __future__ import annotations

import pickle
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import gguf
import numpy as np

STARTER = Path(__file__).parent.parent / "backend" / "catalog" / "starter-q8_0.gguf"
CHATML = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
CONTROL = ("<|bos|>", "<|im_start|>", "<|im_end|>")
SENTENCE_PIECES = ("\u2581", *"abcdefghijklmnopqrstuvwxyz<>/|_.,", "he", "re", "\u2581t", "\u2581the", "us", "er")
USER_DEFINED = ("<think>", "</think>", "<tool_call>", "  ")


def byte_letters() -> list[str]:
    """The letter that stands for each byte in GPT-2's vocabularies."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = iter(range(256, 512))
    return [chr(byte) if byte in plain else chr(next(others)) for byte in range(256)]


def write_model(
    path: Path,
    *,
    architecture: str = "llama",
    layers: int = 2,
    width: int = 64,
    context: int = 512,
    template: str | None = CHATML,
    control: Sequence[str] = CONTROL,
    user_defined: Sequence[str] = USER_DEFINED,
    words: int = 0,
    untyped: int = 0,
    tokenizer: str = "gpt2",
    metadata: Mapping[str, Any] = {},
    seed: int = 1,
    shards: int = 1,
    without: tuple[str, ...] = (),
    weights: Mapping[str, np.ndarray] | None = None,
    heads_kv: int | list[int] = 4,
) -> Path:
    """A llama with random weights whose every byte is a token; `words` adds so many tokens of several letters.

    The last `untyped` tokens are given no type, which is an error.
    """
    normal, special = gguf.TokenType.NORMAL, gguf.TokenType.CONTROL
    sentences = tokenizer == "llama"
    tokens = [f"<0x{byte:02X}>" for byte in range(256)] if sentences else byte_letters()
    types = [gguf.TokenType.BYTE if sentences else normal] * 256
    more = [*(f"word{number}" for number in range(words)), *(SENTENCE_PIECES if sentences else ())]
    tokens += [*control, *user_defined, *more]
    types += [special] * len(control) + [gguf.TokenType.USER_DEFINED] * len(user_defined) + [normal] * len(more)
    writer = gguf.GGUFWriter(
        str(path), architecture, split_max_tensors=-(-(3 + 9 * layers) // shards) if shards > 1 else 0
    )
    writer.add_name("Random")
    writer.add_license("apache-2.0")
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_context_length(context)
    writer.add_embedding_length(width)
    writer.add_block_count(layers)
    writer.add_feed_forward_length(2 * width)
    writer.add_head_count(4)
    writer.add_head_count_kv(heads_kv)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(width // 4)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model(tokenizer)
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types(types[: len(types) - untyped])
    if sentences:
        writer.add_token_scores([-float(len(tokens) - index) for index in range(len(tokens))])
        writer.add_unk_token_id(0)
    else:
        writer.add_token_merges(["h e"])
    if control:
        writer.add_bos_token_id(256)
        writer.add_eos_token_id(256 + len(control) - 1)
    writer.add_add_bos_token(False)
    if template is not None:
        writer.add_chat_template(template)
    for key, value in metadata.items():
        adds = {bool: writer.add_bool, int: writer.add_uint32, str: writer.add_string, float: writer.add_float32}
        {**adds, list: writer.add_array}[type(value)](key, value)
    for name, tensor in (weights or random_weights(len(tokens), width, layers, seed)).items():
        if name.split(".")[-2] not in without:
            writer.add_tensor(name, tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path if shards == 1 else path.with_name(f"{path.stem}-00001-of-{shards:05d}.gguf")


class Random:
    """Random matrices whose products keep their size."""

    def __init__(self, seed: int = 1) -> None:
        self._random = np.random.default_rng(seed)

    def __call__(self, rows: int, columns: int) -> np.ndarray:
        return (self._random.standard_normal((rows, columns)) / np.sqrt(columns)).astype(np.float32)


def random_weights(tokens: int, width: int, layers: int, seed: int) -> dict[str, np.ndarray]:
    """All tensors of such a llama, by their names in a GGUF file."""
    matrix = Random(seed)
    tensors = {"token_embd.weight": matrix(tokens, width)}
    for layer in range(layers):
        block = f"blk.{layer}."
        tensors |= {f"{block}attn_{name}.weight": matrix(width, width) for name in ("q", "k", "v", "output")}
        tensors |= {f"{block}ffn_{name}.weight": matrix(2 * width, width) for name in ("gate", "up")}
        tensors[f"{block}ffn_down.weight"] = matrix(width, 2 * width)
        tensors |= {f"{block}{name}_norm.weight": np.ones(width, np.float32) for name in ("attn", "ffn")}
    # An output of its own: with the embeddings for it, a random model would only repeat the last token.
    return tensors | {"output_norm.weight": np.ones(width, np.float32), "output.weight": matrix(tokens, width)}


# ------------------------------------------------------------------ broken ones


def _written(content: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(content) and None


def _changed(change: Callable[[bytearray], bytes | bytearray]) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        write_model(path)
        path.write_bytes(change(bytearray(path.read_bytes())))

    return make


def _replaced(offset: int, form: str, value: int) -> Callable[[Path], None]:
    def change(content: bytearray) -> bytearray:
        struct.pack_into(form, content, offset, value)
        return content

    return _changed(change)


def _tensor(
    field: str, value: int, *, form: str = "<Q", name: bytes = b"blk.1.ffn_up.weight"
) -> Callable[[Path], None]:
    """One number changed in what the header says of a matrix: of its rank, its shape, its kind or its offset."""

    def change(content: bytearray) -> bytearray:
        at = content.index(name) + len(name) + {"rank": 0, "shape": 4, "kind": 20, "offset": 24}[field]
        struct.pack_into(form, content, at, value)
        return content

    return _changed(change)


def _renamed(old: bytes, new: bytes) -> Callable[[Path], None]:
    assert len(old) == len(new)
    return _changed(lambda content: content.replace(old, new, 1))


def _described(**options: Any) -> Callable[[Path], None]:
    return lambda path: write_model(path, **options) and None


def _vocabulary_only(path: Path) -> None:
    writer = gguf.GGUFWriter(str(path), "llama")
    writer.add_tokenizer_model("gpt2")
    writer.add_token_list(byte_letters())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _pytorch(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("model/data.pkl", pickle.dumps({}))


def _safetensors(path: Path) -> None:
    header = b'{"weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'
    path.write_bytes(struct.pack("<Q", len(header)) + header + b"\0" * 4)


def _endless_text(path: Path) -> None:
    path.write_bytes(struct.pack("<4sIQQQ", b"GGUF", 3, 1, 1, 1 << 60) + b"x" * 256)


def _endless_list(path: Path) -> None:
    key = b"tokenizer.ggml.tokens"
    start = struct.pack("<4sIQQQ", b"GGUF", 3, 1, 1, len(key)) + key
    path.write_bytes(start + struct.pack("<IIQ", 9, 8, 1 << 40) + b"\0" * 4096)


BROKEN: dict[str, tuple[Callable[[Path], None], str]] = {
    "folder": (lambda path: path.mkdir(), "folder"),
    "empty": (_written(b""), "empty"),
    "four bytes": (_written(b"GGUF"), "cut off"),
    "header cut off": (_changed(lambda content: content[:1000]), "cut off"),
    "tensors cut off": (_changed(lambda content: content[:-40]), "cut off"),
    "half": (_changed(lambda content: content[: len(content) // 2]), "cut off"),
    "web page": (_written(b"<!DOCTYPE html><html><body>404 Not Found</body></html>"), "web page"),
    "git pointer": (_written(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"), "pointer"),
    "safetensors": (_safetensors, "safetensors"),
    "pytorch": (_pytorch, "pickle"),
    "pickle": (lambda path: path.write_bytes(pickle.dumps({"a": 1})) and None, "pickle"),
    "old ggml": (_written(b"tjgg" + bytes(range(200))), "older format"),
    "zeros": (_written(b"\0" * 4096), "did not finish"),
    "text": (_written(b"Once upon a time there was a model that was no model."), "text file"),
    "noise": (_written(bytes(range(255, 0, -1)) * 4), "something else"),
    "big-endian": (_replaced(4, ">I", 3), "big-endian"),
    "old version": (_replaced(4, "<I", 1), "version 1"),
    "future version": (_replaced(4, "<I", 9), "version 9"),
    "countless tensors": (_replaced(8, "<Q", 1 << 50), "makes no sense"),
    "countless entries": (_replaced(16, "<Q", 1 << 50), "makes no sense"),
    "more entries than there are": (_replaced(16, "<Q", 60), "Download the file again"),
    "endless text": (_endless_text, "makes no sense"),
    "endless list": (_endless_list, "makes no sense"),
    "a tensor beyond the end": (_tensor("offset", 1 << 40), "cut off"),
    "a tensor that is too large": (_tensor("shape", 64 << 30), "cut off"),
    "a tensor of more numbers than there are": (_tensor("shape", 1 << 63), "makes no sense"),
    "a tensor of nothing": (_tensor("shape", 0), "makes no sense"),
    "a tensor at an odd place": (_tensor("offset", 7), "odd place"),
    "a tensor over another": (_tensor("offset", 0), "same place"),
    "a tensor partly over another": (_tensor("offset", 96), "same place"),
    "a tensor of no dimension": (_tensor("rank", 0, form="<I"), "makes no sense"),
    "a tensor of many dimensions": (_tensor("rank", 4_000_000_000, form="<I"), "makes no sense"),
    "a tensor of numbers nobody knows": (_tensor("kind", 77, form="<I"), "does not know (77)"),
    "two tensors of one name": (_renamed(b"blk.1.ffn_up.weight", b"blk.0.ffn_up.weight"), "same name"),
    "two entries of one name": (_renamed(b"llama.block_count", b"general.file_type"), "twice"),
    "an entry without letters": (_renamed(b"general.name", b"general.\xff\xfe\xfd\xfc"), "no UTF-8"),
    "an odd alignment": (_described(metadata={"general.alignment": 3}), "alignment"),
    "vocabulary only": (_vocabulary_only, "only a vocabulary"),
    "too few types": (_described(untyped=3), "damaged vocabulary"),
    "no vocabulary": (_described(tokenizer="none"), "no vocabulary"),
    "projector": (_described(architecture="clip"), "mmproj"),
    "projector by type": (_described(metadata={"general.type": "mmproj"}), "mmproj"),
    "adapter": (_described(metadata={"general.type": "adapter"}), "adapter"),
    "reader and writer": (_described(architecture="t5"), "T5"),
    "embedder": (_described(architecture="nomic-bert"), "cannot chat"),
    "embedder by pooling": (_described(metadata={"llama.pooling_type": 3}), "cannot chat"),
    "sees both ways": (_described(metadata={"llama.attention.causal": False}), "cannot chat"),
}
"""Files that must be refused by their header: what makes each, and words that its message or hint must hold."""
