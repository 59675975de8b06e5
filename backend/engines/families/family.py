"""What is known of a family of models: the marks around its thoughts and calls, and how to read what is between."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from backend.engines.base import Called, Text, Thought

Piece = Text | Thought | Called
"""What a reply is made of."""


class UnreadableError(ValueError):
    """These words are no call."""


class UnfinishedError(UnreadableError):
    """These words are no call yet: the mark behind them may belong to a text inside."""


@dataclass(frozen=True)
class Think:
    """The marks around a thought."""

    opens: str
    closes: str


@dataclass(frozen=True)
class Block:
    """The marks around calls. Without `closes` they go on to the next block, or to the end of the reply.

    `read` turns what is between into calls; it raises `UnreadableError`.
    """

    opens: str
    closes: str
    read: Callable[[str], Sequence[Text | Called]]


class Parser(Protocol):
    """Turns a streamed reply into pieces: the same ones, however the text is cut, but for how their words are cut."""

    def add(self, text: str) -> list[Piece]:
        """What is certain now."""

    def end(self) -> list[Piece]:
        """The rest, once the reply has ended."""


class Plain:
    """A parser for a reply that is text, whatever it looks like."""

    def add(self, text: str) -> list[Piece]:
        """The text."""
        return [Text(text=text)] if text else []

    def end(self) -> list[Piece]:
        """Nothing is held back."""
        return []


@dataclass(frozen=True)
class Family:
    """`signs` are words by which its templates are known.

    `controls` are the texts of tokens that its parser must see although the vocabulary may hold them for control
    tokens. `bare`: a reply that begins with JSON may be a call. `single`: one call a turn. `answer` is what stands
    between a reply's head and its words, `again` what follows a thought. `call_id` is the form of its ids: a pattern,
    and how to make one.
    """

    name: str
    signs: tuple[str, ...] = ()
    thoughts: tuple[Think, ...] = ()
    blocks: tuple[Block, ...] = ()
    bare: bool = False
    single: bool = False
    answer: str = ""
    again: str = "\n\n"
    call_id: tuple[str, str] = (r"[A-Za-z0-9]{9}", "{number:09d}")
    others: tuple[str, ...] = ()
    parse: Callable[[Family, bool, str], Parser] | None = None

    @property
    def controls(self) -> tuple[str, ...]:
        """The texts of tokens that the engine must show as text."""
        return tuple(dict.fromkeys(text for text in self._controls() if text))

    def _controls(self) -> Iterator[str]:
        for think in self.thoughts:
            yield from (think.opens, think.closes)
        for block in self.blocks:
            yield from (block.opens, block.closes)
        yield from self.others

    def generic(self) -> Family:
        """Its like, for a template that knows no tools: asked to, models write the generic form, or what they know."""
        from backend.engines.families.generic import BLOCKS

        known = {block.opens for block in self.blocks}
        more = tuple(block for block in BLOCKS if block.opens not in known)
        return replace(self, blocks=(*self.blocks, *more), bare=True)

    def thinks(self, prompt_ends_with: str) -> Think | None:
        """The thought that the end of a prompt has begun."""
        end = prompt_ends_with.rstrip()
        return next((think for think in self.thoughts if end.endswith(think.opens.rstrip())), None)

    def frame(self, think: Think | None) -> tuple[str, str]:
        """What is written before and behind a thought."""
        think, gap = think or self.thoughts[0], "" if self.answer else "\n"
        return f"{think.opens}{gap}", f"{gap}{think.closes}{self.again}"

    def parser(self, tools: bool, prompt_ends_with: str, *, begun: bool = False) -> Parser:
        """For one reply. `tools`: calls are read, else they are text. The prompt may have begun the reply's thought.

        `begun`: behind that end stand words of the reply already.
        """
        from backend.engines.families.marked import Marked

        if self.parse:
            return self.parse(self, tools, prompt_ends_with)
        return Marked(self, tools, self.thinks(prompt_ends_with), begun=begun)


_IDS = re.compile(r"[A-Za-z0-9]{9}|functions\.[\w.-]+:\d+")


def called(name: object, arguments: Mapping[str, object], id: object = None) -> Called:
    """A call; its id is a fresh one, unless the model wrote one of a known form. Raises `UnreadableError`."""
    if not isinstance(name, str) or not (name := _whole(name).strip()):
        raise UnreadableError("a call without a name")
    try:
        written = _whole(json.dumps(arguments, ensure_ascii=False, allow_nan=False))
    except (TypeError, ValueError, RecursionError) as error:
        raise UnreadableError("arguments that are no JSON") from error
    known = isinstance(id, str) and _IDS.fullmatch(id)
    return Called(id=str(id) if known else secrets.token_hex(5)[:9], name=name, arguments=written)


def _whole(text: str) -> str:
    """Without halves of characters, which JSON can spell."""
    return text.encode("utf-8", "replace").decode()
