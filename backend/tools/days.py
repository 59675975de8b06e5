"""Days as people write them: dates in many notations read and written, feasts, and words like "tomorrow"."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
}
MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
    "de": ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
           "Dezember"),
}  # fmt: skip


def month_numbers() -> dict[str, int]:
    """Every name of a month, its short form and its plain spelling, with its number."""
    names: dict[str, int] = {"sept": 9, "maerz": 3, "jänner": 1, "febuary": 2, "feburary": 2, "mrz": 3, "marz": 3}
    for language in MONTHS.values():
        for number, name in enumerate(language, 1):
            names |= {name.lower(): number, name.lower()[:3]: number}
    return names


MONTH_NUMBERS = month_numbers()
WEEKDAY_NUMBERS = {name.lower(): number for names in WEEKDAYS.values() for number, name in enumerate(names)} | {
    "sonnabend": 5
}
_MONTH = r"(?P<month>" + "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True)) + r")\b\.?"
_WEEKDAY = "|".join(WEEKDAY_NUMBERS)
_BEFORE_A_DATE = re.compile(
    rf"^(?:on |the |am |der |den |dem |zum )+(?!day)|^(?:{_WEEKDAY}),? (?:the |den |der )?(?=\d)"
)
EDGE = (
    r"(?:the )?(?P<edge>last|first|erster|erste|letzter|letzte) (?:day|tag) (?:(?:of|in|des|im|vom) )?"
    rf"(?:(?P<near>this|the|next|last|diesem|diesen|dieses|nächsten|letzten) (?:month|monat|monats)|"
    rf"(?:month )?{_MONTH}(?: (?:of )?(?P<year>\d{{4}}))?|(?P<whole>this year|the year|dieses jahres))"
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day that was named, and how an unclear notation was read ("day first")."""

    date: date
    reading: str = ""
    name: str = ""


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous computus of 1876)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


FEASTS: dict[str, Callable[[int], date]] = {
    r"christmas eve|xmas eve|heiligabend|heilig abend": lambda year: date(year, 12, 24),
    r"christmas(?: day)?|xmas|weihnachten": lambda year: date(year, 12, 25),
    r"boxing day": lambda year: date(year, 12, 26),
    r"new year'?s eve|silvester|sylvester": lambda year: date(year, 12, 31),
    r"new year'?s day|(?:the )?new year'?s?|neujahr": lambda year: date(year, 1, 1),
    r"halloween": lambda year: date(year, 10, 31),
    r"valentine'?s? ?day|valentinstag": lambda year: date(year, 2, 14),
    r"st\.? patrick'?s day": lambda year: date(year, 3, 17),
    r"(?:saint |st\.? )?nicholas day|nikolaus|nikolaustag": lambda year: date(year, 12, 6),
    r"easter monday|ostermontag": lambda year: easter(year) + timedelta(1),
    r"good friday|karfreitag": lambda year: easter(year) - timedelta(2),
    r"easter(?: sunday)?|ostern|ostersonntag": easter,
    r"pentecost|whitsun|pfingsten": lambda year: easter(year) + timedelta(49),
    r"independence day": lambda year: date(year, 7, 4),
    r"tag der deutschen einheit": lambda year: date(year, 10, 3),
}
ORDINAL_DAYS = {
    word: number
    for number, word in enumerate(
        str.split(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
            "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third "
            "twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
        ),
        1,
    )
}
NEAR = {
    "today": 0, "now": 0, "heute": 0, "jetzt": 0, "tomorrow": 1, "morgen": 1, "übermorgen": 2,
    "the day after tomorrow": 2,
    "day after tomorrow": 2, "uebermorgen": 2, "yesterday": -1, "gestern": -1, "vorgestern": -2,
    "the day before yesterday": -2, "day before yesterday": -2, "tomorow": 1, "tommorow": 1, "tommorrow": 1,
}  # fmt: skip


def day(text: str, today: date, past: bool = False) -> Day | None:
    """The day that the whole of `text` (lower case) names; without a year the next one, or with `past` the last."""
    text = _BEFORE_A_DATE.sub("", text.strip(" ,.?!"))
    if text in NEAR:
        return Day(today + timedelta(NEAR[text]))
    for read in (_iso, _numeric, _worded, _edge, _feast, _weekday):
        if found := read(text, today, past):
            return found
    return None


def _made(year: int, month: int, number: int) -> date | None:
    return (
        date(year, month, number)
        if 1 <= year <= 9999 and 1 <= month <= 12 and 1 <= number <= monthrange(year, month)[1]
        else None
    )


def _iso(text: str, _today: date, _past: bool) -> Day | None:
    found = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text)
    made = _made(*map(int, found.groups())) if found else None
    return Day(made) if made else None


