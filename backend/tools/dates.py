"""The calendar: understands whether a message asks about days, dates or the time, and answers in one full sentence."""

from __future__ import annotations

import re
from datetime import datetime

from backend.tools.answers import Question
from backend.tools.askings import LOOSE, QUESTIONS
from backend.tools.marks import Marked, mark
from backend.tools.wording import LONGEST_TEXT, is_german, plain


def calendar(text: str, now: datetime) -> str | None:
    """The answer to a question about the calendar or the clock, or None when `text` is no such question."""
    if len(text) > LONGEST_TEXT:
        return None
    asked = _bare(plain(text))
    language = "de" if is_german(text) else "en"
    for shape, answer in QUESTIONS:
        if (found := shape.fullmatch(asked)) and (sentence := answer(Question(_named(found), now, language))):
            return sentence
    marked = mark(asked, now.date())
    for place, loose, extra in LOOSE:
        if place.fullmatch(marked.text) and (sentence := loose(Question(_marks(marked, extra), now, language))):
            return sentence
    return None


def _marks(marked: Marked, extra: str) -> dict[str, str]:
    """What the marks stand for, by name; `extra` is what a shape knows by itself ("back", "since")."""
    dates = marked.found["#"] + marked.found["="]
    unit = re.search(r"(?:many|viele|of|in) (days|weeks|months|years|sleeps|tage|wochen|monate|jahre)\b", marked.text)
    months = re.split(r",? (?:of |in )?(?=\d)", marked.found["^"][0]) if marked.found["^"] else []
    named = {
        "day": dates[0] if dates else "",
        "end": dates[1] if len(dates) > 1 else "",
        "span": "".join(marked.found["+"][:1]),
        "year": "".join(months[1:] or marked.found["%"][:1]),
        "second": "".join(marked.found["%"][1:2]),
        "month": "".join(months[:1]).strip("."),
        "unit": unit[1] if unit else "",
        "past": "was" if marked.past else "",
        extra: extra,
    }
    return {name: words for name, words in named.items() if name and words}


def _named(found: re.Match[str]) -> dict[str, str]:
    """The named words; "day2" is "day" in another wording, for a name may stand only once in a pattern."""
    return {name.rstrip("23"): word for name, word in found.groupdict().items() if word}


_OPENING = re.compile(
    r"^(?:(?:hi there|good (?:morning|evening|afternoon|day)|guten (?:morgen|tag|abend)|excuse me|sorry|"
    r"hi|hello|hey|hallo|ok|okay|please|pls|bitte|so|and|und|um|oh|by the way|"
    r"(?:can|could|would|do) (?:you|u) (?:please )?(?:tell me|know|say|find out|work out|calculate|check)|"
    r"tell me|i want to know|i need to know|i wonder|"
    r"quick question|do you happen to know|remind me|any idea|"
    r"(?:kannst|könntest) du mir (?:bitte )?sagen|sag mir|sag mal|weißt du|ich möchte wissen)(?:[,!.:]? |$))+"
)
_CLOSING = re.compile(
    r"(?:[\s,]*(?:please|pls|bitte|thanks|thank you|danke|denn|eigentlich|actually|exactly|genau|again|mate|man|"
    r"buddy|bro|dude|my friend|right now|at the moment|gerade|nochmal))+$"
)


def _bare(text: str) -> str:
    """The question without politeness and without the marks at its end."""
    text = re.sub(r"\s+", " ", text).replace("2day", "today").strip(" ?!.")
    text = re.sub(r"\b(have|has|had) 36[56] days", r"\1 days", text)
    text = re.sub(r" (?:fall|falls|fallen)(?: in)? (?=\d{4})", " ", text)
    text = re.sub(r"\b(what|how|when|which)'?s\b", r"\1 is", text)
    text = re.sub(r"\b(between|from) now (and|to|until|till) ", r"\1 today \2 ", text)
    before = None
    while before != text:
        before = text
        text = _CLOSING.sub("", _OPENING.sub("", text, count=1)).strip(" ?!.,")
    return text
