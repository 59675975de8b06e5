"""Renders turns with a model's chat template, and keeps apart what the template wrote and what people wrote.

A template is a program from a stranger: it runs in Jinja's sandbox, for a bounded time. What people wrote must never
turn into control tokens, so the template renders unguessable placeholders; their places show where the words belong.
"""

from __future__ import annotations

import json
import re
import secrets
import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from types import FrameType
from typing import Any, NoReturn

import psutil
from jinja2 import TemplateError, nodes
from jinja2.exceptions import SecurityError, TemplateSyntaxError
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from backend.engines.base import Turn
from backend.errors import EngineFailed, Invalid, ModelBroken

CHATML = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
"""What a file without a template of its own is given."""

_SECONDS, _LOOK = 2.0, 0.01
_MEMORY = 1 << 28
_LONGEST = 1 << 24


@dataclass(frozen=True)
class Span:
    """A stretch of a prompt. `role` says whose words these are; None is the template's own text."""

    text: str
    role: str | None = None


class ChatTemplate:
    """One model's template, compiled. `specials` are the texts of the vocabulary's special tokens."""

    def __init__(self, source: str, *, bos: str = "", eos: str = "", specials: Collection[str] = ()) -> None:
        self._constants = {"bos_token": bos, "eos_token": eos, "tools": None, "documents": None}
        turn_marks = ("<|im_end|>", "<|im_start|>")
        self.stops = tuple(mark for mark in turn_marks if mark in (source or CHATML) and mark not in specials)
        """Texts that end a reply, because the vocabulary has no token for them."""
        longest_first = sorted((text for text in specials if len(text) > 1), key=len, reverse=True)
        self._special = re.compile("|".join(map(re.escape, longest_first)) or "(?!)")
        try:
            with _bounded():
                self._compiled = _Environment().from_string(source or CHATML)
            self.spans((Turn(role="user", content="Hello"),))
        except (TemplateSyntaxError, EngineFailed) as error:
            raise ModelBroken(
                f"The model's chat template does not work: {error}", "Look for a newer file of this model."
            ) from error

    def spans(self, turns: Sequence[Turn]) -> tuple[Span, ...]:
        """The prompt for the next reply, or up to the end of the last turn when that is the assistant's.

        Raises `Invalid` without turns, and `EngineFailed` when the template fails.
        """
        turns = _merged(turns)
        begun = turns[-1:] if turns and turns[-1].role == "assistant" else ()
        turns = turns[: len(turns) - len(begun)]
        if not turns:
            raise Invalid("There is nothing to reply to.")
        try:
            spans = self._placed(turns)
        except EngineFailed:
            if turns[0].role != "system":
                raise
            spans = self._placed(_folded(turns))
        return spans + tuple(Span(turn.content, turn.role) for turn in begun)

    def _placed(self, turns: Sequence[Turn]) -> tuple[Span, ...]:
        marks = [f"words{secrets.token_hex(12)}" for _ in turns]
        skeleton = self._render(turns, marks)
        if any(skeleton.count(mark) != 1 for mark in marks):
            if turns[0].role == "system" and marks[0] not in skeleton:
                raise EngineFailed("The model's chat template takes no instructions.")
            # It cuts or rewrites the words it is given: take its text as it is, with every special token broken up.
            return (Span(self._render(turns, [self._defused(turn.content) for turn in turns])),)
        contents = self._contents(turns, marks, skeleton)
        places = dict(zip(marks, zip(contents, turns, strict=True), strict=True))
        spans = []
        for piece in re.split(f"({'|'.join(marks)})", skeleton):
            if piece in places:
                content, turn = places[piece]
                spans.append(Span(content, turn.role))
            elif piece:
                spans.append(Span(piece))
        return tuple(spans)

    def _contents(self, turns: Sequence[Turn], marks: Sequence[str], skeleton: str) -> list[str]:
        """What the template makes of each turn's words, for instance without the blanks around them."""
        contents = [turn.content for turn in turns]
        stripped = [content.strip() for content in contents]
        whole = self._render(turns, contents)
        for guess in (contents, stripped):
            if _filled(skeleton, marks, guess) == whole:
                return guess
        return [self._content(turns, marks, skeleton, index) for index in range(len(turns))]

    def _content(self, turns: Sequence[Turn], marks: Sequence[str], skeleton: str, index: int) -> str:
        content = turns[index].content
        before, after = skeleton.split(marks[index])
        rendered = self._render(turns, [*marks[:index], content, *marks[index + 1 :]])
        fits = len(rendered) >= len(before) + len(after) and rendered.startswith(before) and rendered.endswith(after)
        return rendered[len(before) : len(rendered) - len(after)] if fits else content

    def _defused(self, content: str) -> str:
        return self._special.sub(lambda match: f"{match[0][0]}\u2060{match[0][1:]}", content)

    def _render(self, turns: Sequence[Turn], contents: Sequence[str]) -> str:
        messages = [{"role": turn.role, "content": content} for turn, content in zip(turns, contents, strict=True)]
        try:
            with _bounded():
                text = self._compiled.render(messages=messages, add_generation_prompt=True, **self._constants)
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
            raise EngineFailed(f"The model's chat template failed: {error}", "Try another model.") from error
        return text


