"""The page as a loudspeaker, for a computer without a sound device: utterances are rendered, kept and fetched."""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from backend.domain import Utterance, new_id
from backend.errors import NotFound
from backend.events import UtteranceReady
from backend.speech.reading import Reading
from backend.speech.wav import seconds_of, silence

KEPT = 32  # utterances; a page may fetch one twice
PATIENCE = 30.0  # seconds after which a page that plays counts as gone


class Page:
    """Renders a few utterances ahead of what has been fetched. When the page has played the last one it says stop."""

    def __init__(
        self,
        render: Callable[[Reading, Utterance], Awaitable[bytes]],
        hand: Callable[[Reading, UtteranceReady], None],
    ) -> None:
        self._render, self._hand = render, hand
        self._wavs: OrderedDict[str, bytes] = OrderedDict()

    def fetch(self, utterance_id: str) -> bytes:
        """A WAV file. Raises `NotFound` when it was never made or is no longer kept."""
        if (wav := self._wavs.get(utterance_id)) is None:
            raise NotFound("This utterance is no longer kept.", "Have the message read again.")
        return wav

    async def play(self, reading: Reading) -> None:
        """Hand over all of it, and wait as long as a page needs to play it."""
        seconds, ended = 0.0, False
        while utterance := await reading.next():
            wav = await self._render(reading, utterance)
            seconds, ended = seconds + seconds_of(wav), reading.exhausted
            self._offer(reading, utterance, wav, ended)
        if seconds and not ended:  # the end showed itself too late: a last one, of silence
            last = Utterance(id=new_id(), text="", index=-1, message_id=reading.message_id)
            self._offer(reading, last, silence(), True)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await reading.all_heard()
        await asyncio.sleep(seconds + PATIENCE if seconds else 0)

    def _offer(self, reading: Reading, utterance: Utterance, wav: bytes, last: bool) -> None:
        self._wavs[utterance.id] = wav
        while len(self._wavs) > KEPT:
            self._wavs.popitem(last=False)
        reading.sent[utterance.id] = utterance
        url = f"/api/v0/speech/{utterance.id}.wav"
        self._hand(reading, UtteranceReady(utterance=utterance, url=url, begins=utterance.index == 0, last=last))
