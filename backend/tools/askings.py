"""The questions about the calendar: some in exact words, the others as shapes with marks for dates, spans and years."""

from __future__ import annotations

import re
from collections.abc import Callable

from backend.tools import answers, years
from backend.tools.answers import Question
from backend.tools.days import WEEKDAY_NUMBERS
from backend.tools.marks import PLACES
from backend.tools.shapes import Shapes

_WD = "|".join(WEEKDAY_NUMBERS)

STRICT: tuple[tuple[str, Callable[[Question], str | None]], ...] = (
    # the time
    (
        r"(?:what )?(?:the )?(?:current )?time(?: is it| now| please)?|what is (?:the )?(?:current |exact "
        r")?time(?: is it)?(?: now| here)?|what time (?:is it|it is|do you have|do we have)(?: now| here)?|"
        r"(?:do you )?(?:have|got|know) the time|(?:is it|how) late(?: is it)?(?: now)?|wie spät (?:ist es|haben "
        r"wir(?: es)?|es ist)(?: jetzt)?|wie viel uhr (?:ist es|haben wir|es ist)(?: jetzt)?|wieviel uhr (?:ist "
        r"es|haben wir)|"
        r"uhrzeit|(?:was ist |wie ist )?die (?:aktuelle |genaue )?uhrzeit|welche uhrzeit (?:ist es|haben wir)|"
        r"what hour is it",
        years.clock,
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
        years.month,
    ),
    (
        r"(?:what|which) year (?:is it|are we in|is this|do we have)(?: now)?|(?:what is )?(?:the )?current year|"
        r"welches jahr (?:ist|haben wir|ist es)(?: es| gerade| jetzt)?|in welchem jahr (?:sind|leben) wir",
        years.year,
    ),
    (
        r"(?:what|which) (?:calendar )?week(?: number| of the year)? (?:is it|are we in|is this)|"
        r"what is (?:the )?(?:current )?week number|(?:what )?week number(?: is it)?|"
        r"welche (?:kalender)?woche (?:ist|haben wir)(?: es| gerade| jetzt)?|welche kw (?:ist|haben wir)(?: es)?|"
        r"in welcher (?:kalender)?woche sind wir",
        years.week,
    ),
)

