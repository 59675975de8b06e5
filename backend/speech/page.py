"""The page as a loudspeaker, for a computer without a sound device: utterances are rendered, kept and fetched."""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from backend.domain import Mark, Utterance, new_id
from backend.errors import NotFound
from backend.events import UtteranceReady
from backend.speech.reading import Reading
from backend.speech.speaker import Rendered
from backend.speech.wav import seconds_of, silence

KEPT = 32  # utterances; a page may fetch one twice
PATIENCE = 30.0  # seconds after which a page that plays counts as gone


class Page:
    """Renders a few utterances ahead of what has been played.

    A page fetches an utterance when its turn has come, and tells when it was played.
    """

    def __init__(
        self,
        render: Callable[[Reading, Utterance], Awaitable[Rendered]],
        hand: Callable[[UtteranceReady], None],
    ) -> None:
        self._render, self._hand = render, hand
        self._wavs: OrderedDict[str, bytes] = OrderedDict()

    def fetch(self, utterance_id: str) -> bytes:
        """A WAV file. Raises `NotFound` when it was never made or is no longer kept."""
        if (wav := self._wavs.get(utterance_id)) is None:
            raise NotFound("This utterance is no longer kept.", "Have the message read again.")
        return wav

    async def play(self, reading: Reading, paused: Callable[[], bool]) -> None:
        """Hand over all of it, and wait as long as a page needs to play it."""
        seconds, begins, ended = 0.0, True, False
        while utterance := await reading.next():
            wav, words = await self._render(reading, utterance)
            seconds, ended = seconds + seconds_of(wav), reading.exhausted
            marks = [(at, reading.word(utterance.id, start, end)) for at, start, end in words]
            self._offer(
                UtteranceReady(
                    utterance=utterance,
                    url=f"/api/v0/speech/{utterance.id}.wav",
                    begins=begins,
                    last=ended,
                    marks=tuple(Mark(seconds=at, word=word) for at, word in marks if word),
                ),
                wav,
            )
            begins = False
        if seconds and not ended:  # the end showed itself too late: a last one, of silence
            last = Utterance(id=new_id(), text="", index=len(reading.utterances), message_id=reading.message_id)
            reading.sent[last.id] = last
            self._offer(UtteranceReady(utterance=last, url=f"/api/v0/speech/{last.id}.wav", last=True), silence())
        while reading.sent:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds + PATIENCE):
                    await reading.all_heard()
            if not paused():
                return

    def _offer(self, ready: UtteranceReady, wav: bytes) -> None:
        self._wavs[ready.utterance.id] = wav
        while len(self._wavs) > KEPT:
            self._wavs.popitem(last=False)
        self._hand(ready)
