"""A tokenizer.json: nobody's text becomes a control token, and tokens are what llama.cpp and transformers make."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer as Library

from backend.engines.llama import LlamaHost
from backend.engines.spans import Span
from backend.engines.tokenizer import Tokenizer
from backend.engines.vocabulary import Characters, Vocabulary
from backend.errors import ModelBroken
from tests.engines.conftest import load
from tests.engines.folders import tokenizer
from tests.gguf_files import CONTROL, USER_DEFINED, write_model

MARKS = (*CONTROL, *USER_DEFINED)
words = st.text(max_size=12) | st.sampled_from([*MARKS, "<|im_", "end|>", "<th", "  ", "\n", "é😀"])


def blanks_meet(spans: list[Span]) -> bool:
    """Whether blanks stand on both sides of a border: two are a mark here, and which two is left open."""
    texts = [span.text for span in spans if span.text]
    return any(one.endswith(" ") and other.startswith(" ") for one, other in pairwise(texts))


spans = st.lists(
    st.builds(Span, words, st.sampled_from([None, "user", "system", "tool", "assistant"])), max_size=8
).filter(lambda spans: not blanks_meet(spans))


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """llama.cpp's vocabulary of the same words."""
    host = LlamaHost(lambda event: None)
    load(host, write_model(tmp_path_factory.mktemp("words") / "model.gguf"))
    yield host._vocabulary
    host.close()


@settings(max_examples=200, deadline=None)
@given(spans)
def test_prompts_become_the_tokens_that_llama_cpp_makes(theirs: Vocabulary, spans: list[Span]) -> None:
    ours = Tokenizer(tokenizer())
    assert ours.tokens(spans) == theirs.tokens(spans)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=40))
def test_tokens_spell_the_text_again(text: str) -> None:
    ours, characters = Tokenizer(tokenizer()), Characters()
    assert "".join(characters.add(ours.piece(token)) for token in ours.tokens([Span(text, "user")])) == text


@pytest.mark.parametrize("mark", [mark for mark in MARKS if mark.strip()])
def test_a_mark_is_a_token_only_where_the_template_wrote_it(mark: str) -> None:
    ours = Tokenizer(tokenizer())
    token = 256 + MARKS.index(mark)
    assert ours.tokens([Span(f"a{mark}b")]).count(token) == 1
    for role in ("user", "system", "tool"):
        assert token not in ours.tokens([Span(f"a{mark}b", role), Span(mark, role)])
        assert token not in ours.tokens([Span(mark[:3]), Span(mark[3:], role)])


def test_marks_that_are_shown_are_told_and_others_are_silent() -> None:
    ours = Tokenizer(tokenizer(), ends=(258,))
    assert [ours.piece(token) for token in (256, 257, 259)] == [b"", b"", b"<think>"]
    ours.show(["<|im_start|>", "<|unheard of|>"])
    assert [ours.piece(token) for token in (256, 257)] == [b"", b"<|im_start|>"]
    assert ours.ends(258)
    assert not ours.ends(257)
    assert ours.piece(99_999) == b""


def sentences(decoder: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    """A tokenizer in the manner of SentencePiece."""
    vocab = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), "▁", *"ahi<s>/é", "▁h", "hi", "▁hi"]
    special = [
        {"id": number, "content": text, "special": True, "normalized": False, "lstrip": False, "rstrip": False}
        | {"single_word": False}
        for number, text in enumerate(("<unk>", "<s>", "</s>"))
    ]
    return {
        "version": "1.0",
        "added_tokens": special,
        "truncation": {"direction": "Right", "max_length": 3, "strategy": "LongestFirst", "stride": 0},
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Prepend", "prepend": "▁"},
                {"type": "Replace", "pattern": {"String": " "}, "content": "▁"},
            ],
        },
        "decoder": {"type": "Sequence", "decoders": decoder},
        "model": {
            "type": "BPE",
            "unk_token": "<unk>",
            "fuse_unk": True,
            "byte_fallback": True,
            "vocab": {word: number for number, word in enumerate(dict.fromkeys(vocab))},
            "merges": [["▁", "h"], ["h", "i"], ["▁", "hi"], ["▁h", "i"]],
        },
    } | changes


LLAMA = [
    {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
    {"type": "ByteFallback"},
    {"type": "Fuse"},
    {"type": "Strip", "content": " ", "start": 1, "stop": 0},
]


def test_sentence_pieces_are_read_and_spelled() -> None:
    source = sentences(LLAMA)
    ours = Tokenizer(source)
    library = Library.from_str(json.dumps({**source, "truncation": None}))
    tokens = ours.tokens([Span("<s>"), Span("hi hi😀", "user"), Span("</s>")])
    assert tokens == library.encode("<s>hi hi😀</s>", add_special_tokens=False).ids
    characters = Characters()
    pieces = [ours.piece(token, first=number == 1) for number, token in enumerate(tokens)]
    assert "".join(map(characters.add, pieces)) == "hi hi😀"


def test_a_vocabulary_whose_words_hold_its_marks_cuts_them_in_two() -> None:
    source = sentences(LLAMA)
    source["normalizer"] = None
    source["model"] = source["model"] | {"ignore_merges": True}
    ours = Tokenizer(source)
    start = source["model"]["vocab"]["<s>"]
    plain = Library.from_str(json.dumps({**source, "truncation": None, "added_tokens": []}))
    assert plain.encode("<s>").ids == [start]  # else this test proves nothing
    assert start not in ours.tokens([Span("<s>", "user")])
    assert ours.tokens([Span("<s>")]) == [start]


def test_blanks_that_belong_to_a_mark_are_taken_away() -> None:
    source = tokenizer()
    for item in source["added_tokens"]:
        item |= {"lstrip": item["content"] == "<think>", "rstrip": item["content"] == "</think>"}
    ours = Tokenizer(source)
    think, closes = 259, 260
    wanted = Library.from_str(json.dumps(source)).encode("a <think> b </think> c", add_special_tokens=False).ids
    found = ours.tokens([Span("a"), Span(" ", "user"), Span("<think> b </think>"), Span(" c", "user")])
    assert found == wanted
    assert found == [ord("a"), think, ord(" "), ord("b"), ord(" "), closes, ord("c")]


def test_harmless_added_words_keep_their_numbers() -> None:
    source = tokenizer()
    source["added_tokens"].append(source["added_tokens"][0] | {"id": 300, "content": "   ", "special": False})
    ours = Tokenizer(source)
    assert ours.tokens([Span("a   b", "user")])[1] == 300
    assert ours.piece(300) == b"   "


@pytest.mark.parametrize(
    "changes",
    [
        {"model": {"type": "BPE", "vocab": {"a": 0}, "merges": [["x", "y"]]}},
        {"model": None},
        {"decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True}},
        {"added_tokens": [{"id": -1, "content": "<x>", "special": True}]},
        {"added_tokens": [{"id": 1, "special": True}]},
    ],
)
def test_a_tokenizer_that_makes_no_sense_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ModelBroken):
        Tokenizer(tokenizer(**changes))
