"""Simple formulas read out: `x^2 + 1` as “x squared plus 1”. What is less simple is announced only."""

from __future__ import annotations

import re

MOST_WORDS = 14
TOKEN = re.compile(
    r"\\(?:text(?:bf|it)?|math(?:rm|bf|it)|operatorname)\{[^{}]*\}|\\[a-zA-Z]+|\\.|\d+(?:[.,]\d+)*|[^\W\d_]|[^\s]"
)
SPACE = {"\\,", "\\;", "\\:", "\\!", "\\ ", "\\quad", "\\left", "\\right", "\\displaystyle", "\\big", "\\Big"}
SPOKEN = re.compile(r"[\w.,%° ]{1,24}")


def read_formula(tex: str, words: dict[str, str]) -> str | None:
    """What a person would say for the TeX, by the `[formula]` table of a language; None when it is too much."""
    if SPOKEN.fullmatch(tex) and "_" not in tex:
        return tex.strip() or None
    tokens = [token for token in TOKEN.findall(tex) if token not in SPACE]
    if len(tokens) > 4 * MOST_WORDS:
        return None
    try:
        said = _Reader(tokens, words).all()
    except (KeyError, IndexError):
        return None
    return said if said and len(said.split()) <= MOST_WORDS else None


class _Reader:
    """Goes through the tokens once. Raises `KeyError` for what has no word, `IndexError` where something is missing."""

    def __init__(self, tokens: list[str], words: dict[str, str]) -> None:
        self._tokens, self._words, self._at = tokens, words, 0

    def all(self) -> str:
        said = []
        while self._at < len(self._tokens):
            said.append(self._next())
        return " ".join(" ".join(said).split())

    def _next(self) -> str:
        token = self._tokens[self._at]
        self._at += 1
        if token in ("\\frac", "\\dfrac", "\\tfrac"):
            return f"{self._argument()} {self._words['frac']} {self._argument()}"
        if token == "\\sqrt":
            return f"{self._words['sqrt']} {self._argument()}"
        if "{" in token and token[-1] == "}":
            return token[token.index("{") + 1 : -1]
        if token == "^":
            return self._power(self._argument())
        if token == "_":
            return self._argument()
        if token == "{":
            self._at -= 1
            return self._argument()
        if token.isalnum() or token in ",.!":
            return token
        return self._words[token.removeprefix("\\")]

    def _power(self, exponent: str) -> str:
        return self._words.get(f"^{exponent}") or f"{self._words['^']} {exponent}"

    def _argument(self) -> str:
        if self._tokens[self._at] != "{":
            return self._next()
        self._at += 1
        said = []
        while self._tokens[self._at] != "}":
            said.append(self._next())
        self._at += 1
        return " ".join(said)
