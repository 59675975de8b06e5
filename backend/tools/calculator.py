"""The calculator: understands whether a message asks for arithmetic, and works it out exactly. No eval, no guesses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from backend.tools.arithmetic import NoResult, NotASum, Term, number
from backend.tools.conversions import Measure, conversion, dozens, in_a_year, rate
from backend.tools.messages import Reader
from backend.tools.numerals import DECIMALS, read, write
from backend.tools.stories import story
from backend.tools.verdicts import VERDICTS
from backend.tools.wording import LONGEST_TEXT, Token, is_german, plain, tokens

_NOT_SUMS = re.compile(
    r"0\d+\s?[-/]\s?\d+.*|\+?\d+([-/.])\d+(\1\d+)+|\+\d[\d ]+|(1[5-9]|20)\d\d\s?-\s?(1[5-9]|20)\d\d|\d{3}-\d{4}|"
    r"\d{3,5}-\d{5,}"
    r"|24/7|9/11|50/50|20/20|\d+:\d\d|1920x1080|1280x720|2560x1440|3840x2160"
)
"""Phone numbers, dates, spans of years and sayings: they look like sums when they stand alone."""

MOST_TOKENS = 120
_REMAINDERS = frozenset(["remainder", "rest", "leftover", "left", "remains", "übrig"])
"""A story with one of these is no plain quotient."""

_SENTENCE = re.compile(r"(?<=[a-zäöüß])[.!?]+\s+|(?<=[\d)])[?]+\s+|\n+")
_CLAUSE = re.compile(r"[,;:.?!]+\s+|\s-\s")
_ASKING = re.compile(r"\b(what|how|can|could|calculate|work out|was|wie|kannst|rechne)\b")
_TURNED = re.compile(r"\b(original|originally|before|vorher|ursprünglich)\b")
"""A clause with the sum of a message stands alone when another one asks for it."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum that was understood: how it is written and what comes out; with a `refusal` nothing comes out."""

    expression: str
    result: str
    exact: bool = True
    refusal: str = ""
    sentence: str = ""

    @property
    def note(self) -> str:
        """ "12 × 34 = 408", "1 ÷ 3 ≈ 0.333333", "5 ÷ 0 has no result" or "91 is not prime: 91 = 7 × 13"."""
        if self.sentence:
            return self.sentence
        if self.refusal:
            return f"{self.expression} {self.refusal}"
        return f"{self.expression} {'=' if self.exact else '≈'} {self.result}"


def reckon(text: str, last: str | None = None) -> Sum | None:
    """The sum that `text` asks for, or None. `last` is the result before it, for "and twice that?"."""
    if len(text) > LONGEST_TEXT or not text.strip():
        return None
    german = is_german(text)
    before = _last(last, german) if last else None
    for words, may_tell in _readings(text):
        if len(words) <= MOST_TOKENS and (found := _understood(words, german, before, may_tell)):
            return found
    return None


def _understood(words: list[Token], german: bool, before: Term | None, may_tell: bool) -> Sum | None:
    """The sum of a message by the first way of reading that fits: units, grammar, story."""
    if (measure := conversion(words)) and (told := _measured(measure, german)):
        return told
    ways: list[Callable[[Sequence[Token]], Term | None]] = [dozens, lambda words: _parsed(words, german, before)]
    if may_tell:
        ways += [story, rate]
    if may_tell and any(word.text in _REMAINDERS for word in words):
        ways.insert(0, story)
    for read_so in ways:
        if term := read_so(words):
            try:
                return _worked_out(term, german)
            except NotASum:
                continue
    return None


def _measured(measure: Measure, german: bool) -> Sum | None:
    expression = " ".join(f"{write(count, german)[0]} {unit}" for count, unit in measure.amounts)
    if years := in_a_year(measure):
        return Sum(expression, years)
    value = measure.value()
    if value is None:
        return None
    result, whole = write(value, german)
    return Sum(expression, f"{result} {measure.unit}", exact=whole)


def _readings(text: str) -> Iterator[tuple[list[Token], bool]]:
    """The message, then its only sentence or clause with a number; whether each may be a story, too.

    A story is told in the whole message, or in the part that asks for it while the rest asks for nothing.
    """
    yield tokens(text), True
    told = plain(text)
    if _TURNED.search(told):
        return
    for border in (_SENTENCE, _CLAUSE):
        parts = [part for part in border.split(told) if part.strip()]
        counting = [part for part in parts if any(token.kind == "number" for token in tokens(part))]
        if len(parts) > 1 and len(counting) == 1:
            rest = " ".join(part for part in parts if part != counting[0])
            asks, asked = bool(_ASKING.search(counting[0])), bool(_ASKING.search(rest))
            if asks or asked or border is _SENTENCE:
                yield tokens(counting[0]), asks and not asked


def _parsed(words: Sequence[Token], german: bool, last: Term | None) -> Term | None:
    if _NOT_SUMS.fullmatch("".join(("" if word.glued else " ") + word.text for word in words).strip(" ?!.")):
        return None
    try:
        return Reader(words, german, last).parse()
    except NotASum:
        return None


def _worked_out(term: Term, german: bool) -> Sum:
    if say := VERDICTS.get(term.sign):
        return _told(term, say, german)
    expression = term.write(german)
    try:
        amount = term.evaluate()
    except NoResult as refused:
        return Sum(expression, "", refusal=str(refused))
    share = term.sign in ("share", "percentage")
    result, whole = write(amount.value * 100 if share else amount.value, german)
    return Sum(expression, f"{result} %" if share else result, exact=whole and amount.exact)


def _told(term: Term, say: Callable[..., str], german: bool) -> Sum:
    """A question about numbers that has its answer in words."""
    try:
        sentence = say(german, *term.parts)
    except NoResult as refused:
        return Sum(" ÷ ".join(part.write(german) for part in term.parts), "", refusal=str(refused))
    expression, _, result = sentence.partition(" = ") if term.sign in ("mod", "fraction") else (sentence, "", "")
    return Sum(expression, result, sentence=sentence)


def _last(text: str, german: bool) -> Term | None:
    """A result as it was written; one with all its decimals was rounded."""
    digits = text.split()[0].removesuffix("%") if text.strip() else ""
    size, negative = digits.removeprefix("-"), digits.startswith("-")
    value = read(size, german)
    if value is None:
        return None
    decimals = re.search(r"[.,](\d+)$", size)
    exact = not decimals or len(decimals[1]) < DECIMALS
    return number(-value if negative else value, exact)
