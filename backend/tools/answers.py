"""The sentences about days: one function for each kind of question, in the question's language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from backend.tools.days import WEEKDAYS, Day, day, written
from backend.tools.spans import moved


@dataclass(frozen=True, slots=True)
class Question:
    """A matched question: its words by name, the moment it is asked, its language ("en" or "de")."""

    words: dict[str, str]
    now: datetime
    language: str

    @property
    def today(self) -> date:
        return self.now.date()

    def day(self, name: str = "day", past: bool = False) -> Day | None:
        return day(self.words[name], self.today, past) if self.words.get(name) else None

    def say(self, english: str, german: str, read: tuple[Day | None, ...] = ()) -> str:
        """The sentence in the question's language, with how an unclear date was read."""
        sentence = german if self.language == "de" else english
        if any(found and found.reading for found in read):
            sentence += " (Gelesen als Tag, Monat, Jahr.)" if self.language == "de" else " (Read as day, month, year.)"
        return sentence

    def written(self, when: date, weekday: bool = False) -> str:
        return written(when, self.language, weekday)

    def weekday(self, when: date) -> str:
        return WEEKDAYS[self.language][when.weekday()]


def date_of(question: Question) -> str | None:
    """What day a named or counted day is."""
    found = question.day() if question.words.get("day") else Day(question.today)
    if not found:
        return None
    when, today = found.date, question.today
    names = {0: ("Today is", "Heute ist"), 1: ("Tomorrow is", "Morgen ist"), -1: ("Yesterday was", "Gestern war")}
    word = question.words.get("day", "today").removeprefix("the ")
    if (when - today).days in names and not re.search(r"\d", word):
        english, german = names[(when - today).days]
        return question.say(f"{english} {question.written(when, True)}.", f"{german} {question.written(when, True)}.")
    return weekday_of(question)


def edge(question: Question) -> str | None:
    """The first or the last day of a month, named alone."""
    return date_of(question) if re.match(r"(?:the )?(?:first|last|erste|letzte)", question.words["day"]) else None


def weekday_of(question: Question) -> str | None:
    """Which weekday a date was, is or will be."""
    found = question.day(past=question.words.get("past", "") in ("was", "war"))
    if not found:
        return None
    when, today = found.date, question.today
    english = "was" if when < today else "is" if when == today else "will be"
    german = "war" if when < today else "ist" if when == today else "wird"
    return question.say(
        f"{question.written(when)} {english} a {question.weekday(when)}.",
        f"Der {question.written(when)} {german} ein {question.weekday(when)}" + (" sein." if german == "wird" else "."),
        (found,),
    )


def span_away(question: Question) -> str | None:
    """A span after or before a day, or from today."""
    start = question.day() if question.words.get("day") else Day(question.today)
    sign = -1 if question.words.get("back") else 1
    when = moved(start.date, question.words["span"], sign) if start else None
    if not start or not when:
        return None
    span, shown = question.words["span"], question.written(when, True)
    if question.words.get("day"):
        english = f"{capital(span)} {'before' if sign < 0 else 'after'} {question.written(start.date)} is {shown}."
        german = (
            f"{capital(german_span(span))} {'vor' if sign < 0 else 'nach'} dem {question.written(start.date)} "
            f"ist {shown}."
        )
    elif sign < 0:
        english, german = f"{capital(span)} ago it was {shown}.", f"Vor {german_span(span)} war {shown}."
    else:
        english, german = f"In {span} it will be {shown}.", f"In {german_span(span)} ist {shown}."
    return question.say(english, german, (start,))


def capital(text: str) -> str:
    """With a capital letter."""
    return text[:1].upper() + text[1:]


def german_span(span: str) -> str:
    """Its nouns with capital letters."""
    return re.sub(r"\b(tag|woche|monat|jahr)", lambda found: found[1].capitalize(), span)


def until(question: Question) -> str | None:
    """How long it is until a day, or since one."""
    found = question.day(past=bool(question.words.get("since")))
    if not found:
        return None
    days, today = (found.date - question.today).days, question.today
    if not days:
        return question.say(
            f"{question.written(found.date)} is today.", f"Der {question.written(found.date)} ist heute.", (found,)
        )
    english, german = _counted(abs(days), question.words.get("unit", ""))
    verb, tense = ("are", "sind") if abs(days) != 1 else ("is", "ist")
    shown = question.written(found.date, True)
    if days > 0:
        return question.say(
            f"From today, {question.written(today)}, there {verb} {english} until {shown}.",
            f"Von heute, {question.written(today)}, {tense} es {german} bis {shown}.", (found,),
        )  # fmt: skip
    return question.say(f"It has been {english} since {shown}.", f"Seit {shown} {tense} {german} vergangen.", (found,))


def _counted(days: int, unit: str = "") -> tuple[str, str]:
    english, german = f"{days:,} day{'s' * (days != 1)}", f"{days:,} Tag{'e' * (days != 1)}".replace(",", ".")
    if days < 10_000:
        english, german = english.replace(",", ""), german.replace(".", "")
    if unit.startswith(("week", "woche")) and days >= 7:
        weeks, rest = divmod(days, 7)
        more = (f" and {rest} day{'s' * (rest != 1)}", f" und {rest} Tag{'e' * (rest != 1)}") if rest else ("", "")
        return (
            f"{weeks} week{'s' * (weeks != 1)}{more[0]} ({english})",
            f"{weeks} Woche{'n' * (weeks != 1)}{more[1]} ({german})",
        )
    return english, german


def between(question: Question) -> str | None:
    first, last = question.day("day"), question.day("end")
    if not first or not last:
        return None
    start, end = first, last
    if end.date < start.date and not re.search(r"\d{4}", question.words["day"] + question.words["end"]):
        end = day(question.words["end"], start.date) or end
    if end.date < start.date:
        start, end = end, start
    days = (end.date - start.date).days
    english, german = _counted(days, question.words.get("unit", ""))
    return question.say(
        f"From {question.written(start.date)} to {question.written(end.date)} it is {english}.",
        f"Vom {question.written(start.date)} bis zum {question.written(end.date)} "
        f"{'ist' if days == 1 else 'sind'} es {german}.",
        (first, last),
    )


def rest_of_year(question: Question) -> str | None:
    """How long the year still lasts."""
    question.words["day"] = f"31 december {question.today.year}"
    return until(question)


def when_is(question: Question) -> str | None:
    """When a feast or a weekday comes next."""
    found = question.day()
    if not found or re.fullmatch(r"\d.*", question.words["day"]):
        return None
    name = question.words["day"].removeprefix("the ")
    shown = question.written(found.date, True)
    english = _titled(name)
    past = found.date < question.today
    return question.say(
        f"{english} {'was' if past else 'is'} on {shown}.", f"{english} {'war' if past else 'ist'} am {shown}."
    )


def _titled(name: str) -> str:
    words = [
        word.capitalize() if word not in ("next", "der", "of") or place == 0 else word
        for place, word in enumerate(name.split())
    ]
    return " ".join(words)
