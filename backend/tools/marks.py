"""A message about the calendar with marks for its dates, spans, years and months, ready to be laid upon shapes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from backend.tools.days import EDGE, FEASTS, MONTH_NUMBERS, NEAR, ORDINAL_DAYS, WEEKDAY_NUMBERS, day
from backend.tools.spans import SPAN, moved

PLACES = {"#": "#", "=": "=", "@": "[#=]", "+": r"\+", "%": "%", "^": r"\^"}
"""# a date, = the bare name of a weekday, @ either, + a span, % a year, ^ a month, perhaps with its year."""

_MONTH = r"(?:" + "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True)) + r")\b\.?"
_WEEKDAY = "|".join(WEEKDAY_NUMBERS)
_NUMBER = r"(?:\d{1,2}(?:st|nd|rd|th|\.)?|" + "|".join(sorted(ORDINAL_DAYS, key=len, reverse=True)) + ")"
_OF_A_DATE = r"(?:,? ?\d{4}\b)?"
_OF_A_YEAR = r"(?: (?:in |of )?\d{4}\b)?(?: (?:this|next|last|dieses|nächstes|letztes) (?:year|jahr)\b)?"
_DATE = "|".join((
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b",
    r"\d{1,2}[./-] ?\d{1,2}[./-] ?(?:\d{4}|\d{2})\b",
    r"\d{1,2}\. ?\d{1,2}\.",
    re.sub(r"\?P<\w+>", "?:", EDGE),
    rf"(?:(?:{_WEEKDAY}),? )?(?:the |den |der |dem )?{_NUMBER}(?: day)?(?: of)?[ -]?{_MONTH}{_OF_A_DATE}",
    rf"(?:(?:{_WEEKDAY}),? )?{_MONTH} (?:the )?\d{{1,2}}(?:st|nd|rd|th)?\b(?!\d){_OF_A_DATE}",
    rf"(?:the )?(?:{'|'.join(FEASTS)})\b{_OF_A_YEAR}",
    rf"(?:{'|'.join(sorted(NEAR.keys() - {'now', 'jetzt'}, key=len, reverse=True))})\b",
    rf"(?:next|this|last|coming|nächsten|diesen|kommenden|letzten) (?:{_WEEKDAY})\b",
))  # fmt: skip
_MARKED = re.compile(
    rf"(?<![\w.])(?:(?P<date>{_DATE})|(?P<weekday>{_WEEKDAY})\b|(?<!für )(?P<span>{SPAN})\b|"
    rf"(?P<month>{_MONTH}(?:,? (?:of |in )?(?:\d{{4}})\b)?)(?!\w)|(?P<year>\d{{4}})(?!\w))"
)
_PAST = re.compile(r"\b(?:was|were|did|since|ago|fell|war|seit)\b")
_PLUS, _MINUS = re.compile(rf" ?\+ ?(?=(?:{SPAN})\b)"), re.compile(rf" [-–−] (?=(?:{SPAN})\b)")
_RAW = re.compile(r"[#=+%^]")
_SIGNS = {"date": "#", "weekday": "=", "span": "+", "month": "^", "year": "%"}


@dataclass(slots=True)
class Marked:
    """The words, each with a space behind it, and what the marks stand for, in their order."""

    text: str = ""
    past: bool = False
    found: dict[str, list[str]] = field(default_factory=lambda: {sign: [] for sign in _SIGNS.values()})


def mark(text: str, today: date) -> Marked:
    """`text` (lower case) with its marks; what only looks like a date stays as it is."""
    marked = Marked(past=bool(_PAST.search(text)))

    def sign(match: re.Match[str]) -> str:
        kind, shown = match.lastgroup or "", match[0]
        if kind == "date" and not day(shown, today, marked.past):
            return shown
        if kind == "span" and moved(today, shown, 1) is None:
            return shown
        marked.found[_SIGNS[kind]].append(shown)
        return f" {_SIGNS[kind]} "

    counted = _PLUS.sub(" plus ", _MINUS.sub(" minus ", text))
    replaced = _MARKED.sub(sign, _RAW.sub("§", counted).replace(" a fortnight", " 1 fortnight"))
    words = re.findall(r"[#=+%^]|[\w']+|/", replaced)
    marked.text = "".join(f"{word} " for word in words)
    return marked
