"""gpt-oss: a reply is a series of messages, each with a channel; its analysis is thought, `to=functions.…` a call."""

from __future__ import annotations

import re

from backend.engines.base import Text, Thought
from backend.engines.families.bodies import decode
from backend.engines.families.family import Family, Think, UnreadableError, called
from backend.engines.families.steps import Steps
from backend.engines.stops import sure

_START, _CHANNEL, _MESSAGE = "<|start|>", "<|channel|>", "<|message|>"
_ENDS = ("<|end|>", "<|call|>", "<|return|>", _START)
_HEADS = (_START, _CHANNEL, "assistant", "to=")
_RECIPIENT = re.compile(r"\bto=(?:functions\.)?([\w.-]+)")


class Harmony(Steps):
    """Without `tools`, calls are shown as they were written. `thinks`: the prompt has begun a thought."""

    def __init__(self, tools: bool, *, thinks: bool, answers: bool) -> None:
        super().__init__(self._begin)
        self._tools, self._head = tools, ""
        if thinks or answers:
            self._head, self._step = f"{_CHANNEL}{'analysis' if thinks else 'final'}{_MESSAGE}", self._body

    def _begin(self, final: bool) -> bool:
        """A head, or words without one."""
        body = self._held.lstrip()
        if body.startswith(_HEADS) and not final:
            self._step = self._read_head
            return True
        if not final and (not body or any(head.startswith(body) for head in _HEADS)):
            return False
        self._head = ""
        self._step = self._read_head if body.startswith(_HEADS) else self._body
        return bool(body)

    def _read_head(self, final: bool) -> bool:
        head, mark, rest = self._held.partition(_MESSAGE)
        if not mark:
            if final:
                self._say(Text, self._held)
                self._held = ""
            return False
        self._head, self._held, self._step = head + mark, rest, self._body
        return True

    def _body(self, final: bool) -> bool:
        recipient = _RECIPIENT.search(self._head) if self._tools else None
        found = [(at, mark) for mark in _ENDS if (at := self._held.find(mark)) >= 0]
        if not found and not final:
            if not recipient:
                cut = len(self._held[: sure(self._held, _ENDS)].rstrip())
                self._tell(self._held[:cut])
                self._held = self._held[cut:]
            return False
        at, mark = min(found, default=(len(self._held), ""))
        body, self._held = self._held[:at], self._held[at + len(mark) :]
        if recipient:
            self._call(recipient[1], body, mark)
        else:
            self._tell(body.rstrip() if mark else body)
        self._step = self._begin
        return bool(found)

    def _tell(self, words: str) -> None:
        if f"{_CHANNEL}analysis" in self._head:
            self._say(Thought, words)
        elif _RECIPIENT.search(self._head):
            self._say(Text, self._head + words)
            self._head = ""
        else:
            self._say(Text, words)

    def _call(self, name: str, body: str, mark: str) -> None:
        try:
            values, rest = decode(body)
            if len(values) > 1 or rest or not all(isinstance(value, dict) for value in values):
                raise UnreadableError("arguments that are no object")
            self._out.append(called(name, values[0] if values else {}))
        except UnreadableError:
            self._say(Text, self._head + body + mark)


def _parse(family: Family, tools: bool, prompt_ends_with: str) -> Harmony:
    return Harmony(
        tools, thinks=bool(family.thinks(prompt_ends_with)), answers=prompt_ends_with.endswith(family.answer)
    )


FAMILY = Family(
    name="harmony",
    signs=("<|channel|>analysis", "<|start|>assistant<|channel|>"),
    thoughts=(Think("<|channel|>analysis<|message|>", "<|end|>"),),
    single=True,
    answer="<|channel|>final<|message|>",
    again="<|start|>assistant",
    others=(_START, _CHANNEL, _MESSAGE, "<|constrain|>", "<|call|>"),
    parse=_parse,
)
