"""How much of a context prompts take: what is left for the reply, and what is known of their tokens without a model."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from backend.engines.base import Request, Turn
from backend.errors import Invalid, PromptTooLong

_ROOM, _GOOD_ROOM = 8, 4
_LETTERS = 2 << 20
_BYTES_A_TOKEN, _FRAME, _IMAGE = 3.0, 8, 1_000
_KEPT_OF_OLD = 0.5
_WORTH = 64

K = TypeVar("K", bound=Hashable)


def most(context: int, max_tokens: int) -> int:
    """How many tokens a prompt may have: it leaves an eighth of the context for the reply, or all that one may be."""
    return context - min(max_tokens, context // _ROOM)


def good(context: int, max_tokens: int) -> int:
    """How many tokens a prompt should have, so that a reply is not cut short: a quarter is left for it."""
    return context - min(max_tokens, context // _GOOD_ROOM)


def check(tokens: int, context: int, max_tokens: int) -> None:
    """Refuse a prompt of so many tokens that cannot be answered. Raises `Invalid` or `PromptTooLong`."""
    if not tokens:  # from nothing no word follows
        raise Invalid("The model's chat template left nothing of the message.", "Use another model or template.")
    if tokens > most(context, max_tokens):
        raise PromptTooLong(
            f"The thread has {tokens:,} tokens; this model's context holds {context:,}.",
            "Start a new thread, shorten the message, or choose a model with a larger context.",
        )


class Memo(Generic[K]):
    """The tokens of stretches of text that were needed lately: a thread that grows is not cut into tokens anew.

    `letters` says how long a stretch is; so many of them are held in all.
    """

    def __init__(self, make: Callable[[K], list[int]], letters: Callable[[K], int], most: int = _LETTERS) -> None:
        self._make, self._letters, self._most = make, letters, most
        self._held: OrderedDict[K, list[int]] = OrderedDict()
        self._size = 0

    def of(self, stretch: K) -> Sequence[int]:
        """Its tokens."""
        if stretch in self._held:
            self._held.move_to_end(stretch)
            return self._held[stretch]
        tokens = self._held[stretch] = self._make(stretch)
        self._size += self._letters(stretch)
        while self._size > self._most:
            self._size -= self._letters(self._held.popitem(last=False)[0])
        return tokens


class Estimate:
    """Counts for a model that is elsewhere: by bytes, at a rate that its server's own counts correct."""

    def __init__(self) -> None:
        self._rate = 1 / _BYTES_A_TOKEN

    def count(self, request: Request) -> int:
        """About how many tokens its prompt takes."""
        return round(_bytes(request) * self._rate) + _frames(request)

    def learn(self, request: Request, tokens: int) -> None:
        """The server says how many they were; the newest counts as much as all before. Short prompts teach little."""
        words = tokens - _frames(request)
        if words >= _WORTH:
            self._rate += (1 - _KEPT_OF_OLD) * (words / max(_bytes(request), 1) - self._rate)


def _bytes(request: Request) -> int:
    tools = sum(len(tool.model_dump_json()) for tool in request.tools)
    return tools + sum(len(text.encode("utf-8", "replace")) for turn in request.turns for text in _texts(turn))


def _frames(request: Request) -> int:
    """What is no words."""
    images = sum(len(turn.images) for turn in request.turns)
    return _FRAME * (len(request.turns) + len(request.tools)) + _IMAGE * images


def _texts(turn: Turn) -> tuple[str, ...]:
    return turn.content, turn.reasoning, *(text for call in turn.calls for text in (call.name, call.arguments))
