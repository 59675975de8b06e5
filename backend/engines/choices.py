"""Remembers the tokens that were taken until the words are told that they brought about."""

from __future__ import annotations

from collections import deque

from backend.engines.base import Choice


class Choices:
    """Words come later than their tokens, in other pieces, or never: marks around thoughts and calls are not told."""

    def __init__(self) -> None:
        self._waiting: deque[Choice] = deque()
        self._over = b""  # what a token that was told already brought beyond the words it was told with

    def add(self, choice: Choice) -> None:
        """A token was taken."""
        self._waiting.append(choice)

    def take(self, text: str) -> tuple[Choice, ...]:
        """The tokens of a text that is told now. Those of what was not told before it are dropped."""
        written = self._over + b"".join(choice.piece for choice in self._waiting)
        said = text.encode("utf-8", "replace")
        start = written.find(said)
        # Bytes that were no UTF-8 are told as other ones: then all that waits may belong to them.
        start, stop = (0, len(written)) if start < 0 else (start, start + len(said))
        at, taken = len(self._over), list[Choice]()
        while self._waiting and at < stop:
            choice = self._waiting.popleft()
            at += len(choice.piece)
            if at > start or not start:
                taken.append(choice)
        self._over = written[stop:at]
        return tuple(taken)
