"""Tokens: people's words never become control tokens, and tokens become whole characters."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from backend.engines.spans import Span
from backend.engines.vocabulary import Characters, Vocabulary
from tests.gguf_files import CONTROL, STARTER, USER_DEFINED, write_model


@pytest.fixture(scope="module", params=["starter", "bytes", "sentences"])
def library_and_model(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Any, int]]:
    from llama_cpp import llama_cpp

    path = STARTER
    if request.param != "starter":
        tokenizer = {"bytes": "gpt2", "sentences": "llama"}[request.param]
        path = write_model(tmp_path_factory.mktemp("made") / "made.gguf", tokenizer=tokenizer)
    parameters = llama_cpp.llama_model_default_params()
    parameters.vocab_only = True
    model = llama_cpp.llama_model_load_from_file(str(path).encode(), parameters)
    assert model
    yield llama_cpp, model
    llama_cpp.llama_model_free(model)


@pytest.fixture(scope="module")
def vocabulary(library_and_model: tuple[Any, int]) -> Vocabulary:
    return Vocabulary(*library_and_model)


@pytest.fixture(scope="module")
def special_tokens(library_and_model: tuple[Any, int]) -> frozenset[int]:
    """All control tokens and all user-defined marks."""
    library, model = library_and_model
    vocab = library.llama_model_get_vocab(model)
    return frozenset(
        token
        for token in range(library.llama_vocab_n_tokens(vocab))
        if library.llama_vocab_is_control(vocab, token)
        or library.llama_vocab_is_eog(vocab, token)
        or (
            library.llama_vocab_get_attr(vocab, token) & library.LLAMA_TOKEN_ATTR_USER_DEFINED
            and library.llama_vocab_get_text(vocab, token).strip()
        )
    )


def says(vocabulary: Vocabulary, tokens: list[int], text: str) -> bool:
    """Whether tokens spell a text; vocabularies of SentencePiece put a blank before every run."""
    spelled = b"".join(vocabulary.piece(token) for token in tokens).decode()
    if len(vocabulary.tokens((Span("a", "user"),))) == 1:
        return spelled == text
    return spelled.replace(" ", "") == text.replace(" ", "")


def whole_call(library_and_model: tuple[Any, int], text: str) -> list[int]:
    """What llama.cpp makes of a text that is all trusted."""
    library, model = library_and_model
    raw = text.encode()
    tokens = (ctypes.c_int32 * (len(raw) + 8))()
    count = library.llama_tokenize(
        library.llama_model_get_vocab(model), raw, len(raw), tokens, len(tokens), False, True
    )
    return list(tokens[:count])


def test_the_special_tokens_are_found(vocabulary: Vocabulary, special_tokens: frozenset[int]) -> None:
    assert len(special_tokens) >= 6
    starter = {"<|bos|>", "<|system|>", "<|user|>", "<|assistant|>", "<|end|>"}
    assert starter <= set(vocabulary.specials) or {*CONTROL, *USER_DEFINED} <= set(vocabulary.specials)
    assert vocabulary.bos == "<|bos|>"
    assert vocabulary.eos in ("<|end|>", "<|im_end|>")


def test_no_special_token_that_a_person_types_comes_out_as_one(
    vocabulary: Vocabulary, special_tokens: frozenset[int]
) -> None:
    for special in vocabulary.specials:
        for typed in (special, f"a{special}b", special * 3, f" {special} ", f"<{special}>"):
            for role in ("user", "system"):
                tokens = vocabulary.tokens((Span(typed, role),))
                assert not special_tokens.intersection(tokens), (typed, role)
                assert says(vocabulary, tokens, typed)


def test_a_special_token_put_together_from_words_and_template_is_none(
    vocabulary: Vocabulary, special_tokens: frozenset[int]
) -> None:
    for special in vocabulary.specials:
        for cut in range(1, len(special)):
            spans = (Span(special[:cut]), Span(special[cut:], "user"))
            assert not special_tokens.intersection(vocabulary.tokens(spans)), special


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_people_write_holds_no_special_token_and_is_spelled_as_written(
    vocabulary: Vocabulary, special_tokens: frozenset[int], data: st.DataObject
) -> None:
    pieces = st.lists(
        st.sampled_from(vocabulary.specials) | st.text(st.characters(exclude_categories=["Cs"])), max_size=8
    )
    text = "".join(data.draw(pieces))
    tokens = vocabulary.tokens((Span(text, "user"),))
    assert not special_tokens.intersection(tokens)
    assert says(vocabulary, tokens, text)


def test_the_template_makes_control_tokens(vocabulary: Vocabulary, library_and_model: tuple[Any, int]) -> None:
    for special in vocabulary.specials:
        assert vocabulary.tokens((Span(special),)) == whole_call(library_and_model, special)


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(content=st.text(st.characters(exclude_characters="<>", exclude_categories=["Cs"]), max_size=40))
def test_innocent_words_become_the_tokens_that_the_whole_text_would(
    vocabulary: Vocabulary, library_and_model: tuple[Any, int], content: str
) -> None:
    """Also across the seams, for instance where a line break of the template meets one of the words."""
    first, last = vocabulary.bos, vocabulary.eos
    spans = (Span(f"{first}user\n"), Span(content, "user"), Span(f"{last}\n{first}assistant\n"))
    whole = f"{first}user\n{content}{last}\n{first}assistant\n"
    assert vocabulary.tokens(spans) == whole_call(library_and_model, whole)


def test_lone_surrogates_are_replaced(vocabulary: Vocabulary) -> None:
    assert says(vocabulary, vocabulary.tokens((Span("a\ud800b", "user"),)), "a?b")


def test_the_begin_token_is_there_once_where_the_model_wants_it(tmp_path: Path) -> None:
    from llama_cpp import llama_cpp

    path = write_model(tmp_path / "bos.gguf")
    content = path.read_bytes()
    key = b"tokenizer.ggml.add_bos_token"
    at = content.index(key) + len(key) + 4
    path.write_bytes(content[:at] + b"\1" + content[at + 1 :])
    model = llama_cpp.llama_model_load_from_file(str(path).encode(), llama_cpp.llama_model_default_params())
    vocabulary = Vocabulary(llama_cpp, model)
    try:
        (bos,) = vocabulary.tokens((Span("<|bos|>"),))
        assert vocabulary.tokens((Span("<|im_start|>"),))[0] == bos
        assert vocabulary.tokens((Span("<|bos|><|im_start|>"),)).count(bos) == 1
        assert vocabulary.tokens((Span("<|bos|>", "user"),)).count(bos) == 1
    finally:
        llama_cpp.llama_model_free(model)


def test_an_assistants_own_marks_stay_tokens(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """A reply that began with a thought is gone on with as it was written."""
    marks = [special for special in vocabulary.specials if special == "<think>"]
    for mark in marks:
        assert len(vocabulary.tokens((Span(mark, "assistant"),))) == 1
    for special in {"<|end|>", "<|im_end|>"}.intersection(vocabulary.specials):
        assert len(vocabulary.tokens((Span(special, "assistant"),))) > 1


def test_control_tokens_are_hidden_unless_someone_reads_them(library_and_model: tuple[Any, int]) -> None:
    vocabulary = Vocabulary(*library_and_model)
    tokens = {text: vocabulary.tokens((Span(text),))[-1] for text in vocabulary.specials if text.startswith("<|")}
    assert tokens
    assert {vocabulary.piece(token) for token in tokens.values()} == {b""}
    mark = next(iter(tokens))
    vocabulary.show((mark, "<|no such token|>"))
    assert [text for text, token in tokens.items() if vocabulary.piece(token)] == [mark]
    assert vocabulary.piece(tokens[mark]) == mark.encode()


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])), st.data())
@example("👩‍👩‍👧 e\u0301 日本語 😀", None)
def test_characters_are_whole_however_their_bytes_are_cut(text: str, data: st.DataObject | None) -> None:
    raw = text.encode()
    cuts = set(range(len(raw))) if data is None else data.draw(st.sets(st.integers(0, len(raw))))
    places = [0, *sorted(cuts), len(raw)]
    characters = Characters()
    shown = ""
    for start, end in pairwise(places):
        shown += characters.add(raw[start:end])
        assert text.startswith(shown)
    assert shown == text


@settings(deadline=None)
@given(st.lists(st.binary()))
def test_bytes_that_are_no_text_are_shown_the_same_however_they_are_cut(pieces: list[bytes]) -> None:
    characters, at_once = Characters(), Characters()
    assert "".join(map(characters.add, pieces)) == at_once.add(b"".join(pieces))


def test_half_a_character_waits_and_is_never_shown() -> None:
    characters = Characters()
    assert [characters.add(bytes([byte])) for byte in "é😀".encode()] == ["", "é", "", "", "", "😀"]
    assert characters.add("😀".encode()[:3]) == ""
