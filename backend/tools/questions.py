"""The kinds of questions, and what a sentence that answers each of them is likely to hold."""

from __future__ import annotations

import re
from typing import NamedTuple


class Kind(NamedTuple):
    """What a question of a kind looks like, in small letters; what its answer holds; and how much that weighs."""

    asked: re.Pattern[str]
    held: re.Pattern[str]
    weight: float


def kind_of(question: str) -> Kind | None:
    """The first kind that a question is of, if any."""
    small = question.lower()
    return next((kind for kind in KINDS if kind.asked.search(small)), None)


def _one_of(words: str) -> str:
    """A pattern for any of these words; an underscore is a space, and each may hold a pattern itself."""
    return rf"\b(?:{'|'.join(words.split()).replace('_', ' ')})\b"


_NUMBERS = _one_of(
    r"one two three four five six seven eight nine ten eleven twelve \w+teen twenty thirty forty fifty sixty seventy "
    "eighty ninety hundred thousand million dozen half quarter once twice both several single zwei drei vier fünf "
    "sechs sieben acht neun zehn elf zwölf zwanzig hundert tausend"
)
_TIMES = _one_of(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december spring summer autumn winter noon midnight morning afternoon evening night "
    "today tomorrow yesterday week weeks month year years day days century christmas easter before after until o'clock "
    "montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz mai juni juli oktober dezember "
    "uhr jahr tag woche monat abend morgen"
)
_MONEY = _one_of("euros? dollars? pounds? cents? francs? crowns? free percent nothing")
_PLACES = _one_of(
    "in at on near to from behind under above below beside next between inside outside opposite through along by into "
    "zu bei nach auf aus hinter neben"
)
_CAUSES = _one_of("because since so due therefore reason as to for after otherwise weil da denn um wegen damit")
_PEOPLE = (
    "mother father sister brother wife husband son daughter teacher doctor neighbour friend man woman owner manager "
    "captain farmer aunt uncle mayor nurse baker boss colleague"
)
_NAMES = (
    r"(?<=[a-zäöüß,;:] )[A-ZÄÖÜ]\w+"  # a capital letter within a sentence
    r"|^(?:Mr|Mrs|Ms|Dr)\b"
    rf"|\b(?:he|she|my|his|her|the) (?:\w+ )?(?:{'|'.join(_PEOPLE.split())})"
)

_HOW_MANY = (
    _one_of("how_(?:many|old|long|far|tall|high|big|heavy|wide|deep|fast|large|often)")
    + "|"
    + _one_of("wie_(?:viele|alt|lange|weit|hoch|groß|schwer|oft)")
)
_HOW_MUCH = rf"{_one_of('how_much what_(?:price|fee|does_.*_cost) cost costs price')}|\bwie ?viel\b|\bkostet\b"
_WHEN = (
    _one_of(
        "when what_(?:time|day|date|year|month) which_(?:day|year|month) how_late how_early until_when since_when",
    )
    + "|"
    + _one_of("wann um_wie_viel_uhr welche[mrsn]?_(?:tag|jahr)")
)
_WHO = _one_of("who whose whom what_is_the_name what's_the_name wer wem wen wessen")
_WHERE = _one_of("where which_(?:town|city|village|street|place|country) wo wohin woher")
_WHY = _one_of("why what_for for_what_reason how_come warum wieso weshalb")

_NUMBER = rf"(?:\d[\d.,]*|{_NUMBERS})"
_AGE_ASKED = rf"{_one_of('how_old what_age which_age')}|\bwie alt\b"
_AGE = (
    rf"{_NUMBER}[\s-]*(?:and a half )?(?:years?|months?|weeks?|days?)[\s-]*(?:old|of age)\b|\b(?:aged?|turn(?:s|ed)) "
    rf"{_NUMBER}|\b(?:is|was|am|are|at) {_NUMBER}(?=[.,;:!]|$| and| but)|\bborn\b|\bbirthday\b|\boldest\b|{_NUMBER} "
    r"jahre|\balt\b|\bgeboren"
)
_COST_ASKED = (
    _one_of(
        "how_much_(?:is|are|was|were|money) how_(?:expensive|cheap) prize_money prices? fees? fares? costs? deposit"
    )
    + r"|\bhow much (?:does|do|did|will|would|must|should|can) (?!.*\bweigh)|\bwhat .*\b(?:cost|pay|paid|charge)\b"
    + r"|\bwas kostet\b|\bwie teuer\b"
)
_COST = r"[€$£]|" + _one_of(
    "euros? dollars? pounds? cents? pence francs? crowns? kroner percent free nothing kostenlos half_price half"
)
_SPAN_ASKED = (
    _one_of("how_many_(?:hours|days|weeks|months|years|minutes) what_hours")
    + r"|\bhow long (?:does|do|did|will|can|may|must|has|have|had|should)\b|\bwie lange\b"
)
_SPAN = _one_of(
    "(?:half_)?hours? minutes? seconds? days? weeks? months? years? decades? nights? summers? winters? until since "
    "stunden? tagen? tage? wochen? monate? jahren? jahre? minuten bis seit"
)
_WEIGHT_ASKED, _WEIGHT = (
    rf"{_one_of('how_heavy weigh weighs')}|\bwie schwer\b",
    _one_of("kilos? kilograms? kg grams? g pounds? lbs? tons? tonnes? stone ounces? kilo gramm"),
)
_SPEED_ASKED, _SPEED = (
    _one_of("how_fast what_speed top_speed"),
    _one_of("miles kilometres kilometers km mph knots per_hour an_hour km/h speed"),
)
_COLOUR_ASKED, _COLOUR = (
    rf"{_one_of('colour color colours colors')}|\bwelche farbe\b",
    _one_of(
        "red blue green yellow white black brown grey gray orange purple pink gold golden silver violet beige "
        "cream dark pale colou?r\\w* rot blau grün gelb weiß schwarz braun grau"
    ),
)
_DIGITS_ASKED, _DIGITS = (
    _one_of("phone telephone (?:phone|telephone|which|what)_number password pin"),
    (r"\d[\d /-]{2,}\d|\bpassword\b"),
)
_HEAT_ASKED, _HEAT = _one_of("how_(?:hot|cold|warm) temperature"), r"\bdegrees?\b|°|\bminus\b|\bgrad\b"

KINDS = tuple(
    Kind(re.compile(asked, re.IGNORECASE), re.compile(held, 0 if held == _NAMES else re.IGNORECASE), weight)
    for asked, held, weight in (
        (_AGE_ASKED, _AGE, 0.45),
        (_WEIGHT_ASKED, _WEIGHT, 0.45),
        (_COST_ASKED, _COST, 0.45),
        (_SPAN_ASKED, _SPAN, 0.4),
        (_SPEED_ASKED, _SPEED, 0.45),
        (_COLOUR_ASKED, _COLOUR, 0.45),
        (_DIGITS_ASKED, _DIGITS, 0.45),
        (_HEAT_ASKED, _HEAT, 0.45),
        (_HOW_MANY, rf"\d|{_NUMBERS}", 0.45),
        (_HOW_MUCH, rf"[€$£]|{_MONEY}|\d", 0.45),
        (_WHEN, rf"\d|{_TIMES}", 0.4),
        (_WHO, _NAMES, 0.25),
        (_WHERE, _PLACES, 0.2),
        (_WHY, _CAUSES, 0.3),
    )
)
"""The kinds, the most telling first."""
