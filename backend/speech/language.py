"""A language's rule files: what is announced, which abbreviations something follows, how what is written is spoken.

`rules/und.toml` holds for all languages, `rules/de.toml` for German, `rules/en-gb.toml` for the English of Britain:
tables of the narrower file are laid over those of the wider one, and its rules come first. The keys:

    [announced]   code, table, formula, note: what is said instead of, or before, what is not read
    opening       abbreviations that something always follows: no sentence ends with them; in small letters
    numbered      words with a full stop that is none before a number: “No. 5”; in small letters
    closing       abbreviations that a sentence may end with; in small letters
    ordinals      whether `3.` within a sentence may mean “third”
    [sets]        pieces of regular expressions: `<month>` in a pattern stands for the set `month`; `<unit>` is any unit
    [tables.X]    what `{X:1}` puts for the first group of a pattern: `{month:1}`
    [signs]       what `{dot}` puts: the word for a sign
    [symbols]     one word for one character
    [words]       one word for another, where it stands alone
    [units]       after a number: `[what 1 of it is called, what more are called]`
    [scales]      after an amount of money: `M = "million"`
    [currencies]  `one`, `many`, `cent`, `cents`, and `of`: what “5 million …” is followed by
    [formula]     how simple formulas are read
    spelled       words that are read letter by letter
    [[rules]]     `written`, a regular expression, and `spoken`, what is put for it; tried in order, before the tables
    [[first]]     rules that are tried before all others
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

FILES = Path(__file__).with_name("rules")


class Language:
    """What the rule files say of one language. Read it with `language`."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.announced: dict[str, str] = data["announced"]
        self.opening = frozenset[str](data["opening"])
        self.numbered = frozenset[str](data["numbered"])
        self.closing = frozenset[str](data["closing"])
        self.ordinals: bool = data["ordinals"]
        self.sets: dict[str, str] = data["sets"]
        self.tables: dict[str, dict[str, str]] = data["tables"]
        self.signs: dict[str, str] = data["signs"]
        self.symbols: dict[str, str] = data["symbols"]
        self.words: dict[str, str] = data["words"]
        self.units: dict[str, list[str]] = data["units"]
        self.scales: dict[str, str] = data["scales"]
        self.currencies: dict[str, dict[str, str]] = data["currencies"]
        self.formula: dict[str, str] = data["formula"]
        self.spelled: list[str] = data["spelled"]
        self.rules: list[dict[str, str]] = data["first"] + data["rules"]


@lru_cache(maxsize=64)
def language(tag: str) -> Language:
    """The language of a BCP 47 tag; one that has no rule file is spoken by the rules for all."""
    subtags = tag.lower().replace("_", "-").split("-")
    data: dict[str, Any] = {}
    names = ["und", *("-".join(subtags[:count]) for count in range(1, len(subtags) + 1))]
    for name in dict.fromkeys(names):
        file = FILES / f"{name}.toml"
        if name.replace("-", "").isalnum() and file.is_file():
            data = _laid_over(data, tomllib.loads(file.read_text("utf-8")))
    return Language(data)


def _laid_over(wide: dict[str, Any], narrow: dict[str, Any]) -> dict[str, Any]:
    merged = dict(wide)
    for key, value in narrow.items():
        match merged.get(key), value:
            case dict() as before, dict():
                merged[key] = _laid_over(before, value) if key == "tables" else {**before, **value}
            case list() as before, list() if key in ("rules", "first"):
                merged[key] = value + before
            case _:
                merged[key] = value
    return merged
