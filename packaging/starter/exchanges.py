"""One exchange of a thread: what a person writes, and the reply that fits what the app's own rules find for it."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from intents import Dialogue

from backend.runs.notes import NOTHING, Note

KNOWN = 0.8  # how often a kind of talk that the search mistook for another is told rightly
Answer = Callable[[Note, random.Random], tuple[Note, str] | None]


@dataclass(frozen=True)
class Exchange:
    """`answer` is given the note, and returns it, or another one, with the reply; None when no reply would fit.

    `but` is the line of the help that the message was made of: the search must find the section without it.
    """

    said: str
    answer: Answer
    but: str = ""


def plain(turns: Dialogue, but: str = "", kind: str = "") -> Iterable[Exchange]:
    """Exchanges of which every word is the model's own; the first was made of the line `but`, of that `kind`."""
    for (_, said), (_, reply) in zip(turns[::2], turns[1::2], strict=True):
        yield Exchange(said, whatever(reply, kind), but)
        but = kind = ""


def whatever(reply: str, kind: str = "") -> Answer:
    """The same reply, whatever the rules find: it leans on nothing.

    Where it is of a `kind` of talk, mostly as if the search had known that; a help section instead is to be passed by.
    """

    def answer(note: Note, rng: random.Random) -> tuple[Note, str] | None:
        if note.text == NOTHING:
            return None
        sureness, _, hint = note.text.partition(": ")
        if kind and hint.startswith("(") and hint != f"({kind})" and rng.random() < KNOWN:
            note = note.model_copy(update={"text": f"{sureness}: ({kind})"})
        return note, reply

    return answer


def stated(note: Note, rng: random.Random) -> tuple[Note, str] | None:
    """What a tool found, as it is; None when no tool answered."""
    if not note.offers or note.chosen:
        return None
    fact = note.offers[0].text
    return note, fact if fact[-1] in ".!?" else f"{fact}."
