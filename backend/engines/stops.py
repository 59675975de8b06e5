"""Ends a reply at certain texts, and holds back what may yet become one of them."""

from __future__ import annotations

from collections.abc import Sequence


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
        kept = max((self._overlap(stop) for stop in self._texts), default=0)
        cut = len(self._held) - kept
        shown, self._held = self._held[:cut], self._held[cut:]
        return shown, False

    def rest(self) -> str:
        """What was held back, once the reply has ended otherwise."""
        return self._held

    def _overlap(self, stop: str) -> int:
        """How many of the last letters may begin this stop."""
        longest = min(len(stop) - 1, len(self._held))
        return next((length for length in range(longest, 0, -1) if self._held.endswith(stop[:length])), 0)
