"""One thing that is read aloud, a reply as it is written or a message: its text goes in, its utterances come out."""

from __future__ import annotations

import asyncio
from collections import deque

from backend.domain import Utterance, new_id
from backend.speech.sentences import Sentences

SLICE = 1_000  # characters that are looked at in one go, so that the event loop is not held up
AHEAD = 2  # utterances that may wait behind the one that is heard


class Reading:
    """Knows what is still to be said and what was sent but not yet heard. Lives in the event loop."""

    def __init__(self, number: int, voice: str, message_id: str | None = None, run_id: str | None = None) -> None:
        self.number, self.voice, self.message_id, self.run_id = number, voice, message_id, run_id
        self.language = voice.partition(":")[2].partition("+")[0] or "en"
        self.sent: dict[str, Utterance] = {}
        self.attempt = 0
        self._sentences = Sentences(self.language)
        self._text: deque[str] = deque()
        self._todo: deque[Utterance] = deque()
        self._index = 0
        self._complete = self._finished = False
        self._changed = asyncio.Event()

    def skip(self, text: str) -> None:
        """What stands before: it was said already. A sentence that it leaves open is said whole."""
        self._sentences.feed(text)

    def append(self, text: str) -> None:
        """What was written now."""
        self._text.extend(text[start : start + SLICE] for start in range(0, len(text), SLICE))
        self._changed.set()

    def complete(self) -> None:
        """Nothing more will be written."""
        self._complete = True
        self._changed.set()

    @property
    def exhausted(self) -> bool:
        """Whether all utterances have been taken."""
        return self._finished and not self._todo

    async def next(self) -> Utterance | None:
        """The next utterance, once there is room for it; None when there are no more."""
        while True:
            self._changed.clear()
            if len(self.sent) > AHEAD:
                await self._changed.wait()
            elif self._todo:
                return self._todo.popleft()
            elif self._text:
                self._cut(self._sentences.feed(self._text.popleft()))
                await asyncio.sleep(0)
            elif self._finished:
                return None
            elif self._complete:
                self._finished = True
                self._cut(self._sentences.finish())
            else:
                await self._changed.wait()

    def _cut(self, chunks: list[str]) -> None:
        for chunk in chunks:
            self._todo.append(Utterance(id=new_id(), text=chunk, index=self._index, message_id=self.message_id))
            self._index += 1

    def heard(self, utterance_id: str) -> None:
        """An utterance is over."""
        if self.sent.pop(utterance_id, None):
            self._changed.set()

    async def all_heard(self) -> None:
        """Wait until nothing that was sent is left."""
        while self.sent:
            self._changed.clear()
            await self._changed.wait()

    def again(self) -> None:
        """What was sent will not be heard: say it again."""
        self._todo.extendleft(reversed(self.sent.values()))
        self.sent.clear()

    def drop(self) -> None:
        """What was sent will not be heard: let it go."""
        self.sent.clear()
        self._changed.set()
