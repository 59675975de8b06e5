"""What a mark within a line means: each construct is held back until the characters that came decide it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit

from backend.speech.formula import read_formula
from backend.speech.language import Language

LONGEST = 400  # characters of a link or a tag; what is longer is read as it stands
HIDDEN = {
    "think", "thinking", "thought", "reasoning", "script", "style", "svg", "math",
    "tool_call", "tool_response", "tool_result", "tool_output", "function_call",
}  # fmt: skip
BREAKING = {"br", "p", "div", "li", "ul", "ol", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "summary", "details"}

TAG = re.compile(r"""</?([a-zA-Z][\w-]*)(\s+[\w:-]+\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))*\s*/?>""")
AUTOLINK = re.compile(r"<(https?://[^\s>]+|[^\s@<>]+@[^\s@<>]+)>")
URL = re.compile(r"(https?://|www\.)", re.IGNORECASE)
MONEY = re.compile(r"\$\d[\d.,]*[^\d.,]", re.DOTALL)
READABLE_CODE = re.compile(r"[\w\s.,:/\\@+#~\-'\"()*%?!&|§°`]{1,60}")  # names, paths and commands
EDGE_OF_NAME = re.compile(r"(?<![^\W_])_+|_+(?![^\W_])")
ENDS_WORD = '<>"”»'


class Place(NamedTuple):
    """Where a construct stands: after which character, in a list item or not, and in which language."""

    before: str
    in_item: bool
    language: Language


class Decision(NamedTuple):
    """The words to say, and the characters, its last ones, to read again.

    `hidden_until` is what ends the stretch that is dropped from here on; with `cut_short` the end of the word does.
    """

    words: str
    rest: str = ""
    hidden_until: str = ""
    cut_short: bool = False


def decide(held: str, at: Place) -> Decision | None:
    """What the construct that begins with `held[0]`, one of `CONSTRUCTS`, has turned out to be; None: not yet clear."""
    if decision := CONSTRUCTS[held[0]](held, at):
        return decision
    ends = held[-1] == "\n"
    if ends or len(held) > LONGEST:
        return Decision(_without_marks(held.rstrip("\n")), "\n" if ends else "")
    return None


def _code_span(held: str, at: Place) -> Decision | None:
    ticks = len(held) - len(held.lstrip("`"))
    content = held[ticks:-1]
    if held[-1] == "`" or not content.endswith("`" * ticks) or content.endswith("`" * (ticks + 1)):
        return None
    return Decision(_code_words(content[:-ticks].strip(), at), held[-1])


def _code_words(code: str, at: Place) -> str:
    """A name, a path or a command is a part of its sentence and read; anything else is announced."""
    if not READABLE_CODE.fullmatch(code) and len(code) > 1:
        return at.language.announced["code"]
    return EDGE_OF_NAME.sub("", code.replace("()", "")).replace("_", " ")


def _emphasis(held: str, at: Place) -> Decision | None:
    mark, after = held[0], held[-1]
    if after == mark:
        return None
    run, before = held[:-1], at.before
    stands_alone = before.isspace() and after.isspace()
    between = before.isdigit() and after.isdigit() if mark == "*" else before.isalnum() and after.isalnum()
    literal = stands_alone or between or (mark == "~" and len(run) == 1)
    return Decision(run if literal else "", after)


def _link(held: str, at: Place) -> Decision | None:
    if "]" not in held[-2:] and held[-1] != ")":
        return None  # nothing closes here
    opening = held.index("[")
    if (closing := _closing(held, opening)) is None or closing == len(held) - 1:
        return None
    label, after = held[opening + 1 : closing], held[closing + 1]
    if label.startswith("^") or (at.in_item and label in (" ", "x", "X")):
        return Decision("", held[closing + 1 :])
    if label.startswith("!"):  # what kind of a box the quotation is
        return Decision(f"{label[1:].capitalize()}: ", held[closing + 1 :])
    if after not in "([":
        return Decision(held[: closing + 1].replace("`", "").replace("*", ""), held[closing + 1 :])
    return None if _closing(held, closing + 1) is None else Decision(_without_marks(label))


def _image(held: str, at: Place) -> Decision | None:
    return _link(held, at) if held[1] == "[" else Decision("!", held[1:])


def _formula_span(held: str, at: Place) -> Decision | None:
    if held == "$$":
        return Decision(at.language.announced["formula"], hidden_until="$$")
    if held[1].isspace() or MONEY.fullmatch(held):
        return Decision(held[:-1], held[-1])
    if len(held) < 3 or held[-1] != "$":
        return None
    content = held[1:-1]
    if content[-1].isspace():
        return Decision(held[:-1], held[-1])
    return Decision(_formula_words(content, at))


def _formula_words(tex: str, at: Place) -> str:
    return read_formula(tex, at.language.formula) or at.language.announced["formula"]


def _backslash(held: str, at: Place) -> Decision | None:
    if held[1] in "([":
        ending = "\\)" if held[1] == "(" else "\\]"
        if held.endswith(ending):
            return Decision(_formula_words(held[2:-2], at))
        unclear = held[-1] != "\n" and len(held) <= LONGEST
        return None if unclear else Decision(at.language.announced["formula"], hidden_until=ending)
    if not held[1].isalnum() and not held[1].isspace():
        return Decision(held[1])
    return Decision("" if held[1] == "\n" else held[0], held[1])


def _tag(held: str, at: Place) -> Decision | None:
    if not (held[1].isalpha() or held[1] in "/!"):
        return Decision(held[0], held[1:])
    if held == "<!--":
        return Decision("", hidden_until="-->")
    if held[-1] != ">":
        return None
    if autolink := AUTOLINK.fullmatch(held):
        return Decision(_host(autolink[1]))
    if not (tag := TAG.fullmatch(held)):
        return Decision(held[:-1], held[-1])
    name = tag[1].lower()
    if name in HIDDEN and held[1] != "/" and held[-2] != "/":
        return Decision("", hidden_until=f"</{name}>")
    return Decision("\n" if name in BREAKING else "")


def _entity(held: str, at: Place) -> Decision | None:
    if held[-1] == ";":
        return Decision(html.unescape(held))
    return None if len(held) < 10 and (held[-1].isalnum() or held == "&#") else Decision(held[:-1], held[-1])


def _address(held: str, at: Place) -> Decision | None:
    if not URL.match(held):
        longest = "https://" if held[0] in "hH" else "www."
        may_become = longest.startswith(held.lower()) or held.lower() == "http:" or held.lower() == "http:/"
        return None if may_become else Decision(held[:-1], held[-1])
    if not held[-1].isspace() and held[-1] not in ENDS_WORD:
        return None if len(held) <= LONGEST else Decision(_host(held), cut_short=True)
    address = held[:-1].rstrip(".,;:!?)]}*_'’")
    return Decision(_host(address), held[len(address) :])


CONSTRUCTS: dict[str, Callable[[str, Place], Decision | None]] = {
    "`": _code_span,
    "*": _emphasis,
    "_": _emphasis,
    "~": _emphasis,
    "[": _link,
    "!": _image,
    "$": _formula_span,
    "\\": _backslash,
    "<": _tag,
    "&": _entity,
    **dict.fromkeys("hHwW", _address),
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
