"""A message as it is told: its words with signs for its numbers, ready to be laid upon shapes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from backend.tools.arithmetic import Term, number
from backend.tools.numerals import read, spoken
from backend.tools.wording import Token, is_german, words

_DROPPED = frozenset(",.?!;:€$£¥-\"'")
_CURRENCY = words("€ $ £ ¥ eur usd gbp euro euros dollar dollars pound pounds quid buck bucks franc francs chf")
_COINS = words("cent cents pence penny pennies p")
_PERCENT = words("% percent pct prozent")
_NOT_COUNTED = words("one ein eine einen einer einem eins oh zero tree nil")
LONGER = {
    "i'm": "i am", "im": "i am", "i've": "i have", "ive": "i have", "i'd": "i would", "i'll": "i will",
    "it's": "it is", "its": "it is", "that's": "that is", "thats": "that is", "there's": "there is",
    "theres": "there is",
    "what's": "what is", "whats": "what is", "he's": "he is", "she's": "she is", "we're": "we are", "you're": "you are",
    "they're": "they are", "we've": "we have", "they've": "they have", "who's": "who is", "how's": "how is",
    "how're": "how are", "what're": "what are", "@": "at", "ea": "each", "kmh": "km per hour", "mph": "miles per hour",
    "kph": "km per hour", "&": "and", "wieviel": "wie viel", "wieviele": "wie viele", "sq": "square",
}  # fmt: skip
_ABBREVIATED = {
    "h": "hour",
    "hr": "hour",
    "hrs": "hours",
    "min": "minute",
    "mins": "minutes",
    "s": "second",
    "std": "stunde",
}


@dataclass(frozen=True, slots=True)
class Telling:
    """The words of a message, each with a space behind it; its numbers in their order."""

    text: str
    numbers: tuple[Term, ...]
    mixed: bool = False
    """Whether it speaks of coins and of larger money, which do not add up as they stand."""

    @property
    def signs(self) -> str:
        """The signs of its numbers, amounts of money as plain numbers: "##%"."""
        return "".join(re.findall(r"[#$%](?= )", self.text)).replace("$", "#")


def tell(tokens: Sequence[Token]) -> Telling:
    """`tokens` as a telling."""
    german = is_german(" ".join(token.text for token in tokens))
    told: list[str] = []
    numbers: list[Term] = []
    at = 0
    while at < len(tokens):
        value, used = number_at(tokens, at, german)
        if value is not None:
            after = [token.text for token in tokens[at + used : at + used + 2]]
            sign = _sign(tokens, at, used, after)
            used += 1 if sign == "%" or (after[:1] and after[0] in _CURRENCY | _COINS) else 0
            if after == ["per", "cent"]:
                used, sign = used + 2, "%"
            if told and told[-1].endswith("'s"):
                told[-1:] = [told[-1][:-2], "is"]
            told.append(sign)
            numbers.append(Term("%", (number(value),)) if sign == "%" else number(value))
        else:
            told += _word(tokens, at)
        at += used
    spoken_of = {token.text for token in tokens}
    mixed = not spoken_of.isdisjoint(_COINS - {"p"}) and not spoken_of.isdisjoint(_CURRENCY)
    return Telling("".join(f"{word} " for word in told), tuple(numbers), mixed)


def number_at(tokens: Sequence[Token], at: int, german: bool) -> tuple[Fraction | None, int]:
    """The number that begins at a token, or None, and how many tokens it takes."""
    token = tokens[at]
    if token.kind == "number":
        return read(token.text, german), 1
    if token.kind != "word" or token.text in _NOT_COUNTED:
        return None, 1
    run: list[str] = []
    places: list[int] = []
    for place in range(at, min(at + 16, len(tokens))):
        if tokens[place].kind == "word":
            run.append(tokens[place].text)
            places.append(place)
        elif tokens[place].text != "-" or not tokens[place].glued:
            break
    found = spoken(run)
    return (found[0], places[found[1] - 1] + 1 - at) if found else (None, 1)


def _sign(tokens: Sequence[Token], at: int, used: int, after: Sequence[str]) -> str:
    if after[:1] and after[0] in _PERCENT:
        return "%"
    before = tokens[at - 1].text if at else ""
    decimals = used == 1 and re.fullmatch(r"\d+[.,]\d\d", tokens[at].text)
    return "$" if decimals or before in _CURRENCY or (after[:1] and after[0] in _CURRENCY | _COINS) else "#"


def _word(tokens: Sequence[Token], at: int) -> list[str]:
    text = tokens[at].text
    if text == "/" and 0 < at < len(tokens) - 1 and tokens[at - 1].kind == tokens[at + 1].kind == "word":
        return ["per"]
    if text in _ABBREVIATED:
        return [_ABBREVIATED[text]]
    if text in LONGER:
        return LONGER[text].split()
    if text in "#%":
        return ["§"]  # they are the signs of numbers here
    return [] if text in _DROPPED or text in ("eur", "usd", "gbp") else [text]
