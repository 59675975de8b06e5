"""Weighs prompts for one model: in tokens, or in letters where nobody counts tokens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from backend.engines.base import Engine, Request, Turn
from backend.engines.prompt import good, most

_DENSEST = 8
"""Letters of a token, on average: what has more than so many for each that fits is taken for too long, uncounted."""
_FRAME, _PREAMBLE = 32, 1024
"""Bytes that templates add to a turn, and to a prompt: what has fewer in all than tokens fit is short, uncounted."""
_LESS = 0.9


class Scale:
    """`request` is what all prompts share. `context` is how much fits; 0 when nobody knows."""

    def __init__(self, engine: Engine, request: Request, *, counts: bool = True) -> None:
        self._engine, self._request = engine, request
        self._counts = counts and engine.context > 0
        self.context = engine.context if self._counts else 0

    @property
    def good(self) -> int:
        """What a prompt should weigh at most, so that there is room for the reply."""
        return good(self.context, self._request.max_tokens)

    @property
    def most(self) -> int:
        """What a prompt may weigh at most."""
        return most(self.context, self._request.max_tokens)

    async def weigh(self, turns: Sequence[Turn]) -> int:
        """What a prompt of these turns weighs. Raises what counting raises."""
        if not turns:
            return 0
        return await self._engine.count(self.asking(turns)) if self._counts else _letters(turns)

    async def holds(self, turns: Sequence[Turn], limit: int) -> bool:
        """Whether they weigh no more than that; always, when nobody knows what fits."""
        pictures = any(turn.images for turn in turns)  # nobody but the engine knows what they weigh
        if not self.context or (self._counts and not pictures and self._bytes(turns) <= limit):
            return True
        return _letters(turns) <= _DENSEST * limit and await self.weigh(turns) <= limit

    async def refused(self, turns: Sequence[Turn]) -> None:
        """The model has refused a prompt of these turns: less fits than was thought."""
        self.context = int(_LESS * await self.weigh(turns))

    def _bytes(self, turns: Sequence[Turn]) -> int:
        words = sum(len(turn.content.encode("utf-8", "replace")) + _FRAME for turn in turns)
        return _PREAMBLE + words + sum(len(tool.model_dump_json()) for tool in self._request.tools)

    def asking(self, turns: Sequence[Turn], **fields: object) -> Request:
        """The request for a prompt of these turns."""
        return self._request.model_copy(update={"turns": tuple(turns), **fields})


def _letters(turns: Sequence[Turn]) -> int:
    return sum(len(turn.content) for turn in turns)


async def first_that(count: int, holds: Callable[[int], Awaitable[bool]]) -> int:
    """The first of so many numbers, from 0, for which it holds, as it does for all after it; `count` if for none."""
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        if await holds(middle):
            high = middle
        else:
            low = middle + 1
    return low
