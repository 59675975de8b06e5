"""A person's message as tokens: numbers, words and signs, and the language it seems to be in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_TEXT = 400
"""Characters; a longer message is no sum and no question about a date."""


def words(text: str) -> frozenset[str]:
    """The words of a list that is written as running text."""
    return frozenset(text.split())


_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)*|(?<![\w.,])[.,]\d+)|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)|(?P<space>\s+)|"
    r"(?P<sign>\*\*|.)",
    re.DOTALL,
)
_GERMAN = words("""
    was ist wie wieviel viel viele mal geteilt durch und die der das den dem ein eine einen von aus hoch wurzel
    prozent zum quadrat hälfte halfte haelfte doppelte drittel viertel summe durchschnitt rechne berechne
    addiere multipliziere subtrahiere teile ziehe zieh bitte danke ich habe hat mit je auf wir er sie plus macht
    ergibt sind kannst du mir davon noch übrig bleiben kostet kosten jahre alt älter jünger hallo oder tage tag
    woche wochen heute morgen gestern übermorgen vorgestern uhr spät wochentag datum bis seit zwischen jahr
    schaltjahr geboren welcher welches welchen monat haben welche stunde stunden
""")
_ENGLISH = words("""
    what is what's whats the and of by from how much many times divided to with a an i have are plus please
    calculate sum tell me do does you your it that in if day days week weeks today tomorrow yesterday until
    since between which year month was will be time hour hours old left each
""")
SLIPS = {
    "hwo": "how", "hw": "how", "waht": "what", "wht": "what", "whta": "what", "wat": "what", "wats": "what's",
    "whats": "what's", "r": "are", "u": "you", "divded": "divided", "devided": "divided", "mutiply": "multiply",
    "muliply": "multiply", "precent": "percent", "persent": "percent", "calcualte": "calculate", "mnay": "many",
    "hwats": "what's", "minuets": "minutes", "houres": "hours", "weks": "weeks", "remainer": "remainder",
    "remander": "remainder", "avarage": "average", "averge": "average", "tmes": "times", "tiems": "times", 
    "dezen": "dozen", "dozon": "dozen", "discout": "discount", "diff": "difference", "pluss": "plus",
}  # fmt: skip
"""Slips of the finger in the words that sums and questions are made of."""
_DECIMAL_COMMA = re.compile(r"(?<![\d.,])\d+,(?!\d{3}(?!\d))\d+(?![\d,])")


@dataclass(frozen=True, slots=True)
class Token:
    """One number, word or sign in lower case; `glued` when no space stands before it."""

    kind: str
    text: str
    glued: bool = False


def tokens(text: str) -> list[Token]:
    """The tokens of `text`, without its spaces."""
    found: list[Token] = []
    glued = False
    for match in _TOKEN.finditer(plain(text)):
        kind = match.lastgroup or "sign"
        if kind != "space":
            found.append(Token(kind, SLIPS.get(match[0], match[0]), glued))
        glued = kind != "space"
    return found


def plain(text: str) -> str:
    """Lower case, with one kind of apostrophe, dash and space."""
    return text.lower().translate(_ALIKE).replace("...", " ").strip()


_ALIKE = str.maketrans({
    "’": "'", "`": "'", "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "…": " ", "\u00a0": " ", "\u202f": " ",
    "“": '"', "”": '"', "„": '"', "‘": "'", "×": "×", "✕": "×", "✖": "×", "·": "×", "⋅": "×", "∗": "*",
})  # fmt: skip


def is_german(text: str) -> bool:
    """Whether the words are rather German; without words, whether a number has a decimal comma."""
    found = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*", plain(text))
    german, english = sum(word in _GERMAN for word in found), sum(word in _ENGLISH for word in found)
    if all(len(word) == 1 for word in found):
        return bool(_DECIMAL_COMMA.search(text))
    return german > english or (german == english and any(letter in text.lower() for letter in "äöüß"))


def phrases(table: dict[str, Sequence[str]]) -> dict[tuple[str, ...], str]:
    """A table of meanings and their wordings, turned round: the tokens of a wording → its meaning."""
    return {
        tuple(token.text for token in tokens(wording)): name for name, wordings in table.items() for wording in wordings
    }
