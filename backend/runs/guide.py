"""Looks things up for a model that is too small to know them, and holds it to what was found.

Each of the last turns is told shortly, with a note of what the rules found for it; the model decides whether the note
fits, and writes the words around it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from backend.domain import Part, SourcePart, ToolResultPart, Value
from backend.engines.base import Turn
from backend.runs import grammars
from backend.tools import passages, pasted
from backend.tools.calculator import reckon
from backend.tools.content import content, language_of, words
from backend.tools.dates import calendar
from backend.tools.help import Found, Help
from backend.tools.pasted import Pasted

TURNS = 3
"""How many of the person's turns a guided model is told."""
FITS = 0.3
"""How much of a question a help section must share to be offered."""
SURE = 0.95
"""How much it must share to be offered although a text was brought along."""
_OTHERS = 0.4
"""How much the other sections must share, as a part of what the best one does."""
OFFERED = 8
_SUM_GOES_ON = 8  # words of a question that means the last result
_LONGEST = 80  # words of a turn that the model is told
NOTHING = "nothing fits"


class Offer(Value):
    """Words that a reply may take over whole, the tool that found them, and what is shown below the reply.

    When there is an `answer`, the words only name it: the model is then told the answer, and says it.
    """

    text: str
    tool: str
    part: Part | None = None
    answer: str = ""

    @property
    def sign(self) -> str:
        """What stands in a reply that made use of it."""
        return self.answer or self.text


def noted(offers: Sequence[Offer]) -> str:
    """The offers of a tool as the model reads them: quotes on lines of their own, names in one."""
    if not offers:
        return ""
    return f"{offers[0].tool}: " + ("; " if offers[0].answer else "\n").join(each.text for each in offers)


class Note(Value):
    """What the rules found for a turn, and the grammar that holds the model to it.

    `chosen` tells whether a reply that takes over an offer says so by a space before it.
    """

    offers: tuple[Offer, ...] = ()
    grammar: str = ""
    empty: str = ""
    chosen: bool = False

    @property
    def text(self) -> str:
        """The note as the model reads it; empty when nothing was found."""
        return noted(self.offers) or self.empty

    def leant_on(self, reply: str) -> str:
        """The note without what the reply left aside."""
        return noted([each for each in self.offers if each.sign in reply]) or self.empty

    def marked(self, reply: str) -> str:
        """A reply as the model began it: with the space that shows that it took over an offer, or that offer's name."""
        taken = next((each for each in self.offers if each.sign in reply), None) if self.chosen else None
        if taken is None:
            return reply
        return " " + (taken.text if taken.answer else reply)


class Guided(Value):
    """A thread as a guided model is told it, ready to be answered."""

    turns: tuple[Turn, ...]
    note: Note

    @property
    def names(self) -> bool:
        """Whether a reply may be only the name of an answer."""
        return any(each.answer for each in self.note.offers) and self.note.chosen

    def leant_on(self, reply: str) -> tuple[Part, ...]:
        """The parts that belong below a reply: what it made use of."""
        return tuple(each.part for each in self.note.offers if each.part and each.sign in reply)

    def told(self, reply: str) -> Guided | None:
        """The thread with the answer that a reply named, ready to be said; None when it named none."""
        named = next((each for each in self.note.offers if each.answer and each.text == reply.strip()), None)
        if named is None:
            return None
        turns = (Turn(role="assistant", content=reply), Turn(role="tool", content=f"help: {named.answer}"))
        return Guided(turns=(*self.turns, *turns), note=Note(offers=(named,), grammar=grammars.exactly(named.answer)))


