"""What the rules found for a turn, as a guided model reads it, and what the model may take over of it."""

from __future__ import annotations

from collections.abc import Sequence

from backend.domain import Part, ToolResultPart, Value
from backend.runs import grammars
from backend.tools.help import Hint

SURENESS = ((0.5, "sure"), (0.4, "maybe"), (0.04, "guess"))
"""How likely a message must be about the app for the model to be told so of a section; else that is no hint.

How likely the very section is tells less, for several often answer.
"""
_TALK_SURE = 0.4
"""From here on a kind of talk is told as sure, else as a guess: the model says what fits the one, or an honest no."""
NAMED = frozenset({"sure", "maybe"})
"""A hint of such a sureness is followed: the model passes by too many that are right."""
NOTHING = "text: nothing fits"


class Offer(Value):
    """Words that a reply may take over whole, and what is then shown below it.

    When there is an `answer`, the words only name it: the model is then told the answer, and says it.
    """

    text: str
    part: Part | None = None
    answer: str = ""

    @property
    def sign(self) -> str:
        """What stands in a reply that made use of it."""
        return self.answer or self.text


class Note(Value):
    """What the rules found: as the model reads it, what it offers, and the grammar that holds the model to it.

    `chosen` tells whether a reply that takes over an offer says so by a space before it.
    """

    text: str = ""
    offers: tuple[Offer, ...] = ()
    grammar: str = ""
    chosen: bool = False

    def used(self, reply: str) -> tuple[Offer, ...]:
        """The offers that a reply took over."""
        return tuple(each for each in self.offers if each.sign in reply)

    def marked(self, reply: str) -> str:
        """A reply as the model began it: with the space that shows that it took over an offer, or that offer's name."""
        if not self.chosen or not (taken := self.used(reply)):
            return reply
        return " " + (taken[0].text if taken[0].answer else reply)


def hinting(hint: Hint, known: Sequence[str]) -> Note:
    """A note of what a message may be about: a section of the help to be named or, in brackets, a kind of talk."""
    fits = hint.sort if hint.found else float(hint.score >= _TALK_SURE)
    sureness = next((word for least, word in SURENESS if fits >= least), SURENESS[-1][1])
    if hint.found is None:
        return Note(text=f"{sureness}: ({hint.name})", grammar=grammars.free(known))
    section = hint.found.section
    return Note(
        text=f"{sureness}: {section.title}",
        offers=(Offer(text=section.title, answer=section.lead, part=hint.found.source),),
        # What surely is about a section is answered by it; else the model may pass it by.
        grammar=grammars.named(section.title) if sureness in NAMED else grammars.offered(section.title, known),
        chosen=True,
    )


def quoting(quote: str, known: Sequence[str], answered: bool | None = None) -> Note:
    """A note that offers words of a text: as the answer or, when it is not `answered`, as the nearest thing."""
    return Note(
        text=f"text: {quote}",
        offers=(Offer(text=quote),),
        grammar=grammars.quoting(quote, known, answered),
        chosen=answered is not False,
    )


def stating(tool: str, fact: str) -> Note:
    """A note of what a tool worked out."""
    return Note(
        text=f"{tool}: {fact}",
        offers=(Offer(text=fact, part=ToolResultPart(name=tool, text=fact)),),
        grammar=grammars.stating(fact),
    )
