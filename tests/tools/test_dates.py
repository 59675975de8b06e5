"""What asks about the calendar or the clock, what only speaks of days, and that the answers are right."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.tools.dates import calendar
from backend.tools.days import day, easter, written

NOW = datetime(2026, 11, 21, 14, 5)

TODAY = "Today is Saturday, 21 November 2026."
HEUTE = "Heute ist Samstag, 21. November 2026."
CHRISTMAS = "From today, 21 November 2026, there are 34 days until Friday, 25 December 2026."

ENGLISH = {
    "what day is it today?": TODAY,
    "what day is it": TODAY,
    "hi, what's the date please": TODAY,
    "What is today's date?": TODAY,
    "can you tell me what day it is": TODAY,
    "is it saturday today": TODAY,
    "what day is tomorrow": "Tomorrow is Sunday, 22 November 2026.",
    "what day was yesterday": "Yesterday was Friday, 20 November 2026.",
    "what is the date in 3 weeks": "In 3 weeks it will be Saturday, 12 December 2026.",
    "what day will it be in ten days": "In ten days it will be Tuesday, 1 December 2026.",
    "what date is 90 days after 1 March 2025": "90 days after 1 March 2025 is Friday, 30 May 2025.",
    "what is 10 days before Christmas": "10 days before 25 December 2026 is Tuesday, 15 December 2026.",
    "90 days from now": "In 90 days it will be Friday, 19 February 2027.",
    "what date was it 2 weeks ago": "2 weeks ago it was Saturday, 7 November 2026.",
    "what date was it 3 months ago": "3 months ago it was Friday, 21 August 2026.",
    "what day of the week was 20 July 1969": "20 July 1969 was a Sunday.",
    "what day was July 20th, 1969?": "20 July 1969 was a Sunday.",
    "what weekday was 1969-07-20": "20 July 1969 was a Sunday.",
    "was 20 july 1969 a sunday": "20 July 1969 was a Sunday.",
    "what weekday is 03/04/2020": "3 April 2020 was a Friday. (Read as day, month, year.)",
    "what weekday is 25/12/2026": "25 December 2026 will be a Friday.",
    "what weekday is 12/25/2026": "25 December 2026 will be a Friday.",
    "what day is Christmas this year": "25 December 2026 will be a Friday.",
    "how many days until Christmas": CHRISTMAS,
    "how long till christmas": CHRISTMAS,
    "how many days are there until christmas?": CHRISTMAS,
    "days until 25 december": CHRISTMAS,
    "how many weeks until christmas": "From today, 21 November 2026, there are 4 weeks and 6 days "
    "(34 days) until Friday, 25 December 2026.",
    "days until halloween": "From today, 21 November 2026, there are 344 days until Sunday, 31 October 2027.",
    "how many days until new year": "From today, 21 November 2026, there are 41 days until Friday, 1 January 2027.",
    "how many days until tomorrow": "From today, 21 November 2026, there is 1 day until Sunday, 22 November 2026.",
    "how many days since 1 January 2026": "It has been 324 days since Thursday, 1 January 2026.",
    "how many days between 1 March 2025 and 15 April 2025": "From 1 March 2025 to 15 April 2025 it is 45 days.",
    "how many days from 2020-03-03 to 2020-04-03": "From 3 March 2020 to 3 April 2020 it is 31 days.",
    "is 2028 a leap year": "2028 is a leap year.",
    "is 1900 a leap year?": "1900 is not a leap year.",
    "is this year a leap year": "2026 is not a leap year.",
    "when is the next leap year": "The next leap year is 2028.",
    "what time is it": "It is 14:05.",
    "what's the time?": "It is 14:05.",
    "do you have the time please": "It is 14:05.",
    "which month is it": "It is November 2026.",
    "what year is it": "It is the year 2026.",
    "what week number is it": "21 November 2026 is in week 47 of 2026.",
    "how old is somebody born on 3 March 1990": "Born on 3 March 1990 means 36 years old today.",
    "I was born on December 3rd 1990, how old am I": "Born on 3 December 1990 means 35 years old today.",
    "how many days are in February 2024": "February 2024 has 29 days.",
    "how many days does april have": "April 2026 has 30 days.",
    "how many days are in 2024": "2024 has 366 days.",
    "when is easter 2027": "Easter 2027 is on Sunday, 28 March 2027.",
    "when is next friday": "Next Friday is on Friday, 27 November 2026.",
}

GERMAN = {
    "Welcher Tag ist heute?": HEUTE,
    "Welches Datum haben wir heute": HEUTE,
    "welcher tag ist morgen": "Morgen ist Sonntag, 22. November 2026.",
    "Wie spät ist es?": "Es ist 14:05 Uhr.",
    "wie viel uhr ist es": "Es ist 14:05 Uhr.",
    "Welcher Wochentag war der 20. Juli 1969?": "Der 20. Juli 1969 war ein Sonntag.",
    "auf welchen wochentag fällt der 24.12.2026": "Der 24. Dezember 2026 wird ein Donnerstag sein.",
    "Wie viele Tage sind es bis Weihnachten?": "Von heute, 21. November 2026, sind es 34 Tage bis Freitag, "
    "25. Dezember 2026.",
    "Wie viele Tage sind es noch bis Silvester?": "Von heute, 21. November 2026, sind es 40 Tage bis Donnerstag, "
    "31. Dezember 2026.",
    "Wie viele Tage liegen zwischen dem 1. März 2025 und dem 15. April 2025": "Vom 1. März 2025 bis zum 15. April 2025 "
    "sind es 45 Tage.",
    "Ist 2028 ein Schaltjahr?": "2028 ist ein Schaltjahr.",
    "Was ist in 3 Wochen für ein Tag?": "In 3 Wochen ist Samstag, 12. Dezember 2026.",
    "welcher tag ist in 3 wochen": "In 3 Wochen ist Samstag, 12. Dezember 2026.",
    "welcher tag war vor 2 wochen": "Vor 2 Wochen war Samstag, 7. November 2026.",
    "Wie alt ist jemand, der am 3.3.1990 geboren ist?": "Wer am 3. März 1990 geboren ist, ist heute 36 Jahre alt.",
    "Wie viele Tage hat der Februar 2024?": "Der Februar 2024 hat 29 Tage.",
    "wann ist ostern 2027": "Ostern 2027 ist am Sonntag, 28. März 2027.",
    "welche kw haben wir": "Der 21. November 2026 liegt in Kalenderwoche 47 von 2026.",
    "welchen monat haben wir": "Es ist November 2026.",
}

NOT_DATES = [
    "", "?", "hello", "what happened on 3 May 1808", "when is the next election", "remind me tomorrow", "today",
    "how was your day", "what time do you close", "when is my birthday", "today was nice", "what are you doing today",
    "tell me about 1969", "how old are you", "when is the meeting", "what is tomorrow's weather", "see you tomorrow",
    "how many days a week should I exercise", "when is friday a good day", "what day is best for me", "good day",
    "what is the best time of the year", "is it raining today", "how long is a day", "how many days until we meet",
    "what date did the war end", "who was born on 3 March 1990", "what happened yesterday", "write a diary for today",
    "when was the moon landing", "how long does it take to train a model", "what is the date format in the export",
    "how do I delete a thread from yesterday", "time flies", "what time zone are you in", "in 3 weeks I will be away",
    "how many days since the update", "between friday and monday I was ill", "how long until it is downloaded",
    "what weekday was 31 February 2020", "what day is 99.99.2020", "is 2028 a good year", "what day was 2020-13-45",
    "wie war dein tag", "was machst du heute", "erinnere mich morgen", "wann ist die nächste wahl", "guten tag",
    "was geschah am 3. Mai 1808", "wie alt bist du", "wann hast du zeit", "wie lange dauert der download",
    "20 July 1969", "christmas", "2028", "may I ask something", "march on", "how long till you are done",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [*ENGLISH.items(), *GERMAN.items()])
def test_a_question_about_the_calendar_is_answered_in_a_sentence(text: str, expected: str) -> None:
    assert calendar(text, NOW) == expected


@pytest.mark.parametrize("text", NOT_DATES)
def test_speaking_of_days_is_no_question(text: str) -> None:
    assert calendar(text, NOW) is None


def test_a_day_without_a_year_is_the_next_one() -> None:
    assert day("21 november", NOW.date()).date == NOW.date()
    assert day("20 november", NOW.date()).date == date(2027, 11, 20)
    assert day("29 february", NOW.date()).date == date(2028, 2, 29)


def test_easter_as_almanacs_have_it() -> None:
    known = {1961: (4, 2), 2000: (4, 23), 2008: (3, 23), 2024: (3, 31), 2025: (4, 20), 2038: (4, 25)}
    assert {year: (easter(year).month, easter(year).day) for year in known} == known


# ------------------------------------------------------------------ laws

DATES = st.dates(date(1600, 1, 1), date(2999, 12, 31))


@given(DATES, st.sampled_from(["en", "de"]))
@settings(deadline=None)
def test_a_written_date_reads_as_itself(when: date, language: str) -> None:
    for text in (written(when, language), when.isoformat(), f"{when.day}.{when.month}.{when.year}"):
        found = day(text.lower(), NOW.date())
        assert found
        assert found.date == when


@given(DATES, DATES)
@settings(deadline=None)
def test_days_between_are_those_of_the_calendar(first: date, last: date) -> None:
    answer = calendar(f"how many days between {first} and {last}", NOW)
    assert answer
    days = re.search(r"it is ([\d,]+) days?\.", answer)
    assert days
    assert int(days[1].replace(",", "")) == abs((last - first).days)


@given(DATES, st.integers(0, 50_000))
@settings(deadline=None)
def test_days_after_a_date_are_those_of_the_calendar(start: date, count: int) -> None:
    answer = calendar(f"what date is {count} days after {written(start, 'en')}", NOW)
    assert answer == f"{count} days after {written(start, 'en')} is {written(start + timedelta(count), 'en', True)}."


@given(st.text(max_size=500))
@settings(deadline=None)
def test_no_text_breaks_it(text: str) -> None:
    calendar(text, NOW)


DATE_WORDS = """
    what day is it today in after 3 weeks ago until since between and how many days old born on 20 july 1969
    christmas 0 31 february 9999 99999 years the next friday wie viele tage bis vor 1.1.1 03/04/2020 a an two
    hundred
"""
WORDS = st.sampled_from(DATE_WORDS.split())


@given(st.lists(WORDS, max_size=40).map(" ".join))
@settings(deadline=None)
def test_no_heap_of_its_own_words_breaks_it(text: str) -> None:
    calendar(text, NOW)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece", ["what day is ", "in 3 weeks ", "how many days between ", "a ", "1.", "is it ", "please "]
)
def test_junk_without_end_is_over_at_once(piece: str) -> None:
    for size in (100, 390, 100_000):
        calendar((piece * size)[:size], NOW)
