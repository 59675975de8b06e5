"""The way in which parsers go through a reply: what is certain is done step by step, what is not is held."""

from __future__ import annotations

from collections.abc import Callable

from backend.engines.base import Text, Thought
from backend.engines.families.family import Piece

Step = Callable[[bool], bool]
"""Does what is certain, and says whether another may follow at once. It is told whether the reply has ended."""


class Steps:
    """`_held` is what came and is not told yet, `_step` what is to be done with it."""

    def __init__(self, first: Step) -> None:
        self._held = ""
        self._step = first
        self._out: list[Piece] = []

    def add(self, text: str) -> list[Piece]:
        """What is certain now."""
        self._held += text
        return self._run(final=False)

    def end(self) -> list[Piece]:
        """The rest, once the reply has ended."""
        return self._run(final=True)

    def _run(self, *, final: bool) -> list[Piece]:
        while self._step(final):
            pass
        out, self._out = self._out, []
        return out

    def _say(self, kind: type[Text] | type[Thought], text: str) -> None:
        if text:
            self._out.append(kind(text=text))
