"""Reads aloud: replies while they are written, and messages when asked; on the sound device, else through the page."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from itertools import count
from typing import Any, Literal, TypeVar

from backend.bus import Bus
from backend.domain import Problem, RunStatus, Settings, SpeechState, SpeechStatus, Utterance, Value, Voice
from backend.errors import FiresideError, NoSound, NotFound, WorkerDied
from backend.events import (
    Event,
    Notice,
    RunDelta,
    RunEnded,
    RunStarted,
    SettingsChanged,
    SpeechStateChanged,
    UtteranceReady,
)
from backend.paths import Paths
from backend.speech.base import SoundLost, SpeechEvent, UtteranceEnded, UtteranceStarted
from backend.speech.normalise import normalise
from backend.speech.page import Page
from backend.speech.reading import Reading
from backend.speech.speaker import Speaker
from backend.speech.wav import joined

log = logging.getLogger(__name__)
T = TypeVar("T")

DEFAULT_VOICE = "espeak:en-us"
DEATHS = 3  # of the worker in one reading, after which the reading is given up


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
        self._bus, self._settings, self._message_text = bus, settings, message_text
        self._speaker = Speaker(paths.logs, self._on_speech, self._on_death)
        self._numbers = count(1)
        self._reading: Reading | None = None
        self._speaking: asyncio.Task[None] | None = None
        self._state = SpeechState()
        self._page = Page(self._render, self._hand_to_page)
        self._no_sound_told = False
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()
        self._following = False
        bus.listen(self._on_event)

    # -------------------------------------------------------------- what others ask

    @property
    def state(self) -> SpeechState:
        """What is being spoken now."""
        return self._state

    async def read(self, message_id: str, voice: str | None = None) -> SpeechState:
        """Read a message aloud from its beginning, in `voice` or the person's own. Raises `NotFound`."""
        text = await self._message_text(message_id)
        return await self._read_whole(text, voice, message_id)

    async def say(self, text: str, voice: str | None = None) -> SpeechState:
        """Read any Markdown aloud."""
        return await self._read_whole(text, voice, None)

    async def stop(self) -> None:
        """Be silent at once."""
        reading, self._reading = self._reading, None
        task, self._speaking = self._speaking, None
        if reading is None:
            return
        if task is not None:
            task.cancel()
        await self._speaker.stop(reading.number)
        if self._reading is None:
            self._publish(SpeechState(output=self._state.output))

    async def voices(self) -> tuple[Voice, ...]:
        """All voices, sorted by name. Starts the worker when asked for the first time."""
        return await self._speaker.voices()

    async def sound_device(self) -> str | None:
        """The name of the sound device, or None when there is none. Starts the worker."""
        return await self._speaker.prepare()

    async def render(self, text: str, voice: str | None = None, speed: float | None = None) -> bytes:
        """Markdown as one WAV file. Raises `NotFound` for an unknown voice."""
        reading = Reading(0, voice or self._settings().voice_id)
        reading.append(text)
        reading.complete()
        wavs = []
        while utterance := await reading.next():
            words = normalise(utterance.text, reading.language)
            wavs.append(await self._speaker.render(words, reading.voice, speed or self._settings().speed))
        return joined(wavs)

    async def utterance_wav(self, utterance_id: str) -> bytes:
        """A WAV file for the page. Raises `NotFound` when it was never made or is no longer kept."""
        wav = self._page.fetch(utterance_id)
        if self._reading is not None:
            self._reading.heard(utterance_id)
        return wav

    async def close(self) -> None:
        """Fall silent and end the worker."""
        await self.stop()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._speaker.close()

    # -------------------------------------------------------------- what happens in the house

    def _on_event(self, event: Event) -> None:
        if type(event) in FOLLOW:
            self._events.put_nowait(event)
            if not self._following:
                self._following = True
                self._spawn(self._follow(), "talk")

    async def _follow(self) -> None:
        while True:
            event = await self._events.get()
            try:
                await FOLLOW[type(event)](self, event)
            except FiresideError as error:
                self._notice(error.problem)
            except Exception:
                log.exception("while following %s", event.type)

    async def _run_started(self, event: RunStarted) -> None:
        await self.stop()
        settings = self._settings()
        if settings.speak_replies:
            reading = self._begin(event.thread.voice_id, event.message.id, event.run.id)
            reading.skip(event.message.text)  # a reply that is continued

    async def _run_delta(self, event: RunDelta) -> None:
        if self._reading is not None and self._reading.run_id == event.run_id:
            self._reading.append(event.text)

    async def _run_ended(self, event: RunEnded) -> None:
        if self._reading is None or self._reading.run_id != event.run.id:
            return
        if event.run.status is RunStatus.COMPLETED:
            self._reading.complete()
        else:
            await self.stop()

    async def _settings_changed(self, event: SettingsChanged) -> None:
        await self._speaker.set_volume(event.settings.volume)
        if self._reading is not None and self._reading.run_id and not event.settings.speak_replies:
            await self.stop()

    # -------------------------------------------------------------- reading

    async def _read_whole(self, text: str, voice: str | None, message_id: str | None) -> SpeechState:
        await self.stop()
        reading = self._begin(voice, message_id, None)
        reading.append(text)
        reading.complete()
        self._publish(SpeechState(status=SpeechStatus.SPEAKING, message_id=message_id, output=self._state.output))
        return self._state

    def _begin(self, voice: str | None, message_id: str | None, run_id: str | None) -> Reading:
        self._reading = Reading(next(self._numbers), voice or self._settings().voice_id, message_id, run_id)
        self._go_on(self._reading)
        return self._reading

    def _go_on(self, reading: Reading) -> None:
        if self._speaking is not None:
            self._speaking.cancel()
        self._speaking = self._spawn(self._speak(reading), f"reading {reading.number}")

    async def _speak(self, reading: Reading) -> None:
        try:
            await self._speaker.set_volume(self._settings().volume)
            if await self._speaker.prepare():
                self._no_sound_told = False
                await self._speak_aloud(reading)
            else:
                self._tell_no_sound()
                await self._page.play(reading)
        except NoSound:
            self._spawn(self._recover(reading), "recovery")
        except WorkerDied:
            self._spawn(self._outlive(reading), "outliving")
        except FiresideError as error:
            self._notice(error.problem)
            self._end(reading)
        else:
            self._end(reading)

    async def _speak_aloud(self, reading: Reading) -> None:
        while utterance := await reading.next():
            reading.sent[utterance.id] = utterance
            await self._in_voice(reading, utterance, partial(self._speaker.speak, reading.number, utterance.id))
        await reading.all_heard()

    async def _render(self, reading: Reading, utterance: Utterance) -> bytes:
        return await self._in_voice(reading, utterance, self._speaker.render)

    async def _in_voice(
        self, reading: Reading, utterance: Utterance, do: Callable[[str, str, float], Awaitable[T]]
    ) -> T:
        """Do it with words, voice and speed; once more with the default voice when there is no such voice."""
        words, speed = normalise(utterance.text, reading.language), self._settings().speed
        try:
            return await do(words, reading.voice, speed)
        except NotFound as error:
            if reading.voice == DEFAULT_VOICE:
                raise
            self._notice(error.problem)
            reading.voice = DEFAULT_VOICE
            return await do(words, DEFAULT_VOICE, speed)

    def _hand_to_page(self, reading: Reading, ready: UtteranceReady) -> None:
        self._show(reading, ready.utterance, "page")
        self._bus.publish(ready)

    def _tell_no_sound(self) -> None:
        if not self._no_sound_told:
            self._no_sound_told = True
            self._notice(NoSound("No sound device was found.", "The page plays replies instead.").problem, "info")

    def _end(self, reading: Reading) -> None:
        if self._reading is reading:
            self._reading = self._speaking = None
            self._publish(SpeechState(output=self._state.output))

    # -------------------------------------------------------------- what the voice worker tells

    def _on_speech(self, event: SpeechEvent) -> None:
        reading = self._reading
        if reading is None:
            return
        if isinstance(event, UtteranceStarted) and (utterance := reading.sent.get(event.utterance_id)):
            self._show(reading, utterance, "device")
        elif isinstance(event, UtteranceEnded):
            reading.heard(event.utterance_id)
        elif isinstance(event, SoundLost):
            self._spawn(self._recover(reading), "recovery")

    def _on_death(self, error: WorkerDied) -> None:
        self._notice(error.problem, "error")
        if (reading := self._reading) is not None:
            self._spawn(self._outlive(reading), "outliving")

    async def _recover(self, reading: Reading) -> None:
        """The sound device went away: look for another, with a new worker, and say again what was not heard."""
        if self._reading is not reading or reading.recovering:
            return
        reading.recovering = True
        await self._halt()
        await self._speaker.restart()
        reading.recovering = False
        if self._reading is reading:
            reading.again()
            self._go_on(reading)

    async def _outlive(self, reading: Reading) -> None:
        """The worker died: go on with the next utterance, for one of those that were sent may have killed it."""
        if self._reading is not reading or reading.recovering:
            return
        reading.recovering = True
        await self._halt()
        reading.recovering = False
        reading.deaths += 1
        reading.drop()
        if self._reading is not reading:
            return
        if reading.deaths < DEATHS:
            self._go_on(reading)
        else:
            self._end(reading)

    async def _halt(self) -> None:
        task, self._speaking = self._speaking, None
        if task is not None:
            task.cancel()
            await asyncio.wait([task])

    # -------------------------------------------------------------- telling

    def _show(self, reading: Reading, utterance: Utterance, output: Literal["device", "page"]) -> None:
        status, message = SpeechStatus.SPEAKING, reading.message_id
        self._publish(SpeechState(status=status, message_id=message, text=utterance.text, output=output))

    def _publish(self, state: SpeechState) -> None:
        if state != self._state:
            self._state = state
            self._bus.publish(SpeechStateChanged(state=state))

    def _notice(self, problem: Problem, level: Literal["info", "warning", "error"] = "warning") -> None:
        self._bus.publish(Notice(level=level, problem=problem))

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


FOLLOW: dict[type[Value], Callable[[Talk, Any], Awaitable[None]]] = {
    RunStarted: Talk._run_started,
    RunDelta: Talk._run_delta,
    RunEnded: Talk._run_ended,
    SettingsChanged: Talk._settings_changed,
}
