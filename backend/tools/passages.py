"""Finds the sentences of a text that may answer a question about it."""

from __future__ import annotations

import math
import re
from itertools import islice

from backend.domain import Value
from backend.tools.content import content, language_of
from backend.tools.kin import KIN
from backend.tools.questions import kind_of

ENOUGH = 0.1
"""Below this a sentence has nothing to do with the question; above it, whoever reads the quotes must judge."""
LONGEST = 400  # characters in a quote
_MOST = 5
_EARLIER = 0.35
_KIN = 0.6
_BEFORE, _AFTER = 0.35, 0.12
_KIND = 0.75
_MOST_SENTENCES = 4000
_LOOKED_AT, _LOOKED_AT_OF_QUESTION = 500_000, 1000
"""Characters of a text, and of a question: more would take longer than one waits."""
_TELLING = 20_000  # characters that tell the language of a text

# Junk is read once: what repeats is possessive, and of a long run of marks only the first can begin an end.
_END = re.compile(
    r"(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)(?<!\bNo)(?<!\bProf)(?<!\be\.g)(?<!\bi\.e)(?<![ .][A-Z])"
    r"(?<![.!?…]{8})[.!?…]++[\"'”’)]*+\s++(?=[\"'“‘(]?[A-ZÄÖÜ0-9])"
    r"|\n\s*\n|\n(?=[-*•\d])"
)
LEANING = re.compile(
    r"(it|its|he|she|his|her|they|their|this|that|these|those|there|then|both|one|another|so|but|and|"
    r"er|sie|es|sein|seine|ihre?|dort|das|dies\w*|dann)\b",
    re.IGNORECASE,
)
_UNSPOKEN = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
"""Control characters and halves of pairs, which no model can say and no grammar hold; white space is not among them."""


class Quote(Value):
    """A piece of the text, and how well it fits the question, from 0 to about 1.5."""

    text: str
    score: float


def sentences(text: str) -> list[str]:
    """The first sentences of a text; lines of a list and headings stand alone."""
    seen = _UNSPOKEN.sub(" ", text[:_LOOKED_AT])
    parts: list[str] = []
    at = 0
    for end in islice(_END.finditer(seen), 2 * _MOST_SENTENCES):
        parts.append(seen[at : end.end()])
        at = end.end()
    parts.append(seen[at:])
    return [" ".join(each.split()) for each in parts if each.strip()][:_MOST_SENTENCES]


def find(text: str, question: str, earlier: str = "") -> tuple[Quote, ...]:
    """At most five quotes that may answer, the best first; none when nothing in the text fits.

    `earlier` is what was asked before, which a question such as "and when did it close?" leans on.
    """
    question, earlier = question[:_LOOKED_AT_OF_QUESTION], earlier[:_LOOKED_AT_OF_QUESTION]
    parts = sentences(text)
    language = language_of(question, language_of(text[:_TELLING]))
    asked = list(dict.fromkeys(content(question, language)))
    if not parts or not asked:
        return ()
    before = [each for each in content(earlier, language) if each not in asked] if earlier else []
    scores = _scores(parts, asked, before, question, language)
    ranked = sorted(range(len(parts)), key=lambda index: -scores[index])
    return tuple(
        Quote(text=_quote(parts, index), score=round(scores[index], 3))
        for index in ranked[:_MOST]
        if scores[index] >= ENOUGH
    )


def _scores(parts: list[str], asked: list[str], before: list[str], question: str, language: str) -> list[float]:
    """How well each sentence fits: by its own words, by its neighbours' and by the kind of the question."""
    own = shared(parts, asked, before, language)
    kind = kind_of(question)
    scores = []
    for at, part in enumerate(parts):
        score = own[at]
        if at:
            score += (_BEFORE if LEANING.match(part) else _BEFORE / 2) * own[at - 1]
        if at + 1 < len(parts):
            score += _AFTER * own[at + 1]
        if kind:
            score += _KIND * (kind.weight if kind.held.search(part) else -kind.weight)
        scores.append(score)
    return scores


def shared(parts: list[str], asked: list[str], before: list[str], language: str) -> list[float]:
    """How much of what was asked each sentence says itself; rare words weigh more, and kin of a word less than it."""
    stems = [set(content(each, language)) for each in parts]
    near = [{other for each in own for other in KIN.get(each, ())} if language == "en" else set() for own in stems]
    weights = {
        each: math.log(1 + len(parts) / (1 + sum(each in own for own in stems))) + (0.4 if len(each) > 3 else 0.0)
        for each in [*asked, *before]
    }
    total = sum(weights[each] for each in asked) or 1.0
    weights |= {each: _EARLIER * weights[each] for each in before}
    return [
        sum(weight * (1.0 if each in own else _KIN if each in kin else 0.0) for each, weight in weights.items()) / total
        for own, kin in zip(stems, near, strict=True)
    ]


def _quote(parts: list[str], index: int) -> str:
    """A sentence, after the one that it leans on; inner quotation marks become single ones."""
    text = parts[index]
    if index and LEANING.match(text) and len(parts[index - 1]) + len(text) < LONGEST:
        text = f"{parts[index - 1]} {text}"
    text = re.sub(r"[“”„\"]", "'", text)
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + " …"
