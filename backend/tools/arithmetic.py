"""Exact sums: an expression as a tree of terms that can be worked out and written in nice signs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import factorial, isqrt

from backend.tools.numerals import write

MOST_BITS = 14_000
"""About 4,200 digits: larger numbers are refused, never worked out."""

ROOT_DIGITS = 30


class NoResult(ArithmeticError):
    """A sum without an answer; the message ends the sentence "5 ÷ 0 …"."""


class NotASum(ValueError):
    """The words do not make a sum in this way; another way may fit."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, and whether it is the whole truth (√2 is not)."""

    value: Fraction
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Term:
    """A number, or an operation of `OPERATIONS` on other terms."""

    sign: str
    parts: tuple[Term, ...] = ()
    amount: Amount = Amount(Fraction(0))

    def evaluate(self) -> Amount:
        """The amount; raises `NoResult`."""
        if self.sign == "number":
            return self.amount
        amounts = [part.evaluate() for part in self.parts]
        if self.sign in ("+", "-") and self.parts[1].sign == "%":
            # 80 + 19 % is 19 % more than 80, as on every pocket calculator.
            amounts[1] = Amount(amounts[0].value * amounts[1].value, amounts[0].exact and amounts[1].exact)
        worked = OPERATIONS[self.sign].work(*(amount.value for amount in amounts))
        result = worked if isinstance(worked, Amount) else Amount(worked)
        _bounded(result.value)
        return Amount(result.value, result.exact and all(amount.exact for amount in amounts))

    def write(self, german: bool = False) -> str:
        """The term as one reads it: "12 × (3 + 4)"."""
        if self.sign == "number":
            return write(self.amount.value, german)[0]
        operation = OPERATIONS[self.sign]
        parts = [
            f"({part.write(german)})" if part.rank < least else part.write(german)
            for part, least in zip(self.parts, operation.leasts, strict=True)
        ]
        return (operation.german if german and operation.german else operation.shape).format(*parts)

    def __add__(self, other: Term) -> Term:
        return Term("+", (self, other))

    def __sub__(self, other: Term) -> Term:
        return Term("-", (self, other))

    def __mul__(self, other: Term) -> Term:
        return Term("×", (self, other))

    def __truediv__(self, other: Term) -> Term:
        return Term("÷", (self, other))

    @property
    def rank(self) -> int:
        """How tightly the term holds together; a weaker one needs brackets inside a stronger."""
        if self.sign == "number":
            return 9 if self.amount.value >= 0 else 3
        return OPERATIONS[self.sign].rank


def number(value: Fraction | int, exact: bool = True) -> Term:
    """A term that is just a number."""
    return Term("number", amount=Amount(Fraction(value), exact))


# ------------------------------------------------------------------ operations


@dataclass(frozen=True, slots=True)
class Operation:
    """How to work an operation out and write it; `leasts` are the ranks its parts need to stand without brackets."""

    rank: int
    leasts: tuple[int, ...]
    shape: str
    work: Callable[..., Fraction | Amount]
    german: str = ""


def _bounded(value: Fraction) -> None:
    if value.numerator.bit_length() > MOST_BITS or value.denominator.bit_length() > MOST_BITS:
        raise NoResult("is too large")


def _divide(left: Fraction, right: Fraction) -> Fraction:
    if not right:
        raise NoResult("has no result")
    return left / right


def _modulo(left: Fraction, right: Fraction) -> Fraction:
    if not right:
        raise NoResult("has no result")
    return left % right


def _factorial(value: Fraction) -> Fraction:
    if value < 0 or value.denominator != 1:
        raise NoResult("has no result")
    if value > 1000:
        raise NoResult("is too large")
    return Fraction(factorial(int(value)))


def _power(base: Fraction, exponent: Fraction) -> Fraction | Amount:
    if not base and exponent < 0:
        raise NoResult("has no result")
    if base in (0, 1, -1) and exponent.denominator == 1:
        return base ** int(abs(exponent) % 2 or (2 if exponent else 0))
    if exponent.denominator > 12:
        raise NoResult("is too hard for this calculator")
    size = max(base.numerator.bit_length(), base.denominator.bit_length())
    if abs(exponent.numerator) * size > 2 * MOST_BITS:
        raise NoResult("is too large" if (abs(base) > 1) == (exponent > 0) else "is too small")
    power = base**exponent.numerator
    return power if exponent.denominator == 1 else _root(power, exponent.denominator)


def _root(value: Fraction, degree: int) -> Amount:
    if value < 0:
        if degree % 2 == 0:
            raise NoResult("has no result")
        below = _root(-value, degree)
        return Amount(-below.value, below.exact)
    top, bottom = _whole_root(value.numerator, degree), _whole_root(value.denominator, degree)
    if top**degree == value.numerator and bottom**degree == value.denominator:
        return Amount(Fraction(top, bottom))
    scale = 10 ** (ROOT_DIGITS + len(str(value.denominator)))
    return Amount(Fraction(_whole_root(value.numerator * scale**degree // value.denominator, degree), scale), False)


def _whole_root(value: int, degree: int) -> int:
    """The largest whole number whose power is not above `value` (Newton's steps from above)."""
    if degree == 2 or value < 2:
        return isqrt(value) if degree == 2 else value
    guess = 1 << -(-value.bit_length() // degree)
    while (better := ((degree - 1) * guess + value // guess ** (degree - 1)) // degree) < guess:
        guess = better
    return guess


OPERATIONS: dict[str, Operation] = {
    "+": Operation(1, (1, 1), "{} + {}", lambda left, right: left + right),
    "-": Operation(1, (1, 2), "{} - {}", lambda left, right: left - right),
    "×": Operation(2, (2, 2), "{} × {}", lambda left, right: left * right),
    "÷": Operation(2, (2, 3), "{} ÷ {}", _divide),
    "mod": Operation(2, (2, 3), "{} mod {}", _modulo),
    "of": Operation(2, (2, 3), "{} of {}", lambda left, right: left * right, "{} von {}"),
    "share": Operation(2, (2, 3), "{} ÷ {}", _divide),
    "decimal": Operation(1, (1,), "{}", lambda value: value),
    "percentage": Operation(1, (1,), "{}", lambda value: value),
    "fraction": Operation(1, (1,), "{}", lambda value: value),
    "neg": Operation(3, (3,), "-{}", lambda value: -value),
    "^": Operation(4, (5, 4), "{}^{}", _power),
    "√": Operation(5, (5,), "√{}", lambda value: _root(value, 2)),
    "∛": Operation(5, (5,), "∛{}", lambda value: _root(value, 3)),
    "!": Operation(5, (6,), "{}!", _factorial),
    "%": Operation(5, (5,), "{} %", lambda value: value / 100),
}
"""The whole of what the calculator can do. A share is a quotient that is told in percent."""
