"""A language's rules, made ready from its rule files (`language.py`): patterns, and what is put for what they find."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import NamedTuple

from backend.speech.language import Language
from backend.speech.language import language as language_of

FIELD = re.compile(r"\{([\w.]+)(?::(\d))?\}")
CAPITAL = re.compile(r"\s+[^\W\d_a-zß-ÿ]")
ROMAN = {"I": 1, "V": 5, "X": 10}


class Rule(NamedTuple):
    """`put` gives the words for what `pattern` finds."""

    pattern: re.Pattern[str]
    put: Callable[[re.Match[str]], str]


@lru_cache(maxsize=64)
def rulebook(tag: str) -> tuple[Rule, ...]:
    """All that is done to a text in the language of a BCP 47 tag, in this order."""
    language = language_of(tag)
    return (
        *(_rule(language, rule["written"], rule["spoken"]) for rule in language.rules),
        *_money(language),
        *_units(language),
        *_words(language.words, language.closing),
        *_words({word: " ".join(word) for word in language.spelled}),
        *_symbols(language.symbols),
    )


# -------------------------------------------------------------- rules of the files


def _rule(language: Language, written: str, spoken: str) -> Rule:
    pieces: list[Callable[[re.Match[str]], str]] = []
    done = 0
    for field in FIELD.finditer(spoken):
        pieces.append(partial(_constant, spoken[done : field.start()]))
        pieces.append(_field(language, field[1], field[2]))
        done = field.end()
    pieces.append(partial(_constant, spoken[done:]))
    return Rule(_pattern(language, written), lambda found: "".join(piece(found) for piece in pieces))


def _pattern(language: Language, written: str) -> re.Pattern[str]:
    """Sets may stand within sets."""
    sets = {**language.sets, "unit": _any_of(language.units) or "(?!)"}
    while (filled := re.sub(r"<([a-z_]+)>", lambda name: f"(?:{sets[name[1]]})", written)) != written:
        written = filled
    return re.compile(written)


def _constant(words: str, found: re.Match[str]) -> str:
    return words


def _field(language: Language, name: str, group: str | None) -> Callable[[re.Match[str]], str]:
    if name.isdigit():
        return lambda found: found[int(name)] or ""
    if group is None:
        return partial(_constant, language.signs[name])
    steps = [_step(language, step) for step in reversed(name.split("."))]

    def put(found: re.Match[str]) -> str:
        words = found[int(group)] or ""
        for step in steps:
            words = step(words) if words else ""
        return words

    return put


def _step(language: Language, name: str) -> Callable[[str], str]:
    if name in BUILT_IN:
        return partial(BUILT_IN[name], language)
    table = {key.lower(): word for key, word in language.tables[name].items()}
    return lambda written: table.get(written.lower(), table.get(written.lower().strip(".").lstrip("0"), written))


def _digits(language: Language, written: str) -> str:
    """`+49 30 123`: plus 4 9, 3 0, 1 2 3."""
    plus = f"{language.signs['plus']} " if written.startswith("+") else ""
    return plus + ", ".join(" ".join(group) for group in re.findall(r"\d+", written))


def _count(language: Language, written: str) -> str:
    """The number without zeros before it."""
    return str(int(written))


def _letters(language: Language, written: str) -> str:
    return " ".join(written)


def _roman(language: Language, written: str) -> str:
    """`XIV`: 14. Only what counts with I, V and X."""
    values = [ROMAN[letter] for letter in written.upper()]
    following = [*values[1:], 0]
    return str(sum(-value if value < after else value for value, after in zip(values, following, strict=True)))


def _dots(language: Language, written: str) -> str:
    """`docs.example.org`: docs dot example dot org."""
    for sign in ("dot", "at"):
        word, character = language.signs[sign], ".@"[sign == "at"]
        written = written.replace(character, f" {word} " if word != character else word)
    return written


def _path(language: Language, written: str) -> str:
    """`/usr/lib/x.so`: usr, lib, x.so."""
    return ", ".join(part for part in re.split(r"[/\\]|(?<=^\w):", written) if part.strip("~."))


def _range(language: Language, written: str) -> str:
    """`10-20`: 10 to 20. A greater number before a smaller one is no range: `747-400`, 747 400."""
    first, last = written.split("-")
    small = len(first) == len(last) == 1
    return f"{first} {language.signs['to']} {last}" if small or int(first) < int(last) else f"{first} {last}"


def _unit(language: Language, written: str) -> str:
    """`km`: kilometre."""
    return language.units[written][0].split(" ", 1)[1]


def _units_of(language: Language, written: str) -> str:
    """`km`: kilometres."""
    return language.units[written][1]


BUILT_IN: dict[str, Callable[[Language, str], str]] = {
    "digits": _digits, "count": _count, "letters": _letters, "roman": _roman, "dots": _dots, "path": _path,
    "range": _range, "unit": _unit, "units": _units_of,
}  # fmt: skip

# -------------------------------------------------------------- tables of the files


def _any_of(names: Iterable[str]) -> str:
    return "|".join(re.escape(name).replace(r"\ ", r"\s?") for name in sorted(names, key=len, reverse=True))


def _words(table: dict[str, str], closing: frozenset[str] = frozenset()) -> list[Rule]:
    """One word for another, the longest first, only where it stands alone. The full stop of `etc. The` remains."""
    if not table:
        return []
    bare = {re.sub(r"\s", "", name): word for name, word in table.items()}

    def put(found: re.Match[str]) -> str:
        ends = found[0].lower() in closing and CAPITAL.match(found.string, found.end())
        return bare[re.sub(r"\s", "", found[0])] + ("." if ends else "")

    return [Rule(re.compile(rf"(?<!\w)(?:{_any_of(table)})(?!\w)"), put)]


def _symbols(table: dict[str, str]) -> list[Rule]:
    if not table:
        return []
    return [Rule(re.compile(f"[{re.escape(''.join(table))}]"), lambda found: f" {table[found[0]]} ")]


def _units(language: Language) -> list[Rule]:
    """A unit after a number: one word for exactly 1, another for the rest."""
    if not language.units:
        return []
    pattern = rf"(?<![\w.,])(<number>)[\s-]?({_any_of(language.units)})(?![\w/²³])"

    def put(found: re.Match[str]) -> str:
        one, many = language.units[found[2]]
        return one if found[1] == "1" else f"{found[1]} {many}"

    return [Rule(_pattern(language, pattern), put)]


def _money(language: Language) -> list[Rule]:
    """`$5`, `5 €`, `$3.50`, `5 Mio. €`, `$1.2bn`."""
    if not language.currencies:
        return []
    currency, scale = _any_of(language.currencies), _any_of(language.scales) or "(?!)"
    number, end = "(<number>)", r"(?![\w])"
    before = rf"(?<!\w)({currency})\s?{number}(?:\s?({scale})(?!\w))?"
    after = rf"(?<![\w.,]){number}(?:\s?({scale}))?\s?({currency}){end}"
    return [
        Rule(_pattern(language, before), lambda found: _amount(language, found[2], found[3], found[1])),
        Rule(_pattern(language, after), lambda found: _amount(language, found[1], found[2], found[3])),
    ]


def _amount(language: Language, number: str, scale: str | None, currency: str) -> str:
    name, many = language.currencies[currency], language.currencies[currency]["many"]
    if scale:
        return f"{number} {language.scales[scale]} {name.get('of', many)}"
    whole, _, cents = number.rpartition(language.signs["decimal"])
    if not whole or len(cents) != 2 or "cents" not in name:
        return name["one"] if number == "1" else f"{number} {many}"
    small = name["cent"] if cents == "01" else f"{int(cents)} {name['cents']}"
    if whole.strip("0") == "" and int(cents):
        return small
    large = name["one"] if whole == "1" else f"{whole} {many}"
    return f"{large} {language.signs['and_cents'].format(small=small, cents=int(cents))}" if int(cents) else large
