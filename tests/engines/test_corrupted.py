"""Files whose header is in order and whose content is not, in a real worker: an error at worst, and the app goes on."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.engines.gguf import inspect
from backend.errors import FiresideError, ModelBroken
from tests.engines.case import Case, with_engine
from tests.engines.conftest import ask
from tests.engines.test_local import QUESTION
from tests.gguf_files import random_weights, write_model

Make = Callable[[Path], None]


def number(key: str, value: float, form: str = "<I") -> Make:
    """A value of the header changed."""

    def make(path: Path) -> None:
        content = bytearray(write_model(path).read_bytes())
        struct.pack_into(form, content, content.index(key.encode()) + len(key) + 4, value)
        path.write_bytes(content)

    return make


def types(value: int) -> Make:
    """All letters declared to be tokens of that type."""

    def make(path: Path) -> None:
        content = bytearray(write_model(path).read_bytes())
        at = content.index(key := b"tokenizer.ggml.token_type") + len(key) + 16
        struct.pack_into("<256i", content, at, *[value] * 256)
        path.write_bytes(content)

    return make


def weights(value: float, name: str = "", column: int | None = None) -> Make:
    """Weights, of those tensors or a column of them, that are all that number."""

    def make(path: Path) -> None:
        tensors = random_weights(263, 64, 2, 1)
        for each, tensor in tensors.items():
            if name in each:
                tensor[..., slice(None) if column is None else column] = value
        write_model(path, weights=tensors)

    return make


def replaced(old: bytes, new: bytes) -> Make:
    return lambda path: path.write_bytes(write_model(path).read_bytes().replace(old, new)) and None


def flipped(seed: int) -> Make:
    """Bits turned over anywhere, so that the header check cannot see it."""

    def make(path: Path) -> None:
        whole, chance = write_model(path).read_bytes(), random.Random(seed)
        while True:
            content = bytearray(whole)
            for _ in range(chance.choice((1, 20, 400))):
                content[chance.choice((chance.randrange(12_000), chance.randrange(len(whole))))] ^= (
                    1 << chance.randrange(8)
                )
            path.write_bytes(content)
            try:
                inspect(path)
            except ModelBroken:
                continue
            return

    return make


CORRUPTED: dict[str, Make] = {
    "no heads": number("llama.attention.head_count", 0),
    "no layers": number("llama.block_count", 0),  # llama.cpp aborts
    "countless layers": number("llama.block_count", (1 << 32) - 1),
    "no context": number("llama.context_length", 0),
    "a context of one token": number("llama.context_length", 1),
    "an endless context": number("llama.context_length", (1 << 32) - 1),
    "an epsilon that is none": number("llama.attention.layer_norm_rms_epsilon", float("nan"), "<f"),  # aborts
    "an end beyond the vocabulary": number("tokenizer.ggml.eos_token_id", (1 << 32) - 1),
    "letters that are control tokens": types(3),
    "letters of an unknown type": types(99),
    "another kind of vocabulary": replaced(struct.pack("<Q", 4) + b"gpt2", struct.pack("<Q", 4) + b"bert"),
    "merges of nothing": replaced(b"h e", b"\xff\xff\xff"),
    "weights that are no numbers": weights(float("nan")),
    "weights without an end": weights(float("inf")),
    "an answer without an end": weights(float("inf"), "output.weight", 5),
    "weights of nothing": weights(0.0),
    **{f"bits turned over, {seed}": flipped(seed) for seed in range(6)},
}
NAMED = {
    "no layers": "made the engine crash",
    "weights that are no numbers": "not a number",
    "weights without an end": "not a number",
    "an answer without an end": "not a number",
    "a context of one token": "context holds 1",
}
"""What some of them are told as; the others may go either way, as llama.cpp likes."""


@pytest.mark.parametrize("kind", CORRUPTED)
def test_what_the_header_cannot_tell_is_an_error_at_worst_and_the_next_model_is_well(
    tmp_path: Path, models: dict[str, Path], kind: str
) -> None:
    path = tmp_path / "corrupted.gguf"
    CORRUPTED[kind](path)
    inspect(path)

    async def body(case: Case) -> None:
        told: list[FiresideError] = []
        try:
            await case.load(path)
            await case.reply(ask(QUESTION, max_tokens=24, temperature=1.0))
        except FiresideError as error:
            told.append(error)
        assert all(error.message and error.hint for error in told)
        if kind in NAMED:
            assert NAMED[kind] in told[0].message
        await case.load(models["small"])
        assert await case.reply(ask(QUESTION, max_tokens=8))

    with_engine(tmp_path, body)
