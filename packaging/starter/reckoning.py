"""Sums and dates in a person's words: the tools answer, and the model says what they found."""

import random
from collections.abc import Iterable

from exchanges import Exchange, stated
from grammar import say
from typos import cased

SUMS = (
    "{what is|what's|how much is|calculate|compute|work out|tell me|}[ ]"
    "$a {+|-|*|x|/|plus|minus|times|divided by|÷|×} $b{?| = ?|=|}",
    "{multiply|divide} $a by $b",
    "{add $a and $b|add $a, $b and $c|subtract $a from $b|the sum of $a and $b|the product of $a and $b}",
    "{half|twice|double|a third|a quarter} {of|} $a",
    "{what is|} $a {percent|%} of $b[?]",
    "{the average of|average:|mean of} $a, $b and $c",
    "{$a squared|square root of $a|the root of $a|$a cubed|$a to the power of $few}",
    "I have $b {apples|books|euros|coins|eggs} and {eat|lose|sell|give away|spend} $few, how many are left?",
    "$few boxes with $b {pens|cups|eggs} each, how many {pens|cups|eggs} are that?",
    "{split|share} $b {euros|apples|sweets} {between|among} $few {people|friends|children}",
    "{wie viel ist|was ist|rechne|} $a {+|-|*|mal|plus|minus|geteilt durch} $b[?]",
    "($a + $b) * $few",
    "$a + $b - $c",
)
NEXT = (
    "and twice that?",
    "plus $a",
    "minus $few",
    "divide that by $few",
    "and half of that",
    "times $few",
    "and plus $a?",
)
DATES = (
    "{what day is it|what's the date|what is today's date|which day is today|today's date please|"
    "what date do we have}[?]",
    "{what time is it|how late is it|the time please|do you know what time it is|what's the time}[?]",
    "{what|which} {day|weekday} {was|is} $day $month $year?",
    "{what day is tomorrow|what was yesterday's date|what date was yesterday|which day is tomorrow}[?]",
    "how many days {until|till} {Christmas|New Year|Halloween|$day $month}?",
    "how many days {from|between} $day $month {to|and} $day2 $month2 {$year|}?",
    "{is|was} $year a leap year?",
    "what date is {in $few {days|weeks}|$a days from now}?",
    "{welcher tag ist heute|welches datum haben wir|wie spät ist es|der wievielte ist heute}[?]",
    "wie viele tage {noch|sind es|} bis {Weihnachten|Silvester}?",
)
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def values(rng: random.Random) -> dict[str, str]:
    """Numbers of every size, mostly small."""

    def number() -> str:
        size = rng.choice([10, 20, 100, 100, 1000, 1000, 10_000, 1_000_000])
        chosen = rng.randint(1, size)
        return f"{chosen / rng.choice([10, 100, 4])}" if rng.random() < 0.12 else str(chosen)

    return {
        **{name: number() for name in "abc"},
        "few": str(rng.randint(2, 12)),
        "day": str(rng.randint(1, 28)),
        "day2": str(rng.randint(1, 28)),
        "month": rng.choice(MONTHS),
        "month2": rng.choice(MONTHS),
        "year": str(rng.randint(1850, 2060)),
    }


def worded(phrases: tuple[str, ...], rng: random.Random) -> Exchange:
    text = say(rng.choice(phrases), rng, values(rng))
    return Exchange(cased(text, rng) if rng.random() < 0.5 else text, stated)


def total(rng: random.Random) -> Iterable[Exchange]:
    """A sum, now and then gone on with."""
    yield worded(SUMS, rng)
    while rng.random() < 0.2:
        yield worded(NEXT, rng)


def date(rng: random.Random) -> Iterable[Exchange]:
    yield worded(DATES, rng)
