"""Units turned into other units (time, lengths, weights, volumes, coins, dozens), by plain exact factors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from backend.tools.arithmetic import Term, number
from backend.tools.telling import LONGER, number_at
from backend.tools.wording import Token, is_german

_UNITS: dict[str, dict[str, str]] = {
    "time": {
        "1/1000": "ms millisecond milliseconds millisekunde millisekunden",
        "1": "second seconds sec secs s sekunde sekunden",
        "60": "minute minutes min mins minuten",
        "3600": "hour hours hr hrs h stunde stunden",
        "86400": "day days tag tage tagen",
        "604800": "week weeks woche wochen",
        "1209600": "fortnight fortnights",
    },
    "months": {
        "1": "month months monat monate monaten",
        "3": "quarter quarters quartal quartale",
        "12": "year years yr yrs jahr jahre jahren",
        "120": "decade decades jahrzehnt jahrzehnte",
        "1200": "century centuries jahrhundert jahrhunderte",
    },
    "length": {
        "1/1000": "mm millimetre millimetres millimeter millimeters millimetern",
        "1/100": "cm centimetre centimetres centimeter centimeters zentimeter zentimetern",
        "1": "m metre metres meter meters metern",
        "1000": "km kilometre kilometres kilometer kilometers kilometern kms",
        "0.0254": "inch inches zoll",
        "0.3048": "foot feet ft fuß",
        "0.9144": "yard yards yd yds",
        "1609.344": "mile miles meile meilen",
    },
    "weight": {
        "1/1000": "mg milligram milligrams milligramm",
        "1": "g gram grams gramme grammes gramm gr",
        "1000": "kg kgs kilo kilos kilogram kilograms kilogramm",
        "1000000": "t ton tons tonne tonnes tonnen",
        "28.349523125": "ounce ounces oz",
        "453.59237": "lb lbs pound pounds",
    },
    "volume": {
        "1": "ml millilitre millilitres milliliter milliliters",
        "10": "cl centilitre centilitres",
        "100": "dl decilitre decilitres",
        "1000": "l litre litres liter liters",
    },
    "coins": {"1": "cent cents pence penny", "100": "euro euros dollar dollars pound pounds"},
    "dozens": {
        "1": "ones pieces single singles individual einzelne stück",
        "2": "pair pairs paar paare",
        "12": "dozen dozens dutzend",
        "20": "score scores",
        "144": "gross",
    },
}
_FACTORS = [
    (name, kind, Fraction(factor))
    for kind, sizes in _UNITS.items()
    for factor, names in sizes.items()
    for name in names.split()
]
_RATES = {
    ("month", "year"): 12, ("night", "week"): 7, ("nacht", "woche"): 7,
    ("week", "year"): 52, ("day", "week"): 7, ("hour", "day"): 24, ("minute", "hour"): 60,
    ("quarter", "year"): 4, ("second", "minute"): 60, ("week", "fortnight"): 2, ("day", "fortnight"): 14,
    ("day", "year"): 365, ("monat", "jahr"): 12, ("tag", "woche"): 7, ("woche", "jahr"): 52, ("stunde", "tag"): 24,
}  # fmt: skip
_PARTS = [
    (wording.split(), part)
    for part, wordings in (
        (Fraction(1, 2), ("half a", "half an")),
        (Fraction(1, 4), ("a quarter of an", "quarter of an", "a quarter of a", "quarter of a")),
    )
    for wording in wordings
]  # fmt: skip
_IN_A_YEAR = {
    "days": "365 days (366 in a leap year)", "weeks": "52 weeks and 1 day", "hours": "8760 hours",
    "tage": "365 Tage (im Schaltjahr 366)", "wochen": "52 Wochen und 1 Tag",
}  # fmt: skip


def _names(*kinds: str, but: str = "") -> str:
    return "|".join(
        sorted((name for name, kind, _ in _FACTORS if (not kinds or kind in kinds) and kind != but), key=len)
    )


_UNIT, _GROUP = _names(but="dozens"), "pairs?|paar|dozens?|dutzend|scores?|gross"
_OPEN = (
    r"(?:(?:what|is|are|convert|change|turn|please|can|could|you|tell|me|hi|hello|hey|so|ok|and|much|was|ist|sind|"
    r"rechne|wandle|express|the|quick|question|i|need|know|do|to|calculate|how|wie|viel|would|be|there|in|out|work|find|"
    r"number|of) )*"
)
_CLOSE = (
    r"(?: (?:please|bitte|thanks|there|have|has|hat|haben|es|gibt|make|be|exactly|altogether|then|in|total|long|um))*"
)
_ARE = (
    r"(?:(?:is|are|that|this|in|into|make|makes|do|does|go|fit|equal|sind|ist|hat|haben|ergeben|there|gibt|es|worth|has|have|would|"
    r"be|the|you|get|i) )+"
)
_COUNTED = rf"(?:#|a|an|one|ein|eine|einem|einer) (?:{_UNIT})(?: (?:and )?# (?:{_UNIT}))?"
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"{_OPEN}(?:many |viele )?(?P<to>{_UNIT}) {_ARE}(?P<of>{_COUNTED}){_CLOSE}",
        rf"{_OPEN}(?P<of>{_COUNTED}) (?:(?:into|in|to|as|equals?|is|are|make|makes|have|has|sind|=) "
        rf"(?:(?:how many|wie viele|in) )?|how many |wie viele )(?P<to>{_UNIT}){_CLOSE}",
    )
)
_DOZENS = re.compile(
    rf"{_OPEN}(?:many |viele )?(?:\w+ (?=is |are |in |sind ))?(?:(?:is|are|in|sind|make|makes) )*"
    rf"(?P<of>(?:#|a) (?P<group>{_GROUP}))"
    r"(?P<half> and a half)?(?: of)?(?: (?!of\b)[a-zäöü]+)?"
    r"(?P<ask>(?: (?:how many|wie viele|what is that)( \w+){0,5})?)"
)
_RATE = re.compile(
    r"(?:[a-zäöü']+ )*# (?:[a-zäöü]+ )?(?:a|an|per|every|each|pro|im|am|in der) (?P<one>[a-zäöü]+) (?:[a-zäöü']+ )*?"
    r"(?:a|an|one|per|each|whole|pro|im|in der|in einem|in einer|einem|einer) (?P<other>[a-zäöü]+)(?: [a-zäöü]+){0,2}"
)
_WAGE = re.compile(r"\b(earn|paid|wage|work|make|salary|verdien\w*|arbeite\w*)\b")


@dataclass(frozen=True, slots=True)
class Measure:
    """Amounts of units, and the unit that they shall be told in."""

    amounts: tuple[tuple[Fraction, str], ...]
    unit: str

    def value(self) -> Fraction | None:
        """The amount in the unit; None when they measure different things."""
        for kind in _UNITS:
            sizes = {name: factor for name, of, factor in _FACTORS if of == kind}
            if self.unit in sizes and all(unit in sizes for _, unit in self.amounts):
                return sum(count * sizes[unit] for count, unit in self.amounts) / sizes[self.unit]
        return None


def conversion(tokens: Sequence[Token]) -> Measure | None:
    """What shall be told in which unit, or None."""
    text, numbers = _measured(tokens)
    for shape in _SHAPES:
        if found := shape.fullmatch(text):
            parts = re.findall(r"(#|[a-zäöüß]+) ([a-zäöüß]+)", found["of"].replace("and ", ""))
            counts = [numbers[0] if parts[0][0] == "#" else Fraction(1), *numbers[-1:]]
            if len(numbers) == sum(part[0] == "#" for part in parts):
                return Measure(tuple((count, part[1]) for count, part in zip(counts, parts, strict=False)), found["to"])
    return None


def in_a_year(measure: Measure) -> str | None:
    """Days and weeks of a single year, which is no plain factor."""
    one = len(measure.amounts) == 1 and measure.amounts[0] in ((Fraction(1), "year"), (Fraction(1), "jahr"))
    return _IN_A_YEAR.get(measure.unit) if one else None


def dozens(tokens: Sequence[Token]) -> Term | None:
    """Twelve dozen, six pairs: how many they are."""
    text, numbers = _measured(tokens)
    found = _DOZENS.fullmatch(text)
    if not found or len(numbers) > 1:
        return None
    asked = bool(found["ask"]) or "many" in text or "viele" in text or text.startswith("what")
    if not asked and (
        found["group"].startswith(("pa", "gr")) or not text.endswith(found["of"] + (found["half"] or ""))
    ):
        return None
    size = next(factor for name, kind, factor in _FACTORS if kind == "dozens" and name == found["group"])
    count = numbers[0] if numbers else Fraction(1)
    if count == 1 and not found["half"] and not asked:
        return None
    return number(count + (Fraction(1, 2) if found["half"] else 0)) * number(size)


def rate(tokens: Sequence[Token]) -> Term | None:
    """So much a month, how much a year."""
    text, numbers = _measured(tokens)
    found = _RATE.fullmatch(text)
    if not found or len(numbers) != 1 or not re.search(r"\b(how|what|makes|wie|was)\b", text):
        return None
    one, other = (found[name].removesuffix("s") for name in ("one", "other"))
    if {one, other} & {"hour", "stunde"} and _WAGE.search(text):
        return None  # nobody works round the clock
    if times := _RATES.get((one, other)):
        return number(numbers[0]) * number(times)
    parts = _RATES.get((other, one))
    return number(numbers[0]) / number(parts) if parts else None


def _measured(tokens: Sequence[Token]) -> tuple[str, list[Fraction]]:
    """The words with "#" for numbers; other than in a story the names of money stay."""
    german = is_german(" ".join(token.text for token in tokens))
    told: list[str] = []
    numbers: list[Fraction] = []
    at = 0
    while at < len(tokens):
        text = tokens[at].text
        next_text = tokens[at + 1].text if at + 1 < len(tokens) else ""
        a_dozen = text in ("dozen", "dutzend") or (text == "a" and next_text == "dozen")
        value, used = (None, 1) if a_dozen else number_at(tokens, at, german)
        for wording, part in _PARTS:
            if [token.text for token in tokens[at : at + len(wording)]] == wording:
                value, used = part, len(wording)
        if value is not None and used > 1 and tokens[at + used - 1].text in ("dozen", "dutzend"):
            return _measured([*tokens[: at + used - 1], Token("word", "dozens"), *tokens[at + used :]])
        if value is not None:
            numbers.append(value)
        if value is not None or text not in (",", ".", "?", "!", "-", "'", '"', ":", ";"):
            told += ["#"] if value is not None else LONGER.get(text, text).split()
        at += used
    return " ".join(told), numbers
