"""Markdown as it streams, turned into plain words: what a person would read out, character by character.

Code, tables and formulas are announced by one word, reasoning and tags are dropped, links are read by their text. A
newline in the result is a pause that no sentence runs across. Every decision depends on the characters alone, never
on how they were cut into pieces: this is why it goes character by character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from backend.speech.inline import CONSTRUCTS, LONGEST, Place, decide

ANNOUNCED = {
    "en": ("Code", "Table", "formula"),
    "de": ("Code", "Tabelle", "Formel"),
    "es": ("Código", "Tabla", "fórmula"),
    "fr": ("Code", "Tableau", "formule"),
    "it": ("Codice", "Tabella", "formula"),
}

UNDECIDED = re.compile(r"#{1,6}|`{1,2}|~{1,2}|-+|\*+|\++|_+|=+|\d{1,3}[.)]?")
HEADING = re.compile(r"#{1,6}[ \t\n]")
RULE = re.compile(r"(-{2,}|={2,}|\*{3,}|_{3,})[ \t]*(\n?)")
BULLET = re.compile(r"[-*+][ \t]")
NUMBERED = re.compile(r"(\d{1,3})[.)][ \t]")
FORMULA_ENDS = {"$$", "\\)", "\\]"}
SPOKEN_SYMBOLS = set("°©®™")


class Markdown:
    """Reads one message. `language` is a BCP 47 tag: it names code, tables and formulas."""

    def __init__(self, language: str = "en") -> None:
        self._code, self._table, self._formula = ANNOUNCED.get(language.partition("-")[0], ANNOUNCED["en"])
        self._read: Callable[[str], None] = self._line_start
        self._out: list[str] = []
        self._head = ""  # of a line, while it is not clear what the line is
        self._held = ""  # of an inline construct, while it is not closed
        self._before = " "  # the character before the one that is read
        self._until = ""  # what ends the hidden stretch
        self._fence = ""
        self._in_table = self._in_heading = self._in_item = False

    def feed(self, text: str) -> str:
        """The words that have become certain with these characters."""
        for character in text:
            if character != "\r":
                self._read(character)
        out, self._out = "".join(self._out), []
        return out

    def finish(self) -> str:
        """The rest, as if the last line had ended."""
        return self.feed("\n\n")

    # -------------------------------------------------------------- lines

    def _line_start(self, character: str) -> None:
        self._head += character
        line = self._head.lstrip(" \t")
        if not line:
            return
        if line == "\n":
            self._head, self._in_item = "", False
            self._end_block()
        elif line == ">":
            self._head = ""
        elif line[0] == "|":
            self._begin_table()
        elif UNDECIDED.fullmatch(line) or ((rule := RULE.fullmatch(line)) and not rule[2]):
            return
        elif line.startswith(("```", "~~~")):
            self._begin_fence(line)
        else:
            self._begin_text(line)

    def _begin_text(self, line: str) -> None:
        self._head, self._in_table = "", False
        if RULE.fullmatch(line):
            self._end_block()
        elif HEADING.match(line):
            self._end_block()
            self._in_heading, self._before = True, " "
            self._inline_all(line.lstrip("#"))
        elif BULLET.fullmatch(line):
            self._end_block()
            self._in_item = True
        elif (numbered := NUMBERED.fullmatch(line)) is not None:
            self._end_block()
            self._out.append(f"{numbered[1]}: ")
            self._in_item = True
        else:
            self._before = " "
            self._inline_all(line)

    def _inline_all(self, line: str) -> None:
        self._read = self._inline
        for character in line:
            self._read(character)

    def _begin_table(self) -> None:
        if not self._in_table:
            self._announce(self._table)
        self._head, self._in_table = "", True
        self._read = self._table_row

    def _table_row(self, character: str) -> None:
        if character == "\n":
            self._read = self._line_start

    def _begin_fence(self, line: str) -> None:
        if line[-1] != "\n":
            if len(line) > LONGEST:
                self._begin_text(line)
            return
        mark = line[0]
        if mark == "`" and "`" in line.lstrip("`"):  # inline code that opens a line
            self._begin_text(line)
            return
        self._head, self._in_table = "", False
        self._fence = mark * (len(line) - len(line.lstrip(mark)))
        self._announce(self._code)
        self._read = self._fenced

    def _fenced(self, character: str) -> None:
        if character != "\n":
            self._head = (self._head + character)[:LONGEST]
            return
        line, self._head = self._head.strip(), ""
        if line.startswith(self._fence) and not line.strip(self._fence[0]):
            self._read = self._line_start

    def _announce(self, word: str) -> None:
        self._end_block()
        self._out.append(word)
        self._end_block()

    def _end_block(self) -> None:
        self._out.append("\n")
        self._in_heading = False

    # -------------------------------------------------------------- within a line

    def _inline(self, character: str) -> None:
        if self._held:
            self._held += character
            self._decide()
        elif character == "\n":
            self._end_line()
        elif character in CONSTRUCTS and (character not in "hHwW" or not self._before.isalnum()):
            self._held = character
        else:
            self._say(character)

    def _end_line(self) -> None:
        self._out.append("\n" if self._in_heading else " ")
        self._in_heading = False
        self._before = " "
        self._read = self._line_start

    def _say(self, words: str) -> None:
        self._out.append("".join(character for character in words if not _pictorial(character)))
        self._before = words[-1] if words else self._before

    def _decide(self) -> None:
        decision = decide(self._held, Place(self._before, self._in_item, self._formula))
        if decision is None:
            return
        self._held = ""
        if decision.words:
            self._say(decision.words)
        if decision.hidden_until:
            self._until, self._head = decision.hidden_until, ""
            self._read = self._hidden
        for character in decision.rest:
            self._read(character)

    def _hidden(self, character: str) -> None:
        self._head = (self._head + character)[-max(len(self._until), 2) :]
        if self._head.lower().endswith(self._until):
            self._head, self._before = "", " "
            self._read = self._inline
        elif self._head.endswith("\n\n") and self._until in FORMULA_ENDS:  # it was none
            self._head = ""
            self._end_block()
            self._read = self._line_start


def _pictorial(character: str) -> bool:
    """Whether it is an emoji, a part of one, or another picture."""
    code = ord(character)
    if code < 0x80:
        return False
    return (
        (unicodedata.category(character) == "So" and character not in SPOKEN_SYMBOLS)
        or code in (0x200D, 0xFE0F, 0x20E3)
        or 0x1F3FB <= code <= 0x1F3FF
        or 0xE0020 <= code <= 0xE007F
    )
