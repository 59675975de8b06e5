"""The calendar: understands whether a message asks about days, dates or the time, and answers in one full sentence."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from backend.tools import answers
from backend.tools.answers import Question
from backend.tools.days import MONTH_NUMBERS, SPAN, WEEKDAY_NUMBERS
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
    return None


def _named(found: re.Match[str]) -> dict[str, str]:
    """The named words; "day2" is "day" in another wording, for a name may stand only once in a pattern."""
    return {name.rstrip("23"): word for name, word in found.groupdict().items() if word}


_OPENING = re.compile(
    r"^(?:(?:hi|hello|hey|hallo|ok|okay|please|pls|bitte|so|and|und|um|oh|by the way|"
    r"(?:can|could|would|do) (?:you|u) (?:please )?(?:tell me|know|say|find out|work out|calculate|check)|"
    r"tell me|i want to know|i need to know|i wonder|"
    r"quick question|do you happen to know|remind me|any idea|"
    r"(?:kannst|könntest) du mir (?:bitte )?sagen|sag mir|sag mal|weißt du|ich möchte wissen)(?:[,!.:]? |$))+"
)
_CLOSING = re.compile(
    r"(?:[\s,]*(?:please|pls|bitte|thanks|thank you|danke|denn|eigentlich|actually|exactly|genau|again|right "
    r"now|at the moment|gerade|nochmal))+$"
)


def _bare(text: str) -> str:
    """The question without politeness and without the marks at its end."""
    text = re.sub(r"\s+", " ", text).strip(" ?!.")
    text = re.sub(r"\b(what|how|when|which)'?s\b", r"\1 is", text)
    before = None
    while before != text:
        before = text
        text = _CLOSING.sub("", _OPENING.sub("", text, count=1)).strip(" ?!.,")
    return text


# ------------------------------------------------------------------ questions

_D = r"(?P<day>.{3,40}?)"
_E = r"(?P<end>.{3,40}?)"
_FROM = r"(?: from (?:now|today)| from this day|(?: later)?)"
_S = rf"(?P<span>{SPAN})"
_WD = "|".join(WEEKDAY_NUMBERS)
_M = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_UNITS = r"(?P<unit>days|weeks|day|week|sleeps)"
_EINHEIT = r"(?P<unit>tage|wochen|tag)"
_Y = r"(?P<year>\d{4})"

_SHAPES: tuple[tuple[str, Callable[[Question], str | None]], ...] = (
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
        r"week is it|what date is it|what weekday is it|datum|heutiges datum|"
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
        rf"(?:what|which) (?:calendar )?week(?: number)? (?:is it|are we in|is this)|what is (?:the )?(?:current "
        rf")?week number|(?:what )?week number(?: is it)?|(?:what|which) (?:calendar )?week(?: number)? is {_D}|"
        r"welche (?:kalender)?woche (?:ist|haben wir)(?: es| gerade| jetzt)?|welche kw (?:ist|haben wir)(?: es)?|"
        r"in welcher (?:kalender)?woche sind wir",
        answers.week,
    ),
    # a span away
    (
        rf"(?:what|which)? ?(?:is )?(?:the )?(?:date|day|weekday)?(?: of the week)?(?: (?:is|will|would|it|be|is "
        rf"it))* ?(?:in|after) {_S}{_FROM}",
        answers.span_away,
    ),
    (
        rf"(?:what|which)? ?(?:is )?(?:the )?(?:date|day|weekday)?(?: of the week)?(?: (?:is|will|would|it|"
        rf"be))* ?{_S} from (?:now|today)",
        answers.span_away,
    ),
    (
        rf"(?:what|which)? ?(?:is |was )?(?:the )?(?:date|day|weekday)?(?: of the week)?(?: (?:is|was|"
        rf"it))* ?{_S} (?P<back>ago)",
        answers.span_away,
    ),
    (
        rf"(?:what|which|when)? ?(?:is |was )?(?:the )?(?:date|day|weekday)?(?: of the week)?(?: (?:is|was|it|"
        rf"will|be|comes|falls))* ?{_S} (?:after|from|past) {_D}",
        answers.span_away,
    ),
    (
        rf"(?:what|which|when)? ?(?:is |was )?(?:the )?(?:date|day|weekday)?(?: of the week)?(?: (?:is|was|it|"
        rf"will|be|comes|falls))* ?{_S} (?P<back>before) {_D}",
        answers.span_away,
    ),
    (
        rf"(?:welche[rns]?|was(?: ist)?) ?(?:(?:für ein )?(?:tag|datum|wochentag))? ?(?:ist|haben wir|wird|"
        rf"es)? ?(?:es )?in {_S}",
        answers.span_away,
    ),
    (rf"was (?:ist|wird) (?:es )?in {_S} für ein (?:tag|wochentag|datum)", answers.span_away),
    (
        rf"(?:welche[rns]?|was(?: war)?) ?(?:(?:für ein )?(?:tag|datum|wochentag))? ?(?:war|hatten wir)? ?(?:es "
        rf")?(?P<back>vor) {_S}",
        answers.span_away,
    ),
    (
        rf"(?:welche[rns]?|was)? ?(?:tag|datum|wochentag)? ?(?:ist|war)? ?(?:es )?{_S} nach (?:dem )?{_D}",
        answers.span_away,
    ),
    (
        rf"(?:welche[rns]?|was)? ?(?:tag|datum|wochentag)? ?(?:ist|war)? ?(?:es )?{_S} (?P<back>vor) (?:dem "
        rf")?{_D}",
        answers.span_away,
    ),
    # weekdays
    (
        rf"(?:on )?(?:what|which) (?:day|weekday)(?: of the week)? (?P<past>is|was|will|does|did)(?: it)? (?:be "
        rf")?(?:on )?{_D}(?: be| fall| fall on| on| land on)?",
        answers.weekday_of,
    ),
    (
        rf"(?:what|which) (?:day|weekday) (?:of the week )?(?:were|was) (?:i|he|she) born(?: if born)?(?: on| if "
        rf"i was born on) {_D}",
        answers.weekday_of,
    ),
    (rf"(?:what is |what was )?(?:the )?(?:weekday|day of the week) (?:of|on|for) {_D}", answers.weekday_of),
    (rf"(?P<past>is|was|will) {_D} (?:be )?an? (?:{_WD}|weekend|weekday)", answers.weekday_of),
    (
        rf"(?:welcher|was für ein|an welchem) (?:wochentag|tag) (?P<past>ist|war|wird) (?:der |am |es am "
        rf")?{_D}(?: sein)?",
        answers.weekday_of,
    ),
    (rf"(?:auf welchen|an welchem) (?:wochentag|tag) (?:fällt|ist|war) (?:der )?{_D}", answers.weekday_of),
    (rf"was (?P<past>ist|war) (?:der )?{_D} für ein (?:wochentag|tag)", answers.weekday_of),
    # until, since, between
    (
        rf"(?:how (?:many|long)|number of) ?{_UNITS}?(?: (?:are|is|it|there|left|to go|remaining|do i have|do we "
        rf"have|have i got))* (?:until|till|til|to|before) {_D}(?: from (?:now|today))?",
        answers.until,
    ),
    (
        rf"how many {_UNITS} (?:is|are) {_D} away|how far (?:away )?is {_D.replace('day', 'day2')}(?: away)?|how "
        rf"long (?:is|til) {_D.replace('day', 'day3')} away",
        answers.until,
    ),
    (rf"{_UNITS} (?:left )?(?:until|till|til|to) {_D}", answers.until),
    (
        rf"how (?:many|long)(?: ago)? ?{_UNITS}?(?: (?:is|it|has|have|was|been|passed|gone by|are|ago))* "
        rf"(?P<since>since) {_D}",
        answers.until,
    ),
    (rf"how (?:many )?(?:long|{_UNITS}) (?P<since>ago) (?:was|is) {_D}", answers.until),
    (
        rf"(?:wie (?:viele?|lange)|wieviele?) ?{_EINHEIT}?(?: (?:ist|sind|es|dauert|noch|haben wir|hat es|"
        rf"bleiben))* bis (?:zum |zu |zur )?{_D}",
        answers.until,
    ),
    (
        rf"(?:wie (?:viele?|lange)|wieviele?) ?{_EINHEIT}?(?: (?:ist|sind|es|vergangen|her))* (?P<since>seit) "
        rf"(?:dem )?{_D}(?: vergangen)?",
        answers.until,
    ),
    (
        rf"(?:how (?:many|long)|number of|count the|the)? ?{_UNITS}?(?: (?:are|is|it|there|lie))* ?between {_D} "
        rf"and {_E}",
        answers.between,
    ),
    (
        rf"(?:how (?:many|long)|number of|count the)? ?{_UNITS}?(?: (?:are|is|it|there))* ?from {_D} (?:to|until|"
        rf"till) {_E}",
        answers.between,
    ),
    (
        rf"(?:wie (?:viele?|lange)|wieviele?)? ?{_EINHEIT}?(?: (?:sind|ist|liegen|es))* ?(?:zwischen (?:dem "
        rf")?{_D} und (?:dem )?{_E}|vom {_D.replace('day', 'day2')} bis (?:zum )?{_E.replace('end', 'end2')})",
        answers.between,
    ),
    # years and months
    (
        rf"(?:is|was|will) {_Y} (?:be )?(?:a )?leap ?year|is (?:this|it|this year) (?:year )?a leap ?year(?: "
        rf"this year)?|(?:ist|war|wird) {_Y.replace('year', 'year2')} ein schaltjahr|ist (?:dieses jahr|das) ein "
        rf"schaltjahr",
        answers.leap_year,
    ),
    (
        r"(?:when|which year|what year)(?: is| will be)? (?:the )?next leap ?year|next leap ?year|wann ist das "
        r"nächste schaltjahr|(?:when was|which year was) the (?P<back>last|previous) leap ?year",
        answers.next_leap_year,
    ),
    (
        rf"how many days (?:are|is|were|does|has|will)?(?: there)?(?: (?:are|be|in|has))* (?P<month>{_M})(?: "
        rf"(?:of |in )?{_Y})?(?: have| got)?|how many days (?:are there )?(?:in|does) this month(?: have)?|"
        rf"wie ?viele? tage (?:hat|im|gibt es im|hat der) ?(?:der )?(?:monat "
        rf")?(?P<month2>{_M})(?: {_Y.replace('year', 'year2')})?",
        answers.month_length,
    ),
    (
        rf"how many days (?:are )?(?:there )?(?:in|does) (?:the year )?(?:{_Y}|this year)(?: have)?|wie viele "
        rf"tage hat (?:das jahr )?(?:{_Y.replace('year', 'year2')}|dieses jahr)",
        answers.year_length,
    ),
    # ages
    (
        rf"how old (?:is|am|are|would|will) (?:(?:be )?(?:somebody|someone|a person|i|you|he|she|my \w+) )?(?:be "
        rf")?(?:if |when |who (?:is|was) )?(?:i |they |he |she )?(?:was |were |am |is )?born (?:on )?(?:the "
        rf")?{_D}",
        answers.age,
    ),
    (
        rf"(?:i|he|she|my \w+|\w+) (?:was|were|am|is) born (?:on )?(?:the )?{_D},? (?:so )?how old (?:am|is) "
        rf"(?:i|he|she|it)(?: now| today)?",
        answers.age,
    ),
    (
        rf"wie alt (?:ist|bin|wäre) (?:jemand|ich|er|sie|man)?,?(?: (?:der|die|wenn|ich|man|er|sie))* (?:am "
        rf")?{_D} geboren(?: (?:ist|bin|wurde|ist))?",
        answers.age,
    ),
    (
        rf"(?:ich|er|sie|\w+) (?:bin|ist|wurde) am {_D} geboren,? wie alt (?:bin|ist) (?:ich|er|sie)(?: heute| "
        rf"jetzt)?",
        answers.age,
    ),
    # when
    (
        rf"(?:when|what date|what day|on what date|on which date)(?: is| was| will)?(?: it)?(?: be)? {_D}(?: "
        rf"this year)?",
        answers.when_is,
    ),
    (rf"wann (?:ist|war|fällt) {_D}", answers.when_is),
)

_QUESTIONS = tuple((re.compile(shape), answer) for shape, answer in _SHAPES)
