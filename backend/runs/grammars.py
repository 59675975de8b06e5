"""GBNF grammars that hold a guided model to what it was given: quotes, help and numbers come out as they went in."""

from __future__ import annotations

import re
from collections.abc import Iterable

_OPEN, _CLOSE = "“", "”"


def free(known: Iterable[str] = ()) -> str:
    """Any words; numbers only those that are known. It never begins with a space: that means one of the offers."""
    return f"root ::= first rest*\n{_words(known)}"


def offered(names: Iterable[str], known: Iterable[str] = ()) -> str:
    """A space and one of the names, or any words."""
    return f'root ::= " " ({_either(names)}) | first rest*\n{_words(known)}'


def exactly(text: str) -> str:
    """These words."""
    return f"root ::= {_literal(text)}\n"


def quoting(quotes: Iterable[str], known: Iterable[str] = ()) -> str:
    """A space, some words and a quote; or any words, with a quote after them or not."""
    quoted = f'"{_OPEN}" ({_either(quotes)}) "{_CLOSE}"'
    return f'root ::= " " rest* quote | first rest* quote?\nquote ::= {quoted}\n{_words(known)}'


def stating(fact: str) -> str:
    """A tool's result as it is, within any words."""
    return f"root ::= (first rest*)? {_literal(fact)} rest*\n{_words(())}"


def _words(known: Iterable[str]) -> str:
    """Rules for words without digits and quotation marks, but for the numbers that are known."""
    numbers = sorted(set(known))
    allowed = f" | {' | '.join(map(_literal, numbers))}" if numbers else ""
    return f"first ::= [^ 0-9{_OPEN}{_CLOSE}]{allowed}\nrest ::= [^0-9{_OPEN}{_CLOSE}]{allowed}\n"


def numbers(text: str) -> list[str]:
    """The runs of digits in a text, at most a hundred."""
    return re.findall(r"[0-9]+", text)[:100]


def _either(texts: Iterable[str]) -> str:
    return " | ".join(map(_literal, texts))


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "")
    return f'"{escaped}"'
