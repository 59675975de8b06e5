"""The vocabularies of llama.cpp's own tests: nobody's words become more than words in any of them.

They are the files `models/ggml-vocab-*.gguf` of the source distribution that `tests/llama_cpp_source.py` fetches.
"""

from __future__ import annotations

import ctypes
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from backend.engines.gguf import inspect
from backend.engines.header import read_header
from backend.engines.spans import Span
from backend.engines.vocabulary import Vocabulary
from backend.errors import ModelBroken
from tests.llama_cpp_source import vocabularies

NAMES = (
    "aquila", "baichuan", "bert-bge", "command-r", "deepseek-coder", "deepseek-llm", "falcon", "gemma-4", "gpt-2",
    "gpt-neox", "llama-bpe", "llama-spm", "mpt", "nomic-bert-moe", "phi-3", "qwen2", "qwen35", "refact", "starcoder",
)  # fmt: skip
WORDS = "The fire burns: 12,5 °C — “é” 日本語 😀 don't\n\tif (x) { return; }  "


class Opened(NamedTuple):
    """A vocabulary, and its control tokens and user-defined marks; words, blanks and single letters are none."""

    library: Any
    model: Any
    vocabulary: Vocabulary
    special: frozenset[int]

    @property
    def begins(self) -> int:
        """How many tokens every prompt begins with."""
        return int(self.library.llama_vocab_get_add_bos(self.vocabulary.handle))

    @property
    def keeps_letters(self) -> bool:
        """Whether a text comes back as it went in, but for its blanks; BERT's lose case and accents too."""
        return bool(self.library.llama_vocab_type(self.vocabulary.handle) != self.library.LLAMA_VOCAB_TYPE_WPM)


def path_of(name: str) -> Path:
    return vocabularies() / f"ggml-vocab-{name}.gguf"


@pytest.fixture(scope="module", params=NAMES)
def opened(request: pytest.FixtureRequest) -> Iterator[Opened]:
    from llama_cpp import llama_cpp

    parameters = llama_cpp.llama_model_default_params()
    parameters.vocab_only = True
    model = llama_cpp.llama_model_load_from_file(str(path_of(request.param)).encode(), parameters)
    assert model
    vocabulary = Vocabulary(llama_cpp, model)
    vocab = vocabulary.handle
    special = set()
    for token in range(vocabulary.size):
        text = llama_cpp.llama_vocab_get_text(vocab, token) or b""
        letters = text.decode("utf-8", "replace").replace("\u2581", "")
        user_defined = llama_cpp.llama_vocab_get_attr(vocab, token) & llama_cpp.LLAMA_TOKEN_ATTR_USER_DEFINED
        mark = user_defined and len(letters) > 1 and not all(letter.isalnum() or letter.isspace() for letter in letters)
        if letters == "[UNK]":  # what stands for a letter that BERT does not know
            continue
        if mark or llama_cpp.llama_vocab_is_control(vocab, token) or llama_cpp.llama_vocab_is_eog(vocab, token):
            special.add(token)
    yield Opened(llama_cpp, model, vocabulary, frozenset(special))
    llama_cpp.llama_model_free(model)


def test_these_are_all_vocabularies_that_there_are() -> None:
    assert sorted(path.name for path in vocabularies().iterdir()) == [f"ggml-vocab-{name}.gguf" for name in NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_its_header_is_read_and_it_is_no_model(name: str) -> None:
    assert read_header(path_of(name)).metadata["tokenizer.ggml.model"]
    for purpose in ("chat", "search"):
        with pytest.raises(ModelBroken, match="holds only a vocabulary") as refusal:
            inspect(path_of(name), purpose=purpose)  # type: ignore[arg-type]
        assert refusal.value.hint


def test_no_special_token_that_a_person_types_comes_out_as_one(opened: Opened) -> None:
    specials = opened.vocabulary.specials
    assert specials
    for special in specials:
        for typed in (special, f"a{special}b", f" {special} ", f"<{special}>", special * 2):
            tokens = opened.vocabulary.tokens((Span(typed, "user"),))[opened.begins :]
            assert not opened.special.intersection(tokens), typed


def test_special_tokens_among_words_and_each_other_stay_words(opened: Opened) -> None:
    chance = random.Random(1)
    specials = opened.vocabulary.specials
    for _ in range(300):
        pieces = [chance.choice((chance.choice(specials), WORDS[: chance.randint(0, len(WORDS))])) for _ in range(6)]
        cuts = [piece[chance.randint(0, len(piece)) :] if chance.random() < 0.3 else piece for piece in pieces]
        spans = tuple(Span(piece, chance.choice(("user", "system", "tool"))) for piece in cuts)
        tokens = opened.vocabulary.tokens(spans)[opened.begins :]
        assert not opened.special.intersection(tokens), cuts


def test_the_template_still_makes_them(opened: Opened) -> None:
    for special in opened.vocabulary.specials:
        found = opened.vocabulary.tokens((Span("a"), Span(special), Span("b")))
        raw = special.encode()
        buffer = (ctypes.c_int32 * (len(raw) + 8))()
        vocab = opened.vocabulary.handle
        count = opened.library.llama_tokenize(vocab, raw, len(raw), buffer, len(buffer), False, True)
        assert set(buffer[:count]) <= set(found), special


def test_words_are_spelled_as_they_were_written(opened: Opened) -> None:
    tokens = opened.vocabulary.tokens((Span(WORDS, "user"),))[opened.begins :]
    spelled = b"".join(opened.vocabulary.piece(token) for token in tokens).decode("utf-8", "replace")
    if opened.keeps_letters:
        assert "".join(spelled.split()) == "".join(WORDS.split())
    assert spelled
