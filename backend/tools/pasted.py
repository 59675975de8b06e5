"""Parts a message into the text that it brings along and the question about it."""

from __future__ import annotations

import re

from backend.domain import Value

_DOCUMENT = re.compile(r'<document name="([^"\n]*)">\n(.*?)\n</document>\s*', re.DOTALL)
_LABEL = re.compile(
    r"^\s*(?:(?:here(?:'s| is)(?: the| a| my)?|this is(?: the| a)?|read (?:this|the)|please read(?: this)?|hier ist der)\s+)?"
    r"(?:text|passage|context|article|letter|email|mail|document|story|note|question|frage|brief|artikel|following)?\s*:\s*",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"^(?:and |so |now |please |ok,? )*(?:who|what|when|where|why|how|which|whose|whom|is|are|was|were|do|does|did|can|could|has|have|"
    r"tell|find|name|list|give|wer|was|wann|wo|warum|wie|welche[rsnm]?|ist|sind|hat|kann|nenne|finde)\b",
    re.IGNORECASE,
)
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
    documents = _DOCUMENT.findall(message)
    if documents:
        text = "\n\n".join(body.strip() for _, body in documents)
        return Pasted(name=documents[0][0], text=text, question=_DOCUMENT.sub("", message).strip())
    words = len(message.split())
    if words < _TEXT:
        return None
    blocks = [block.strip() for block in re.split(r"\n+", message.strip()) if block.strip()]
    pasted = _by_blocks(blocks) if len(blocks) > 1 else _by_sentences(blocks[0])
    if pasted is None and words >= _LONG:
        return Pasted(name="", text=message.strip(), question="")
    return pasted


def _by_blocks(blocks: list[str]) -> Pasted | None:
    """The question is the last line or the first."""
    for question, rest in ((blocks[-1], blocks[:-1]), (blocks[0], blocks[1:])):
        bare = _LABEL.sub("", question)
        text = _LABEL.sub("", "\n".join(rest)).strip()
        if len(text.split()) >= _TEXT and len(bare.split()) <= _SHORT and (bare.endswith("?") or _ASKING.match(bare)):
            return Pasted(name="", text=text, question=bare.strip())
    return None


def _by_sentences(block: str) -> Pasted | None:
    """The question is the last sentence or the first, beside three or more that are none."""
    parts = [part for part in _SENTENCE.split(block) if part]
    if len(parts) < 4:
        return None
    for question, rest in ((parts[-1], parts[:-1]), (parts[0], parts[1:])):
        text = _LABEL.sub("", " ".join(rest))
        if question.endswith("?") and not any(part.endswith("?") for part in rest) and len(text.split()) >= _TEXT:
            return Pasted(name="", text=text, question=_LABEL.sub("", question).strip())
    return None
