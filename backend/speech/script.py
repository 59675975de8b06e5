"""What is said of a message, line by line, as it is written; and where each line and word stands in the message."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from backend.domain import Span, SpokenWord
from backend.speech.alignment import Alignment
from backend.speech.normalise import normalise
from backend.speech.sentences import Sentences

LOOKED_AT = 4_000
"""Characters in which a line is looked for. What lies before was left out by the reader: code, a table."""
PIECE = re.compile(r"\s*\S+|\s+")
MARKS = re.compile(r"(?:[^\w\s]|_)*")


@dataclass(frozen=True)
class Line:
    """An utterance's words, and the stretch of the message in which they stand, which begins at `at`."""

    text: str
    written: str = ""
    at: int = 0

    @cached_property
    def _places(self) -> Alignment:
        return Alignment(self.text, self.written)

    @cached_property
    def source(self) -> Span | None:
        """Where it stands in the message, with the marks that close it."""
        if (found := self._places.whole) is None:
            return None
        closing = MARKS.match(self.written, found.end)
        assert closing is not None  # it matches nothing, too
        return Span(start=self.at + found.start, end=self.at + closing.end())

    def spoken(self, language: str, start: int = 0) -> Spoken:
        """Its words as they are spoken, from the character `start` on."""
        return Spoken(self, start, normalise(self.text[start:], language))

    def word(self, here: Span) -> SpokenWord:
        """A word of it, with its place in the message."""
        found = self._places.at(here.start, here.end)
        source = found and Span(start=self.at + found.start, end=self.at + found.end)
        return SpokenWord(here=here, source=source)


@dataclass(frozen=True)
class Spoken:
    """The `words` that a voice is given for a line, from its character `start` on."""

    line: Line
    start: int
    words: str

    @cached_property
    def _places(self) -> Alignment:
        return Alignment(self.words, self.line.text[self.start :])

    def word(self, start: int, end: int) -> SpokenWord | None:
        """The word of the line that is heard while the voice says the characters `start` to `end`."""
        if (found := self._places.at(start, end)) is None:
            return None
        return self.line.word(Span(start=self.start + found.start, end=self.start + found.end))


class Script:
    """Cuts a message into lines. Whatever pieces the text arrives in, the same lines come out."""

    def __init__(self, language: str) -> None:
        self._sentences = Sentences(language)
        self._written, self._at = "", 0

    def feed(self, text: str) -> list[Line]:
        """The lines that are complete with this text."""
        lines: list[Line] = []
        for piece in PIECE.findall(text):  # word by word: so a line is not looked for beyond the word that ended it
            self._look_at(piece)
            lines += map(self._line, self._sentences.feed(piece))
        return lines

    def finish(self) -> list[Line]:
        """The rest. Nothing may be fed after it."""
        return [self._line(text) for text in self._sentences.finish()]

    def _look_at(self, piece: str) -> None:
        self._written += piece
        if (beyond := len(self._written) - LOOKED_AT) > 0:
            self._move(beyond)

    def _line(self, text: str) -> Line:
        line = Line(text, self._written, self._at)
        if line.source is not None:
            self._move(line.source.end - self._at)
        return line

    def _move(self, by: int) -> None:
        self._written, self._at = self._written[by:], self._at + by
