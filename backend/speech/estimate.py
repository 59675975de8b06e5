"""Where words begin in sound whose maker does not tell: an estimate, so that what is heard can be followed.

A word begins as far into the sound as letters stand before it. For espeak, which does tell, half of the words of a few
English and German sentences were found within 0.06 s, nine of ten within 0.2 s (93 words).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import accumulate

from backend.speech.base import Audio, WordMark

_WORD = re.compile(r"\w+([^\w\s]+\w+)*")
_END = re.compile(r"\W*$")
"""Nothing is heard of it any more."""
_DIGIT = 4
"""Letters that a digit takes when it is spoken."""
_PAUSES = dict.fromkeys(",;:，、；：", 3) | dict.fromkeys(".!?…。！？", 6)
"""How many letters could be said while the voice pauses."""


class Estimate:
    """The words of an utterance, each with the share of its sound, 0 to 1, that lies before it."""

    def __init__(self, text: str) -> None:
        heard = _END.sub("", text)
        before = [0, *accumulate(map(_length, heard))]
        self._words = [
            (before[word.start()] / (before[-1] or 1), word.start(), word.end()) for word in _WORD.finditer(heard)
        ]

    def within(self, share: tuple[float, float], begin: int, count: int) -> tuple[WordMark, ...]:
        """The words of this share of the sound, which is `count` samples long and begins at the sample `begin`."""
        low, high = share
        return tuple(
            WordMark(begin + min(round((at - low) / (high - low) * count), count - 1), start, end)
            for at, start, end in self._words
            if low <= at < high
        )


def marked(pieces: Iterable[Audio], text: str) -> Iterator[Audio]:
    """The same sound, which must be there as a whole, with the words of the text."""
    whole = list(pieces)
    total = sum(len(piece.samples) for piece in whole)
    estimate, begin = Estimate(text), 0
    for piece in whole:
        end = begin + len(piece.samples)
        if end > begin:
            yield replace(piece, words=estimate.within((begin / total, end / total), begin, end - begin))
        begin = end


def _length(character: str) -> int:
    return _DIGIT if character.isdigit() else _PAUSES.get(character, int(character.isalpha()))
