"""Questions about numbers that are answered in words: prime or not, even or odd, which is larger, what remains."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import isqrt

from backend.tools.arithmetic import NoResult, NotASum, Term
from backend.tools.numerals import write

LARGEST_PRIME = 10**12
"""Trial division up to its root stays within some ten milliseconds."""


def _whole(term: Term) -> int:
    value = term.evaluate().value
    if value.denominator != 1:
        raise NotASum
    return int(value)


def _prime(german: bool, term: Term) -> str:
    value = _whole(term)
    if not 0 <= value <= LARGEST_PRIME:
        raise NotASum
    shown = write(Fraction(value), german)[0]
    factor = next((each for each in range(2, min(isqrt(value), 10**6) + 1) if value % each == 0), None)
    if value < 2 or factor:
        because = f": {shown} = {factor} × {write(Fraction(value, factor), german)[0]}" if factor else ""
        return f"{shown} ist keine Primzahl{because}" if german else f"{shown} is not prime{because}"
    return f"{shown} ist eine Primzahl" if german else f"{shown} is prime"


def _even(german: bool, term: Term) -> str:
    value = _whole(term)
    shown, even = write(Fraction(value), german)[0], value % 2 == 0
    if german:
        return f"{shown} ist {'gerade' if even else 'ungerade'}"
    return f"{shown} is {'even' if even else 'odd'}"


def _divides(german: bool, left: Term, right: Term) -> str:
    value, by = _whole(left), _whole(right)
    if by < 1 or value < 0:
        raise NotASum
    shown, divisor = write(Fraction(value), german)[0], write(Fraction(by), german)[0]
    fits = value % by == 0
    if german:
        return f"{shown} ist {'' if fits else 'nicht '}durch {divisor} teilbar: {_remains(value, by, german)}"
    return f"{shown} is {'' if fits else 'not '}divisible by {divisor}: {_remains(value, by, german)}"


def _compare(german: bool, left: Term, right: Term) -> str:
    first, second = left.evaluate(), right.evaluate()
    a, b = _told(left, german), _told(right, german)
    if first.value == second.value:
        return f"{a} {'ist gleich' if german else 'is the same as'} {b}"
    more = first.value > second.value
    word = ("größer" if more else "kleiner") if german else ("more" if more else "less")
    return f"{a} {'ist' if german else 'is'} {word} {'als' if german else 'than'} {b}"


def _told(term: Term, german: bool) -> str:
    """A number as it is, a sum with its result: "7 ÷ 8 = 0.875"."""
    shown = term.write(german)
    result, whole = write(term.evaluate().value, german)
    return shown if shown == result else f"{shown} ({'' if whole else '≈ '}{result})"


def _remainder(german: bool, left: Term, right: Term) -> str:
    value, by = _whole(left), _whole(right)
    if not by:
        raise NoResult("has no result")
    if by < 0 or value < 0:
        raise NotASum
    return _remains(value, by, german)


def _remains(value: int, by: int, german: bool) -> str:
    times, rest = (write(Fraction(each), german)[0] for each in divmod(value, by))
    shown = f"{write(Fraction(value), german)[0]} ÷ {write(Fraction(by), german)[0]} = {times}"
    if rest == "0":
        return f"{shown}, ohne Rest" if german else f"{shown}, no remainder"
    return f"{shown}, Rest {rest}" if german else f"{shown}, remainder {rest}"


def _fraction(german: bool, term: Term) -> str:
    value = term.evaluate().value
    return f"{term.write(german)} = {value.numerator}/{value.denominator}"


VERDICTS: dict[str, Callable[..., str]] = {
    "prime": _prime,
    "even": _even,
    "divides": _divides,
    "compare": _compare,
    "mod": _remainder,
    "fraction": _fraction,
}
"""The sentence about one or two terms, by the sign of the question; the first argument says whether in German."""
