"""The calendar: understands whether a message asks about days, dates or the time, and answers in one full sentence."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from backend.tools import answers
from backend.tools.answers import Question
from backend.tools.days import WEEKDAY_NUMBERS
from backend.tools.marks import PLACES, Marked, mark
from backend.tools.shapes import Shapes
from backend.tools.wording import LONGEST_TEXT, is_german, plain


def calendar(text: str, now: datetime) -> str | None:
    """The answer to a question about the calendar or the clock, or None when `text` is no such question."""
    if len(text) > LONGEST_TEXT:
        return None
    asked = _bare(plain(text))
    language = "de" if is_german(text) else "en"
    for shape, answer in _QUESTIONS:
        if (found := shape.fullmatch(asked)) and (sentence := answer(Question(_named(found), now, language))):
            return sentence
    marked = mark(asked, now.date())
    for place, loose, extra in _LOOSE:
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
    r"^(?:(?:hi there|good (?:morning|evening|afternoon|day)|guten (?:morgen|tag|abend)|excuse me|sorry|hi|hello|hey|hallo|ok|okay|please|pls|bitte|so|and|und|um|oh|by the way|"
    r"(?:can|could|would|do) (?:you|u) (?:please )?(?:tell me|know|say|find out|work out|calculate|check)|"
    r"tell me|i want to know|i need to know|i wonder|"
    r"quick question|do you happen to know|remind me|any idea|"
    r"(?:kannst|könntest) du mir (?:bitte )?sagen|sag mir|sag mal|weißt du|ich möchte wissen)(?:[,!.:]? |$))+"
)
_CLOSING = re.compile(
    r"(?:[\s,]*(?:please|pls|bitte|thanks|thank you|danke|denn|eigentlich|actually|exactly|genau|again|mate|man|buddy|bro|dude|my friend|right "
    r"now|at the moment|gerade|nochmal))+$"
)


def _bare(text: str) -> str:
    """The question without politeness and without the marks at its end."""
    text = re.sub(r"\s+", " ", text).replace("2day", "today").strip(" ?!.")
    text = re.sub(r"\b(have|has|had) 36[56] days", r"\1 days", text)
    text = re.sub(r" (?:fall|falls|fallen)(?: in)? (?=\\d{4})", " ", text)
    text = re.sub(r"\b(what|how|when|which)'?s\b", r"\1 is", text)
    before = None
    while before != text:
        before = text
        text = _CLOSING.sub("", _OPENING.sub("", text, count=1)).strip(" ?!.,")
    return text


# ------------------------------------------------------------------ questions

_WD = "|".join(WEEKDAY_NUMBERS)

_STRICT: tuple[tuple[str, Callable[[Question], str | None]], ...] = (
    # the time
    (
        r"(?:what )?(?:the )?(?:current )?time(?: is it| now| please)?|what is (?:the )?(?:current |exact "
        r")?time(?: is it)?(?: now| here)?|what time (?:is it|it is|do you have|do we have)(?: now| here)?|"
        r"(?:do you )?(?:have|got|know) the time|(?:is it|how) late(?: is it)?(?: now)?|wie spät (?:ist es|haben "
        r"wir(?: es)?|es ist)(?: jetzt)?|wie viel uhr (?:ist es|haben wir|es ist)(?: jetzt)?|wieviel uhr (?:ist "
        r"es|haben wir)|"
        r"uhrzeit|(?:was ist |wie ist )?die (?:aktuelle |genaue )?uhrzeit|welche uhrzeit (?:ist es|haben wir)|"
        r"what hour is it",
        answers.clock,
    ),
    # today
    (
        r"(?:what |which )?(?:is )?(?:the )?(?:current |todays |today's )?(?:date|day)(?: is it)?(?: of)?(?: "
        r"(?P<day>today|tomorrow|yesterday))|"
        r"what (?:date|day)(?: of the week| of the month)? (?:is|was|will|do we have|have we got)(?: it| be)*(?: "
        r"(?P<day2>today|tomorrow|yesterday))?",
        answers.date_of,
    ),
    (
        r"(?:what is )?(?:the )?(?:current |today's |todays )?(?:date|day)(?: today)?(?: is it)?|what day of the "
        r"week is it|(?:what|which) date is it|what weekday is it|datum|heutiges datum|"
        r"welche[rns]? (?:tag|wochentag|datum) (?:ist|haben wir)(?: heute| es)?|was (?:für ein|ist für ein|ist "
        r"heute für ein) (?:tag|wochentag|datum)(?: ist| haben wir)?(?: heute| es)?|"
        r"(?:der wievielte|den wievielten) (?:ist|haben wir)(?: heute)?|(?:was|wie) ist (?:heute )?(?:das |für "
        r"ein )?(?:heutige |aktuelle )?datum(?: heute)?|(?:das )?(?:heutige )?datum(?: von)? heute",
        answers.date_of,
    ),
    (
        r"(?:what|which) (?:date|day|weekday)(?: of the week)? (?:is|was|will(?: it)? be|will be|is it)(?: it)? "
        r"(?P<day>today|tomorrow|yesterday|the day after tomorrow|the day before yesterday|day after tomorrow)",
        answers.date_of,
    ),
    (
        r"what (?:is|was) (?P<day>today|tomorrow|yesterday|the day after tomorrow|the day before yesterday)(?:'s "
        r"date|s date)?|(?P<day2>today|tomorrow|yesterday)'?s date|what is (?P<day3>today|tomorrow|yesterday)'?s "
        r"(?:date|day)",
        answers.date_of,
    ),
    (
        r"(?:welche[rns]?|was für ein) (?:tag|wochentag|datum) (?:ist|war|wird|haben wir)(?: denn)? "
        r"(?P<day>heute|morgen|gestern|übermorgen|vorgestern)|was ist (?P<day2>heute|morgen|gestern|übermorgen) "
        r"für ein (?:tag|wochentag|datum)|"
        r"(?:der wievielte|den wievielten|welchen tag) (?:ist|war|haben wir) (?P<day3>heute|morgen|gestern|"
        r"übermorgen)",
        answers.date_of,
    ),
    (rf"is (?:it|today) (?:a )?(?P<weekday>{_WD})(?: today)?|ist heute (?P<weekday2>{_WD})", answers.date_of),
    (r"what (?:day|date|weekday)(?: of the week)? it is(?: today)?", answers.date_of),
    # month, year, week
    (
        r"(?:what|which) month (?:is it|are we in|is this|do we have)(?: now)?|(?:what is )?(?:the )?current "
        r"month|welche[rn] monat (?:ist|haben wir)(?: es| gerade| jetzt)?",
        answers.month,
    ),
    (
        r"(?:what|which) year (?:is it|are we in|is this|do we have)(?: now)?|(?:what is )?(?:the )?current year|"
        r"welches jahr (?:ist|haben wir|ist es)(?: es| gerade| jetzt)?|in welchem jahr (?:sind|leben) wir",
        answers.year,
    ),
    (
        rf"(?:what|which) (?:calendar )?week(?: number| of the year)? (?:is it|are we in|is this)|what is (?:the )?(?:current "
        rf")?week number|(?:what )?week number(?: is it)?|"
        r"welche (?:kalender)?woche (?:ist|haben wir)(?: es| gerade| jetzt)?|welche kw (?:ist|haben wir)(?: es)?|"
        r"in welcher (?:kalender)?woche sind wir",
        answers.week,
    ),
)

_LISTS = {
    "WHAT": "what which welcher welches welchen welchem was_für_ein what's on_what",
    "DAY": "day weekday day_of_the_week day_of_week week_day wochentag tag",
    "DATE": "date day weekday day_of_the_week datum tag wochentag",
    "IS": "is it was were will be would it's that there are fall falls fell on land lands did does the ist war wird fällt "
    "sein der am den dem es das sind",
    "MANY": "how_many number_of wie_viele how_much",
    "UNIT": "days day weeks week months sleeps nights tage tag wochen monate",
    "UNTIL": "until till til to before bis_zum bis_zu bis",
    "SINCE": "since seit",
    "NOW": "from_now from_today from_this_day later hence",
    "AFTER": "after from past following nach",
    "BEFORE": "before prior_to earlier_than vor",
    "BORN": "born geboren birthday",
    "AGE": "how_old age wie_alt old",
}
_SHAPES = Shapes(_LISTS, "", "", PLACES)
_TABLE: tuple[tuple[Callable[[Question], str | None], str, str], ...] = (
    # two dates
    (answers.between, "", """
        !did !born &MANY|number|count|long|difference|UNIT|zwischen * between|zwischen dem? # and|und dem? # *
        !born &MANY|number|count|long|difference * from|vom # UNTIL dem? # *
    """),
    # ages
    (answers.age_in_year, "", """
        &AGE &BORN * % * %|# *
        &AGE &BORN|birth * % *
    """),
    (answers.age, "", "&AGE &BORN * # *"),
    # a span away
    (answers.years_away, "", "WHAT year * in|after + NOW? *"),
    (answers.years_away, "back", "WHAT year * + ago|earlier"),
    (answers.months_away, "", "WHAT month * in|after + NOW? *"),
    (answers.months_away, "back", "WHAT month * + ago"),
    (answers.span_away, "back", """
        * + BEFORE the|dem? #
        WHAT DATE * + ago *
        WHAT IS IS? the? DATE + ago
        IS? IS? the? DATE + ago
        WHAT DATE * vor +
    """),
    (answers.span_away, "", """
        * + AFTER the|dem? #
        WHAT|when|the|DATE * in|after + NOW?
        WHAT|the|DATE * + NOW
        + NOW
        + NOW WHAT DATE *
        in + * WHAT DATE *
        WHAT IS * in + *
        was IS IS? in + für_ein DATE
    """),
    # counting
    (answers.until, "", """
        !did !should !exercise * MANY UNIT * UNTIL my|the? @ *
        !did * MANY UNIT * birthday|exam|holiday|trip|wedding|party|deadline * #
        * UNIT left? UNTIL the? @
        how_long|wie_lange|how_far * UNTIL|away|is @ away?
        * # * how_many|wie_viele|how_long|how_far|what UNIT? * away|left|until_then|till_then|to_go|have|from_now|noch *
        * MANY UNIT IS @ away
        in? MANY UNIT IS? IS? @
        in wie_vielen tagen|wochen ist @
    """),
    (answers.until, "since", """
        * MANY UNIT|years|jahre * SINCE the|dem? @ *
        how_long|wie_lange * SINCE the|dem? @ *
        how_long|how_many UNIT|years|jahre? ago IS @
        * MANY UNIT|years passed|gone|ago * #
        * # how_long|how_many UNIT|years? ago *
    """),
    (answers.rest_of_year, "", """
        * UNIT * left|remain|remaining|still|übrig * this|the|of_the|dieses|diesem|im year|jahr *
        * MANY UNIT * UNTIL the? end of the|this year
        wie_viele tage|wochen hat|bleiben * dieses|das jahr noch *
    """),
    # months and years
    (answers.leap_year, "", "&leap|schaltjahr|leapyear * % *"),
    (answers.leap_year, "", "is|ist|was this|it|this_year|dieses|das year|jahr? a|ein leap|leapyear|schaltjahr *"),
    (answers.edge, "", "#\n WHAT IS # *"),
    (answers.next_leap_year, "", "* next|nächste|nächstes leap|leapyear|schaltjahr year?"),
    (answers.leap_year, "next", "&leap|leapyear is|will next year * leap|leapyear *"),
    (answers.next_leap_year, "back", "WHAT|when * last|previous leap|leapyear *"),
    (answers.month_length, "", """
        * MANY days|tage * ^ *
        * MANY days|tage * ^ * % *
        days|tage in|im|of ^
        MANY tage hat|im der? ^
        &days|long * how_long is ^
        * MANY days * this month *
        * MANY tage hat dieser monat *
    """),
    (answers.year_length, "", """
        * MANY days|tage * % *
        does|has % have|got? days
    """),
    (answers.next_month, "", "WHAT month comes|is|follows after? ^\n WHAT month follows ^\n welcher monat kommt|ist nach ^"),
    (answers.next_month, "back", "WHAT month comes|is before ^\n welcher monat kommt|ist vor ^"),
    (answers.quarter, "", "WHAT|the quarter|quartal * are|is|haben|ist|we|this *\n WHAT|in quarter|quartal"),
    (answers.week, "", "WHAT|in calendar? week|kw|kalenderwoche number? * # *"),
    # weekdays
    (answers.when_is, "", """
        WHAT date * =
        WHAT IS IS? the? date of? the? @
        when|wann is|was|are|ist|war|fällt the|der? @
        when|wann is|ist|was # IS?
        when|wann does|did|do|fällt|war # IS? *
        the? date of? the|coming|next? @
    """),
    (answers.date_of, "", """
        !MANY * WHAT DATE * # *
        !MANY * # * WHAT DATE * IS *
        * # * WHAT DATE
        was war|ist|wird # für_ein DATE *
        # weekday|wochentag|day_of_the_week|day
        * weekday|wochentag|day_of_the_week|day_of_week IS? of|on|for? the? # *
        is|was|will # be? a|an|on? a? =
        is|was|will # be? a|on? the? weekend|weekday
        &day|weekday|week|wochentag * # IS WHAT DATE *
        war|ist der|das? # ein =
        the? date #
    """),
)  # fmt: skip
_QUESTIONS = tuple((re.compile(shape), answer) for shape, answer in _STRICT)
_LOOSE = tuple(
    (_SHAPES.pattern(line), answer, extra)
    for answer, extra, lines in _TABLE
    for line in lines.strip().splitlines()
    if line.strip()
)
