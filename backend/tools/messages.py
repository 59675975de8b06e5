"""Where in a message a sum begins and ends, and what is done next to it: "now divide that by 3"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from backend.tools.arithmetic import NotASum, Term
from backend.tools.phrases import ASKERS, CLOSERS, LINKS, OPENERS, STRONG, UNITS
from backend.tools.rules import TAILS, WHOLE
from backend.tools.sums import Parser


class Reader(Parser):
    """Reads one whole message."""

    def parse(self) -> Term:
        """The term of the whole message, after as few opening words as it takes; raises `NotASum`."""
        for start, framed in self._starts():
            self.framed = framed
            for begin in (self._fresh, self._follow_up):
                self.at, self.depth, self.nouns, self.ranged = start, 0, [], False
                try:
                    return self._to_the_end(begin())
                except NotASum:
                    continue
        raise NotASum

    def _starts(self) -> Iterator[tuple[int, bool]]:
        """Where the sum may begin, and whether words before it ask for it."""
        start = 0
        for count in range(12):
            yield start, count > 0
            used = self._length(OPENERS, start)
            if not used:
                break
            start += used
        first = next((at for at, token in enumerate(self.tokens) if token.kind == "number"), len(self.tokens))
        asking = [at for at, token in enumerate(self.tokens[:first]) if token.text in ASKERS and at > start]
        for at in asking[:4]:
            yield at, True
            while used := self._length(OPENERS, at):
                at += used
                yield at, True
        mere_words = all(token.kind == "word" for token in self.tokens[:first])
        if start < first <= 6 and mere_words and not self.words.isdisjoint(STRONG):
            yield first, False

    def _fresh(self) -> Term:
        return self.rule(WHOLE) or self.expression()

    def _follow_up(self) -> Term:
        takes = self._peek("take") and [token.text for token in self.tokens[self.at + 1 : self.at + 2]] != ["away"]
        if self.last is None or takes:  # "take 5" is a break
            raise NotASum
        while self.take(LINKS):
            pass
        return self.tail(self.last)

    def _to_the_end(self, term: Term) -> Term:
        while True:
            before = self.at
            linked = False
            while self.take(LINKS) or self._word(","):
                linked = True
            if linked:
                try:
                    term = self.tail(term)
                    continue
                except NotASum:
                    self.at = before
            break
        while self.take(CLOSERS):
            pass
        if self.at < len(self.tokens) or not self._nouns_fit(term) or not _asks(term) or term is self.fraction:
            raise NotASum
        return term

    def tail(self, left: Term) -> Term:
        """What is done next to what there is: "plus 5", "divide that by 3", "double it"."""
        before, outer, self.last = self.at, self.last, left
        try:
            if term := self.rule(tuple((shape, partial(build, left)) for shape, build in TAILS)):
                return term
            term = self.climb(self.postfixes(left), 1)
            if term is left:
                term = self.expression()
                if not _mentions(term, left):
                    raise NotASum
            return term
        except NotASum:
            self.at = before
            raise
        finally:
            self.last = outer

    def _nouns_fit(self, term: Term) -> bool:
        """12 apples + 5 apples make sense, 2 hours + 30 minutes are not 32 of anything."""
        kinds = {noun.rstrip("sn") for noun in self.nouns}
        known = all(noun in UNITS for noun in self.nouns)
        if self.ranged and kinds:
            return False  # 3-4 people
        return (len(kinds) < 2 or not _adds(term)) and (known or self.framed)


def _mentions(term: Term, part: Term) -> bool:
    return term is part or any(_mentions(below, part) for below in term.parts)


def _asks(term: Term) -> bool:
    """A number, a minus five and a 20 % alone ask for nothing."""
    while term.sign in ("neg", "%"):
        term = term.parts[0]
    return term.sign != "number"


def _adds(term: Term) -> bool:
    return (term.sign in ("+", "-") and term.parts[1].sign != "%") or any(_adds(part) for part in term.parts)
