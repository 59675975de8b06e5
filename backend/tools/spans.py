"""Spans of time as people write them ("three weeks"), and the day that lies such a span away."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from backend.tools.numerals import spoken

_UNIT = {
    "day": (1, 0), "days": (1, 0), "tag": (1, 0), "tage": (1, 0), "tagen": (1, 0), "week": (7, 0), "weeks": (7, 0),
    "woche": (7, 0), "wochen": (7, 0), "fortnight": (14, 0), "fortnights": (14, 0), "month": (0, 1), "months": (0, 1),
    "monat": (0, 1), "monate": (0, 1), "monaten": (0, 1), "year": (0, 12), "years": (0, 12), "jahr": (0, 12),
    "jahre": (0, 12), "jahren": (0, 12),
}  # fmt: skip
_COUNT_WORD = (
    "an|a|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|einem|einer|eine|ein|zwei|"
    "drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|vierzehn|zwanzig|dreißig|fünfzig|hundert|tausend"
)
SPAN = (
    rf"(?:\d{{1,6}}|a couple of|(?:{_COUNT_WORD})(?:[ -](?:and )?(?:{_COUNT_WORD}))*) "
    r"(?:" + "|".join(sorted(_UNIT, key=len, reverse=True)) + r")"
)


def moved(start: date, span: str, sign: int) -> date | None:
    """`start` and a span ("three weeks") later or, with -1, earlier; months keep the day where there is one."""
    *words, unit = span.split()
    count = _count(words)
    if count is None or unit not in _UNIT or count > 100_000:
        return None
    days, months = _UNIT[unit]
    index = start.year * 12 + start.month - 1 + sign * count * months
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        return None
    try:
        return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1])) + timedelta(sign * count * days)
    except OverflowError:
        return None


def _count(words: list[str]) -> int | None:
    text = " ".join(words)
    if text in ("a", "an", "one", "ein", "eine", "einem", "einer"):
        return 1
    if text in ("a couple of", "a couple"):
        return 2
    if text.isdecimal() and len(text) < 7:
        return int(text)
    parts = text.replace("-", " ").split()
    found = spoken(parts)
    return int(found[0]) if found and found[1] == len(parts) and found[0].denominator == 1 else None
