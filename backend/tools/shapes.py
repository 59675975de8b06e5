"""Shapes of sentences, written shortly: "… # … LOSE … # … HOW … LEFT …" is made a pattern for told words.

The parts of a shape, with spaces between them:
    #      a number, $ an amount of money, % a percentage
    …      a few words that leave the sense as it is; ~ some that may also tell a step; * any words at all
    a|b    one of these words, in capitals a list of them; "left_over" are two words; "a|b?" may be missing
    <n>    any word, and the next time the same word again; "<n>s" and "<n>" are alike
    &a|b   one of these words stands anywhere; !a|b none of them does
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

NUMBERS = {"#": r"[#$]", "$": r"\$", "%": r"%"}
"""The places of a story; other tellings may have their own."""


class Shape:
    """A pattern that is compiled when it is first asked: there are hundreds, and few are ever needed."""

    def __init__(self, source: str) -> None:
        self._source = source

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(self._source)

    def fullmatch(self, told: str) -> re.Match[str] | None:
        """Whether told words have this shape, each followed by one space."""
        return self._pattern.fullmatch(told)


class Shapes:
    """Reads shapes with the lists that they name; no filler but "*" passes over `turns`, nor "…" over `steps`."""

    def __init__(self, lists: Mapping[str, str], turns: str, steps: str, places: Mapping[str, str] = NUMBERS) -> None:
        self._places = places
        self._lists = {name: "|".join(words.split()) for name, words in lists.items()}
        self._fillers = {
            "…": rf"(?:(?!(?:{self._choice(turns)}|{self._choice(steps)}) )[^\W\d_][\w']* ){{0,9}}",
            "~": rf"(?:(?!(?:{self._choice(turns)}) )[^\W\d_][\w']* ){{0,12}}",
            "*": r"(?:[^\W\d_][\w']* ){0,14}",
        }

    def _choice(self, part: str) -> str:
        words = [self._lists.get(word, word) for word in re.split(r"[| ]", part)]
        return "|".join(words).replace("_", " ")

    def shape(self, written: str) -> Shape:
        """The shape that is written so."""
        met: set[str] = set()
        return Shape("".join(self._part(part, met) for part in written.split()))

    def _part(self, part: str, met: set[str]) -> str:
        if part in self._fillers:
            return self._fillers[part]
        if part in self._places:
            return self._places[part] + " "
        if part[0] in "&!":
            return rf"(?{'=' if part[0] == '&' else '!'}(?:.* )?(?:{self._choice(part[1:])}) )"
        if name := re.fullmatch(r"<(\w)>s?", part):
            again = name[1] in met
            met.add(name[1])
            return rf"(?P={name[1]})(?:e?s|n|en)? " if again else rf"(?P<{name[1]}>[^\W\d_]{{2,}}?)(?:e?s|n|en)? "
        choice = rf"(?:(?:{self._choice(part.rstrip('?'))}) )"
        return choice + ("?" if part.endswith("?") else "")


def inflected(verbs: str) -> str:
    """Verbs with their regular forms: "lose lost" → lose loses losing losed lost …; no harm in a form too many."""
    forms: list[str] = []
    for verb in verbs.split():
        stem = verb.removesuffix("e")
        forms += [verb, verb + "s", verb + "es", stem + "ing", stem + "ed", verb + verb[-1] + "ing"]
    return " ".join(forms)
