"""A text, whole or as it streams, cut into utterances, about a sentence each."""

from __future__ import annotations

import re

from backend.speech.language import language as language_of
from backend.speech.markdown import Markdown
from backend.speech.traced import Traced

SHORTEST_FIRST = 10  # letters
MOST_WORDS_FIRST = 12
SPARE = 4  # words more, where cutting would tear apart what belongs together
SHORTEST, LONGEST = 50, 200  # characters

SENTENCE_END = re.compile(r"[.!?…。！？।؟۔][\"'”’»«)\]]*$")
CLAUSE_END = re.compile(r"[,;:，、；：،؛][\"'”’»«)\]]*$")
UNSPACED = set("。！？，、；：")
INITIALS = re.compile(r"[\"'(\[„“‚»]*(\w\.)+")
ORDINAL = re.compile(r"\d{1,2}\.|[IVX]+\.")  # “am 3. Mai”, “Ludwig XIV. war”
BINDING = re.compile(r"((^|\s)\W?[\d.,]*\d|[$€£§#~≈])$")  # what follows belongs to it: “5 | million”


class Sentences:
    """Cuts one message. Whatever pieces the text arrives in, the same utterances come out.

    Each is traced to its place in all that was fed. `hurried`: the first one is a clause, so that speaking starts while
    the rest is still written, or computed by a slow voice.
    """

    def __init__(self, language: str = "en", *, hurried: bool = True) -> None:
        self._language = language_of(language)
        self._markdown = Markdown(language)
        self._text = ""
        self._starts: list[int] = []
        self._end = 0  # where the character stands that is taken
        self._cut = 0  # the best place to cut when the text grows too long
        self._rank = 0  # how good it is: 1 a space, 2 a clause, 3 a sentence
        self._first, self._hurried = True, hurried
        self._out: list[Traced] = []

    def feed(self, text: str) -> list[Traced]:
        """The utterances that are complete with this text."""
        self._take_all(self._markdown.feed(text))
        return self._given()

    def finish(self) -> list[Traced]:
        """The rest. Nothing may be fed after it."""
        rest = self._markdown.finish()
        self._take_all(rest)
        self._end = rest.end
        self._emit(len(self._text))
        return self._given()

    def _take_all(self, words: Traced) -> None:
        for character, start in zip(words, words.starts, strict=True):
            self._end = start
            self._take(character, start)

    def _given(self) -> list[Traced]:
        out, self._out = self._out, []
        return out

    def _add(self, character: str, start: int) -> None:
        self._text += character
        self._starts.append(start)

    def _take(self, character: str, start: int) -> None:
        if character == "\n":
            self._pause(start)
        elif character.isspace():
            if self._text and self._text[-1] != " ":
                self._add(" ", start)
        else:
            if self._text and (self._text[-1] == " " or self._text[-1] in UNSPACED):
                self._consider(character)
            self._add(character, start)
            if len(self._text) > LONGEST:
                self._shorten()

    def _pause(self, start: int) -> None:
        """A heading, an item or a paragraph ended: so does the sentence, even without a full stop."""
        text = self._text.rstrip()
        if not text:
            return
        if self._first or len(text) >= SHORTEST:
            self._add(" ", start)
            self._emit(len(text))
        else:
            self._text, self._starts = text, self._starts[: len(text)]
            if text[-1].isalnum():
                self._add(".", start)
            self._add(" ", start)
            self._remember(3)

    def _consider(self, following: str) -> None:
        """A word begins. Does an utterance end before it?"""
        text = self._text.rstrip()
        rank = 3 if self._ends_sentence(text, following) else 2 if CLAUSE_END.search(text) else 1
        loose = rank > 1 or not self._binds(text)
        if self._first:
            long_enough = sum(character.isalpha() for character in text) >= SHORTEST_FIRST
            ended = (rank > (1 if self._hurried else 2) and long_enough) or self._is_late(text, loose)
        else:
            ended = rank == 3 and len(text) >= SHORTEST
        if ended:
            self._emit(len(self._text))
        elif loose:
            self._remember(rank)

    def _is_late(self, text: str, loose: bool) -> bool:
        """Whether the first utterance should have ended by now, even in the middle of a clause."""
        return self._hurried and len(text.split()) >= MOST_WORDS_FIRST + (0 if loose else SPARE)

    def _ends_sentence(self, text: str, following: str) -> bool:
        if not SENTENCE_END.search(text) or following.islower():
            return False
        word = text.rsplit(None, 1)[-1]
        bare = word.lstrip("\"'([„“‚»")
        if following.isdigit() and bare.lower() in self._language.numbered:
            return False
        if bare.lower() in self._language.opening or INITIALS.fullmatch(word):
            return False
        return not (self._language.ordinals and ORDINAL.fullmatch(bare))

    def _binds(self, text: str) -> bool:
        """Whether the next word belongs to this one: “5 km”, “Dr. No”."""
        return bool(BINDING.search(text)) or text.rsplit(None, 1)[-1].lower() in self._language.opening

    def _remember(self, rank: int) -> None:
        if rank >= self._rank:
            self._cut, self._rank = len(self._text), rank

    def _shorten(self) -> None:
        """No sentence ended in time: cut at the best place seen, and look at the rest again."""
        cut = self._cut or LONGEST
        rest = list(zip(self._text[cut:], self._starts[cut:], strict=True))
        self._emit(cut)
        for character, start in rest:
            self._take(character, start)

    def _emit(self, cut: int) -> None:
        chunk = Traced(self._text, self._starts, self._end).cut(0, cut).stripped()
        self._text, self._starts, self._cut, self._rank = "", [], 0, 0
        if any(character.isalnum() for character in chunk):
            self._out.append(chunk)
            self._first = False
