"""Reads aloud: replies while they are written, and messages when asked."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from backend.bus import Bus
from backend.domain import RunStatus, Settings, SpeechState, Value, Voice
from backend.events import Event, RunDelta, RunEnded, RunStarted, SettingsChanged
from backend.paths import Paths
from backend.speech.aloud import Aloud

log = logging.getLogger(__name__)


class Talk:
    """One reading at a time; the newest wins. `message_text` gives a message's Markdown or raises `NotFound`.

    Publishes `speech.state`, `speech.utterance` and `notice`. Nothing starts before the first event or question.
    """

    def __init__(
        self,
        bus: Bus,
        paths: Paths,
        settings: Callable[[], Settings],
        message_text: Callable[[str], Awaitable[str]],
    ) -> None:
        self._settings, self._message_text = settings, message_text
        self._aloud = Aloud(paths.logs, settings, bus.publish)
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

    async def read(self, message_id: str, voice: str | None = None) -> SpeechState:
        """Read a message aloud from its beginning, in `voice` or the person's own. Raises `NotFound`."""
        return await self._read_whole(await self._message_text(message_id), voice, message_id)

    async def say(self, text: str, voice: str | None = None) -> SpeechState:
        """Read any Markdown aloud."""
        return await self._read_whole(text, voice, None)

    async def stop(self) -> None:
        """Be silent at once."""
        await self._aloud.stop()

    async def voices(self) -> tuple[Voice, ...]:
        """All voices, sorted by name. Starts the worker when asked for the first time."""
        return await self._aloud.speaker.voices()

    async def sound_device(self) -> str | None:
        """The name of the sound device, or None when there is none. Starts the worker."""
        return await self._aloud.speaker.prepare()

    async def render(self, text: str, voice: str | None = None, speed: float | None = None) -> bytes:
        """Markdown as one WAV file. Raises `NotFound` for an unknown voice."""
        return await self._aloud.render(text, voice, speed)

    async def utterance_wav(self, utterance_id: str) -> bytes:
        """A WAV file for the page. Raises `NotFound` when it was never made or is no longer kept."""
        return self._aloud.fetch(utterance_id)

    async def close(self) -> None:
        """Fall silent and end the worker."""
        if self._following is not None:
            self._following.cancel()
            await asyncio.wait([self._following])
        await self._aloud.close()

    async def _read_whole(self, text: str, voice: str | None, message_id: str | None) -> SpeechState:
        reading = await self._aloud.begin(voice, message_id)
        reading.append(text)
        reading.complete()
        self._aloud.show_begun(reading)
        return self.state

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
        if self._settings().speak_replies:
            reading = await self._aloud.begin(event.thread.voice_id, event.message.id, event.run.id)
            reading.skip(event.message.text)  # a reply that is continued

    async def _run_delta(self, event: RunDelta) -> None:
        reading = self._aloud.reading
        if reading is not None and reading.run_id == event.run_id and not event.thought:
            # Where something else stood between two texts, they are two paragraphs, as in the message.
            reading.append(event.text if event.offset or not event.part else f"\n\n{event.text}")

    async def _run_ended(self, event: RunEnded) -> None:
        reading = self._aloud.reading
        if reading is None or reading.run_id != event.run.id:
            return
        if event.run.status is RunStatus.COMPLETED:
            reading.complete()
        else:
            await self._aloud.stop()

    async def _settings_changed(self, event: SettingsChanged) -> None:
        await self._aloud.speaker.set_volume(event.settings.volume)
        reading = self._aloud.reading
        if reading is not None and reading.run_id and not event.settings.speak_replies:
            await self._aloud.stop()


FOLLOW: dict[type[Value], Callable[[Talk, Any], Awaitable[None]]] = {
    RunStarted: Talk._run_started,
    RunDelta: Talk._run_delta,
    RunEnded: Talk._run_ended,
    SettingsChanged: Talk._settings_changed,
}