class Guide:
    """Prepares threads for guided models. `language` is the person's own, `now` their clock."""

    def __init__(self, help: Help, language: Callable[[], str], now: Callable[[], datetime]) -> None:
        self._help, self._language, self._now = help, language, now

    def prepare(self, history: Sequence[Turn]) -> Guided:
        """The last turns of a thread with their notes; the thread ends with the person's turn. Takes milliseconds."""
        asked = [index for index, turn in enumerate(history) if turn.role == "user"]
        first = asked[-TURNS] if len(asked) >= TURNS else 0
        told: list[Turn] = []
        note = Note()
        for index in range(first, len(history)):
            turn = history[index]
            if turn.role != "user":
                told.append(Turn(role=turn.role, content=note.marked(turn.content.strip())))
                continue
            note = self.note(turn.content, history[:index])
            told.append(Turn(role="user", content=shortly(turn.content)))
            answered = index + 1 < len(history)
            reply = history[index + 1].content.strip() if answered else ""
            if text := note.leant_on(reply) if answered else note.text:
                told.append(Turn(role="tool", content=text))
        return Guided(turns=tuple(told), note=note)

    def note(self, message: str, before: Sequence[Turn] = (), but: str = "") -> Note:
        """What the rules find for a message. `but` is a line of the help to be passed over (for training)."""
        brought = pasted.split(message)
        question = brought.question if brought else message
        known = grammars.numbers(" ".join(turn.content for turn in (*before, Turn(role="user", content=message))))
        if brought is None and (fact := self._fact(message, before)):
            return fact
        found = self._sections(question, before, but)
        text = brought or _earlier(before)
        if text and question:
            quotes = passages.find(text.text, question)
            strong = bool(found) and found[0].score >= SURE
            if quotes and not (strong and found[0].score > quotes[0].score):
                return quoting([quote.text for quote in quotes], known)
            if brought and not strong:
                return Note(empty=f"text: {NOTHING}", grammar=grammars.free(known))
        if found and (question or not brought):
            return helping(found, known)
        return Note(grammar=grammars.free(known))

    def _fact(self, message: str, before: Sequence[Turn]) -> Note | None:
        total = reckon(message)
        if total is None and before and len(message.split()) <= _SUM_GOES_ON and (last := self._last(before)):
            total = reckon(message, last)
        if total:
            return _stating("calculator", total.note)
        if day := calendar(message, self._now()):
            return _stating("calendar", day)
        return None

    def _last(self, before: Sequence[Turn]) -> str | None:
        """The result of the sum just before, if the last question was one."""
        earlier = [index for index, turn in enumerate(before) if turn.role == "user"]
        if not earlier:
            return None
        *_, at = earlier
        total = reckon(before[at].content, self._last(before[: max(at, 0)]) if len(earlier) <= TURNS else None)
        return total.result if total else None

    def _sections(self, question: str, before: Sequence[Turn], but: str) -> list[Found]:
        language = language_of(question, self._language())
        found = [each for each in self._help.find(question, language, OFFERED, but) if each.score >= FITS]
        if not found and before and _leans(question, language):
            said = {turn.content.strip() for turn in before if turn.role == "assistant"}
            earlier = next((turn.content for turn in reversed(before) if turn.role == "user"), "")
            if earlier and len(earlier) < 300:
                more = self._help.find(f"{earlier} {question}", language, OFFERED, but)
                found = [each for each in more if each.score >= FITS and each.section.lead not in said]
        return [each for each in found if each.score >= _OTHERS * found[0].score]


def shortly(message: str) -> str:
    """A message as a guided model is told it: a text that it brings is only named, and ramblings are cut."""
    brought = pasted.split(message)
    if brought:
        return f"[{brought.name or 'text'}]\n{brought.question}".strip()
    parts = message.split()
    return message.strip() if len(parts) <= _LONGEST else " ".join(parts[:_LONGEST]) + " …"


def _earlier(before: Sequence[Turn]) -> Pasted | None:
    """The text that was brought last, in one of the last turns."""
    asked = [turn for turn in before if turn.role == "user"][-TURNS:]
    return next((found for turn in reversed(asked) if (found := pasted.split(turn.content))), None)


def _leans(question: str, language: str) -> bool:
    """Whether a question seems to go on from the one before: it is short, or begins so."""
    said = words(question)
    return bool(said) and (
        len(content(question, language)) <= 3 or said[0] in {"and", "but", "so", "then", "or", "und"}
    )


def helping(found: Sequence[Found], known: Sequence[str]) -> Note:
    """A note that offers help sections; the numbers that are known may be written in other words, too."""
    return Note(
        offers=tuple(
            Offer(
                text=each.section.title,
                tool="help",
                answer=each.section.lead,
                part=SourcePart(
                    title=each.section.title, text=each.section.lead, page=each.page.name, anchor=each.section.anchor
                ),
            )
            for each in found
        ),
        grammar=grammars.offered([each.section.title for each in found], known),
        chosen=True,
    )


def quoting(quotes: Sequence[str], known: Sequence[str]) -> Note:
    """A note that offers sentences of a text."""
    return Note(
        offers=tuple(Offer(text=quote, tool="text") for quote in quotes),
        grammar=grammars.quoting(quotes, known),
        chosen=True,
    )


def _stating(tool: str, fact: str) -> Note:
    return Note(
        offers=(Offer(text=fact, tool=tool, part=ToolResultPart(name=tool, text=fact)),),
        grammar=grammars.stating(fact),
    )
