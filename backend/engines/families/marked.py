"""Reads replies whose thoughts and calls stand between marks, or begin as bare JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable

from backend.engines.base import Called, Text, Thought
from backend.engines.families.bodies import read_bare
from backend.engines.families.family import Block, Family, Think, UnfinishedError, UnreadableError
from backend.engines.families.steps import Steps
from backend.engines.stops import sure

_BARE = re.compile(r'\s*(?:```\w*\s*)?(?:\[\s*)?\{\s*"(?:name|type|function|tool_name|parameters|arguments)"')
_BARE_YET = re.compile(r'\s*(?:`{1,2}|```\w*\s*)?(?:\[\s*)?(?:\{\s*(?:"\w*)?)?')
_JSON = Block("", "", read_bare)


class Marked(Steps):
    """A thought begins a reply, or follows a thought or a call; what looks like one elsewhere is text."""

    def __init__(self, family: Family, tools: bool, thinks: Think | None, *, begun: bool = False) -> None:
        self._thoughts = family.thoughts
        self._blocks = family.blocks if tools else ()
        self._bare = tools and family.bare
        begins = self._text if begun else self._start
        super().__init__(self._thought if thinks else begins)
        self._think, self._block = thinks, _JSON
        self._drop_blanks = thinks is not None and not begun
        self._opened = ""  # what led to the block, should it prove to be text
        self._closed: list[int] = []  # closing marks that were not the block's end
        self._looked = 0

    def _start(self, final: bool) -> bool:
        body = self._held.lstrip()
        if self._drop_blanks:
            self._held = body
        for think in self._thoughts:
            if body.startswith(think.opens):
                self._held, self._think, self._drop_blanks = body[len(think.opens) :], think, True
                self._step = self._thought
                return True
        waits = not body or any(think.opens.startswith(body) for think in self._thoughts)
        if self._bare and _BARE.match(self._held):
            blanks = len(self._held) - len(body)
            self._open(self._held[:blanks], body, _JSON)
            return True
        if (waits or (self._bare and _BARE_YET.fullmatch(self._held))) and not final:
            return False
        self._step, self._drop_blanks = self._text, False
        return True

    def _thought(self, final: bool) -> bool:
        assert self._think
        if self._drop_blanks:
            self._held = self._held.lstrip()
        closes = self._think.closes
        before, mark, after = self._held.partition(closes)
        if mark:
            self._say(Thought, before.rstrip())
            self._held, self._step, self._drop_blanks = after, self._start, True
            return True
        cut = len(self._held) if final else len(self._held[: sure(self._held, [closes])].rstrip())
        self._drop_blanks = self._drop_blanks and cut == 0
        self._say(Thought, self._held[:cut])
        self._held = self._held[cut:]
        return False

    def _text(self, final: bool) -> bool:
        found = [(at, block) for block in self._blocks if (at := self._held.find(block.opens)) >= 0]
        if found:
            at, block = min(found, key=lambda pair: pair[0])
            before = self._held[:at].rstrip()
            self._say(Text, before)
            self._open(self._held[len(before) : at] + block.opens, self._held[at + len(block.opens) :], block)
            return True
        cut = len(self._held)
        if self._blocks and not final:
            cut = len(self._held[: sure(self._held, [block.opens for block in self._blocks])].rstrip())
        self._say(Text, self._held[:cut])
        self._held = self._held[cut:]
        return False

    def _open(self, opened: str, body: str, block: Block) -> None:
        self._opened, self._held, self._block = opened, body, block
        self._closed, self._looked = [], 0
        self._step = self._call

    def _call(self, final: bool) -> bool:
        marks = [self._block.closes] if self._block.closes else [block.opens for block in self._blocks]
        found = [(at, mark) for mark in marks if (at := self._held.find(mark, self._looked)) >= 0]
        if not found:
            self._looked = max(self._looked, sure(self._held, marks))
            return final and self._give_up()
        at, mark = min(found)
        end = at + len(mark) if self._block.closes else at
        try:
            self._close(self._block.read(self._held[:at]), end)
        except UnfinishedError:
            self._closed.append(end)
            self._looked = at + 1
        except UnreadableError:
            self._back_to_text(self._closed[0] if self._closed else end)
        return True

    def _give_up(self) -> bool:
        """The reply has ended inside a block: a call all the same, or text."""
        try:
            self._close(self._block.read(self._held), len(self._held))
        except UnreadableError:
            self._back_to_text(self._closed[0] if self._closed else 0)
        return True

    def _close(self, pieces: Iterable[Text | Called], end: int) -> None:
        self._out += pieces
        self._held, self._step, self._drop_blanks = self._held[end:], self._start, True

    def _back_to_text(self, end: int) -> None:
        self._say(Text, self._opened + self._held[:end])
        self._held, self._step = self._held[end:], self._text
