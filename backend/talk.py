"""Reads aloud: replies while they are written, and messages when asked."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from backend.bus import Bus
from backend.domain import RunStatus, Settings, SoundDevice, SpeechState, Thread, Value, Voice
from backend.errors import FiresideError
from backend.events import Event, RunDelta, RunEnded, RunStarted, SettingsChanged, ThreadChanged
from backend.paths import Paths
from backend.speech.aloud import Aloud
from backend.speech.elsewhere import Elsewhere
from backend.speech.reading import Reading
from backend.speech.tenancy import Tenancy

log = logging.getLogger(__name__)


async def _kept_nowhere(message_id: str, heard: int | None) -> None:
    """For those who have no messages."""


class Talk:
    """One reading at a time; the newest wins, though for what is no message a message only waits.

    `message_text` gives a message's Markdown or raises `NotFound`.
    `keep_heard` stores how many characters of a reply were heard before it was cut off; None when nothing cut it off.
    `elsewhere` fetches what is said with voices of servers; by the `tenancy` the voice worker asks for memory.
    Publishes `speech.state`, `speech.word`, `speech.utterance` and `notice`. Nothing starts before the first event or
    question.
    """

    def __init__(
        self,
        bus: Bus,
        paths: Paths,
        settings: Callable[[], Settings],
        message_text: Callable[[str], Awaitable[str]],
        keep_heard: Callable[[str, int | None], Awaitable[None]] = _kept_nowhere,
        elsewhere: Elsewhere | None = None,
        tenancy: Tenancy | None = None,
    ) -> None:
        self._settings, self._message_text, self._keep_heard = settings, message_text, keep_heard
        self._aloud = Aloud(paths, settings, bus.publish, self._over, elsewhere, tenancy)
        self._thread: Thread | None = None  # whose message is read
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._following: asyncio.Task[None] | None = None
        bus.listen(self._on_event)

    # -------------------------------------------------------------- what others ask

    @property
    def state(self) -> SpeechState:
        """What is being spoken now."""
        return self._aloud.state

    @property
    def worker_pid(self) -> int | None:
        """The process id of the voice worker while it runs."""
        return self._aloud.speaker.pid

    async def read(self, message_id: str, thread: Thread | None = None, start: int = 0) -> SpeechState:
        """Read a message aloud, from the sentence at the character `start` of its text on. Raises `NotFound`.

        In the voice of its thread, or the person's own.
        """
        reading = self._aloud.new(thread.voice_id if thread else None, message_id)
        return await self._read(reading, await self._message_text(message_id), thread, start)

    async def say(self, text: str, voice: str | None = None) -> SpeechState:
        """Read any Markdown aloud; a message that is being read waits, and goes on with the word that was heard."""
        return await self._read(self._aloud.new(voice), text)

    async def stop(self) -> None:
        """Be silent at once. What was heard of a reply is stored when this returns."""
        await self._aloud.stop()

    async def pause(self) -> SpeechState:
        """Be silent, and hold what follows."""
        await self._aloud.pause(True)
        return self.state

    async def resume(self) -> SpeechState:
        """Go on after a pause, with the sample that was next."""
        await self._aloud.pause(False)
        return self.state

    async def step(self, by: int) -> SpeechState:
        """Go on so many sentences later, or earlier."""
        await self._aloud.step(by)
        return self.state

    async def seek(self, index: int) -> SpeechState:
        """Go on with the sentence of that number; after the last one there is silence."""
        await self._aloud.seek(index)
        return self.state

    async def voices(self) -> tuple[Voice, ...]:
        """All voices, sorted by name. Starts the worker when asked for the first time."""
        return await self._aloud.speaker.voices()

    async def devices(self) -> tuple[SoundDevice, ...]:
        """All sound devices. Starts the worker."""
        return await self._aloud.speaker.devices()

    async def sound_device(self) -> str | None:
        """The name of the sound device that is used, or None when there is none. Starts the worker."""
        if self._aloud.reading is not None:  # what is spoken must not wait
            return self._aloud.speaker.device
        return await self._aloud.speaker.prepare(self._settings().sound_device)

    async def utterance_wav(self, utterance_id: str) -> bytes:
        """A WAV file for the page, which plays it now. Raises `NotFound` when it is not kept."""
        return self._aloud.fetch(utterance_id)

    def played(self, utterance_id: str) -> None:
        """The page has played an utterance to its end."""
        self._aloud.played(utterance_id)

    async def close(self) -> None:
        """Fall silent and end the worker."""
        if self._following is not None:
            self._following.cancel()
            await asyncio.wait([self._following])
        await self._aloud.close()

    async def _read(self, reading: Reading, text: str, thread: Thread | None = None, start: int = 0) -> SpeechState:
        reading.append(text)
        reading.complete()
        if start:
            reading.go(await reading.find(start))
        if reading.message_id is not None:
            self._thread = thread
        await self._aloud.begin(reading)
        return self.state

    async def _over(self, reading: Reading, whole: bool) -> None:
        """What was heard of a reply is kept, that the model may be told it; what is read later on is not."""
        if reading.run_id is None or reading.message_id is None:
            return
        try:
            await self._keep_heard(reading.message_id, None if whole else reading.heard)
        except FiresideError as error:
            log.warning("what was heard of %s is not stored: %s", reading.message_id, error)

    # -------------------------------------------------------------- what happens in the house

    def _on_event(self, event: Event) -> None:
        if type(event) not in FOLLOW:
            return
        self._events.put_nowait(event)
        if self._following is None:
            self._following = asyncio.create_task(self._follow(), name="talk")

    async def _follow(self) -> None:
        while True:
            event = await self._events.get()
            try:
                await FOLLOW[type(event)](self, event)
            except Exception:
                log.exception("while following %s", event.type)

    async def _run_started(self, event: RunStarted) -> None:
        await self._aloud.stop()
        if _wished(event.thread, self._settings()):
            reading = self._aloud.new(event.thread.voice_id, event.message.id, event.run.id)
            reading.skip(event.message.text)  # a reply that is continued
            self._thread = event.thread
            await self._aloud.begin(reading)

    async def _run_delta(self, event: RunDelta) -> None:
        reading = self._written(event.run_id)
        if reading is not None and not event.thought:
            # Where something else stood between two texts, they are two paragraphs, as in the message.
            goes_on = event.offset or not event.part or not reading.begun
            reading.append(event.text if goes_on else f"\n\n{event.text}")

    async def _run_ended(self, event: RunEnded) -> None:
        reading = self._written(event.run.id)
        if reading is None:
            return
        if event.run.status is RunStatus.COMPLETED:
            reading.complete()
        else:
            await self._aloud.stop()

    async def _thread_changed(self, event: ThreadChanged) -> None:
        if self._thread is not None and self._thread.id == event.thread.id:
            before, self._thread = self._thread, event.thread
            if before.voice_id != event.thread.voice_id:
                await self._aloud.speak_as(event.thread.voice_id)
            await self._hush_unwished(self._settings())

    async def _settings_changed(self, event: SettingsChanged) -> None:
        await self._aloud.choose(event.settings)
        await self._hush_unwished(event.settings)

    async def _hush_unwished(self, settings: Settings) -> None:
        """Stop a reply that is read as it is written when that is no longer wished."""
        written = any(reading.run_id for reading in self._aloud.readings)
        if written and self._thread and not _wished(self._thread, settings):
            await self._aloud.stop()

    def _written(self, run_id: str) -> Reading | None:
        """What is read aloud, or waits, when it is what that run writes."""
        return next((reading for reading in self._aloud.readings if reading.run_id == run_id), None)


def _wished(thread: Thread, settings: Settings) -> bool:
    """Whether the replies of a thread are to be spoken: as it says itself, else as the settings say."""
    return settings.speak_replies if thread.speak_replies is None else thread.speak_replies


FOLLOW: dict[type[Value], Callable[[Talk, Any], Awaitable[None]]] = {
    RunStarted: Talk._run_started,
    RunDelta: Talk._run_delta,
    RunEnded: Talk._run_ended,
    ThreadChanged: Talk._thread_changed,
    SettingsChanged: Talk._settings_changed,
}
