"""GBNF grammars that hold a guided model to what it was given: quotes, help and numbers come out as they went in."""

from __future__ import annotations

import re
from collections.abc import Iterable

_OPEN, _CLOSE = "“", "”"
_MOST_NUMBERS, _MOST_DIGITS = 100, 40


def free(known: Iterable[str] = ()) -> str:
    """Any words; numbers only those that are known. It never begins with a space: that means one of the offers."""
    return f"root ::= words\n{_words(known)}"


def offered(name: str, known: Iterable[str] = ()) -> str:
    """A space and the name of what is offered, or any words."""
    return f'root ::= " " {_literal(name)} | words\n{_words(known)}'


def named(name: str) -> str:
    """A space and that name."""
    return f'root ::= " " {_literal(name)}\n'


def exactly(text: str) -> str:
    """These words."""
    return f"root ::= {_literal(text)}\n"


def quoting(quote: str, known: Iterable[str] = (), answered: bool | None = None) -> str:
    """A space, some words and a quote, when that is known to answer; other words and a quote, when it is not.

    When nothing is known, either, or no quote at all.
    """
    root = {True: '" " more quote', False: "words quote", None: '" " more quote | words quote?'}[answered]
    quoted = f'"{_OPEN}" {_literal(quote)} "{_CLOSE}"'
    return f"root ::= {root}\nquote ::= {quoted}\n{_words(known)}"


def stating(fact: str) -> str:
    """A tool's result as it is: where it must be right, no word is left to chance."""
    return f'root ::= {_literal(fact)} "."?\n'


def _words(known: Iterable[str]) -> str:
    """Rules for words without digits and quotation marks, but for the numbers that are known.

    `words` begin with no space, `more` may be none or go on with one.
    """
    numbers = " | ".join(map(_literal, sorted(set(known))))
    other = f"0-9<{_OPEN}{_CLOSE}"  # marks of the format, which count as letters here, begin with a <
    if not numbers:
        return f"words ::= [^ {other}] more\nmore ::= [^{other}]*\n"
    # Nothing but a digit may not follow a number: two that are known would make one that is not.
    return (
        f"words ::= ([^ {other}] | number [^{other}]) more | number\n"
        f"more ::= ([^{other}] | number [^{other}])* number?\n"
        f"number ::= {numbers}\n"
    )


def numbers(text: str) -> list[str]:
    """The last hundred different runs of digits in a text, the last first; none that is absurdly long."""
    found = re.findall(rf"(?<![0-9])[0-9]{{1,{_MOST_DIGITS}}}(?![0-9])", text)
    return list(dict.fromkeys(reversed(found)))[:_MOST_NUMBERS]


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'
