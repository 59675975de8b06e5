"""How the next token is chosen: ranges, grammars, biases and penalties, with real llama.cpp."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backend.engines.base import Finished, Request, Text, Turn
from backend.engines.candidates import likeliest
from backend.engines.llama import LlamaHost
from backend.errors import Invalid
from tests.engines.conftest import ask, items, written
from tests.gguf_files import write_model

Open = Callable[[Path], LlamaHost]
QUESTION = "Why is the sky blue?"


def run(host: LlamaHost, **fields: Any) -> tuple[str, Finished]:
    request = Request.model_validate(ask(QUESTION, max_tokens=60).model_dump() | fields)
    told = list(items(host, request))
    end = told[-1]
    assert isinstance(end, Finished)
    return "".join(item.text for item in told if isinstance(item, Text)), end


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("max_tokens", 0),
        ("temperature", -0.1),
        ("temperature", float("nan")),
        ("temperature", float("inf")),
        ("seed", 2**63),
        ("stop", ("",)),
        ("stop", ("a",) * 17),
        ("top_k", -1),
        ("top_p", 1.01),
        ("min_p", -0.01),
        ("typical_p", 2.0),
        ("repeat_penalty", 0.0),
        ("presence_penalty", -2.1),
        ("frequency_penalty", 2.1),
        ("dry_multiplier", -1.0),
        ("xtc_probability", 1.5),
        ("mirostat", 3),
        ("logit_bias", {-1: 1.0}),
        ("logit_bias", {1: 101.0}),
        ("grammar", "x" * 2_000_000),
        ("logprobs", 21),
    ],
)
def test_an_absurd_value_is_refused_by_its_name(name: str, value: object) -> None:
    with pytest.raises(Invalid) as refusal:
        Request.model_validate({"turns": (Turn(role="user", content="Hi"),), name: value})
    assert refusal.value.param == name
    assert refusal.value.hint


@pytest.mark.parametrize("temperature", [0.0, 1.5])
@pytest.mark.parametrize("name", ["starter", "small"])
def test_a_grammar_is_kept_to_the_letter(
    models: dict[str, Path], open_host: Open, name: str, temperature: float
) -> None:
    host = open_host(models[name])
    grammar = 'root ::= "{\\"sky\\": \\"" [a-z]{3,8} "\\", \\"n\\": " [1-9] [0-9]{0,2} "}"'
    for seed in range(3):
        text, end = run(host, grammar=grammar, temperature=temperature, seed=seed)
        said = json.loads(text)
        assert 3 <= len(said["sky"]) <= 8
        assert 0 <= said["n"] <= 999
        assert end.stop == "end"


SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "pattern": "^[a-z]{1,6}$"},
        "mood": {"enum": ["glad", "sad"]},
        "inner": {"$ref": "#/$defs/inner"},
    },
    "required": ["mood", "inner"],
    "additionalProperties": False,
    "$defs": {"inner": {"type": "array", "items": {"type": "boolean"}, "minItems": 1, "maxItems": 3}},
}


@pytest.mark.parametrize("name", ["starter", "small"])
def test_json_is_written_as_its_schema_says(models: dict[str, Path], open_host: Open, name: str) -> None:
    host = open_host(models[name])
    for seed in range(5):
        text, end = run(host, json_schema=SCHEMA, temperature=1.5, seed=seed, max_tokens=200)
        assert end.stop == "end"
        said = json.loads(text)
        assert said["mood"] in ("glad", "sad")
        assert all(isinstance(item, bool) for item in said["inner"])
        assert set(said) <= {"name", "mood", "inner"}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "nonsense"},
        {"$ref": "https://example.org/schema.json"},
        {"properties": {"a": {"$ref": "#/missing"}}},
        {"properties": 7},
        {"type": "string", "pattern": "^(?=a)$"},
    ],
)
def test_a_schema_that_cannot_be_followed_is_invalid(
    models: dict[str, Path], open_host: Open, schema: dict[str, Any]
) -> None:
    host = open_host(models["small"])
    with pytest.raises(Invalid) as refusal:
        run(host, json_schema=schema)
    assert refusal.value.param == "json_schema"
    assert run(host)[0]


def test_what_a_grammar_spells_out_is_said_even_in_signs_of_many_bytes(
    models: dict[str, Path], open_host: Open
) -> None:
    host = open_host(models["small"])
    assert run(host, grammar='root ::= "Grüß 😀!"')[0] == "Grüß 😀!"
    assert run(host, grammar='root ::= "Grüß " ("😀" | "😁") "!"', temperature=1.0)[0] in ("Grüß 😀!", "Grüß 😁!")


def test_a_grammar_that_forbids_nothing_changes_nothing(models: dict[str, Path], open_host: Open) -> None:
    host = open_host(models["starter"])
    assert run(host, grammar="root ::= [^\\x00]*", max_tokens=30) == run(host, max_tokens=30)
    hot = {"temperature": 1.2, "seed": 5, "max_tokens": 30}
    assert run(host, grammar="root ::= [^\\x00]*", **hot) == run(host, **hot)


@pytest.mark.parametrize("control", [("<|bos|>", "<|im_start|>", "<|im_end|>"), ()])
def test_a_grammar_that_allows_no_more_ends_the_reply(
    tmp_path: Path, open_host: Open, control: tuple[str, ...]
) -> None:
    host = open_host(write_model(tmp_path / "model.gguf", control=control))
    text, end = run(host, grammar='root ::= "ab"')
    assert (text, end.stop, end.tokens) == ("ab", "end", 2)
    assert run(host, grammar='root ::= ""')[1].tokens == 0


@pytest.mark.parametrize(
    "grammar",
    [
        "nonsense",
        'other ::= "a"',
        'root ::= "a',
        "root ::= missing",
        " ",
        'root ::= root "a"',
        'root ::= "a" |\nx',
        "\0",
    ],
)
def test_a_bad_grammar_is_invalid_and_the_next_request_works(
    models: dict[str, Path], open_host: Open, grammar: str
) -> None:
    host = open_host(models["small"])
    with pytest.raises(Invalid) as refusal:
        run(host, grammar=grammar)
    assert refusal.value.param == "grammar"
    assert "root" in refusal.value.hint
    assert run(host)[0]


def test_a_grammar_begins_with_the_reply_not_with_the_prompt(models: dict[str, Path], open_host: Open) -> None:
    host = open_host(models["small"])
    request = ask(QUESTION, "I say ").model_copy(update={"grammar": 'root ::= "yes"'})
    told = list(items(host, request))
    assert "".join(item.text for item in told if isinstance(item, Text)) == "yes"


def test_a_stop_text_ends_the_reply_and_is_not_shown(models: dict[str, Path], open_host: Open) -> None:
    host = open_host(models["small"])
    whole, _ = run(host)
    stop = whole[10:13]
    text, end = run(host, stop=("never to be found", stop))
    assert text == whole[: whole.index(stop)]
    assert end.stop == "end"


def test_what_was_held_back_for_a_stop_text_is_shown_when_the_model_ends(
    models: dict[str, Path], open_host: Open
) -> None:
    host = open_host(models["small"])
    assert run(host, grammar='root ::= "one <"', stop=("<end>",))[0] == "one <"


def test_a_bias_forbids_and_forces_tokens(models: dict[str, Path], open_host: Open) -> None:
    host = open_host(models["small"])
    letter = next(token for token in range(256) if host._vocabulary.piece(token) == b"x")
    assert run(host, logit_bias={letter: 100.0}, max_tokens=5)[0] == "xxxxx"
    assert "x" not in run(host, logit_bias={letter: -100.0}, temperature=2.0)[0]
    assert run(host, logit_bias={99_999_999: 100.0}) == run(host)


def test_penalties_count_when_they_are_asked_for(models: dict[str, Path], open_host: Open) -> None:
    host = open_host(models["small"])
    letter = next(token for token in range(256) if host._vocabulary.piece(token) == b"x")
    pushed = {"logit_bias": {letter: 6.0}, "max_tokens": 40}
    plain = run(host, **pushed)[0].count("x")
    for penalty in ({"repeat_penalty": 3.0}, {"presence_penalty": 2.0}, {"frequency_penalty": 2.0}):
        assert run(host, **pushed, **penalty)[0].count("x") < plain
    assert run(host, **pushed, dry_multiplier=5.0)[0].count("xxx") < run(host, **pushed)[0].count("xxx")


@pytest.mark.parametrize(
    "fields",
    [
        {"top_k": 1},
        {"top_p": 0.0},
        {"min_p": 1.0, "top_k": 0},
        {"typical_p": 0.2},
        {"mirostat": 1},
        {"mirostat": 2},
    ],
)
def test_every_way_of_choosing_is_the_same_with_the_same_seed_and_differs_from_the_usual(
    models: dict[str, Path], open_host: Open, fields: dict[str, Any]
) -> None:
    host = open_host(models["small"])
    hot = {"temperature": 1.5, "max_tokens": 40, "seed": 3}
    one, again, usual = run(host, **hot, **fields), run(host, **hot, **fields), run(host, **hot)
    assert one == again
    assert one != usual


def test_xtc_leaves_out_the_likeliest(models: dict[str, Path], open_host: Open) -> None:
    host = open_host(models["small"])
    letters = [next(token for token in range(256) if host._vocabulary.piece(token) == sign) for sign in (b"x", b"y")]
    pushed = {"logit_bias": dict.fromkeys(letters, 30.0), "max_tokens": 40, "temperature": 0.1}
    usual, other = run(host, **pushed)[0], run(host, **pushed, xtc_probability=1.0)[0]
    assert set(usual) | set(other) <= {"x", "y"}
    assert usual != other


def test_likelihoods_are_told_of_each_token_and_its_rivals(models: dict[str, Path], open_host: Open) -> None:
    host = open_host(models["small"])
    request = ask(QUESTION, max_tokens=40).model_copy(update={"logprobs": 5})
    told = list(items(host, request))
    words = [item for item in told if isinstance(item, Text)]
    choices = [choice for word in words for choice in word.choices]
    assert len(choices) in range(30, 41)  # but for those of a last character that remained half
    for choice in choices:
        values = [rival.logprob for rival in choice.likeliest]
        assert len(values) == 5
        assert values == sorted(values, reverse=True)
        assert (choice.piece, choice.logprob) == (choice.likeliest[0].piece, values[0])  # greedy takes the first
        assert sum(math.exp(value) for value in values) < 1
    for word in words:
        assert b"".join(choice.piece for choice in word.choices).decode("utf-8", "replace") == word.text
    everything = Request.model_validate(request.model_dump() | {"logprobs": 0, "temperature": 2.0})
    assert all(
        not choice.likeliest for item in items(host, everything) if isinstance(item, Text) for choice in item.choices
    )
    assert written(told) == written(items(host, ask(QUESTION, max_tokens=40)))
    assert not any(item.choices for item in items(host, ask(QUESTION)) if isinstance(item, Text))


def test_all_likelihoods_together_are_one() -> None:
    values = np.array([1.0, -3.0, 0.5, 12.0], np.float32)
    logprob, rivals = likeliest(values, 1, 4)
    assert [token for token, _ in rivals] == [3, 0, 2, 1]
    assert sum(math.exp(value) for _, value in rivals) == pytest.approx(1)
    assert logprob == rivals[-1][1]
