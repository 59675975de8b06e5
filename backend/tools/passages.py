"""Finds the sentences of a text that may answer a question about it."""

from __future__ import annotations

import math
import re

from backend.domain import Value
from backend.tools.content import content, language_of, plain
from backend.tools.kin import KIN

ENOUGH = 0.1
"""Below this a sentence has nothing to do with the question; above it, whoever reads the quotes must judge."""
LONGEST = 400  # characters in a quote
_MOST = 5
_SHORT = 12  # sentences
_EARLIER = 0.35
_KIN = 0.6
_BEFORE, _AFTER = 0.35, 0.12
_MOST_SENTENCES = 4000

_END = re.compile(
    r"(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)(?<!\bNo)(?<!\bProf)(?<!\be\.g)(?<!\bi\.e)(?<![ .][A-Z])"
    r"[.!?…]+[\"'”’)]*\s+(?=[\"'“‘(]?[A-ZÄÖÜ0-9])|\n\s*\n|\n(?=[-*•\d])"
)
_LEANING = re.compile(
    r"(it|its|he|she|his|her|they|their|this|that|these|those|there|then|both|one|another|so|but|and|er|sie|es|sein|seine|ihre?|dort|das|dies\w*|dann)\b",
    re.IGNORECASE,
)
_NUMBER = (
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|"
    r"seventy|eighty|ninety|hundred|thousand|million|dozen|half|quarter|once|twice|both|several|single|zwei|drei|vier|"
    r"fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zwanzig|hundert|tausend)\b"
)
_TIME = (
    r"\d|\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|"
    r"september|october|november|december|spring|summer|autumn|winter|noon|midnight|morning|afternoon|evening|night|today|"
    r"tomorrow|yesterday|week|weeks|month|year|years|day|days|century|christmas|easter|before|after|until|o'clock|"
    r"montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|januar|februar|märz|mai|juni|juli|oktober|dezember|uhr|"
    r"jahr|tag|woche|monat|abend|morgen)\b"
)
_NAME = r"(?<=[a-zäöüß,;:] )[A-ZÄÖÜ]\w+|^(?:Mr|Mrs|Ms|Dr)\b|\b(?:he|she|my|his|her|the) (?:\w+ )?(?:mother|father|sister|brother|wife|husband|son|daughter|teacher|doctor|neighbour|friend|man|woman|owner|manager|captain|farmer|aunt|uncle|mayor|nurse|baker|boss|colleague)"
_MONEY = r"[€$£]|\b(?:euros?|dollars?|pounds?|cents?|francs?|crowns?|free|percent|nothing)\b|\d"
_PLACE = r"\b(?:in|at|on|near|to|from|behind|under|above|below|beside|next|between|inside|outside|opposite|through|along|by|into|zu|bei|nach|auf|aus|hinter|neben)\b"
_CAUSE = r"\b(?:because|since|so|due|therefore|reason|as|to|for|after|otherwise|weil|da|denn|um|wegen|damit)\b"
KINDS: tuple[tuple[str, str, float], ...] = (
    (r"\bhow (?:many|old|long|far|tall|high|big|heavy|wide|deep|fast|large|often)\b|\bwie (?:viele|alt|lange|weit|hoch|groß|schwer|oft)\b", _NUMBER, 0.45),
    (r"\b(?:how much|what (?:price|fee|does .* cost)|cost|costs|price)\b|\bwie ?viel\b|\bkostet\b", _MONEY, 0.45),
    (r"\b(?:when|what (?:time|day|date|year|month)|which (?:day|year|month)|how late|how early|until when|since when)\b|\b(?:wann|um wie viel uhr|welche[mrsn]? (?:tag|jahr))\b", _TIME, 0.4),
    (r"\b(?:who|whose|whom|what is the name|what's the name|wer|wem|wen|wessen)\b", _NAME, 0.25),
    (r"\b(?:where|which (?:town|city|village|street|place|country)|wo|wohin|woher)\b", _PLACE, 0.2),
    (r"\b(?:why|what for|for what reason|how come|warum|wieso|weshalb)\b", _CAUSE, 0.3),
)  # fmt: skip
"""What a question of a kind looks like, what a sentence that answers it must hold, and what that weighs."""
_KINDS = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(held, re.IGNORECASE if held != _NAME else 0), weight)
    for asked, held, weight in KINDS
)
_KIND = 0.75


class Quote(Value):
    """A piece of the text, and how well it fits the question, from 0 to about 1.5."""

    text: str
    score: float


def sentences(text: str) -> list[str]:
    """The sentences of a text; lines of a list and headings stand alone."""
    flat: list[str] = []
    at = 0
    for end in _END.finditer(text):
        flat.append(text[at : end.end()])
        at = end.end()
    flat.append(text[at:])
    return [" ".join(each.split()) for each in flat if each.strip()][:_MOST_SENTENCES]


def find(text: str, question: str, earlier: str = "") -> tuple[Quote, ...]:
    """At most five quotes that may answer, the best first; none when nothing in the text fits.

    `earlier` is what was asked before, which a question such as "and when did it close?" leans on.
    """
    parts = sentences(text)
    language = language_of(question, language_of(text))
    asked = list(dict.fromkeys(content(question, language)))
    if not parts or not asked:
        return ()
    before = [each for each in content(earlier, language) if each not in asked] if earlier else []
    scores = _scores(parts, asked, before, question, language)
    ranked = sorted(range(len(parts)), key=lambda index: -scores[index])
    # Of a short text all is offered: which of its few sentences answers is more than a matter of common words.
    least = ENOUGH if len(parts) > _SHORT else -math.inf
    return tuple(
        Quote(text=_quote(parts, index), score=round(scores[index], 3))
        for index in ranked[:_MOST]
        if scores[index] >= least
    )


def _scores(parts: list[str], asked: list[str], before: list[str], question: str, language: str) -> list[float]:
    stems = [set(content(each, language)) for each in parts]
    near = [{other for each in own for other in KIN.get(each, ())} if language == "en" else set() for own in stems]
    weights = {
        each: math.log(1 + len(parts) / (1 + sum(each in own for own in stems))) + (0.4 if len(each) > 3 else 0.0)
        for each in [*asked, *before]
    }
    total = sum(weights[each] for each in asked) or 1.0
    weights |= {each: _EARLIER * weights[each] for each in before}
    own = [
        sum(
            weight * (1.0 if each in stems[at] else _KIN if each in near[at] else 0.0)
            for each, weight in weights.items()
        )
        / total
        for at in range(len(parts))
    ]
    wanted = [(held, weight) for kind, held, weight in _KINDS if kind.search(question.lower())][:1]
    scores = []
    for at, part in enumerate(parts):
        score = own[at]
        leaning = _LEANING.match(part) is not None
        if at:
            score += (_BEFORE if leaning else _BEFORE / 2) * own[at - 1]
        if at + 1 < len(parts):
            score += _AFTER * own[at + 1]
        for held, weight in wanted:
            score += _KIND * (weight if held.search(part) else -weight)
        scores.append(score)
    return scores


def _quote(parts: list[str], index: int) -> str:
    """A sentence, after the one that it leans on; inner quotation marks become single ones."""
    text = parts[index]
    if index and _LEANING.match(text) and len(parts[index - 1]) + len(text) < LONGEST:
        text = f"{parts[index - 1]} {text}"
    text = re.sub(r"[“”„\"]", "'", text)
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + " …"
