"""Written words as they are spoken: abbreviations, money, dates, times, units, addresses.

What espeak reads well by itself (most numbers and symbols) is left to it, for the voices that are no espeak are given
its phonemes. What is spoken how is data: see `language.py`.
"""

from __future__ import annotations

from backend.speech.rulebook import Rule, rulebook
from backend.speech.traced import Traced

NO_SPACE_BEFORE = set(",.;!?")


def normalise(text: str, language: str) -> Traced:
    """The words to speak for `text`, traced to it; `language` is the voice's BCP 47 tag."""
    spoken = Traced(text)
    for rule in rulebook(language):
        spoken = _applied(rule, spoken)
    return _spaced(spoken)


def _applied(rule: Rule, text: Traced) -> Traced:
    words: list[str] = []
    starts: list[int] = []
    done = 0
    for found in rule.pattern.finditer(text):
        begin, end = found.span()
        put = rule.put(found)
        words += text[done:begin], put
        starts += text.starts[done:begin]
        starts += text.starts[begin:end] if put == found[0] else [text.span(begin, end)[0]] * len(put)
        done = end
    return Traced("".join([*words, text[done:]]), [*starts, *text.starts[done:]], text.end) if words else text


def _spaced(text: Traced) -> Traced:
    """One space between words, none around them or before a comma."""
    kept = [
        index
        for index, (character, after) in enumerate(zip(text, f"{text[1:]} ", strict=False))
        if not character.isspace() or not (after.isspace() or after in NO_SPACE_BEFORE)
    ]
    words = "".join(" " if text[index].isspace() else text[index] for index in kept)
    return Traced(words, [text.starts[index] for index in kept], text.end).stripped()
