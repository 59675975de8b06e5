"""Parts a message into the text that it brings along and the question about it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from backend.domain import Value

_OPENING = re.compile(r'<document name="([^\n]{0,300})">\n')
_CLOSING = "\n</document>"


def _any_of(words: str) -> str:
    return "|".join(words.split())


# What repeats is possessive: long runs of white space are read once.
_LABEL = re.compile(
    r"^\s*+(?:(?:here(?:'s| is)(?: the| a| my)?|this is(?: the| a)?|read (?:this|the)|please read(?: this)?"
    r"|hier ist der)\s++)?"
    rf"(?:{_any_of('text passage context article letter email mail document story note question')}"
    rf"|{_any_of('frage brief artikel following')})?\s*+:\s*+",
    re.IGNORECASE,
)
"""What stands before a text or a question and is neither."""
_ASKING = re.compile(
    r"^(?:and |so |now |please |ok,? )*+"
    rf"(?:{_any_of('who what when where why how which whose whom is are was were do does did can could has have')}"
    rf"|{_any_of('tell find name list give')}"
    rf"|{_any_of('wer was wann wo warum wie welche[rsnm]? ist sind hat kann nenne finde')})\b",
    re.IGNORECASE,
)
"""How a line begins that asks for something, also without a question mark."""
_SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+")
_SHORT, _TEXT, _LONG = 32, 22, 90
"""Words: the longest question, the shortest text, and the message that is a text even without a question."""


class Pasted(Value):
    """A text of that name (empty when it was pasted), and what is asked about it (empty when nothing is)."""

    name: str
    text: str
    question: str


def split(message: str) -> Pasted | None:
    """The text in a message and its question; None when it brings no text. Of several documents, all are one text."""
    if brought := _by_documents(message):
        return brought
    words = len(message.split())
    if words < _TEXT:
        return None
    blocks = [block.strip() for block in re.split(r"\n+", message.strip()) if block.strip()]
    pasted = _by_blocks(blocks) if len(blocks) > 1 else _by_sentences(blocks[0])
    if pasted is None and words >= _LONG:
        return Pasted(name="", text=message.strip(), question="")
    return pasted


def _by_documents(message: str) -> Pasted | None:
    """The documents as they are put before the words of a message; what is around them is the question."""
    names: list[str] = []
    texts: list[str] = []
    around: list[str] = []
    at = 0
    while opening := _OPENING.search(message, at):
        # The line break before the closing may be the one after the opening: of an empty document.
        end = message.find(_CLOSING, opening.end() - 1)
        if end < 0:
            break
        names.append(opening[1])
        texts.append(message[opening.end() : end].strip())
        around.append(message[at : opening.start()])
        at = end + len(_CLOSING)
        while at < len(message) and message[at].isspace():
            at += 1
    if not names:
        return None
    return Pasted(name=names[0], text="\n\n".join(texts), question="".join([*around, message[at:]]).strip())


def _by_blocks(blocks: list[str]) -> Pasted | None:
    """The question is the last line or the first."""
    for question, rest in ((blocks[-1], blocks[:-1]), (blocks[0], blocks[1:])):
        bare = _bare(question)
        text = _bare("\n".join(rest)).strip()
        if len(text.split()) >= _TEXT and len(bare.split()) <= _SHORT and (bare.endswith("?") or _ASKING.match(bare)):
            return Pasted(name="", text=text, question=bare.strip())
    return None


def _by_sentences(block: str) -> Pasted | None:
    """The question is the last sentence or the first, beside three or more that are none."""
    parts = [part for part in _SENTENCE.split(block) if part]
    if len(parts) < 4:
        return None
    for question, rest in ((parts[-1], parts[:-1]), (parts[0], parts[1:])):
        text = _bare(" ".join(rest))
        if question.endswith("?") and not _asks(rest) and len(text.split()) >= _TEXT:
            return Pasted(name="", text=text, question=_bare(question).strip())
    return None


def _asks(sentences: Iterable[str]) -> bool:
    return any(sentence.endswith("?") for sentence in sentences)


def _bare(text: str) -> str:
    """A text without its label."""
    return _LABEL.sub("", text)
