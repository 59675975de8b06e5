"""Looks things up for a model that is too small to know them, and holds it to what was found.

Each of the last turns is told shortly, with a note of what the rules found for it; the model decides whether the note
fits, and writes the words around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from backend.domain import Part, Value
from backend.engines.base import Turn
from backend.runs import grammars
from backend.runs.notes import NOTHING, SURENESS, Note, hinting, quoting, stating
from backend.tools import answering, passages, pasted
from backend.tools.calculator import reckon
from backend.tools.content import language_of, words
from backend.tools.dates import calendar
from backend.tools.help import Help, Hint
from backend.tools.passages import Quote
from backend.tools.pasted import Pasted

TURNS = 3
"""How many of the person's turns a guided model is told."""
_SURELY = 0.5
"""How likely a message must be about something else than the text that was brought."""
_CLOSE = 0.42
"""How well a sentence of an earlier text must fit a question that does not seem to go on from there."""
_SUM_GOES_ON = 8  # words of a question that means the last result
_LONGEST, _LONGEST_REPLY = 80, 240  # words of the person's turn and of a reply that the model is told
_LETTERS = 20  # a word, at most: what is no words is cut, too
_GOING_ON = frozenset(words("and but so then or also nice thanks ok okay und aber dann auch"))
_ASKING = frozenset(
    words(
        "who whom whose what when where which how why is are was were does do did can may has have "
        "wer wem wen was wann wo welche welcher welches wie warum ist sind war hat gibt"
    )
)
_GREETING = re.compile(
    r"\s*(?:hello|hi|hey|hallo|moin|servus|good (?:morning|afternoon|evening|day)|guten (?:morgen|tag|abend))\b"
    r"(?: (?:there|fireside))?[\s,.!;:–-]+(?=\S+\s+\S)",
    re.IGNORECASE,
)
"""What stands before what somebody says; a word alone behind it belongs to it."""
_PICTURE = {"en": "[Picture]", "de": "[Bild]"}
_PRONOUNS = frozenset(words("it they them that those one there he she him her his es sie ihn"))


class Guided(Value):
    """A thread as a guided model is told it, ready to be answered."""

    turns: tuple[Turn, ...]
    note: Note

    def may_name(self, reply: str) -> bool:
        """Whether a reply, as far as it is written, may become the name of an answer."""
        return any(each.answer and each.text.startswith(reply.strip()) for each in self.note.offers)

    def leant_on(self, reply: str) -> tuple[Part, ...]:
        """The parts that belong below a reply: what it made use of."""
        return tuple(each.part for each in self.note.used(reply) if each.part)

    def told(self, reply: str) -> Guided | None:
        """The thread with the answer that a reply named, ready to be said; None when it named none."""
        named = next((each for each in self.note.offers if each.answer and each.text == reply.strip()), None)
        if named is None:
            return None
        turns = (Turn(role="assistant", content=f" {named.text}"), Turn(role="tool", content=f"help: {named.answer}"))
        return Guided(turns=(*self.turns, *turns), note=Note(offers=(named,), grammar=grammars.exactly(named.answer)))


