"""What asks about the calendar or the clock, what only speaks of days, and that the answers are right."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.tools.dates import calendar
from backend.tools.days import day, easter, written
from tests.tools.talk import TALK

NOW = datetime(2026, 11, 21, 14, 5)

TODAY = "Today is Saturday, 21 November 2026."
HEUTE = "Heute ist Samstag, 21. November 2026."
CHRISTMAS = "From today, 21 November 2026, there are 34 days until Friday, 25 December 2026."
BEFORE_JUNE = "Six weeks before 10 June 2027 is Thursday, 29 April 2027."
VOR_JUNI = "Sechs Wochen vor dem 10. Juni 2027 ist Donnerstag, 29. April 2027."

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
    "six weeks before 10 June 2027 is?": BEFORE_JUNE,
    "six weeks before the 10th of June 2027 was what day": BEFORE_JUNE,
    "10 June 2027 minus six weeks": BEFORE_JUNE,
    "10 june 2027 - six weeks": BEFORE_JUNE,
    "count back six weeks from 10 June 2027": BEFORE_JUNE,
    "If I go six weeks back from 10 June 2027, where do I land?": BEFORE_JUNE,
    "My exam is on 10 June 2027. What date is six weeks before that?": BEFORE_JUNE,
    "what date is six weeks before my exam on 10 June 2027?": BEFORE_JUNE,
    "subtract 30 days from 5 May 2027": "30 days before 5 May 2027 is Monday, 5 April 2027.",
    "add 30 days to 5 May 2027": "30 days after 5 May 2027 is Friday, 4 June 2027.",
    "5 May 2027 + 30 days": "30 days after 5 May 2027 is Friday, 4 June 2027.",
    "100 days after 1 March 2027 will be?": "100 days after 1 March 2027 is Wednesday, 9 June 2027.",
    "we met on 1 March 2027, what date is 100 days later": "100 days after 1 March 2027 is Wednesday, 9 June 2027.",
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
    "sechs Wochen vor dem 10. Juni 2027 ist?": VOR_JUNI,
    "Sechs Wochen vor dem 10. Juni 2027 ist welcher Tag?": VOR_JUNI,
    "10. Juni 2027 minus sechs Wochen": VOR_JUNI,
    "10.06.2027 + 45 Tage": "45 Tage nach dem 10. Juni 2027 ist Sonntag, 25. Juli 2027.",
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

ASKED = {
    "what weekday was the moon landing, 20 July 1969": "20 July 1969 was a Sunday.",
    "14 feb 2031, which day of the week is that": "14 February 2031 will be a Friday.",
    "I was born on 3 May 1988. What day was it?": "3 May 1988 was a Tuesday.",
    "six weeks before 10 June 2027": "Six weeks before 10 June 2027 is Thursday, 29 April 2027.",
    "leap year or no: 2100": "2100 is not a leap year.",
    "is 2000 a leap year": "2000 is a leap year.",
    "how old will someone born in 1990 be in 2030": "Born in 1990, a person turns 40 in 2030.",
    "how many days does February have in 2024": "February 2024 has 29 days.",
    "what date is the last day of february 2028": "29 February 2028 will be a Tuesday.",
    "is it Monday today": "Today is Saturday, 21 November 2026.",
    "what will the date be a fortnight from now": "In 1 fortnight it will be Saturday, 5 December 2026.",
    "which quarter are we in": "It is quarter 4 of 2026.",
    "Hello! What day is it today? I lost track.": "Today is Saturday, 21 November 2026.",
    "whats the date 2day": "Today is Saturday, 21 November 2026.",
    "day of the week 1 jan 2000": "1 January 2000 was a Saturday.",
    "1 january 2000 weekday": "1 January 2000 was a Saturday.",
    "what day did 9 november 1989 fall on": "9 November 1989 was a Thursday.",
    "which weekday is 24 december this year": "24 December 2026 will be a Thursday.",
    "christmas 2027 what weekday": "25 December 2027 will be a Saturday.",
    "on what day of the week does christmas fall this year": "25 December 2026 will be a Friday.",
    "how many days to christmas": "From today, 21 November 2026, there are 34 days until Friday, 25 December 2026.",
    "how many sleeps till xmas": "From today, 21 November 2026, there are 34 days until Friday, 25 December 2026.",
    "how many weeks till new year": (
        "From today, 21 November 2026, there are 5 weeks and 6 days (41 days) until Friday, 1 January 2027."
    ),
    "how long until easter 2027": "From today, 21 November 2026, there are 127 days until Sunday, 28 March 2027.",
    "days left this year": "From today, 21 November 2026, there are 40 days until Thursday, 31 December 2026.",
    "how many days are left in the year": (
        "From today, 21 November 2026, there are 40 days until Thursday, 31 December 2026."
    ),
    "how many days from 3 march to 17 april": "From 3 March 2027 to 17 April 2027 it is 45 days.",
    "number of days between 5 may 2026 and 1 june 2026": "From 5 May 2026 to 1 June 2026 it is 27 days.",
    "how many weeks between 1 january 2026 and 1 july 2026": (
        "From 1 January 2026 to 1 July 2026 it is 25 weeks and 6 days (181 days)."
    ),
    "what date is 100 days from today": "100 days after 21 November 2026 is Monday, 1 March 2027.",
    "100 days after 1 january 2027": "100 days after 1 January 2027 is Sunday, 11 April 2027.",
    "3 weeks after 12 march 2027": "3 weeks after 12 March 2027 is Friday, 2 April 2027.",
    "30 days before 1 march 2028": "30 days before 1 March 2028 is Monday, 31 January 2028.",
    "what date was 45 days ago": "45 days ago it was Wednesday, 7 October 2026.",
    "what day will it be 10 days from now": "In 10 days it will be Tuesday, 1 December 2026.",
    "what's the date next friday": "Next Friday is on Friday, 27 November 2026.",
    "what date is next monday": "23 November 2026 will be a Monday.",
    "what's the date of the coming sunday": "Coming Sunday is on Sunday, 22 November 2026.",
    "in how many days is it christmas": (
        "From today, 21 November 2026, there are 34 days until Friday, 25 December 2026."
    ),
    "how many days ago was 1 november 2026": "It has been 20 days since Sunday, 1 November 2026.",
    "how long ago was 9 november 1989": "It has been 13,526 days since Thursday, 9 November 1989.",
    "how old is someone born 12 april 1975": "Born on 12 April 1975 means 51 years old today.",
    "my daughter was born on 5 august 2014, how old is she": "Born on 5 August 2014 means 12 years old today.",
    "i was born in 1984, how old do i turn this year": "Born in 1984, a person turns 42 in 2026.",
    "how old am i if i was born 2 february 2001": "Born on 2 February 2001 means 25 years old today.",
    "born 1950, age in 2026?": "Born in 1950, a person turns 76 in 2026.",
    "if i was born in 1965 how old will i be in 2040": "Born in 1965, a person turns 75 in 2040.",
    "how many days in april": "April 2026 has 30 days.",
    "how many days has september": "September 2026 has 30 days.",
    "how many days does this month have": "November 2026 has 30 days.",
    "days in feb 2023": "February 2023 has 28 days.",
    "how many days does 2028 have": "2028 has 366 days.",
    "does 2024 have 366 days": "2024 has 366 days.",
    "was 1996 a leap year": "1996 is a leap year.",
    "is next year a leap year": "2027 is not a leap year.",
    "what was the last leap year": "The last leap year was 2024.",
    "what week is it": "21 November 2026 is in week 47 of 2026.",
    "what calendar week is 1 july 2026": "1 July 2026 is in week 27 of 2026.",
    "what time is it right now?": "It is 14:05.",
    "time?": "It is 14:05.",
    "whats the time mate": "It is 14:05.",
    "what's today": "Today is Saturday, 21 November 2026.",
    "todays date pls": "Today is Saturday, 21 November 2026.",
    "what day is the day after tomorrow": "23 November 2026 will be a Monday.",
    "what day was it three days ago": "Three days ago it was Wednesday, 18 November 2026.",
    "what was the date last monday": "Last Monday was on Monday, 16 November 2026.",
    "which day is 2027-05-01": "1 May 2027 will be a Saturday.",
    "weekday of 4.7.1976": "4 July 1976 was a Sunday.",
    "what day of the week will 1/1/2030 be": "1 January 2030 will be a Tuesday.",
    "tell me which weekday july 4th 2026 is": "4 July 2026 was a Saturday.",
    "Quick question: on which weekday did 11 September 2001 fall?": "11 September 2001 was a Tuesday.",
    "my wedding was on 14 june 2008, what weekday was that?": "14 June 2008 was a Saturday.",
    "we married on 14 june 2008. what day of the week was it": "14 June 2008 was a Saturday.",
    "the wall fell on 9 november 1989. which weekday was that": "9 November 1989 was a Thursday.",
    "my holiday starts on 12 december, how many days is that away": (
        "From today, 21 November 2026, there are 21 days until Saturday, 12 December 2026."
    ),
    "my exam is on 3 december 2026. how many days do i have left?": (
        "From today, 21 November 2026, there are 12 days until Thursday, 3 December 2026."
    ),
    "how many days until my birthday on 5 january": (
        "From today, 21 November 2026, there are 45 days until Tuesday, 5 January 2027."
    ),
    "what day is 29 february 2028": "29 February 2028 will be a Tuesday.",
    "when is easter next year": "Easter next Year is on Sunday, 28 March 2027.",
    "when's christmas": "Christmas is on Friday, 25 December 2026.",
    "what year will it be in 10 years": "In 10 years it will be 2036.",
    "what year was it 50 years ago": "50 years ago it was 1976.",
    "what month comes after november": "December comes after November.",
    "what month will it be in 3 months": "In 3 months it will be February 2027.",
    "is today a weekend": "Today is Saturday, 21 November 2026.",
    "what will be the date in 1000 days": "In 1000 days it will be Friday, 17 August 2029.",
    "last day of this month": "30 November 2026 will be a Monday.",
    "first day of next month": "1 December 2026 will be a Tuesday.",
    "what day is the first of may 2027": "1 May 2027 will be a Saturday.",
    "the 3rd of october 2026 was what day": "3 October 2026 was a Saturday.",
    "Welcher Wochentag war der 9. November 1989": "Der 9. November 1989 war ein Donnerstag.",
    "ich bin am 3. mai 1988 geboren. welcher wochentag war das?": "Der 3. Mai 1988 war ein Dienstag.",
    "sechs wochen vor dem 10. juni 2027": "Sechs Wochen vor dem 10. Juni 2027 ist Donnerstag, 29. April 2027.",
    "schaltjahr oder nicht: 2100": "2100 ist kein Schaltjahr.",
    "ist heute montag": "Heute ist Samstag, 21. November 2026.",
    "welches datum ist in 14 tagen": "In 14 Tagen ist Samstag, 5. Dezember 2026.",
    "wie viele tage noch bis heiligabend": (
        "Von heute, 21. November 2026, sind es 33 Tage bis Donnerstag, 24. Dezember 2026."
    ),
    "wie alt ist jemand, der 1990 geboren ist, im jahr 2030": "Wer 1990 geboren ist, wird 2030 40 Jahre alt.",
    "letzter tag im februar 2028": "Der 29. Februar 2028 wird ein Dienstag sein.",
    "wie viele tage hat dieser monat": "Der November 2026 hat 30 Tage.",
    "welches quartal haben wir": "Es ist das 4. Quartal 2026.",
    "which day of the week was 1 september 1939?": "1 September 1939 was a Friday.",
    "22 nov 1963 - what weekday?": "22 November 1963 was a Friday.",
    "on what day was 4 july 1776": "4 July 1776 was a Thursday.",
    "i was born 17/08/1992. which weekday was it": "17 August 1992 was a Monday.",
    "what weekday will new year's day 2030 be": "1 January 2030 will be a Tuesday.",
    "how many days between today and christmas": "From 21 November 2026 to 25 December 2026 it is 34 days.",
    "how many days from today until 1 march 2027": "From 21 November 2026 to 1 March 2027 it is 100 days.",
    "days between 2026-01-01 and 2026-12-31": "From 1 January 2026 to 31 December 2026 it is 364 days.",
    "how many days is it from 10 june to 4 july": "From 10 June 2027 to 4 July 2027 it is 24 days.",
    "count the days from 1 may 2026 to 31 may 2026": "From 1 May 2026 to 31 May 2026 it is 30 days.",
    "how many weeks are there between 1 march and 1 june": (
        "From 1 March 2027 to 1 June 2027 it is 13 weeks and 1 day (92 days)."
    ),
    "what's the date 90 days from now": "In 90 days it will be Friday, 19 February 2027.",
    "what is the date 2 weeks before christmas": "2 weeks before 25 December 2026 is Friday, 11 December 2026.",
    "five days after 27 february 2028": "Five days after 27 February 2028 is Friday, 3 March 2028.",
    "when is 3 weeks from today": "3 weeks after 21 November 2026 is Saturday, 12 December 2026.",
    "what was the date 30 days ago": "30 days ago it was Thursday, 22 October 2026.",
    "in 45 days it will be what date?": "In 45 days it will be Tuesday, 5 January 2027.",
    "three months from now what date": "In three months it will be Sunday, 21 February 2027.",
    "is 2400 a leap year?": "2400 is a leap year.",
    "will 2030 be a leap year": "2030 is not a leap year.",
    "was 2020 a leap year?": "2020 is a leap year.",
    "when's the next leap year": "The next leap year is 2028.",
    "is it a leap year this year": "2026 is not a leap year.",
    "how many days are there in february 2100": "February 2100 has 28 days.",
    "how many days has june got": "June 2026 has 30 days.",
    "how long is february in 2028": "February 2028 has 29 days.",
    "how old is someone who was born on 30 november 1980": "Born on 30 November 1980 means 45 years old today.",
    "born 1999, how old in 2050": "Born in 1999, a person turns 51 in 2050.",
    "my mother was born in 1955 how old is she": "Born in 1955, a person turns 71 in 2026.",
    "what is my age if i was born on 1 june 2000": "Born on 1 June 2000 means 26 years old today.",
    "good evening! what's the date tomorrow?": "Tomorrow is Sunday, 22 November 2026.",
    "do you know what day it is": "Today is Saturday, 21 November 2026.",
    "hi there, what day of the week is it today?": "Today is Saturday, 21 November 2026.",
    "which date is it": "Today is Saturday, 21 November 2026.",
    "what day is tomorrow?": "Tomorrow is Sunday, 22 November 2026.",
    "what's tomorrow's date": "Tomorrow is Sunday, 22 November 2026.",
    "can you tell me the current time": "It is 14:05.",
    "got the time?": "It is 14:05.",
    "what year are we in": "It is the year 2026.",
    "which month are we in?": "It is November 2026.",
    "what week of the year is it": "21 November 2026 is in week 47 of 2026.",
    "how long till new year's eve": "From today, 21 November 2026, there are 40 days until Thursday, 31 December 2026.",
    "how many days till valentines day": (
        "From today, 21 November 2026, there are 85 days until Sunday, 14 February 2027."
    ),
    "when is good friday 2027": "Good Friday 2027 is on Friday, 26 March 2027.",
    "what date is easter sunday 2027": "28 March 2027 will be a Sunday.",
    "is tomorrow sunday": "Tomorrow is Sunday, 22 November 2026.",
    "is today friday?": "Today is Saturday, 21 November 2026.",
    "was yesterday friday?": "Yesterday was Friday, 20 November 2026.",
    "how many days since 1 august": "It has been 112 days since Saturday, 1 August 2026.",
    "how many days have passed since 4 july 2026": "It has been 140 days since Saturday, 4 July 2026.",
    "my flight is on 24 december. how many days until then?": (
        "From today, 21 November 2026, there are 33 days until Thursday, 24 December 2026."
    ),
    "what day of the month is it": "Today is Saturday, 21 November 2026.",
    "how many days until the end of the year": (
        "From today, 21 November 2026, there are 40 days until Thursday, 31 December 2026."
    ),
    "what is the last day of february 2027": "28 February 2027 will be a Sunday.",
    "how many months until christmas": (
        "From today, 21 November 2026, there are 34 days until Friday, 25 December 2026."
    ),
    "what weekday is 5.5.2025": "5 May 2025 was a Monday.",
    "what weekday was it on the 8th of may 1945": "8 May 1945 was a Tuesday.",
    "20 july 1969 was which weekday": "20 July 1969 was a Sunday.",
    "moon landing was july 20 1969, what weekday?": "20 July 1969 was a Sunday.",
    "an welchem wochentag war der 8. mai 1945": "Der 8. Mai 1945 war ein Dienstag.",
    "wie viele tage sind es noch bis ostern 2027": (
        "Von heute, 21. November 2026, sind es 127 Tage bis Sonntag, 28. März 2027."
    ),
    "welcher tag ist in zwei wochen": "In zwei Wochen ist Samstag, 5. Dezember 2026.",
    "wie viele wochen noch bis weihnachten": (
        "Von heute, 21. November 2026, sind es 4 Wochen und 6 Tage (34 Tage) bis Freitag, 25. Dezember 2026."
    ),
    "wann ist nikolaus": "Nikolaus ist am Sonntag, 6. Dezember 2026.",
    "ist 2100 ein schaltjahr": "2100 ist kein Schaltjahr.",
    "wie alt bin ich wenn ich am 4.5.1970 geboren bin": "Wer am 4. Mai 1970 geboren ist, ist heute 56 Jahre alt.",
    "what weekday was the moon landing on 20 July 1969?": "20 July 1969 was a Sunday.",
    "my sister was born on 14 feb 2001, which weekday was that": "14 February 2001 was a Wednesday.",
    "Which day of the week will 14 February 2031 be?": "14 February 2031 will be a Friday.",
    "was 2000 leap year": "2000 is a leap year.",
    "2100 leap year?": "2100 is not a leap year.",
    "is 2028 a leap year or not": "2028 is a leap year.",
    "someone is born in 1990. how old are they in 2030?": "Born in 1990, a person turns 40 in 2030.",
    "how many days are in february of 2024": "February 2024 has 29 days.",
    "february 2024 how many days": "February 2024 has 29 days.",
    "last day of november 2026": "30 November 2026 will be a Monday.",
    "is today monday": "Today is Saturday, 21 November 2026.",
    "what's the date in a fortnight": "In 1 fortnight it will be Saturday, 5 December 2026.",
    "date in two weeks?": "In two weeks it will be Saturday, 5 December 2026.",
    "what quarter of the year is it": "It is quarter 4 of 2026.",
    "which day is 6 weeks before 10 june 2027": "6 weeks before 10 June 2027 is Thursday, 29 April 2027.",
    "How long until 1 january 2027": "From today, 21 November 2026, there are 41 days until Friday, 1 January 2027.",
    "how many days to go until new year": (
        "From today, 21 November 2026, there are 41 days until Friday, 1 January 2027."
    ),
    "tell me today's date please": "Today is Saturday, 21 November 2026.",
    "what day of the week was 3 may 1988": "3 May 1988 was a Tuesday.",
    "What day was it on 11/9/2001?": "11 September 2001 was a Tuesday. (Read as day, month, year.)",
    "three weeks ago, what date was that": "Three weeks ago it was Saturday, 31 October 2026.",
    "what date was it 3 weeks ago": "3 weeks ago it was Saturday, 31 October 2026.",
    "how many days has the month of april": "April 2026 has 30 days.",
    "how old is someone born in 2000": "Born in 2000, a person turns 26 in 2026.",
    "what day will 1 april 2027 be": "1 April 2027 will be a Thursday.",
    "1 april 2027 what day is it": "1 April 2027 will be a Thursday.",
    "hey what time is it": "It is 14:05.",
    "Is it Saturday or Sunday today?": "Today is Saturday, 21 November 2026.",
    "what is the day after tomorrow": "23 November 2026 will be a Monday.",
    "Which weekday is the 24th of December 2026?": "24 December 2026 will be a Thursday.",
}
"""The same questions as people put them, with talk around them."""

NOT_DATES = [
    "what happened six weeks before 10 June 1944?",
    "the text says two weeks before 10 June 2027 the bridge closed, why?",
    "six weeks before we met",
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


@pytest.mark.parametrize(("text", "expected"), [*ENGLISH.items(), *GERMAN.items(), *ASKED.items()])
def test_a_question_about_the_calendar_is_answered_in_a_sentence(text: str, expected: str) -> None:
    assert calendar(text, NOW) == expected


@pytest.mark.parametrize("text", [*NOT_DATES, *TALK])
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
