"""Ends a reply at certain texts, and holds back what may yet become one of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


class Stops:
    """For models that spell out the end of their turn, having no token for it."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._held = ""

    def add(self, text: str) -> tuple[str, bool]:
        """What can be shown now, and whether the reply ends with it."""
        self._held += text
        found = [at for stop in self._texts if (at := self._held.find(stop)) >= 0]
        if found:
            shown, self._held = self._held[: min(found)], ""
            return shown, True
        cut = sure(self._held, self._texts)
        shown, self._held = self._held[:cut], self._held[cut:]
        return shown, False

    def rest(self) -> str:
        """What was held back, once the reply has ended otherwise."""
        return self._held


def sure(text: str, marks: Iterable[str]) -> int:
    """How much of a text cannot become the beginning of a mark."""
    kept = 0
    for mark in marks:
        longest = min(len(mark) - 1, len(text))
        kept = max(kept, next((length for length in range(longest, kept, -1) if text.endswith(mark[:length])), 0))
    return len(text) - kept
