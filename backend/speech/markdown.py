"""Markdown as it streams, turned into plain words: what a person would read out, character by character.

Code, tables and long formulas are announced by one word, reasoning and tags are dropped, links are read by their text.
A newline in the result is a pause that no sentence runs across. Every decision depends on the characters alone, never
on how they were cut into pieces: this is why it goes character by character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from backend.speech.inline import CONSTRUCTS, LONGEST, Place, decide
from backend.speech.language import language as language_of
from backend.speech.traced import Traced, Weaver

UNDECIDED = re.compile(  # what a line is that has begun so
    r"#{1,6}|`{1,2}|~{1,2}|-+|\*+|\++|_+|=+|\d{1,3}[.)]?|\[(?!\^)[^\]\n]*(?:\](?::.*)?)?|\[\^[^\]\n]*\]?"
)
HEADING = re.compile(r"#{1,6}[ \t\n]")
RULE = re.compile(r"(-{2,}|={2,}|\*{3,}|_{3,})[ \t]*(\n?)")
BULLET = re.compile(r"[-*+][ \t]")
NUMBERED = re.compile(r"(\d{1,3})[.)][ \t]")
FOOTNOTE = re.compile(r"\[\^([^\]\n]+)\]:")
TARGET = re.compile(r"\[[^\]\n]+\]:[ \t]*\S+([ \t]+[\"'(].*)?[ \t]*\n")  # of a link by reference
RUN = re.compile(r"(?:[^`*_~\[!$\\<&hHwW\x00-\x1f\x7f-\xbf\u0250-\U0010ffff]|(?<=[A-Za-z0-9])[hHwW])+")
FORMULA_ENDS = {"$$", "\\)", "\\]"}
SPOKEN_SYMBOLS = set("°©®™")
SILENT = {"Cc", "Cf", "Cs", "Co", "Cn"}
NON_JOINER = "\u200c"  # within Persian words


class Markdown:
    """Reads one message. `language` is a BCP 47 tag: it names what is announced."""

    def __init__(self, language: str = "en") -> None:
        self._language = language_of(language)
        self._read: Callable[[str], None] = self._line_start
        self._out = Weaver()
        self._at = -1  # where the character stands that is read
        self._head = ""  # of a line, while it is not clear what the line is
        self._held = ""  # of an inline construct, while it is not closed
        self._before = " "  # the character before the one that is read
        self._until = ""  # what ends the hidden stretch
        self._fence = ""
        self._in_table = self._in_heading = self._in_item = self._in_list = self._in_code = self._in_text = False

    def feed(self, text: str) -> Traced:
        """The words that have become certain with these characters, traced to their places in all that was fed."""
        base, index = self._at + 1, 0
        while index < len(text):
            if self._read == self._inline and not self._held and (plain := RUN.match(text, index)):
                self._out.put(plain[0], base + index)
                self._before, index = plain[0][-1], plain.end()
                self._at = base + index - 1
            else:
                self._at = base + index
                self._read(" " if text[index] == "\r" else text[index])
                index += 1
        return self._out.take(self._at + 1)

    def finish(self) -> Traced:
        """The rest, as if the last line had ended."""
        end = self._at + 1
        rest = self.feed("\n\n")
        return Traced(rest, [min(start, end) for start in rest.starts], end)

    # -------------------------------------------------------------- lines

    def _line_start(self, character: str) -> None:
        self._head += character
        line = self._head.lstrip(" \t")
        indent = self._head[: len(self._head) - len(line)].expandtabs(4)
        if not line:
            self._head = self._head[:LONGEST]
        elif line == "\n":
            self._head, self._in_item, self._in_text = "", False, False
            self._end_block()
        elif len(indent) >= 4 and not self._in_text and not self._in_list:
            self._begin_indented()
        elif line == ">":
            self._head = ""
        elif line[0] == "|":
            self._begin_table()
        elif len(line) <= LONGEST and (UNDECIDED.fullmatch(line) or ((rule := RULE.fullmatch(line)) and not rule[2])):
            return
        elif line.startswith(("```", "~~~")):
            self._begin_fence(line)
        else:
            self._begin_text(line, indented=bool(indent))

    def _begin_text(self, line: str, indented: bool = False) -> None:
        self._head, self._in_table, self._in_code, self._in_text = "", False, False, True
        if RULE.fullmatch(line):
            self._end_block()
        elif HEADING.match(line):
            self._end_block()
            self._in_heading, self._in_list = True, False
            self._inline_all(line.lstrip("#"))
        elif BULLET.fullmatch(line):
            self._begin_item("")
        elif (numbered := NUMBERED.fullmatch(line)) is not None:
            self._begin_item(f"{numbered[1]}: ")
        elif (footnote := FOOTNOTE.fullmatch(line)) is not None:
            self._begin_item(f"{self._language.announced['note']} {footnote[1]}: ")
        elif TARGET.fullmatch(line):
            self._end_block()
        else:
            self._in_list &= indented
            self._inline_all(line)

    def _begin_item(self, label: str) -> None:
        self._end_block()
        self._out.put_for(label, "", self._at)
        self._in_item = self._in_list = True
        self._head = " "  # what follows stands apart from the margin

    def _inline_all(self, line: str) -> None:
        self._read, self._before = self._inline, " "
        self._again(line)

    def _again(self, characters: str) -> None:
        """Read what was read once more."""
        for place, character in enumerate(characters, self._at + 1 - len(characters)):
            self._at = place
            self._read(character)

    def _begin_table(self) -> None:
        if not self._in_table:
            self._announce("table")
        self._head, self._in_table = "", True
        self._read = self._rest_of_line

    def _begin_indented(self) -> None:
        if not self._in_code:
            self._announce("code")
        self._head, self._in_code = "", True
        self._read = self._rest_of_line

    def _rest_of_line(self, character: str) -> None:
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
        self._announce("code")
        self._read = self._fenced

    def _fenced(self, character: str) -> None:
        if character != "\n":
            self._head = (self._head + character)[:LONGEST]
            return
        line, self._head = self._head.strip(), ""
        if line.startswith(self._fence) and not line.strip(self._fence[0]):
            self._read = self._line_start

    def _announce(self, what: str) -> None:
        self._end_block()
        self._out.put_for(self._language.announced[what], "", self._at)
        self._end_block()

    def _end_block(self) -> None:
        self._out.put("\n", self._at)
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
            self._say(character, character)

    def _end_line(self) -> None:
        self._out.put("\n" if self._in_heading else " ", self._at)
        self._in_heading = False
        self._before = " "
        self._read = self._line_start

    def _say(self, words: str, source: str) -> None:
        """Say words for a stretch that ends with the character that is read."""
        self._out.put_for("".join(map(_audible, words)), source, self._at + 1 - len(source))
        self._before = words[-1] if words else self._before

    def _decide(self) -> None:
        decision = decide(self._held, Place(self._before, self._in_item, self._language))
        if decision is None:
            return
        held, self._held = self._held, ""
        if decision.words:
            self._at -= len(decision.rest)
            self._say(decision.words, held[: len(held) - len(decision.rest)])
            self._at += len(decision.rest)
        if decision.hidden_until:
            self._until, self._head = decision.hidden_until, ""
            self._read = self._hidden
        elif decision.cut_short:
            self._read = self._rest_of_word
        self._again(decision.rest)

    def _rest_of_word(self, character: str) -> None:
        if character.isspace():
            self._read = self._inline
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


def _audible(character: str) -> str:
    """The character; nothing for an emoji, a part of one, another picture, and what no text should hold."""
    code = ord(character)
    if 0x20 <= code < 0x7F or character == NON_JOINER:
        return character
    if character.isspace():
        return character if character == "\n" else " "
    category = unicodedata.category(character)
    pictorial = (category == "So" and character not in SPOKEN_SYMBOLS) or code in (0xFE0F, 0x20E3)
    return "" if pictorial or category in SILENT or 0x1F3FB <= code <= 0x1F3FF else character
