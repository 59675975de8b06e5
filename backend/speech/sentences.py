"""A reply as it streams, cut into utterances: a short one first, so that speaking starts at once; then sentences."""

from __future__ import annotations

import re

from backend.speech.markdown import Markdown

SHORTEST_FIRST = 10  # letters
MOST_WORDS_FIRST = 12
SHORTEST, LONGEST = 50, 200  # characters

SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»«)\]]*$")
CLAUSE_END = re.compile(r"[,;:，、；：][\"'”’»«)\]]*$")
UNSPACED = set("。！？，、；：")
INITIALS = re.compile(r"[\"'(\[„“‚»]*(\w\.)+")
ABBREVIATIONS = {  # those that something always follows
    "en": set("approx. cf. dr. e.g. eq. fig. gen. i.e. mr. mrs. ms. prof. rev. sgt. sr. st. vs. vol.".split()),  # noqa: SIM905
    "de": set(
        "abb. bspw. bzw. ca. dr. etw. evtl. exkl. fr. geb. gegr. ggf. hl. hr. inkl. jh. lt. max. min. mio. "  # noqa: SIM905
        "mrd. nr. prof. rd. sog. st. tel. ugs. ungef. usf. vgl. zzgl.".split()
    ),
}
ORDINAL = re.compile(r"\d{1,2}\.")  # “am 3. Mai”


class Sentences:
    """Cuts one message. Whatever pieces the text arrives in, the same utterances come out."""

    def __init__(self, language: str = "en") -> None:
        self._language = language.partition("-")[0]
        self._markdown = Markdown(language)
        self._abbreviations = ABBREVIATIONS.get(self._language, ABBREVIATIONS["en"])
        self._text = ""
        self._cut = 0  # the best place to cut when the text grows too long
        self._rank = 0  # how good it is: 1 a space, 2 a clause, 3 a sentence
        self._first = True
        self._out: list[str] = []

    def feed(self, text: str) -> list[str]:
        """The utterances that are complete with this text."""
        return self._take_all(self._markdown.feed(text))

    def finish(self) -> list[str]:
        """The rest. Nothing may be fed after it."""
        out = self._take_all(self._markdown.finish())
        self._emit(len(self._text))
        return out + self._given()

    def _take_all(self, words: str) -> list[str]:
        for character in words:
            self._take(character)
        return self._given()

    def _given(self) -> list[str]:
        out, self._out = self._out, []
        return out

    def _take(self, character: str) -> None:
        if character == "\n":
            self._pause()
        elif character.isspace():
            if self._text and self._text[-1] != " ":
                self._text += " "
        else:
            if self._text and (self._text[-1] == " " or self._text[-1] in UNSPACED):
                self._consider(character)
            self._text += character
            if len(self._text) > LONGEST:
                self._shorten()

    def _pause(self) -> None:
        """A heading, an item or a paragraph ended: so does the sentence, even without a full stop."""
        text = self._text.rstrip()
        if not text:
            return
        if self._first or len(text) >= SHORTEST:
            self._emit(len(text))
        else:
            self._text = text + ("." if text[-1].isalnum() else "") + " "
            self._remember(3)

    def _consider(self, following: str) -> None:
        """A word begins. Does an utterance end before it?"""
        text = self._text.rstrip()
        rank = 3 if self._ends_sentence(text, following) else 2 if CLAUSE_END.search(text) else 1
        if self._first:
            letters = sum(character.isalpha() for character in text)
            ended = (rank > 1 and letters >= SHORTEST_FIRST) or len(text.split()) >= MOST_WORDS_FIRST
        else:
            ended = rank == 3 and len(text) >= SHORTEST
        if ended:
            self._emit(len(self._text))
        else:
            self._remember(rank)

    def _ends_sentence(self, text: str, following: str) -> bool:
        if not SENTENCE_END.search(text) or following.islower():
            return False
        word = text.rsplit(None, 1)[-1]
        bare = word.lstrip("\"'([„“‚»").lower()
        if bare in self._abbreviations or INITIALS.fullmatch(word):
            return False
        return not (self._language == "de" and ORDINAL.fullmatch(bare))

    def _remember(self, rank: int) -> None:
        if rank >= self._rank:
            self._cut, self._rank = len(self._text), rank

    def _shorten(self) -> None:
        """No sentence ended in time: cut at the best place seen, and look at the rest again."""
        cut = self._cut or LONGEST
        rest = self._text[cut:]
        self._emit(cut)
        for character in rest:
            self._take(character)

    def _emit(self, cut: int) -> None:
        chunk = self._text[:cut].strip()
        self._text, self._cut, self._rank = "", 0, 0
        if any(character.isalnum() for character in chunk):
            self._out.append(chunk)
            self._first = False
