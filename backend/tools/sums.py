"""The grammar of sums: tokens to a term, by precedence for operators and by a table of rules for phrases."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from backend.tools.arithmetic import NotASum, Term, number
from backend.tools.phrases import (
    ARTICLES,
    CURRENCIES,
    INFIX,
    ORDINALS,
    PLURALS,
    POSTFIX,
    PREFIX,
    THAT,
)
from backend.tools.quantities import Quantities
from backend.tools.rules import RULES, Rule
from backend.tools.wording import Token

MOST_STEPS = 4000
DEEPEST = 24

_RANKS = {"+": 1, "-": 1, "×": 2, "÷": 2, "mod": 2, "of": 2, "^": 4}
_WRAPPED: dict[str, Callable[[Term], Term]] = {
    "half": lambda term: Term("÷", (term, number(2))),
    "double": lambda term: Term("×", (number(2), term)),
    "triple": lambda term: Term("×", (number(3), term)),
    "quadruple": lambda term: Term("×", (number(4), term)),
    "square": lambda term: Term("^", (term, number(2))),
    "cube": lambda term: Term("^", (term, number(3))),
}


class Parser(Quantities):
    """Reads what stands at `at`. `last` is what "that" means."""

    def __init__(self, tokens: Sequence[Token], german: bool, last: Term | None = None) -> None:
        super().__init__(tokens, german)
        self.last = last
        self.steps = self.depth = 0
        self.framed = self.ranged = False
        self.stops: set[str] = set()
        self.words = {token.text for token in tokens}

    def expression(self, least: int = 1) -> Term:
        """A term whose operators bind at least as tightly as `least`."""
        return self.climb(self.operand(), least)

    def climb(self, left: Term, least: int) -> Term:
        """`left` and the operators after it."""
        while True:
            before = self.at
            sign = None if self._token_text() in self.stops else self.take(INFIX)
            if (
                sign is None
                or _RANKS[sign] < least
                or not self._spaced_colon(before)
                or (sign == "of" and left.sign not in "%÷")
            ):
                self.at = before
                return left
            self.ranged |= self.tokens[before].text == "-" and all(
                token.glued for token in self.tokens[before : self.at + 1]
            )
            right_least = 4 if sign == "^" else _RANKS[sign] + 1
            right = self._ordinal() if sign == "^" else None
            right = right or self.expression(3 if sign == "^" and self._peek("-") else right_least)
            left = self.postfixes(_of(left, right) if sign == "of" else Term(sign, (left, right)))

    def _ordinal(self) -> Term | None:
        """ "(to the) 10th power" or "tenth"."""
        before, value = self.at, ORDINALS.get(self._token_text())
        self.at += 1 if value else 0
        if value is None and (digits := self._digits()) is not None and self._word("th", "st", "nd", "rd"):
            value = int(digits)
        if value is None:
            self.at = before
            return None
        self._word("power")
        return number(value)

    def _spaced_colon(self, at: int) -> bool:
        """14:05 is a time, 84 : 3 a sum."""
        return self.tokens[at].text != ":" or not (self.tokens[at].glued or self.tokens[at + 1].glued)

    def operand(self) -> Term:
        """A number, something in brackets, a phrase with its own words, or one of these with a sign before it."""
        self._step()
        try:
            return self._operand()
        finally:
            self.depth -= 1

    def _operand(self) -> Term:
        if self._word("-") or self.take({("minus",): "-", ("negative",): "-"}):
            return Term("neg", (self.expression(3),))
        if self._word("("):
            inside = self.expression()
            if not self._word(")"):
                raise NotASum
            return self.postfixes(inside)
        if (fraction := self._fraction()) is not None:
            return fraction
        before = self.at
        while self.take(ARTICLES):
            pass
        if sign := self.take(PREFIX):
            inside = self.expression(5 if sign in "√∛" else 3)
            return self.postfixes(_WRAPPED[sign](inside) if sign in _WRAPPED else Term(sign, (inside,)))
        if phrase := self.rule(RULES):
            return self.postfixes(phrase)
        self.at = before
        return self.postfixes(self.amount())

    def postfixes(self, term: Term) -> Term:
        """`term` with the signs behind it: 5!, 12 squared, 15 percent."""
        while sign := self.take(POSTFIX):
            term = _WRAPPED[sign](term) if sign in _WRAPPED else Term(sign, (term,))
            if sign == "%":
                self._noun()
        return term

    def amount(self) -> Term:
        """A number in digits or words with what it counts, or "that"."""
        if self.last is not None and self.take(THAT):
            return self.last
        if self._token_text() in ("a", "an") and [token.kind for token in self.tokens[self.at + 1 : self.at + 2]] == [
            "number"
        ]:
            self.at += 1  # a 20 % tip
        money = self.take(CURRENCIES)
        value = self._digits()
        if value is None:
            value = self._number_words()
        if value is None:
            raise NotASum
        if money or self.take(CURRENCIES):
            self.nouns.append("money")
        if times := PLURALS.get(self._token_text()):
            self.at += 1
            return Term("×", (number(value), number(times)))
        self._noun()
        return number(value)

    # -------------------------------------------------------------- rules of phrases

    def rule(self, rules: Sequence[Rule]) -> Term | None:
        """The term of the first rule that fits here, or None."""
        start, nouns = self.at, len(self.nouns)
        for shape, build in rules:
            if (shape[0][0] != "@" and self._token_text() not in shape[0].split("|")) or not self._possible(shape):
                continue
            self._step()
            try:
                return build(*self._slots(shape))
            except NotASum:
                self.at = start
                del self.nouns[nouns:]
            finally:
                self.depth -= 1
        return None

    def _possible(self, shape: Sequence[str]) -> bool:
        """Whether the message has the words that the shape cannot do without."""
        return all(part[0] == "@" or part[-1] == "?" or not self.words.isdisjoint(part.split("|")) for part in shape)

    def _slots(self, shape: tuple[str, ...]) -> list[Term | list[Term]]:
        """The terms at the slots of a shape; the last one ends before any further operator."""
        slots: list[Term | list[Term]] = []
        for place, part in enumerate(shape):
            if part == "@@":
                slots.append(self.expression())
            elif part == "@":
                slots.append(self._slot(shape[place + 1 :]))
            elif part == "@,":
                slots.append(self._list())
            elif not self._word(*part.rstrip("?").split("|")) and not part.endswith("?"):
                raise NotASum
        return slots

    def _slot(self, following: Sequence[str]) -> Term:
        """One term; an operator ends it that is the next word of the shape ("teile 100 durch 8")."""
        outer, self.stops = self.stops, set()
        for part in following:
            self.stops.update(part.rstrip("?").split("|"))
            if not part.endswith("?"):
                break
        try:
            return self.expression(1 if following else 3)
        finally:
            self.stops = outer

    def _list(self) -> list[Term]:
        terms = [self.expression(3)]
        while True:
            before = self.at
            comma = self._word(",")
            linked = self._word("and", "und", "&", "with", "to", "zu") or comma
            if not linked and not self._digits_stand_here():
                break
            try:
                terms.append(self.expression(3))
            except NotASum:
                self.at = before
                break
        if len(terms) < 2:
            raise NotASum
        return terms

    def _digits_stand_here(self) -> bool:
        """The next of "4 5 6"."""
        here = self._token()
        return here is not None and here.kind == "number" and not here.glued

    def _step(self) -> None:
        self.steps += 1
        self.depth += 1
        if self.steps > MOST_STEPS or self.depth > DEEPEST:
            self.depth -= 1
            raise NotASum


def _of(left: Term, right: Term) -> Term:
    """15 % of 230 stays so; ¾ of 80 is 80 × 3 ÷ 4."""
    if left.sign == "%":
        return Term("of", (left, right))
    top, bottom = left.parts
    if top == number(1):
        return Term("÷", (right, bottom))
    return Term("÷", (Term("×", (right, top)), bottom))
