"""The sentences about the clock, months, years and ages: one function for each kind of question."""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from datetime import date

from backend.tools.answers import Question, capital, german_span
from backend.tools.days import MONTH_NUMBERS, MONTHS, Day
from backend.tools.spans import moved


def leap_year(question: Question) -> str | None:
    year = int(question.words.get("year") or question.today.year + bool(question.words.get("next")))
    if not 1583 <= year <= 9999:
        return None
    leap = isleap(year)
    return question.say(
        f"{year} is {'' if leap else 'not '}a leap year.", f"{year} ist {'ein' if leap else 'kein'} Schaltjahr."
    )


def next_leap_year(question: Question) -> str | None:
    step = -1 if question.words.get("back") else 1
    year = question.today.year + step
    while not isleap(year):
        year += step
    word = ("last", "letzte") if step < 0 else ("next", "nächste")
    return question.say(
        f"The {word[0]} leap year {'was' if step < 0 else 'is'} {year}.",
        f"Das {word[1]} Schaltjahr {'war' if step < 0 else 'ist'} {year}.",
    )


def clock(question: Question) -> str:
    return question.say(f"It is {question.now:%H:%M}.", f"Es ist {question.now:%H:%M} Uhr.")


def month(question: Question) -> str:
    month = MONTHS[question.language][question.today.month - 1]
    return question.say(f"It is {month} {question.today.year}.", f"Es ist {month} {question.today.year}.")


def year(question: Question) -> str:
    return question.say(f"It is the year {question.today.year}.", f"Es ist das Jahr {question.today.year}.")


def week(question: Question) -> str | None:
    found = question.day() if question.words.get("day") else Day(question.today)
    if not found:
        return None
    year, week, _ = found.date.isocalendar()
    shown = question.written(found.date)
    return question.say(
        f"{shown} is in week {week} of {year}.", f"Der {shown} liegt in Kalenderwoche {week} von {year}.", (found,)
    )


def age(question: Question) -> str | None:
    found = question.day()
    if not found or found.date > question.today or not re.search(r"\d{4}", question.words["day"]):
        return None
    born, today = found.date, question.today
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return question.say(
        f"Born on {question.written(born)} means {years} year{'s' * (years != 1)} old today.",
        f"Wer am {question.written(born)} geboren ist, ist heute {years} Jahr{'e' * (years != 1)} alt.",
        (found,),
    )


def age_in_year(question: Question) -> str | None:
    """How old somebody turns in a year, who was born in another."""
    born, when = int(question.words["year"]), int(question.words.get("second") or question.today.year)
    if found := question.day():
        when = found.date.year
    if not 1800 <= born <= when <= born + 150:
        return None
    years = when - born
    return question.say(
        f"Born in {born}, a person turns {years} in {when}.", f"Wer {born} geboren ist, wird {when} {years} Jahre alt."
    )


def years_since(question: Question) -> str | None:
    """How many years ago a year was."""
    year, now = int(question.words["year"]), question.today.year
    if not 0 < now - year < 1500:
        return None
    years = now - year
    return question.say(
        f"From {year} to {now} it is {years} year{'s' * (years != 1)}.",
        f"Von {year} bis {now} {'ist' if years == 1 else 'sind'} es {years} Jahr{'e' * (years != 1)}.",
    )


def leap_length(question: Question) -> str:
    """The days of any leap year."""
    return question.say("A leap year has 366 days.", "Ein Schaltjahr hat 366 Tage.")


def _moved(question: Question) -> date | None:
    return moved(question.today, question.words["span"], -1 if question.words.get("back") else 1)


def years_away(question: Question) -> str | None:
    """The year after or before a span."""
    when, back, span = _moved(question), question.words.get("back"), question.words["span"]
    if not when:
        return None
    english = f"{capital(span)} ago it was {when.year}." if back else f"In {span} it will be {when.year}."
    german = f"{'Vor' if back else 'In'} {german_span(span)} {'war' if back else 'ist'} das Jahr {when.year}."
    return question.say(english, german)


def months_away(question: Question) -> str | None:
    """The month after or before a span."""
    when, back, span = _moved(question), question.words.get("back"), question.words["span"]
    if not when:
        return None
    shown = f"{MONTHS[question.language][when.month - 1]} {when.year}"
    english = f"{capital(span)} ago it was {shown}." if back else f"In {span} it will be {shown}."
    return question.say(english, f"{'Vor' if back else 'In'} {german_span(span)} {'war' if back else 'ist'} {shown}.")


def next_month(question: Question) -> str | None:
    """The month beside another one."""
    month = MONTH_NUMBERS.get(question.words["month"])
    if not month:
        return None
    back = question.words.get("back")
    names = MONTHS[question.language]
    this, other = names[month - 1], names[(month - 2 if back else month) % 12]
    return question.say(
        f"{other} comes {'before' if back else 'after'} {this}.", f"{other} kommt {'vor' if back else 'nach'} {this}."
    )


def quarter(question: Question) -> str:
    """The quarter of the year."""
    number, year = (question.today.month + 2) // 3, question.today.year
    return question.say(f"It is quarter {number} of {year}.", f"Es ist das {number}. Quartal {year}.")


def month_length(question: Question) -> str | None:
    month = MONTH_NUMBERS.get(question.words["month"]) if question.words.get("month") else question.today.month
    year = int(question.words.get("year") or question.today.year)
    if not month or not 1583 <= year <= 9999:
        return None
    days, name = monthrange(year, month)[1], MONTHS[question.language][month - 1]
    return question.say(f"{name} {year} has {days} days.", f"Der {name} {year} hat {days} Tage.")


def year_length(question: Question) -> str | None:
    year = int(question.words.get("year") or question.today.year)
    days = 366 if isleap(year) else 365
    return question.say(f"{year} has {days} days.", f"{year} hat {days} Tage.") if 1583 <= year <= 9999 else None
