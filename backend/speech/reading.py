"""One thing that is read aloud, a reply as it is written or a message: its text goes in, its utterances come out."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Literal

from backend.domain import Span, SpokenWord, Utterance, new_id
from backend.speech.normalise import normalise
from backend.speech.sentences import Sentences
from backend.speech.traced import Traced
from backend.speech.voice_id import is_quick, language_of

SLICE = 1_000  # characters that are looked at in one go, so that the event loop is not held up
AHEAD = 2  # utterances that may wait behind the one that is heard
KNOWN_AHEAD = 200  # utterances that are cut before their turn, so that one sees how many there are


class Reading:
    """Knows all its utterances, which of them is heard, and which were sent but not yet heard. Lives in the event loop.

    `number` changes whenever it is begun anew, at whatever place: what was sent under an older one is void. `begun`
    says whether there is any text as yet. `index` is the utterance that is heard, or will be next; `heard` counts the
    characters of the message that were heard. `output` is where; None while that is to be found out. `troubles` counts
    what went wrong. `mute`: its voice cannot speak, another one has to. `own`: its voice is that of its thread, not the
    person's. `paused`: it was, when it had to wait for another. With a `run_id` it is a reply that is being written.
    """

    def __init__(
        self, voice: str, message_id: str | None = None, run_id: str | None = None, *, own: bool = False
    ) -> None:
        self.number = 0
        self.voice, self.message_id, self.run_id, self.own = voice, message_id, run_id, own
        self.utterances: list[Utterance] = []
        self.begun = self.mute = self.paused = False
        self.sent: dict[str, Utterance] = {}
        self.index = self.heard = self.troubles = 0
        self.output: Literal["device", "page"] | None = None
        self.on_grown: Callable[[], None] = lambda: None
        self._sentences = Sentences(self.language, hurried=run_id is not None or not is_quick(voice))
        self._spoken: dict[str, tuple[Traced, int]] = {}  # words for a voice, and from which character on they are
        self._word = 0  # the character of the utterance at which the word that is heard begins
        self._lines: list[Traced] = []
        self._next = 0  # the utterance to be sent next, and the character of it at which to begin
        self._from = 0
        self._text: deque[str] = deque()
        self._complete = self._finished = False
        self._changed = asyncio.Event()

    @property
    def language(self) -> str:
        """The language of the voice."""
        return language_of(self.voice)

    # -------------------------------------------------------------- what is to be said

    def skip(self, text: str) -> None:
        """What stands before: it was said already. A sentence that it leaves open is said whole."""
        self.begun = bool(text)
        self._add(self._sentences.feed(text))
        self.heard = len(text)
        self.go(len(self.utterances))

    def append(self, text: str) -> None:
        """What was written now."""
        self.begun = self.begun or bool(text)
        self._text.extend(text[start : start + SLICE] for start in range(0, len(text), SLICE))
        self._changed.set()

    def complete(self) -> None:
        """Nothing more will be written."""
        self._complete = True
        self._changed.set()

    @property
    def known(self) -> bool:
        """Whether all utterances are known."""
        return self._finished

    @property
    def exhausted(self) -> bool:
        """Whether all utterances have been taken."""
        return self._finished and self._next == len(self.utterances)

    async def next(self) -> Utterance | None:
        """The next utterance, once there is room for it; None when there are no more."""
        while True:
            self._changed.clear()
            if len(self.sent) <= AHEAD and self._next < len(self.utterances):
                self._next += 1
                return self.utterances[self._next - 1]
            if self.exhausted:
                return None
            if not (len(self.utterances) < self._next + KNOWN_AHEAD and await self._cut()):
                await self._changed.wait()

    async def find(self, start: int) -> int:
        """The number of the first utterance that ends after the character `start` of the message."""
        index = 0
        while True:
            while index < len(self.utterances):
                source = self.utterances[index].source
                if source is not None and source.end > start:
                    return index
                index += 1
            if not await self._cut():
                return max(index - 1, 0)

    async def reach(self, index: int) -> None:
        """Have the utterance of that number known, if there is text for it."""
        while index >= len(self.utterances) and await self._cut():
            pass

    async def _cut(self) -> bool:
        """Cut a little more of the text into utterances; False when there is none as yet."""
        if self._text:
            self._add(self._sentences.feed(self._text.popleft()))
        elif self._complete and not self._finished:
            self._finished = True
            self._add(self._sentences.finish())
        else:
            return False
        self.on_grown()
        await asyncio.sleep(0)
        return True

    def _add(self, lines: list[Traced]) -> None:
        for line in lines:
            utterance = Utterance(
                id=new_id(),
                text=str(line),
                index=len(self._lines),
                message_id=self.message_id,
                source=_span(line.span()) if self.message_id else None,
            )
            self._lines.append(line)
            self.utterances.append(utterance)

    def words(self, utterance: Utterance) -> str:
        """The words that a voice is given for an utterance; it counts as sent."""
        start = self._from if utterance.index == self.index else 0
        words = normalise(utterance.text[start:], self.language)
        self.sent[utterance.id], self._spoken[utterance.id] = utterance, (words, start)
        return str(words)

    def word(self, utterance_id: str, start: int, end: int) -> SpokenWord | None:
        """The word that the voice says with these characters of what it was given; None when there is none."""
        if (utterance := self.sent.get(utterance_id)) is None:
            return None
        words, first = self._spoken[utterance_id]
        begin, after = words.span(start, end)
        here = begin + first, after + first
        source = self._lines[utterance.index].span(*here) if self.message_id else None
        return SpokenWord(here=_span(here), source=source and _span(source))

    # -------------------------------------------------------------- what is heard

    @property
    def current(self) -> Utterance | None:
        """The utterance that is heard, or will be next; None when it is not known yet."""
        return self.utterances[self.index] if self.index < len(self.utterances) else None

    def go(self, index: int, start: int = 0) -> None:
        """Whatever was sent is void: go on with the utterance of that number, at the character `start` of it."""
        self.sent.clear()
        self._spoken.clear()
        self.index = self._next = min(max(index, 0), len(self.utterances))
        self._from = self._word = start
        self._changed.set()

    def go_on(self) -> None:
        """Whatever was sent is void: go on with the word that is heard."""
        self.go(self.index, self._word)

    def lost_sound(self) -> None:
        """The sound device went away: go on with the utterance that was heard, from its beginning."""
        self.troubles += 1
        self.output = None
        self.go(self.index)

    def lost_worker(self) -> None:
        """The voice worker died: go on with the next utterance; if it dies again, after all that it had been given.

        If it died of a voice, that one has said nothing, and another one says it all.
        """
        self.troubles += 1
        self.output = None
        if self.mute:
            self.go(self.index)
        else:
            self.go(self.index + 1 if self.troubles == 1 else self._next)

    def began(self, utterance_id: str) -> Utterance | None:
        """An utterance is heard: those before it are over. None when it was not sent."""
        if (utterance := self.sent.get(utterance_id)) is None:
            return None
        for other in list(self.sent.values()):
            if other.index < utterance.index:
                self.ended(other.id)
        if utterance.text and utterance.index != self.index:
            self.index, self._from, self._word = utterance.index, 0, 0
        if utterance.source is not None:
            self.heard = utterance.source.start
        return utterance

    def reached(self, word: SpokenWord) -> None:
        """A word of the utterance that is heard begins."""
        self._word = word.here.start
        if word.source is not None:
            self.heard = word.source.start

    def ended(self, utterance_id: str) -> None:
        """An utterance was heard to its end."""
        self._spoken.pop(utterance_id, None)
        if utterance := self.sent.pop(utterance_id, None):
            if utterance.source is not None:
                self.heard = utterance.source.end
            self._changed.set()

    async def all_heard(self) -> None:
        """Wait until nothing that was sent is left."""
        while self.sent:
            self._changed.clear()
            await self._changed.wait()


def _span(place: tuple[int, int]) -> Span:
    return Span(start=place[0], end=place[1])