class Guide:
    """Prepares threads for guided models. `language` is the person's own, `now` their clock."""

    def __init__(self, help: Help, language: Callable[[], str], now: Callable[[], datetime]) -> None:
        self._help, self._language, self._now = help, language, now

    def prepare(self, history: Sequence[Turn]) -> Guided:
        """The last turns of a thread with their notes; the thread ends with the person's turn. Takes milliseconds."""
        history = [self._in_words(turn) for turn in history]
        asked = [index for index, turn in enumerate(history) if turn.role == "user"]
        first = asked[-TURNS] if len(asked) >= TURNS else 0
        told: list[Turn] = []
        note = Note()
        for index in range(first, len(history)):
            turn = history[index]
            if turn.role != "user":
                told.append(Turn(role=turn.role, content=note.marked(_cut(turn.content, _LONGEST_REPLY))))
                continue
            note = self.note(turn.content, history[:index])
            told.append(Turn(role="user", content=shortly(turn.content)))
            # Of what was answered already only that is told which the reply made use of.
            used = note.used(history[index + 1].content) if index + 1 < len(history) else note.offers
            if note.text and (used or index + 1 == len(history)):
                told.append(Turn(role="tool", content=note.text))
        return Guided(turns=tuple(told), note=note)

    def _in_words(self, turn: Turn) -> Turn:
        """A turn that only says that there are pictures. Their names would be looked up, too: they are left out."""
        if not turn.images:
            return turn
        words = _PICTURE[language_of(turn.content, self._language())]
        return Turn(role=turn.role, content=f"{words}\n{turn.content}".strip())

    def note(self, message: str, before: Sequence[Turn] = (), but: str = "") -> Note:
        """What the rules find for a message. `but` is a line of the help to be passed over (for training)."""
        brought = pasted.split(message)
        question = brought.question if brought else message
        known = grammars.numbers(" ".join([*(turn.content for turn in before), message]))
        goes_on = bool(_earlier(before)) and next(iter(words(message)), "") in _GOING_ON
        if brought is None and (fact := self._fact(message, before, day=not goes_on)):
            return fact
        hint = self._hint(question, before, but)
        if note := self._from_text(brought, question, before, hint, known):
            return note
        return hinting(hint, known) if question and hint else Note(grammar=grammars.free(known))

    def _from_text(
        self, brought: Pasted | None, question: str, before: Sequence[Turn], hint: Hint | None, known: Sequence[str]
    ) -> Note | None:
        """What a text answers, unless the message is surely about something else."""
        text = brought or _earlier(before)
        if not text or not question:
            return None
        # Who brings a text and asks, asks about the text.
        sure = hint.score if hint and hint.score >= _SURELY and not (brought and _asks(question)) else 0.0
        quotes = passages.find(text.text, question, "" if brought else _asked(before))
        if not quotes:
            return Note(text=NOTHING, grammar=grammars.free(known)) if brought and not sure else None
        close = brought or quotes[0].score >= _CLOSE or _leans(question)
        if not close or quotes[0].score < sure:
            return None
        # What is no question may want something else; of one that goes on from another its words alone tell too little.
        answered = None
        if _asks(question):
            answered = brought is None or answering.likely(text.text, question) >= answering.ANSWERED
        return quoting(_both(quotes), known, answered)

    def _fact(self, message: str, before: Sequence[Turn], day: bool) -> Note | None:
        """A sum or, when a question of a `day` may be meant, a date that answers."""
        total = reckon(message)
        if total is None and before and len(message.split()) <= _SUM_GOES_ON and (last := self._last(before)):
            total = reckon(message, last)
        if total:
            return stating("calculator", total.note)
        if day and (when := calendar(message, self._now())):
            return stating("calendar", when)
        return None

    def _last(self, before: Sequence[Turn]) -> str | None:
        """The result of the sum just before, if the last question was one."""
        earlier = [index for index, turn in enumerate(before) if turn.role == "user"]
        if not earlier:
            return None
        at = earlier[-1]
        total = reckon(before[at].content, self._last(before[:at]) if len(earlier) <= TURNS else None)
        return total.result if total else None

    def _hint(self, message: str, before: Sequence[Turn], but: str) -> Hint | None:
        """What a message is likeliest about, if that is likely at all: the model is too small to choose among more."""
        language = language_of(message, self._language())
        hints = {each.name: each for each in self._help.hints(message, language, 1, but)}
        if greeting := _GREETING.match(message):  # else the greeting would be answered, and not the question
            asked = self._help.hints(message[greeting.end() :], language, 1, but)
            hints = {each.name: each for each in sorted((*hints.values(), *asked), key=lambda each: -each.score)}
        if before and _leans(message):
            more = self._help.hints(f"{_asked(before)} {message}", language, 1, but)
            last = before[-1].content.strip()
            hints |= {each.name: each for each in more if each.found and each.found.section.lead != last}
        return next((each for each in hints.values() if each.sort >= SURENESS[-1][0]), None)


def shortly(message: str) -> str:
    """A message as a guided model is told it: a text that it brings is only named, and ramblings are cut."""
    brought = pasted.split(message)
    if brought:
        return f"[{brought.name or 'text'}]\n{_cut(brought.question, _LONGEST)}".strip()
    return _cut(message, _LONGEST)


def _cut(text: str, most: int) -> str:
    """A text of at most so many words."""
    text = text.strip()
    if len(text) <= most * _LETTERS and len(text.split()) <= most:
        return text
    return " ".join(text[: most * _LETTERS].split()[:most]) + " …"


def _asked(before: Sequence[Turn]) -> str:
    """What the person said last, shortly."""
    return next((shortly(turn.content) for turn in reversed(before) if turn.role == "user"), "")


def _earlier(before: Sequence[Turn]) -> Pasted | None:
    """The text that was brought last, in one of the last turns."""
    asked = [turn for turn in before if turn.role == "user"][-TURNS:]
    return next((found for turn in reversed(asked) if (found := pasted.split(turn.content))), None)


def _both(quotes: Sequence[Quote]) -> str:
    """The best two: the model is too small to choose, and one of them holds the answer far more often than the best."""
    best, *others = [quote.text for quote in quotes[:2]]
    if others and best in others[0]:
        return others[0]
    return " … ".join([best, *(other for other in others if other not in best)])


def _asks(question: str) -> bool:
    """Whether it is a question, and no wish such as "shorten this"."""
    return question.rstrip().endswith("?") or next(iter(words(question)), "") in _ASKING


def _leans(question: str) -> bool:
    """Whether a question seems to go on from the one before: it begins so, or says little by itself."""
    said = words(question)
    return bool(said) and (said[0] in _GOING_ON or not _PRONOUNS.isdisjoint(said) or len(said) <= 4)