def _numeric(text: str, today: date, past: bool) -> Day | None:
    found = re.fullmatch(r"(\d{1,2})([./-]) ?(\d{1,2})(?:\2 ?(\d{4}|\d{2})?)?", text)
    if not found or (found[2] == "-" and not found[4]):
        return None
    first, second, mark, year = int(found[1]), int(found[3]), found[2], found[4]
    whole = _full_year(year, today) if year else 0
    if mark == ".":
        return _dated(whole, second, first, today, past)
    if first > 12 or second > 12 or first == second:
        return _dated(whole, min(first, second) if max(first, second) > 12 else second, max(first, second), today, past)
    if not year:
        return None  # 3/4 is a fraction as well
    found_day = _dated(whole, second, first, today, past)
    return Day(found_day.date, "day first") if found_day else None


def _full_year(text: str, today: date) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year <= today.year % 100 + 20 else 1900)


def _dated(year: int, month: int, number: int, today: date, past: bool) -> Day | None:
    if year:
        made = _made(year, month, number)
        return Day(made) if made else None
    steps = range(0, -9, -1) if past else range(9)
    for step in steps:
        made = _made(today.year + step, month, number)
        if made and (made <= today if past else made >= today):
            return Day(made)
    return None


def _worded(text: str, today: date, past: bool) -> Day | None:
    shapes = (
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?(?: day)?(?: of)?[ -]?{_MONTH},?[ -]?(?P<year>\d{{4}})?",
        rf"{_MONTH} (?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?(?: (?P<year>\d{{4}}))?",
        rf"(?P<year>\d{{4}}),? {_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?",
    )
    word, _, rest = text.partition(" ")
    if word in ORDINAL_DAYS:
        text = f"{ORDINAL_DAYS[word]} {rest}"
    for shape in shapes:
        if found := re.fullmatch(shape, text):
            return _dated(int(found["year"] or 0), MONTH_NUMBERS[found["month"]], int(found["day"]), today, past)
    return None


def _edge(text: str, today: date, past: bool) -> Day | None:
    """The first or last day of a month or of the year."""
    found = re.fullmatch(EDGE, text)
    if not found:
        return None
    first, year = found["edge"].startswith(("first", "erst")), int(found["year"] or 0)
    if found["whole"]:
        return Day(date(today.year, 1, 1) if first else date(today.year, 12, 31))
    if found["month"]:
        month = MONTH_NUMBERS[found["month"]]
        year = year or today.year + (month < today.month and not past)
    else:
        step = {"next": 1, "nächsten": 1, "last": -1, "letzten": -1}.get(found["near"], 0)
        year, month = divmod(today.year * 12 + today.month - 1 + step, 12)
        month += 1
    return Day(date(year, month, 1 if first else monthrange(year, month)[1])) if 1 <= year <= 9999 else None


def _feast(text: str, today: date, past: bool) -> Day | None:
    found = re.fullmatch(
        r"(?:the |next |last |this )?(?P<name>.+?)(?: (?:in |of )?(?P<year>\d{4}))?"
        r"(?: (?P<near>this|next|last|dieses|nächstes|letztes) (?:year|jahr))?",
        text,
    )
    for shape, made in FEASTS.items():
        if found and re.fullmatch(shape, found["name"]):
            if found["year"] or found["near"]:
                step = {"next": 1, "nächstes": 1, "last": -1, "letztes": -1}.get(found["near"] or "", 0)
                year = int(found["year"] or today.year + step)
                return Day(made(year)) if 1583 <= year <= 9999 else None
            years = [made(today.year + step) for step in ((-1, 0) if past else (0, 1))]
            fitting = [when for when in years if (when <= today if past else when >= today)]
            return Day(fitting[-1] if past else fitting[0])
    return None


def _weekday(text: str, today: date, past: bool) -> Day | None:
    found = re.fullmatch(
        rf"(next |this |last |coming |nächsten |naechsten |diesen |kommenden |letzten |letzter )?({_WEEKDAY})", text
    )
    if not found:
        return None
    away = (WEEKDAY_NUMBERS[found[2]] - today.weekday()) % 7
    backwards = (found[1] or "").strip() in ("last", "letzten", "letzter") or (past and not found[1])
    if backwards:
        return Day(today - timedelta((today.weekday() - WEEKDAY_NUMBERS[found[2]]) % 7 or 7))
    return Day(today + timedelta(away or 7))


def written(when: date, language: str, weekday: bool = False) -> str:
    """ "Saturday, 21 November 2026" or "Samstag, 21. November 2026"."""
    dot = "." if language == "de" else ""
    text = f"{when.day}{dot} {MONTHS[language][when.month - 1]} {when.year}"
    return f"{WEEKDAYS[language][when.weekday()]}, {text}" if weekday else text
