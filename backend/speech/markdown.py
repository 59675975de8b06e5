"""Markdown as it streams, turned into plain words: what a person would read out, character by character.

Code, tables and formulas are announced by one word, reasoning and tags are dropped, links are read by their text. A
newline in the result is a pause that no sentence runs across. Every decision depends on the characters alone, never
on how they were cut into pieces: this is why it goes character by character.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from urllib.parse import urlsplit

ANNOUNCED = {
    "en": ("Code", "Table", "formula"),
    "de": ("Code", "Tabelle", "Formel"),
    "es": ("Código", "Tabla", "fórmula"),
    "fr": ("Code", "Tableau", "formule"),
    "it": ("Codice", "Tabella", "formula"),
}
LONGEST = 400  # characters of a link or a tag; what is longer is read as it stands
HIDDEN = {"think", "thinking", "reasoning", "script", "style"}
BREAKING = {"br", "p", "div", "li", "ul", "ol", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "summary", "details"}

UNDECIDED = re.compile(r"#{1,6}|`{1,2}|~{1,2}|-+|\*+|\++|_+|=+|\d{1,3}[.)]?")
HEADING = re.compile(r"#{1,6}[ \t\n]")
RULE = re.compile(r"(-{2,}|={2,}|\*{3,}|_{3,})[ \t]*(\n?)")
BULLET = re.compile(r"[-*+][ \t]")
NUMBERED = re.compile(r"(\d{1,3})[.)][ \t]")
TAG = re.compile(r"""</?([a-zA-Z][\w-]*)(\s+[\w:-]+\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))*\s*/?>""")
AUTOLINK = re.compile(r"<(https?://[^\s>]+|[^\s@<>]+@[^\s@<>]+)>")
URL = re.compile(r"(https?://|www\.)", re.IGNORECASE)
MONEY = re.compile(r"\$\d[\d.,]*[^\d.,]", re.DOTALL)
SIMPLE_FORMULA = re.compile(r"[\w.,%° ]{1,24}")
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
        held = self._held
        decided = CONSTRUCTS[held[0]](self, held)
        if decided is None:
            ends = held[-1] == "\n"
            if not ends and (len(held) <= LONGEST or URL.match(held)):
                return
            decided = _without_marks(held.rstrip("\n")), "\n" if ends else ""
        words, rest = decided
        self._held = ""
        if words:
            self._say(words)
        for character in rest:
            self._read(character)

    def _code_span(self, held: str) -> tuple[str, str] | None:
        ticks = len(held) - len(held.lstrip("`"))
        content = held[ticks:-1]
        if held[-1] == "`" or not content.endswith("`" * ticks) or content.endswith("`" * (ticks + 1)):
            return None
        return content[:-ticks].strip().replace("_", " "), held[-1]

    def _emphasis(self, held: str) -> tuple[str, str] | None:
        mark, after = held[0], held[-1]
        if after == mark:
            return None
        run, before = held[:-1], self._before
        stands_alone = before.isspace() and after.isspace()
        between = before.isdigit() and after.isdigit() if mark == "*" else before.isalnum() and after.isalnum()
        literal = stands_alone or between or (mark == "~" and len(run) == 1)
        return (run if literal else ""), after

    def _link(self, held: str) -> tuple[str, str] | None:
        if "]" not in held[-2:] and held[-1] != ")":
            return None  # nothing closes here
        opening = held.index("[")
        if (closing := _closing(held, opening)) is None or closing == len(held) - 1:
            return None
        label, after = held[opening + 1 : closing], held[closing + 1]
        if label.startswith("^") or (self._in_item and label in (" ", "x", "X")):
            return "", held[closing + 1 :]
        if after not in "([":
            return held[: closing + 1].replace("`", "").replace("*", ""), held[closing + 1 :]
        return None if _closing(held, closing + 1) is None else (_without_marks(label), "")

    def _image(self, held: str) -> tuple[str, str] | None:
        return self._link(held) if held[1] == "[" else ("!", held[1:])

    def _formula_span(self, held: str) -> tuple[str, str] | None:
        if held == "$$":
            return self._hide("$$", self._formula)
        if held[1].isspace() or MONEY.fullmatch(held):
            return held[:-1], held[-1]
        if len(held) < 3 or held[-1] != "$":
            return None
        content = held[1:-1]
        if content[-1].isspace():
            return held[:-1], held[-1]
        return (content if SIMPLE_FORMULA.fullmatch(content) else self._formula), ""

    def _backslash(self, held: str) -> tuple[str, str] | None:
        if held in ("\\(", "\\["):
            return self._hide("\\)" if held[1] == "(" else "\\]", self._formula)
        if not held[1].isalnum() and not held[1].isspace():
            return held[1], ""
        return ("" if held[1] == "\n" else held[0]), held[1]

    def _tag(self, held: str) -> tuple[str, str] | None:
        if not (held[1].isalpha() or held[1] in "/!"):
            return held[0], held[1:]
        if held == "<!--":
            return self._hide("-->", "")
        if held[-1] != ">":
            return None
        if autolink := AUTOLINK.fullmatch(held):
            return _host(autolink[1]), ""
        if not (tag := TAG.fullmatch(held)):
            return held[:-1], held[-1]
        name = tag[1].lower()
        if name in HIDDEN and held[1] != "/" and held[-2] != "/":
            return self._hide(f"</{name}>", "")
        if name in BREAKING:
            self._out.append("\n")
        return "", ""

    def _entity(self, held: str) -> tuple[str, str] | None:
        if held[-1] == ";":
            return html.unescape(held), ""
        return None if len(held) < 10 and (held[-1].isalnum() or held == "&#") else (held[:-1], held[-1])

    def _address(self, held: str) -> tuple[str, str] | None:
        if not URL.match(held):
            longest = "https://" if held[0] in "hH" else "www."
            may_become = longest.startswith(held.lower()) or held.lower() == "http:" or held.lower() == "http:/"
            return None if may_become else (held[:-1], held[-1])
        if not held[-1].isspace() and held[-1] not in '<>"”»':
            return None
        address = held[:-1].rstrip(".,;:!?)]}*_'’")
        return _host(address), held[len(address) :]

    # -------------------------------------------------------------- what is not read

    def _hide(self, until: str, instead: str) -> tuple[str, str]:
        """Say `instead` and drop everything up to `until`; a formula also ends at an empty line, when it was none."""
        self._until, self._head = until, ""
        self._read = self._hidden
        return instead, ""

    def _hidden(self, character: str) -> None:
        self._head = (self._head + character)[-max(len(self._until), 2) :]
        if self._head.lower().endswith(self._until):
            self._head, self._before = "", " "
            self._read = self._inline
        elif self._head.endswith("\n\n") and self._until in ("$$", "\\)", "\\]"):
            self._head = ""
            self._end_block()
            self._read = self._line_start


CONSTRUCTS: dict[str, Callable[[Markdown, str], tuple[str, str] | None]] = {
    "`": Markdown._code_span,
    "*": Markdown._emphasis,
    "_": Markdown._emphasis,
    "~": Markdown._emphasis,
    "[": Markdown._link,
    "!": Markdown._image,
    "$": Markdown._formula_span,
    "\\": Markdown._backslash,
    "<": Markdown._tag,
    "&": Markdown._entity,
    **dict.fromkeys("hHwW", Markdown._address),
}


def _without_marks(text: str) -> str:
    """The words of a short stretch of Markdown: of a link's label, or of a construct that was never closed."""
    return re.sub(r"!?\[|\]\([^)]*\)?|\]|[*`]|~~|\b_|_\b", "", text)


def _closing(text: str, opening: int) -> int | None:
    """Where the bracket that opens at `opening` closes."""
    left, right = text[opening], "])"[text[opening] == "("]
    depth = 0
    for index in range(opening, len(text)):
        depth += (text[index] == left) - (text[index] == right)
        if depth == 0:
            return index
    return None


def _host(address: str) -> str:
    if "@" in address and "://" not in address:
        return address
    try:
        host = urlsplit(address if "://" in address else f"//{address}").hostname or address
    except ValueError:
        host = address
    return host.removeprefix("www.")


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