_LISTS = {
    "WHAT": "what which welcher welches welchen welchem was_für_ein what's on_what",
    "DAY": "day weekday day_of_the_week day_of_week week_day wochentag tag",
    "DATE": "date day weekday day_of_the_week datum tag wochentag",
    "IS": "is it was were will be would it's that there are fall falls fell on land lands did does the ist war wird "
    "fällt sein der am den dem es das sind",
    "MANY": "how_many number_of wie_viele how_much",
    "UNIT": "days day weeks week months sleeps nights tage tag wochen monate",
    "UNTIL": "until till til to before bis_zum bis_zu bis",
    "SINCE": "since seit",
    "NOW": "from_now from_today from_this_day later hence",
    "AFTER": "after from past following nach",
    "BEFORE": "before prior_to earlier_than vor",
    "SPACE": "how_many number_of wie_viele how_much number count long difference lange",
    "WORKING": "working business work werktage arbeitstage",
    "BORN": "born geboren birthday",
    "AGE": "how_old age wie_alt old",
    "LANDS": "is was it will be would that what which when date day weekday welcher welches welchem für_ein ein der "
    "tag datum ist war wird wäre es das wann sein equals on am",
    "BACK": "back backwards backward subtract take deduct minus zurück rückwärts subtrahiere abziehen",
}
_SHAPES = Shapes(_LISTS, "", "", PLACES)
_TABLE: tuple[tuple[Callable[[Question], str | None], str, str], ...] = (
    # two dates
    (answers.between, "", """
        !did !born !WORKING &SPACE|UNIT * between|zwischen dem? # and|und dem? # *
        !did !born !WORKING &SPACE * from|vom # UNTIL dem? # *
    """),
    # ages
    (years.age_in_year, "", """
        &AGE &BORN * % * %|# *
        &AGE &BORN|birth * % *
    """),
    (years.age, "", "!MANY &AGE &BORN * # *"),
    (answers.until, "since", "* MANY days|weeks|tage|wochen old|alt|alive * # *"),
    (years.years_since, "", "* MANY years|jahre * SINCE|ago|her * % *"),
    (years.leap_length, "", "* MANY days|tage * leap|leapyear|schaltjahr *"),
    # a span away
    (years.years_away, "", "WHAT year * in|after + NOW? *"),
    (years.years_away, "back", "WHAT year * + ago|earlier"),
    (years.months_away, "", "WHAT month * in|after + NOW? *"),
    (years.months_away, "back", "WHAT month * + ago"),
    (answers.span_away, "back", """
        !happened|passierte * + BEFORE the|dem? # LANDS? LANDS? LANDS? LANDS?
        &WHAT|when|wann !happened|passierte * + BEFORE my|our|the|unserem|meinem|dem|unserer|meiner|der * #
        * # minus|less|weniger + LANDS? LANDS? LANDS? LANDS?
        &BACK !happened|passierte * + BACK? away? from|off|von|vom # *
        &WHAT|when|wann * # * + BEFORE|earlier|davor|vorher|zuvor that|it|this?
        WHAT DATE * + ago *
        WHAT IS IS? the? DATE + ago
        IS? IS? the? DATE + ago
        WHAT DATE * vor +
        + ago WHAT DATE *
    """),
    (answers.span_away, "", """
        !BACK|happened|passierte * + AFTER the|dem? # LANDS? LANDS? LANDS? LANDS?
        &WHAT|when|wann !BACK|happened|passierte * + AFTER my|our|the|unserem|meinem|dem|unserer|meiner|der * #
        * # plus + LANDS? LANDS? LANDS? LANDS?
        add + to #
        &WHAT|when|wann * # * + after|later|danach|darauf|später that|it|this?
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
    (years.leap_year, "", "&leap|schaltjahr|leapyear * % *"),
    (years.leap_year, "", "is|ist|was this|it|this_year|dieses|das year|jahr? a|ein leap|leapyear|schaltjahr *"),
    (answers.edge, "", "#\n WHAT IS # *"),
    (years.next_leap_year, "", "* next|nächste|nächstes leap|leapyear|schaltjahr year?"),
    (years.leap_year, "next", "&leap|leapyear is|will next year * leap|leapyear *"),
    (years.next_leap_year, "back", "WHAT|when * last|previous leap|leapyear *"),
    (years.month_length, "", """
        * MANY days|tage * ^ *
        * MANY days|tage * ^ * % *
        days|tage in|im|of ^
        ^ how_many|wie_viele days|tage *
        MANY tage hat|im der? ^
        &days|long * how_long is ^
        * MANY days * this month *
        * MANY tage hat dieser monat *
    """),
    (years.year_length, "", """
        * MANY days|tage * % *
        does|has % have|got? days
    """),
    (years.next_month, "", "WHAT month|monat comes|is|follows|kommt|ist after|nach ^\n WHAT month follows ^"),
    (years.next_month, "back", "WHAT month|monat comes|is|kommt|ist before|vor ^"),
    (years.quarter, "", "WHAT|the quarter|quartal * are|is|haben|ist|we|this *\n WHAT|in quarter|quartal"),
    (years.week, "", "WHAT|in calendar? week|kw|kalenderwoche number? * # *"),
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
        &WHAT * weekday|wochentag|day_of_the_week * # *
        * weekday|wochentag|day_of_the_week|day_of_week IS? of|on|for? the? # *
        is|was|will # be? a|an|on? a? =
        is it = or = #
        is|was|will # be? a|on? the? weekend|weekday
        &day|weekday|week|wochentag * # IS WHAT DATE *
        war|ist der|das? # ein =
        the? date #
    """),
)  # fmt: skip
QUESTIONS = tuple((re.compile(shape), answer) for shape, answer in STRICT)
LOOSE = tuple(
    (_SHAPES.shape(line), answer, extra)
    for answer, extra, lines in _TABLE
    for line in lines.strip().splitlines()
    if line.strip()
)
