"""Text that knows where each of its characters came from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence


class Traced(str):
    """A string made from another one, its source, by dropping and replacing characters.

    `starts[i]` is the place in the source, counted in code points, where character i begins; they never go back. `end`
    is the place after the last one. What took the place of a stretch begins, all of it, where the stretch did.
    """

    __slots__ = ("end", "starts")

    starts: tuple[int, ...]
    end: int

    def __new__(cls, text: str, starts: Sequence[int] | None = None, end: int | None = None) -> Traced:
        """Without `starts` the text is its own source."""
        self = super().__new__(cls, text)
        self.starts = tuple(range(len(text)) if starts is None else starts)
        self.end = len(text) if end is None else end
        return self

    def span(self, start: int = 0, end: int | None = None) -> tuple[int, int]:
        """Where the characters from `start` up to `end` came from: `(start, end)` in the source."""
        last = min(len(self) if end is None else end, len(self)) - 1
        if last < start:
            return (self.end, self.end)
        after = bisect_right(self.starts, self.starts[last])
        return self.starts[start], self.starts[after] if after < len(self.starts) else self.end

    def stripped(self) -> Traced:
        """The same without white space around it."""
        begin, end = len(self) - len(self.lstrip()), len(self.rstrip())
        return self.cut(begin, end)

    def cut(self, begin: int, end: int) -> Traced:
        """The characters from `begin` up to `end`."""
        return Traced(self[begin:end], self.starts[begin:end], self.span(begin, end)[1])


class Weaver:
    """Collects what is said, with the places it came from."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._starts: list[int] = []

    def put(self, words: str, start: int) -> None:
        """Add what stands at `start` as it is."""
        self._words.append(words)
        self._starts.extend(range(start, start + len(words)))

    def put_for(self, words: str, source: str, start: int) -> None:
        """Add words for the stretch that begins at `start`.

        When the stretch has all their characters in this order, each comes from where it stands, else from `start`.
        """
        starts, index = [], -1
        for character in words:
            index = source.find(character, index + 1)
            if index < 0:
                starts = [start] * len(words)
                break
            starts.append(start + index)
        self._words.append(words)
        self._starts.extend(starts)

    def take(self, end: int) -> Traced:
        """All that was added since the last time; `end` is how far the source has been read."""
        woven = Traced("".join(self._words), self._starts, end)
        self._words, self._starts = [], []
        return woven
