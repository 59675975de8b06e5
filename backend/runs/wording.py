"""What people write, as the model is told it: checked, titled, worded and cut to fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from backend.domain import DocumentPart, ImagePart, Message, Part, Role, Said, Summary, TextPart
from backend.engines.base import Image, Turn
from backend.errors import Invalid, TooLarge
from backend.tools.content import language_of

LARGEST = 1_048_576
MOST_IMAGES = 20
"""Of one message."""
TITLE = 48


def check(parts: tuple[Said, ...]) -> None:
    """Refuse what is no message. Raises `Invalid` or `TooLarge`."""
    text = "".join(part.text for part in parts if not isinstance(part, ImagePart))
    images = sum(isinstance(part, ImagePart) for part in parts)
    if images > MOST_IMAGES:
        raise Invalid(
            f"The message has {images} pictures; at most {MOST_IMAGES} go into one.",
            "Send the others with the next.",
            param="parts",
        )
    if not (text.strip() or images):
        raise Invalid("The message is empty.", "Write something first.", param="parts")
    if "\0" in text:
        raise Invalid("The message holds binary data.", "Only text can be sent.", param="parts")
    if (size := len(text.encode("utf-8", "replace"))) > LARGEST:
        raise TooLarge(
            f"The message is too large ({size / 1_000_000:.1f} MB; at most 1 MB).",
            "Send a shorter part of it.",
            param="parts",
        )


def title(parts: Sequence[Part]) -> str:
    """A thread's title from its first message: its first line, cut at a word; else the name of a file."""
    text = " ".join(next((part.text for part in parts if isinstance(part, TextPart) and part.text.strip()), "").split())
    if not text:
        return next((part.name for part in parts if isinstance(part, DocumentPart | ImagePart)), "")
    return cut(text)


def cut(text: str) -> str:
    """A title that is not too long: cut at a word."""
    if len(text) <= TITLE:
        return text
    return text[:TITLE].rsplit(" ", 1)[0].rstrip(",;:.-") + "…"


def turns(branch: tuple[Message, ...], pictures: Mapping[str, bytes] = MappingProxyType({})) -> tuple[Turn, ...]:
    """What the model is told of a branch. Replies without a word are left out, and neighbours of one role joined.

    Of the person's `pictures`, by id, it is told the bytes; of all others only the name.

    A reply that was cut off while it was read aloud, by a message that was spoken, is told as far as it was heard. Who
    typed the next message had all of the reply before their eyes: it is told whole.
    """
    told: list[Turn] = []
    for index, message in enumerate(branch):
        images = _images(message, pictures)
        if message.heard is not None and any(following.spoken for following in branch[index + 1 : index + 2]):
            content = message.text[: message.heard].strip()
        else:
            shown = {image.id for image in images}
            content = "".join(
                worded(part) for part in message.parts if not (isinstance(part, ImagePart) and part.id in shown)
            ).strip()
        if not (content or images):
            continue
        if told and told[-1].role == message.role.value:
            before = told.pop()
            content = "\n\n".join(filter(None, (before.content, content)))
            images = (*before.images, *images)
        told.append(Turn(role=message.role.value, content=content, images=images))
    return tuple(told)


def _images(message: Message, pictures: Mapping[str, bytes]) -> tuple[Image, ...]:
    if message.role is not Role.USER:  # no model is shown what another is said to have drawn
        return ()
    return tuple(
        Image(id=part.id, name=part.name, data=pictures[part.id]) for part in message.images if part.id in pictures
    )


def _named(name: str) -> str:
    return f"[Picture: {name}]\n\n"


def worded(part: Part) -> str:
    """A part as the model reads it; what was thought or looked up is not told again."""
    if isinstance(part, ImagePart):
        return _named(part.name)
    if isinstance(part, DocumentPart):
        return f'<document name="{part.name}">\n{part.text}\n</document>\n\n'
    return part.text if isinstance(part, TextPart) else ""


def says(message: Message) -> bool:
    """Whether there are words in it that a model is told."""
    return any(worded(part).strip() for part in message.parts)


class _Folding(NamedTuple):
    """What is said around a summary: when it is recalled, to have it made, and at its head."""

    recalled: str
    wanted: str
    head: str


_FOLDING = {
    "en": _Folding(
        "What was said earlier in this conversation, in short:",
        "Now sum up our whole conversation so far, the earlier summary included if there is one. From now on you will "
        "see only this summary in its place, so keep what may still be needed: names, numbers, dates, wishes, "
        "decisions, results and open questions. Write at most {words} words, in the language in which we talk. Write "
        "the summary only.",
        "Summary:",
    ),
    "de": _Folding(
        "Was in diesem Gespräch bisher gesagt wurde, in Kürze:",
        "Fasse jetzt unser ganzes Gespräch bis hierher zusammen, auch die frühere Zusammenfassung, falls es eine gibt. "
        "Von nun an siehst du an seiner Stelle nur noch diese Zusammenfassung. Behalte also, was noch gebraucht wird: "
        "Namen, Zahlen, Daten, Wünsche, Entscheidungen, Ergebnisse und offene Fragen. Schreibe höchstens {words} "
        "Wörter, in der Sprache, in der wir sprechen. Schreibe nur die Zusammenfassung.",
        "Zusammenfassung:",
    ),
}
_SAMPLE = 2000  # letters that tell in which language a thread is


def recalled(summary: Summary) -> Turn:
    """What the model is told in the place of the messages that were folded."""
    words = _FOLDING[language_of(summary.text[:_SAMPLE])]
    return Turn(role="system", content=f"{words.recalled}\n\n{summary.text}")


def folding(told: tuple[Turn, ...], words: int) -> tuple[Turn, ...]:
    """These turns, and the wish for a summary of so many words, whose head stands there already.

    A model that would think first begins to write at once.
    """
    asked = " ".join(turn.content[:_SAMPLE] for turn in told if turn.role == "user")
    said = _FOLDING[language_of(asked[-_SAMPLE:])]
    wanted, head = said.wanted.format(words=words), said.head
    return (*told, Turn(role="user", content=wanted), Turn(role="assistant", content=head))


def summed_up(text: str) -> str:
    """The summary in what a model wrote: without the head, which some repeat."""
    text = text.strip()
    for words in _FOLDING.values():
        text = text.removeprefix(words.head).strip()
    return text


def shortly(turn: Turn, letters: int) -> Turn:
    """A turn of at most about so many letters: the beginning and the end of it."""
    if len(turn.content) <= letters:
        return turn
    head, tail = 2 * letters // 3, letters // 3
    return turn.model_copy(
        update={"content": f"{turn.content[:head]}\n[…]\n{turn.content[len(turn.content) - tail :]}"}
    )
