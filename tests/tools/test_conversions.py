"""Units told in other units, dozens, and what so much a month is in a year."""

from __future__ import annotations

import pytest

from backend.tools.calculator import reckon

CONVERTED = {
    "twelve dozen": "12 × 12 = 144",
    "3 dozen": "3 × 12 = 36",
    "five score": "5 × 20 = 100",
    "how many is 4 dozen eggs": "4 × 12 = 48",
    "a dozen and a half": "1.5 × 12 = 18",
    "half a dozen": "0.5 × 12 = 6",
    "6 pairs of socks, how many socks": "6 × 2 = 12",
    "7 pairs how many single shoes is that": "7 × 2 = 14",
    "how many weeks are 91 days": "91 days = 13 weeks",
    "how many minutes in 3 hours": "3 hours = 180 minutes",
    "how many hours is 450 minutes": "450 minutes = 7.5 hours",
    "minutes in a day": "1 day = 1440 minutes",
    "how many seconds in an hour": "1 hour = 3600 seconds",
    "hours in a week": "1 week = 168 hours",
    "how many days are 6 weeks": "6 weeks = 42 days",
    "how many minutes are in 2.5 hours": "2.5 hours = 150 minutes",
    "convert 5 km to meters": "5 km = 5000 meters",
    "3.5 kg in grams": "3.5 kg = 3500 grams",
    "how many grams in 2 kilos": "2 kilos = 2000 grams",
    "250 cm in m": "250 cm = 2.5 m",
    "how many ml are in 1.5 litres": "1.5 litres = 1500 ml",
    "2 feet in inches": "2 feet = 24 inches",
    "how many inches are 5 feet": "5 feet = 60 inches",
    "how many months in 4 years": "4 years = 48 months",
    "90 minutes in hours": "90 minutes = 1.5 hours",
    "how many days in 5 weeks": "5 weeks = 35 days",
    "how many metres is 2.4 kilometres": "2.4 kilometres = 2400 metres",
    "how many hours are there in 3 days?": "3 days = 72 hours",
    "1 mile in km": "1 mile = 1.609344 km",
    "750 g in kg": "750 g = 0.75 kg",
    "how many cents in 12 euros": "12 euros = 1200 cents",
    "how many years is 60 months": "60 months = 5 years",
    "if i save 75 a month how much do i have after a year": "75 × 12 = 900",
    "my salary is 3200 a month, what's that per year": "3200 × 12 = 38,400",
    "netflix is 12.99 a month, how much a year": "12.99 × 12 = 155.88",
    "i smoke 12 a day, how many in a week": "12 × 7 = 84",
    "36000 a year is how much a month": "36,000 ÷ 12 = 3000",
    "wie viele minuten sind 3 stunden": "3 stunden = 180 minuten",
    "zwölf dutzend": "12 × 12 = 144",
    "wie viele wochen sind 91 tage": "91 tage = 13 wochen",
    "5 kg in gramm": "5 kg = 5000 gramm",
    "my rent is 780 a month. what is that in a year?": "780 × 12 = 9360",
    "2.5 hours in minutes": "2.5 hours = 150 minutes",
    "how many eggs are in 5 dozen": "5 × 12 = 60",
    "i run 6 km every day. how far do i run in a week?": "6 × 7 = 42",
    "how many minutes is 2 hours and 45 minutes": "2 hours 45 minutes = 165 minutes",
    "convert 72 inches to feet": "72 inches = 6 feet",
    "how many km is 10 miles": "10 miles = 16.09344 km",
    "how many seconds are there in 5 minutes": "5 minutes = 300 seconds",
    "how many days are 72 hours": "72 hours = 3 days",
    "90 mins in hrs": "90 mins = 1.5 hrs",
    "how many grams in half a kilo": "0.5 kilo = 500 grams",
    "0.5 l in ml": "0.5 l = 500 ml",
    "quarter of an hour in minutes": "0.25 hour = 15 minutes",
    "four pairs of shoes, how many shoes": "4 × 2 = 8",
    "how many weeks in 140 days": "140 days = 20 weeks",
}


@pytest.mark.parametrize(("text", "expected"), CONVERTED.items())
def test_units_are_converted(text: str, expected: str) -> None:
    found = reckon(text)
    assert found
    assert found.note == expected


@pytest.mark.parametrize(
    "text",
    ["how many minutes in a kilo", "a pair of shoes", "a dozen eggs", "5 km in 25 minutes", "3 hours", "in a week"],
)
def test_what_cannot_be_converted_is_left_alone(text: str) -> None:
    assert reckon(text) is None


def test_a_wage_by_the_hour_says_nothing_of_a_day() -> None:
    assert reckon("I earn 15 an hour, how much do I earn in a day") is None
