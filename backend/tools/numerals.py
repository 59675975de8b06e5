"""Numbers as people write and say them, read and written exactly, in English and German."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache

DECIMALS = 6
LONGEST = 60
"""Digits of a result; beyond them it is written in scientific form."""

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*|[.,]\d+")
_GROUPED = {",": re.compile(r"[1-9]\d{0,2}(,\d{3})+"), ".": re.compile(r"[1-9]\d{0,2}(\.\d{3})+")}

# ------------------------------------------------------------------ digits


def read(text: str, german: bool = False) -> Fraction | None:
    """The number that `text` ("1,234.5", "3,5", ".5") writes; a lone "1,234" is read as the language would."""
    if not _DIGITS.fullmatch(text):
        return None
    marks = [character for character in text if character in ",."]
    if not marks:
        return Fraction(int(text))
    point = marks[-1] if len(set(marks)) == 2 else _point_of_one_mark(text, marks[0], german)
    whole, _, decimals = text.rpartition(point) if point else (text, "", "")
    group = {",": ".", ".": ","}[point] if point else marks[0]
    if group in whole and not _GROUPED[group].fullmatch(whole):
        return None
    if point and (point in whole or not decimals.isdigit()):
        return None
    return Fraction((whole.replace(group, "") or "0") + ("." + decimals if decimals else ""))


def _point_of_one_mark(text: str, mark: str, german: bool) -> str:
    """The decimal point among marks of one kind; "" where they group thousands."""
    grouping = "." if german else ","
    if text.count(mark) > 1 or (mark == grouping and _GROUPED[mark].fullmatch(text)):
        return ""
    return mark


def write(value: Fraction, german: bool = False) -> tuple[str, bool]:
    """`value` in digits, and whether they are all of it."""
    shown = round(value, DECIMALS)
    if abs(shown) >= 10**LONGEST or (value and not shown):
        return _scientific(value, german)
    whole, part = divmod(abs(shown) * 10**DECIMALS, 10**DECIMALS)
    digits = f"{int(whole):,}" if whole >= 10_000 else str(int(whole))
    decimals = f"{int(part):0{DECIMALS}d}".rstrip("0")
    text = ("-" if shown < 0 else "") + digits + ("." + decimals if decimals else "")
    return _in_language(text, german), shown == value


def _scientific(value: Fraction, german: bool) -> tuple[str, bool]:
    size = abs(value)
    power = len(str(size.numerator)) - len(str(size.denominator))
    if size < Fraction(10) ** power:
        power -= 1
    shown = round(size / Fraction(10) ** power, DECIMALS)
    if shown == 10:
        shown, power = Fraction(1), power + 1
    text = f"{write(shown)[0]} × 10^{power}"
    return _in_language(("-" if value < 0 else "") + text, german), shown * Fraction(10) ** power == size


def _in_language(text: str, german: bool) -> str:
    return text.translate(str.maketrans(",.", ".,")) if german else text


# ------------------------------------------------------------------ English words

_ONES = {
    word: number
    for number, word in enumerate(
        str.split(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen"
        )
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)  # noqa: SIM905
}
SCALES = {
    "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "tausend": 10**3, "millionen": 10**6, "milliarde": 10**9, "milliarden": 10**9,
    "hundred": 100, "dozen": 12, "hundert": 100, "dutzend": 12, "thousands": 10**3, "millions": 10**6,
}  # fmt: skip
FRACTIONS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4,
    "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "seventh": 7, "sevenths": 7, "eighth": 8, "eighths": 8,
    "ninth": 9, "ninths": 9, "tenth": 10, "tenths": 10, "hundredth": 100, "hundredths": 100,
    "drittel": 3, "viertel": 4, "fünftel": 5, "sechstel": 6, "siebtel": 7, "achtel": 8, "neuntel": 9, "zehntel": 10,
    "hundertstel": 100,
}  # fmt: skip
"""What "two thirds" is cut into; only after a number, or before "of"."""

_SLIPS = {
    "fourty": "forty", "fiveteen": "fifteen", "tweleve": "twelve", "twelv": "twelve", "eigth": "eight",
    "eigt": "eight", "ninty": "ninety", "nien": "nine", "sevn": "seven", "thre": "three", "tree": "three",
    "elven": "eleven", "twentie": "twenty", "fivty": "fifty", "hunderd": "hundred", "hundret": "hundred",
    "tousand": "thousand", "oh": "zero", "nought": "zero", "nil": "zero", "hundreds": "hundred",
}  # fmt: skip
_LONG = [word for word in (*_ONES, *_TENS, "hundred", "thousand", "million") if len(word) >= 6]
_NOT_SLIPS = {"thirsty", "hundreds", "thousands", "millions", "seventies", "thirties", "height", "weight", "hundredth"}


@lru_cache(maxsize=1024)
def _mended(word: str) -> str:
    """`word`, or the long number word that it is one slip away from ("seventen")."""
    if word in _SLIPS:
        return _SLIPS[word]
    if len(word) < 6 or len(word) > 12 or word in _NOT_SLIPS or word.endswith(("th", "ths", "hundert")):
        return word
    return next(iter(get_close_matches(word, _LONG, 1, 0.88)), word)


def _english(words: Sequence[str]) -> tuple[Fraction, int] | None:
    total, current, room, used = 0, 0, 10**15, 0
    for at, raw in enumerate(words):
        word = _mended(raw)
        if word in _ONES or word in _TENS:
            number = _ONES[word] if word in _ONES else _TENS[word]
            if number >= room or (used and number == 0):
                break
            current += number
            room = 10 if word in _TENS else 0
        elif word == "hundred" and 0 < current < 100:
            current, room = current * 100, 100
        elif word in ("thousand", "million", "billion", "trillion") and current and not total % (1000 * SCALES[word]):
            total, current, room = total + current * SCALES[word], 0, SCALES[word]
        elif word == "dozen" and 0 < current < 1000:
            current, room = current * 12, 0
        elif word in ("a", "an") and not used and _mended(_at(words, at + 1)) in ("hundred", "thousand", "million",
                                                                                  "billion", "dozen"):  # fmt: skip
            current, room = 1, 0
        elif word == "and" and used and _mended(words[at - 1]) in ("hundred", *SCALES) and _small(_at(words, at + 1)):
            continue
        else:
            break
        used = at + 1
    return (Fraction(total + current), used) if used else None


def _small(word: str) -> bool:
    return _mended(word) in _ONES or _mended(word) in _TENS


def _at(words: Sequence[str], index: int) -> str:
    return words[index] if index < len(words) else ""


# ------------------------------------------------------------------ German words

_GERMAN_ONES = str.split(
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn "
    "achtzehn neunzehn"
)
_GERMAN_TENS = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()  # noqa: SIM905


def _plain(word: str) -> str:
    """The same for "zwölf", "zwoelf" and "zwolf"."""
    for written, plain in (("ß", "ss"), ("ü", "u"), ("ö", "o"), ("fuen", "fun"), ("zwoel", "zwol"), ("zwo", "zwo")):
        word = word.replace(written, plain)
    return word


def _below_hundred(number: int) -> str:
    if number < 20:
        return _GERMAN_ONES[number]
    ten, one = _GERMAN_TENS[number // 10 - 2], number % 10
    return (("ein" if one == 1 else _GERMAN_ONES[one]) + "und" if one else "") + ten


def _german_below_thousand() -> dict[str, int]:
    spelled = {_plain(_below_hundred(number)): number for number in range(100)}
    spelled |= {"ein": 1, "zwo": 2}
    rest = [("", 0), *((word, number) for word, number in spelled.items() if number)]
    hundreds = [("hundert", 1), *((_GERMAN_ONES[n] + "hundert" if n > 1 else "einhundert", n) for n in range(1, 10))]
    for head, times in hundreds:
        for joint in ("", "und"):
            spelled |= {_plain(head) + joint + word: 100 * times + number for word, number in rest if word or not joint}
    return spelled


_GERMAN = _german_below_thousand()
_GERMAN_WHOLE: dict[str, Fraction | int] = {
    "eine": 1, "einen": 1, "einem": 1, "einer": 1, "anderthalb": Fraction(3, 2), "eineinhalb": Fraction(3, 2),
    "zweieinhalb": Fraction(5, 2), "dreieinhalb": Fraction(7, 2), "viereinhalb": Fraction(9, 2),
}  # fmt: skip


@lru_cache(maxsize=1024)
def german_word(word: str) -> Fraction | None:
    """One German number word, as long as it gets: "zwölftausenddreihundertfünf"."""
    if word in _GERMAN_WHOLE:
        return Fraction(_GERMAN_WHOLE[word])
    word = _plain(word)
    thousands, mark, rest = word.rpartition("tausend")
    before = _GERMAN.get(thousands or "ein") if mark else 0
    after = _GERMAN.get(rest.removeprefix("und")) if rest else 0
    return None if before is None or after is None or not word else Fraction(before * 1000 + after)


def _german(words: Sequence[str]) -> tuple[Fraction, int] | None:
    if not words or (value := german_word(words[0])) is None:
        return None
    scale = SCALES.get(_at(words, 1), 0)
    if scale < 10**6:
        # "eine" alone is an article.
        return ((value * scale, 2) if scale == 12 else None) if words[0] in _GERMAN_WHOLE and value == 1 else (value, 1)
    rest = _german(words[2:]) if value * scale > 0 else None
    return (value * scale + rest[0], 2 + rest[1]) if rest and rest[0] < scale else (value * scale, 2)


# ------------------------------------------------------------------ any words


def spoken(words: Sequence[str]) -> tuple[Fraction, int] | None:
    """The number that `words` begin with, and how many of them it takes; hyphens count as spaces."""
    found = _english(words) or _german(words)
    if found is None:
        return None
    value, used = found
    rest = list(words[used : used + 4])
    if rest[:1] in (["point"], ["komma"]):
        digits = [digit for word in words[used + 1 : used + 12] if (digit := _digit(word)) is not None]
        tail = 0
        while tail < len(digits) and _digit(words[used + 1 + tail]) is not None:
            tail += 1
        if tail:
            text = "".join(map(str, digits[:tail]))
            return value + Fraction(int(text), 10 ** len(text)), used + 1 + tail
    if rest[:3] in (["and", "a", "half"], ["and", "one", "half"]):
        return value + Fraction(1, 2), used + 3
    if rest[:3] == ["and", "a", "quarter"]:
        return value + Fraction(1, 4), used + 3
    return value, used


def _digit(word: str) -> int | None:
    value = _ONES.get(_mended(word))
    if value is None and (german := german_word(word)) is not None:
        value = int(german) if german.denominator == 1 else None
    return value if value is not None and value < 10 else None
