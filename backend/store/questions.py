"""What a person types into the search, as an expression of SQLite's FTS5; and texts as they are indexed for it."""

from __future__ import annotations

import re
import unicodedata

BEGIN, END = "\x02", "\x03"
"""What surrounds a match in a snippet; no indexed text has them."""

MOST_WORDS = 32
_QUOTED_OR_WORD = re.compile(r'"([^"]*)("?)|([^\s"]+)')
_MARKUP = re.compile(r"\*\*|`+|~~|^[ \t]*(?:#{1,6}|>+|[-*+]) ", re.MULTILINE)
_CONTROL = re.compile(f"[\0{BEGIN}{END}\u200b\ud800-\udfff]")
# Scripts that are written without spaces: Thai to Khmer, Japanese, Chinese; and Korean, whose endings join the words.
_SPACELESS = (
    "\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff"
)
_BESIDE_SPACELESS = re.compile(rf"(?<=[{_SPACELESS}])(?=\w)|(?<=\w)(?=[{_SPACELESS}])")


def expression(question: str) -> str:
    """The FTS5 expression for what was typed; empty when there is nothing in it to look for. Never a syntax error.

    All words must be there, those in quotes side by side; the last one may be unfinished.
    """
    found = [(match[1] or match[3] or "", match[1] is not None) for match in _QUOTED_OR_WORD.finditer(question)]
    terms = [(spread(text), quoted) for text, quoted in found if any(letter.isalnum() for letter in text)][:MOST_WORDS]
    if not terms:
        return ""
    growing = question[-1].isalnum() or not (terms[-1][1] or question[-1].isspace())
    return " ".join(f'"{text}"' for text, _ in terms) + (" *" if growing else "")


def indexed(markdown: str) -> str:
    """A text as it is indexed: without the signs of its markup, in whose places nobody sees anything."""
    return _MARKUP.sub("\u200b", spread(markdown))


def spread(text: str) -> str:
    """A text in which every letter of a script without spaces is a word, parted by what nobody sees."""
    return _BESIDE_SPACELESS.sub("\u200b", _CONTROL.sub(" ", unicodedata.normalize("NFC", text)))


def marked(snippet: str) -> tuple[str, list[tuple[int, int]]]:
    """The words of a snippet on one line, and its matches: from which character up to which."""
    text, marks = "", []
    for piece in re.split(f"([{BEGIN}{END}])", re.sub(r"\s+", " ", snippet.replace("\u200b", ""))):
        if piece == BEGIN:
            marks.append((len(text), len(text)))
        elif piece == END:
            marks[-1] = (marks[-1][0], len(text))
        else:
            text += piece
    return text, _joined(marks)


def _joined(marks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Marks that touch, as those of the letters of one Chinese word do, as one."""
    joined: list[tuple[int, int]] = []
    for start, end in marks:
        if joined and joined[-1][1] == start:
            start = joined.pop()[0]
        joined.append((start, end))
    return joined
