"""What people write, as the model is told it: checked, titled, worded and cut to fit."""

from __future__ import annotations

from backend.domain import DocumentPart, Message, Part, Said, TextPart
from backend.engines.base import Turn
from backend.errors import Invalid, TooLarge

LARGEST = 1_048_576
TITLE = 48


def check(parts: tuple[Said, ...]) -> None:
    """Refuse what is no message. Raises `Invalid` or `TooLarge`."""
    text = "".join(part.text for part in parts)
    if not text.strip():
        raise Invalid("The message is empty.", "Write something first.", param="parts")
    if "\0" in text:
        raise Invalid("The message holds binary data.", "Only text can be sent.", param="parts")
    if (size := len(text.encode("utf-8", "replace"))) > LARGEST:
        raise TooLarge(
            f"The message is too large ({size / 1_000_000:.1f} MB; at most 1 MB).",
            "Send a shorter part of it.",
            param="parts",
        )


def title(parts: tuple[Said, ...]) -> str:
    """A thread's title from its first message: its first line, cut at a word; else the document's name."""
    text = " ".join(next((part.text for part in parts if isinstance(part, TextPart) and part.text.strip()), "").split())
    if not text:
        return next((part.name for part in parts if isinstance(part, DocumentPart)), "")
    if len(text) <= TITLE:
        return text
    return text[:TITLE].rsplit(" ", 1)[0].rstrip(",;:.-") + "…"


def turns(branch: tuple[Message, ...]) -> tuple[Turn, ...]:
    """What the model is told of a branch. Replies without a word are left out, and neighbours of one role joined."""
    told: list[Turn] = []
    for message in branch:
        content = "".join(worded(part) for part in message.parts).strip()
        if not content:
            continue
        if told and told[-1].role == message.role.value:
            content = told.pop().content + "\n\n" + content
        told.append(Turn(role=message.role.value, content=content))
    return tuple(told)


def worded(part: Part) -> str:
    """A part as the model reads it; what was thought or looked up is not told again."""
    if isinstance(part, DocumentPart):
        return f'<document name="{part.name}">\n{part.text}\n</document>\n\n'
    return part.text if isinstance(part, TextPart) else ""


def shortened(history: tuple[Turn, ...], first: int) -> int:
    """Where a history that did not fit from `first` on begins when about a tenth is taken off; 0 when nothing can be.

    It always begins with a user's turn, and the last of these stays.
    """
    asked = [index for index, turn in enumerate(history) if turn.role == "user"]
    wanted = 0.9 * sum(len(turn.content) for turn in history[first:])
    for index in asked:
        if index > first and sum(len(turn.content) for turn in history[index:]) <= wanted:
            return index
    return asked[-1] if asked and asked[-1] > first else 0