def _merged(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """Neighbours of one role made one turn: many templates insist that roles alternate."""
    merged: list[Turn] = []
    for turn in turns:
        if merged and merged[-1].role == turn.role:
            words = [part for part in (merged.pop().content, turn.content) if part]
            turn = Turn(role=turn.role, content=("" if turn.role == "assistant" else "\n\n").join(words))
        merged.append(turn)
    return tuple(merged)


def _folded(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """The system's words at the head of the first turn: some templates know no system."""
    system, *rest = turns
    if not rest:
        return (Turn(role="user", content=system.content),)
    first = Turn(role=rest[0].role, content=f"{system.content}\n\n{rest[0].content}")
    return (first, *rest[1:])


def _filled(skeleton: str, marks: Sequence[str], contents: Sequence[str]) -> str:
    places = dict(zip(marks, contents, strict=True))
    return re.sub("|".join(marks), lambda match: places[match[0]], skeleton)


# ------------------------------------------------------------------ the sandbox


class _TooMuchError(BaseException):
    """Outside `Exception`, so that nothing in between swallows it."""


@contextmanager
def _bounded() -> Iterator[None]:
    """Raise `EngineFailed` when the body, which must be Python code, takes too long or too much memory."""
    process = psutil.Process()
    end, most = time.monotonic() + _SECONDS, process.memory_info().rss + _MEMORY
    look = time.monotonic() + _LOOK

    def watch(frame: FrameType, event: str, argument: object) -> Callable[..., Any]:
        nonlocal look
        if (now := time.monotonic()) > look:
            look = now + _LOOK
            if now > end or process.memory_info().rss > most:
                raise _TooMuchError
        return watch

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        yield
    except (_TooMuchError, RecursionError, MemoryError) as error:
        raise EngineFailed("The model's chat template never ends.", "Try another model.") from error
    finally:
        sys.settrace(before)


class _Generation(Extension):
    """`{% generation %}…{% endgeneration %}` marks the assistant's words for training; here it changes nothing."""

    tags = {"generation"}  # noqa: RUF012 — Jinja's own declaration

    def parse(self, parser: Parser) -> list[nodes.Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


class _Environment(ImmutableSandboxedEnvironment):
    """What chat templates expect to find, as transformers sets it up."""

    intercepted_binops = frozenset({"*", "**", "%", "+"})

    def __init__(self) -> None:
        super().__init__(trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols", _Generation])
        self.filters["tojson"] = _to_json
        self.globals |= {"raise_exception": _refuse, "strftime_now": lambda form: datetime.now().strftime(form)}

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "**" or (operator == "%" and isinstance(left, str)):
            raise SecurityError(f"the operator {operator} is not allowed here")
        size = _size(left) * _size(right) if operator == "*" else _size(left) + _size(right)
        if size > _LONGEST:
            raise SecurityError("a value grew too large")
        return super().call_binop(context, operator, left, right)


def _size(value: Any) -> int:
    if isinstance(value, int):
        return abs(value)
    return len(value) if hasattr(value, "__len__") else 1


def _to_json(value: Any, indent: int | None = None, **options: Any) -> str:
    known = {key: options[key] for key in ("separators", "sort_keys") if key in options}
    return json.dumps(value, ensure_ascii=False, indent=indent, **known)


def _refuse(message: str) -> NoReturn:
    raise TemplateError(message)
