"""A reply of a PyTorch model: whatever tokens it chooses, people see whole characters, thoughts and calls."""

from __future__ import annotations

from typing import Any

import pytest
import torch  # noqa: TID253

from backend.engines.base import Called, Finished, Progress, Request, Text, Thought, ToolSpec, Turn
from backend.engines.spans import Span
from backend.engines.template import ChatTemplate
from backend.engines.tokenizer import Tokenizer
from backend.engines.torch_reply import TorchReply
from tests.engines.folders import tokenizer
from tests.gguf_files import CHATML

ASKED = Turn(role="user", content="?")
TOOL = ToolSpec(name="look_up", description="Finds words.")


def told(text: str, template: str = CHATML, **fields: Any) -> list[Progress]:
    """What a reply tells that is made to choose the tokens of that text, then to end."""
    words = Tokenizer(tokenizer(), ends=(258,))
    chat = ChatTemplate(template, specials=words.specials)
    words.show(chat.controls)
    request = Request(turns=(ASKED,), temperature=0.0, **fields)
    spans = chat.spans(request.turns, request.tools)
    parser = chat.parser(spans, tools=bool(request.tools))
    reply = TorchReply(words, parser, request, words.tokens(spans), chat.stops, 10_000)
    items: list[Progress] = []
    for token in (*words.tokens([Span(text)]), 258):
        logits = torch.zeros(270)
        logits[token] = 9.0
        items += reply.write(logits)
        if reply.ended:
            break
    return items


def joined(items: list[Progress], kind: type[Text] | type[Thought]) -> str:
    return "".join(item.text for item in items if isinstance(item, kind))


def test_characters_arrive_whole() -> None:
    items = told("Ärger 😀 – naïve\n漢字!")
    assert [item.text for item in items if isinstance(item, Text)] == list("Ärger 😀 – naïve\n漢字!")
    assert isinstance(items[-1], Finished)
    assert items[-1].stop == "end"


def test_bytes_that_are_no_characters_are_shown_as_such() -> None:
    words = Tokenizer(tokenizer())
    assert words.piece(0xF0) == b"\xf0"
    assert joined(told("a\ufffdb"), Text) == "a\ufffdb"


@pytest.mark.parametrize("stop", ["END", "ENDE", "N"])
def test_stop_texts_are_found_across_tokens(stop: str) -> None:
    items = told("the ENDE of it", stop=(stop,))
    assert joined(items, Text) == "the ENDE of it".partition(stop)[0]
    assert isinstance(items[-1], Finished)
    assert items[-1].tokens == len("the ENDE of it".partition(stop)[0] + stop)


def test_what_only_looked_like_a_stop_text_is_shown() -> None:
    assert joined(told("the EN", stop=("END",)), Text) == "the EN"


def test_thoughts_are_told_apart_from_words() -> None:
    items = told("<think>Hm. 😀</think>Yes.")
    assert (joined(items, Thought), joined(items, Text)) == ("Hm. 😀", "Yes.")


def test_calls_are_told_when_there_are_tools() -> None:
    text = 'Wait.<tool_call>{"name": "look_up", "arguments": {"word": "fire"}}</tool_call>'
    items = told(text, tools=(TOOL,))
    (call,) = (item for item in items if isinstance(item, Called))
    assert (call.name, call.arguments, joined(items, Text)) == ("look_up", '{"word": "fire"}', "Wait.")
    assert joined(told(text), Text) == text


def test_likelihoods_come_with_the_words_they_brought_about() -> None:
    items = told("é!", logprobs=2)
    first, second = (item for item in items if isinstance(item, Text))
    assert [choice.piece for choice in first.choices] == [b"\xc3", b"\xa9"]
    assert [choice.piece for choice in second.choices] == [b"!"]
    assert second.choices[0].likeliest[0].logprob == second.choices[0].logprob
    assert len(second.choices[0].likeliest) == 2


def test_it_ends_at_its_length() -> None:
    items = told("abcdef", max_tokens=3)
    assert joined(items, Text) == "abc"
    assert items[-1] == Finished(stop="length", read=items[-1].read, tokens=3)  # type: ignore[union-attr]
