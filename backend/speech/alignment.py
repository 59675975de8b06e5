"""Finds the words of one text in another that says the same in other marks or other words."""

from __future__ import annotations

import re
from bisect import bisect_right
from difflib import SequenceMatcher

from backend.domain import Span

WORD = re.compile(r"[぀-ヿ㐀-鿿]|[^\W_぀-ヿ㐀-鿿]+")
"""A word; in Chinese and Japanese a character, for no spaces part their words."""


class Alignment:
    """Where the words of `said` stand in `written`.

    A word that is not written there (`dollars` for `$`) stands where words are written that nobody says; else with
    the word before it.
    """

    def __init__(self, said: str, written: str) -> None:
        ours, theirs = (list(WORD.finditer(text)) for text in (said, written))
        self._starts = [word.start() for word in ours]
        self._spans: list[Span | None] = [None] * len(ours)
        one, other = ([word.group().casefold() for word in words] for words in (ours, theirs))
        i = j = 0
        for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
            self._fill(i, block.a, theirs[j : block.b])
            for step in range(block.size):
                word = theirs[block.b + step]
                self._spans[block.a + step] = Span(start=word.start(), end=word.end())
            i, j = block.a + block.size, block.b + block.size

    def _fill(self, first: int, last: int, unsaid: list[re.Match[str]]) -> None:
        """Give words that matched nothing a place: all of what is written there and not said."""
        if unsaid:
            place: Span | None = Span(start=unsaid[0].start(), end=unsaid[-1].end())
        else:
            place = self._spans[first - 1] if first else None
        for index in range(first, last):
            self._spans[index] = place

    @property
    def whole(self) -> Span | None:
        """From the first word of `said` to its last, in `written`."""
        found = [span for span in self._spans if span is not None]
        return Span(start=found[0].start, end=max(span.end for span in found)) if found else None

    def at(self, start: int, end: int) -> Span | None:
        """Where the characters `start` to `end` of `said` stand in `written`; None when they do not."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        spans = [span for span in self._spans[first : max(bisect_right(self._starts, end - 1), first + 1)] if span]
        return Span(start=spans[0].start, end=max(span.end for span in spans)) if spans else None
