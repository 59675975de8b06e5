"""Whatever a server streams, it is read or refused, and never carried out by half."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.engines.base import Called, Finished, Progress, Text, Thought
from backend.engines.deltas import Deltas
from backend.errors import EngineFailed

leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
names = st.sampled_from(
    ["choices", "delta", "content", "reasoning", "tool_calls", "function", "arguments", "name", "id", "index", "usage",
     "finish_reason", "logprobs", "token", "bytes", "logprob", "top_logprobs", "type", "text", "thinking"]
)  # fmt: skip
anything = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4), max_leaves=30
)
functions = st.fixed_dictionaries({}, optional={"name": leaves, "arguments": anything})
calls = st.fixed_dictionaries({}, optional={"index": leaves, "id": leaves, "function": functions | leaves})
deltas = st.fixed_dictionaries(
    {}, optional={"content": anything, "reasoning": anything, "tool_calls": st.lists(calls, max_size=3) | leaves}
)
choices = st.fixed_dictionaries(
    {}, optional={"delta": deltas | leaves, "finish_reason": leaves, "index": leaves, "logprobs": anything}
)
events = st.fixed_dictionaries({"choices": st.lists(choices, max_size=2)}, optional={"usage": anything})


@given(st.lists(anything | events, max_size=4))
def test_nothing_that_is_sent_is_more_than_no_sense(sent: list[Any]) -> None:
    reply = Deltas("host")
    for event in sent:
        try:
            found = reply.add(event)
        except ValueError:
            continue
        assert all(isinstance(item, Text | Thought) for item in found)
    with suppress(EngineFailed):
        rest = reply.end()
        assert isinstance(rest[-1], Finished)
        assert all(call.name for call in rest if isinstance(call, Called))


def event(finish: str | None = None, **delta: object) -> dict[str, Any]:
    return {"choices": [{"delta": delta, "finish_reason": finish}]}


def joined(found: list[Progress], kind: type[Text] | type[Thought]) -> str:
    return "".join(item.text for item in found if isinstance(item, kind))


@given(st.lists(st.integers(0, 60), max_size=8))
def test_a_reply_is_the_same_however_it_is_cut(cuts: list[int]) -> None:
    reply = "<think>\nA thought 😀.\n</think>\n\nThe words <think> of it."
    places = sorted({0, len(reply), *(cut for cut in cuts if cut < len(reply))})
    deltas = Deltas("host")
    found = [item for a, b in pairwise(places) for item in deltas.add(event(content=reply[a:b]))]
    found += [*deltas.add(event("stop")), *deltas.end()]
    assert joined(found, Thought) == "A thought 😀."
    assert joined(found, Text) == "The words <think> of it."


def test_both_names_of_a_thought_are_one_thought() -> None:
    assert Deltas("host").add(event(reasoning="Hm", reasoning_content="Hm")) == [Thought(text="Hm")]


def test_mistrals_parts_are_read() -> None:
    parts = [{"type": "thinking", "thinking": [{"type": "text", "text": "Hm"}]}, {"type": "text", "text": "Yes"}]
    found = Deltas("host").add(event(content=parts))
    assert (joined(found, Thought), joined(found, Text)) == ("Hm", "Yes")


def test_a_refusal_is_words() -> None:
    assert joined(Deltas("host").add(event(refusal="I will not.")), Text) == "I will not."


def test_a_second_choice_is_not_mixed_in() -> None:
    two = {"choices": [{"index": 0, "delta": {"content": "a"}}, {"index": 1, "delta": {"content": "b"}}]}
    assert joined(Deltas("host").add(two), Text) == "a"


@pytest.mark.parametrize(
    ("reason", "stop"), [("stop", "end"), ("length", "length"), ("tool_calls", "end"), ("eos", "end")]
)
def test_the_reasons_of_an_end(reason: str, stop: str) -> None:
    deltas = Deltas("host")
    deltas.add(event(reason, content="Hi"))
    assert deltas.end()[-1] == Finished(stop=stop, read=0, tokens=1)
