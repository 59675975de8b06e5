"""A walk over the tokens of a message that reads quantities: numbers, fractions, and what they count."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from backend.tools.arithmetic import NotASum, Term, number
from backend.tools.numerals import FRACTIONS, SCALES, read, spoken
from backend.tools.phrases import ARTICLES, CLOSERS, INFIX, LINKS, NOT_NOUNS, POSTFIX, UNITS, Phrases
from backend.tools.wording import Token

PERCENT = {wording[-1] for wording, meaning in POSTFIX.items() if meaning == "%"}
FRACTIONS_AND_SCALES: Phrases = {(word,): word for word in (*FRACTIONS, *SCALES)}


class Quantities:
    """Where the reader stands in the tokens, and the nouns that it has met."""

    def __init__(self, tokens: Sequence[Token], german: bool) -> None:
        self.tokens, self.german = tokens, german
        self.at = 0
        self.nouns: list[str] = []
        self.fraction: Term | None = None

    def _token(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _token_text(self) -> str:
        return self.tokens[self.at].text if self.at < len(self.tokens) else ""

    def _peek(self, text: str) -> bool:
        return self._token_text() == text

    def _word(self, *texts: str) -> bool:
        """Takes the next token when it is one of `texts`."""
        found = bool(self._token_text()) and self._token_text() in texts
        self.at += found
        return found

    def _length(self, table: Phrases, at: int) -> int:
        for length in range(min(6, len(self.tokens) - at), 0, -1):
            if tuple(token.text for token in self.tokens[at : at + length]) in table:
                return length
        return 0

    def take(self, table: Phrases) -> str | None:
        """Takes the longest wording of `table` that stands here, and gives its meaning."""
        length = self._length(table, self.at)
        if not length:
            return None
        meaning = table[tuple(token.text for token in self.tokens[self.at : self.at + length])]
        self.at += length
        return meaning

    # -------------------------------------------------------------- quantities

    def _digits(self) -> Fraction | None:
        token = self._token()
        if token is None or token.kind != "number":
            return None
        value = read(token.text, self.german)
        if value is None:
            raise NotASum
        self.at += 1
        following = self._token()
        if following and following.text == "k" and following.glued:
            value, self.at = value * 1000, self.at + 1
        if following and following.text in SCALES and not following.glued:
            value, self.at = value * SCALES[following.text], self.at + 1
        return value

    def _number_words(self) -> Fraction | None:
        words, at = [], []
        for index in range(self.at, min(self.at + 24, len(self.tokens))):
            token = self.tokens[index]
            if token.kind == "word":
                words.append(token.text)
                at.append(index)
            elif token.text != "-" or not token.glued:
                break
        found = spoken(words)
        if found is None:
            return None
        self.at = at[found[1] - 1] + 1
        return found[0]

    def _fraction(self) -> Term | None:
        """ "two thirds", "a quarter of", "three quarters of": a quotient that waits for its "of"."""
        before = self.at
        self.take(ARTICLES)
        top = Fraction(1) if self._token() and self._token_text() in FRACTIONS else self._number_words_before_fraction()
        bottom = FRACTIONS.get(self._token_text()) if top is not None else None
        if bottom is None or (bottom == 2 and top == 1 and not self._after_is_of_or_sign()):
            self.at = before
            return None
        self.at += 1
        if self.at - before == 1 and not self.take({("of",): "of", ("von",): "of"}):
            self.at = before
            return None
        if self.at - before == 1 or self.tokens[self.at - 1].text in ("of", "von"):
            self.at -= 1
        self.fraction = Term("÷", (number(top or 1), number(bottom)))
        return self.fraction

    def _number_words_before_fraction(self) -> Fraction | None:
        value = self._number_words()
        if value is None and self._token_text() == "a":
            self.at += 1
            return Fraction(1)
        return value

    def _after_is_of_or_sign(self) -> bool:
        return self.at + 1 >= len(self.tokens) or self._length(INFIX, self.at + 1) > 0

    def _noun(self) -> None:
        """Skips what a number counts, and remembers it."""
        token = self._token()
        if token is None or token.kind != "word":
            return
        if self.at and self.tokens[self.at - 1].text in PERCENT and self._on_something():
            return
        if token.text in UNITS or (
            not token.glued and len(token.text) > 2 and token.text not in NOT_NOUNS and not self._is_phrase()
        ):
            self.nouns.append(token.text)
            self.at += 1

    def _on_something(self) -> bool:
        """Whether a rule still needs the noun that stands here: "15 % tip on 40"."""
        following = self.tokens[self.at + 1].text if self.at + 1 < len(self.tokens) else ""
        return following in ("on", "off", "from", "auf")

    def _is_phrase(self) -> bool:
        tables = (INFIX, POSTFIX, CLOSERS, LINKS, FRACTIONS_AND_SCALES)
        return any(self._length(table, self.at) for table in tables) or self._number_starts()

    def _number_starts(self) -> bool:
        return spoken([self._token_text()]) is not None
