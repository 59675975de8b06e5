"""Judges whether a text answers a question at all: by what of it the text speaks of, and by what an answer would hold.

The weights are those of a logistic regression, fitted on the questions of `packaging/starter/phrases/documents.txt` and
on some 160 written for it. Of questions to texts by other hands it knows little: only what is clear is worth saying.
"""

from __future__ import annotations

import math
import re

from backend.tools.content import content, language_of, words
from backend.tools.kin import KIN
from backend.tools.passages import LEANING, sentences, shared
from backend.tools.questions import kind_of

ANSWERED = 0.25
"""From here on a text is taken to answer: of what it answers, one in twenty is then missed."""
_BIAS, _BEST, _BEST_HELD, _MISSING, _NONE_HELD = 0.64, 0.62, 1.78, -0.4, -1.6
_WHO, _NAMED, _NO_KIND, _KIND, _YES_OR_NO = -0.84, 0.93, -0.74, -2.55, -0.9
_MOST_MISSING = 3
_BEFORE_LEANING, _BEFORE, _AFTER = 0.35, 0.17, 0.12
_ASKS_WHO = re.compile(r"\b(?:who|whom|whose|name|called|surname)\b", re.IGNORECASE)
_ASKS_WHETHER = re.compile(r"(?:is|are|was|were|does|do|did|can|may|has|have|will|could|should)\b", re.IGNORECASE)
_CAPITAL = re.compile(r"[A-Z][\w'’-]+")
_NO_NAMES = frozenset(words(
    "I the a an at it he she we they in on our my this that there if but and when then today yesterday its his her "
    "their please every until after since for above below dear hi hello you monday tuesday wednesday thursday friday "
    "saturday sunday january february march april may june july august september october november december around "
    "about among by from with two three four five six seven eight nine ten as to nobody everyone all some many most no "
    "one last next first now here take do keep guests press call"
))  # fmt: skip


def likely(text: str, question: str) -> float:
    """How likely a text answers an English question, from 0 to 1; of other languages it knows nothing, and says 1."""
    if language_of(question, language_of(text)) != "en":
        return 1.0
    parts, asked = sentences(text), list(dict.fromkeys(content(question)))
    if not parts or not asked:
        return 0.0
    spoken = _spoken_of(parts, asked)
    kind = kind_of(question)
    held = [fits for part, fits in zip(parts, spoken, strict=True) if not kind or kind.held.search(part)]
    speaks = _BIAS + _BEST * max(spoken) + _BEST_HELD * max(held, default=0.0)
    speaks += _MISSING * min(_MOST_MISSING, _missing(parts, asked))
    speaks += _KIND * kind.weight if kind else _NO_KIND
    speaks += 0.0 if held else _NONE_HELD
    if _ASKS_WHO.search(question):
        named = [fits for part, fits in zip(parts, spoken, strict=True) if _names(part, asked)]
        speaks += _WHO + _NAMED * max(named, default=0.0)
    if _ASKS_WHETHER.match(question.strip()):
        speaks += _YES_OR_NO
    return 1 / (1 + math.exp(-speaks))


def _spoken_of(parts: list[str], asked: list[str]) -> list[float]:
    """How much of what is asked each sentence speaks of, together with those beside it."""
    own = shared(parts, asked, [], "en")
    return [
        fits
        + (own[at - 1] * (_BEFORE_LEANING if LEANING.match(parts[at]) else _BEFORE) if at else 0.0)
        + (own[at + 1] * _AFTER if at + 1 < len(own) else 0.0)
        for at, fits in enumerate(own)
    ]


def _missing(parts: list[str], asked: list[str]) -> int:
    """How many words of the question stand nowhere in the text, nor any of their kin."""
    stems = {each for part in parts for each in content(part)}
    near = stems.union(*(KIN.get(each, ()) for each in stems))
    return sum(each not in near for each in asked)


def _names(part: str, asked: list[str]) -> bool:
    """Whether a sentence holds a name that is not in the question."""
    return any(word.lower() not in _NO_NAMES and not set(content(word)) & set(asked) for word in _CAPITAL.findall(part))
