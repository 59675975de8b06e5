"""A model's chat template: renders turns and tools in whatever way it takes them, and knows who reads the reply."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from backend.engines import messages
from backend.engines.base import Called, ToolSpec, Turn
from backend.engines.families import family
from backend.engines.families.family import Parser
from backend.engines.messages import Form, Words
from backend.engines.sandbox import EndlessError, Program
from backend.engines.spans import Span, place
from backend.errors import EngineFailed, Invalid, ModelBroken

CHATML = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
"""What a file without a template of its own is given."""

_NO_TOOLS: tuple[dict[str, Any], ...] = (
    {"tools": None},
    {"tools": []},
    {"tools": [], "functions": "[]", "datetime": "unknown"},
)
_THOUGHTS = ("reasoning_content", "thinking", "reasoning")
"""The keys under which templates look for what a model thought."""


class ChatTemplate:
    """One model's template, compiled. `specials` are the texts of the vocabulary's special tokens."""

    def __init__(self, source: str, *, bos: str = "", eos: str = "", specials: Collection[str] = ()) -> None:
        source = source or CHATML
        self._constants = {"bos_token": bos, "eos_token": eos, "documents": None}
        turn_marks = ("<|im_end|>", "<|im_start|>")
        self.stops = tuple(mark for mark in turn_marks if mark in source and mark not in specials)
        """Texts that end a reply, because the vocabulary has no token for them."""
        longest_first = sorted((text for text in specials if len(text.strip()) > 1), key=len, reverse=True)
        self._special = re.compile("|".join(map(re.escape, longest_first)) or "(?!)")
        self._family = family(source)
        thoughts = (key for key in _THOUGHTS if re.search(rf"[.'\"]{key}\b", source))
        self._form = Form(self._family, reasoning=next(thoughts, ""))
        try:
            self._program = Program(source)
            self._no_tools = self._find_no_tools()
        except EngineFailed as error:
            raise ModelBroken(
                f"The model's chat template does not work: {error}", "Look for a newer file of this model."
            ) from error

    def _find_no_tools(self) -> dict[str, Any]:
        """How the template wants to be told that there are no tools."""
        failures: list[EngineFailed] = []
        for self._no_tools in _NO_TOOLS:
            try:
                self.spans((Turn(role="user", content="Hello"),))
            except EndlessError:
                raise
            except EngineFailed as error:
                failures.append(error)
            else:
                return self._no_tools
        raise failures[0]

    @property
    def controls(self) -> tuple[str, ...]:
        """The texts of tokens that `parser` must see, although the vocabulary may hold them for control tokens."""
        return self._family.controls

    @property
    def knows_tools(self) -> bool:
        """Whether tools are given to the template; else they are described in the system's words."""
        return self._tool_form is not None

    def parser(self, spans: Sequence[Span], *, tools: bool) -> Parser:
        """Reads the reply to a prompt of `spans`, with calls if there are `tools`."""
        kind = self._family if not tools or self._tool_form else self._family.generic()
        return kind.parser(tools, _ending(spans), begun=bool(spans and spans[-1].role))

    # -------------------------------------------------------------- prompts

    def spans(self, turns: Sequence[Turn], tools: Sequence[ToolSpec] = ()) -> tuple[Span, ...]:
        """The prompt for the next reply, or up to the end of the last turn when that is the assistant's.

        Raises `Invalid` without turns, and `EngineFailed` when the template fails.
        """
        turns = messages.merged(turns)
        begun = turns[-1] if turns and turns[-1].role == "assistant" and not turns[-1].calls else None
        turns = turns[:-1] if begun else turns
        if not turns:
            raise Invalid("There is nothing to reply to.")
        failure: EngineFailed | None = None
        for form, same, given in self._ways(turns, tools):
            try:
                spans = self._placed(same, form, given)
            except EndlessError:
                raise
            except EngineFailed as error:
                failure = error
            else:
                return spans + tuple(self._gone_on(spans, begun) if begun else ())
        raise failure or EngineFailed("The model's chat template writes nothing.", "Try another model.")

    def _ways(
        self, turns: tuple[Turn, ...], tools: Sequence[ToolSpec]
    ) -> Iterator[tuple[Form, tuple[Turn, ...], Sequence[ToolSpec]]]:
        """What may be tried, the best first."""
        if tools or any(turn.calls or turn.role == "tool" for turn in turns):
            if form := self._tool_form:
                native = messages.one_by_one(turns) if form.family.single else turns
                for same in _simpler(native):
                    yield form, same, tools
            turns = messages.plain(turns, tools)
        for same in _simpler(turns):
            yield self._form, same, ()

    @cached_property
    def _tool_form(self) -> Form | None:
        """How the template takes calls: as it writes one that the family's parser reads again. None: not at all."""
        asked = Turn(role="user", content="What is fire?")
        call = Called(id="a1b2c3d4e", name="look_up", arguments='{"word": "fire \\"?\\"", "count": 2}')
        result = Turn(role="tool", content="It is hot.", name=call.name, call_id=call.id)
        schema = {"word": {"type": "string", "description": "which"}, "count": {"type": "integer", "description": "n"}}
        tool = ToolSpec(
            name=call.name, description="Finds words that burn.", parameters={"type": "object", "properties": schema}
        )
        turns = (asked, Turn(role="assistant", content="", calls=(call,)), result)
        for form in (self._form, replace(self._form, texts=True)):
            try:
                head = "".join(span.text for span in self._placed((asked,), form, (tool,)))
                whole = "".join(span.text for span in self._placed(turns, form, (tool,)))
            except EngineFailed:
                continue
            if tool.description not in whole:
                continue
            for tail in (whole.partition(asked.content)[2], whole.removeprefix(head)):
                parser = form.family.parser(True, "")
                pieces = (*parser.add(tail), *parser.end())
                if any(isinstance(piece, Called) and _same(piece, call) for piece in pieces):
                    return form
        return None

    def _gone_on(self, spans: Sequence[Span], begun: Turn) -> Iterator[Span]:
        """What the assistant has already written, between the marks that belong there."""
        kind, role = self._family, "assistant"
        thinks = kind.thinks(_ending(spans))
        opens, closes = kind.frame(thinks)
        if begun.reasoning and not thinks:
            yield Span(opens)
        if begun.reasoning:
            yield Span(begun.reasoning, role)
        if begun.content and (begun.reasoning or thinks):
            yield Span(closes)
        if begun.content and kind.answer:
            yield Span(kind.answer)
        yield Span(begun.content, role)

    def _placed(self, turns: Sequence[Turn], form: Form, tools: Sequence[ToolSpec]) -> tuple[Span, ...]:
        return place(lambda say: self._render(turns, form, tools, say), turns, self._defused)

    def _defused(self, text: str) -> str:
        return self._special.sub(lambda match: f"{match[0][0]}\u2060{match[0][1:]}", text)

    def _render(self, turns: Sequence[Turn], form: Form, tools: Sequence[ToolSpec], say: Callable[[Words], str]) -> str:
        given = dict(self._no_tools)
        if tools:
            given["tools"] = messages.declare(tools, self._defused)
        if tools and "functions" in given:
            given["functions"] = json.dumps(given["tools"], ensure_ascii=False)
        composed = messages.compose(turns, form, say, self._defused)
        return self._program.render(messages=composed, add_generation_prompt=True, **self._constants, **given)


def _simpler(turns: tuple[Turn, ...]) -> Iterator[tuple[Turn, ...]]:
    """The turns, and what may be left out or moved when a template refuses them."""
    for same in dict.fromkeys((turns, messages.thoughtless(turns))):
        yield same
        if same[0].role == "system":
            yield messages.folded(same)


def _same(one: Called, other: Called) -> bool:
    return one.name == other.name and bool(json.loads(one.arguments) == json.loads(other.arguments))


def _ending(spans: Sequence[Span]) -> str:
    return next((span.text for span in reversed(spans) if span.role is None), "")
