"""Says one reading at a time, on the sound device or through the page, and outlives what goes wrong meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, Literal, TypeVar

from backend.domain import Problem, Settings, SpeechState, SpeechStatus, Utterance
from backend.errors import FiresideError, NoSound, NotFound, WorkerDied
from backend.events import Event, Notice, SpeechStateChanged, UtteranceReady
from backend.speech.normalise import normalise
from backend.speech.page import Page
from backend.speech.reading import Reading
from backend.speech.signals import SoundLost, SpeechEvent, UtteranceEnded, UtteranceStarted
from backend.speech.speaker import Speaker
from backend.speech.wav import joined

T = TypeVar("T")

DEFAULT_VOICE = "espeak:en-us"
ATTEMPTS = 4  # at one reading: more often a worker may not die, nor a sound device go away


class Aloud:
    """Publishes `speech.state`, `speech.utterance` and `notice`. No worker is started before the first use."""

    def __init__(self, logs: Path, settings: Callable[[], Settings], publish: Callable[[Event], None]) -> None:
        self.speaker = Speaker(logs, self._on_speech, self._on_death)
        self.page = Page(self._render, self._hand_to_page)
        self.state = SpeechState()
        self.reading: Reading | None = None
        self._settings, self._publish = settings, publish
        self._numbers = count(1)
        self._saying: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._no_sound_told = False

    async def begin(self, voice: str | None, message_id: str | None = None, run_id: str | None = None) -> Reading:
        """Begin to say something new, instead of what is being said. What it is goes into the reading."""
        while self.reading is not None:
            await self.stop()
        self.reading = Reading(next(self._numbers), voice or self._settings().voice_id, message_id, run_id)
        self._go_on(self.reading)
        return self.reading

    def show_begun(self, reading: Reading) -> None:
        """Tell that it will be heard, before it is."""
        if reading is self.reading:
            self._show(reading, "", self.state.output)

    async def stop(self) -> None:
        """Be silent at once."""
        reading, self.reading = self.reading, None
        saying, self._saying = self._saying, None
        if reading is None:
            return
        if saying is not None:
            saying.cancel()
        await self.speaker.stop(reading.number)
        if self.reading is None:
            self._change(SpeechState(output=self.state.output))

    async def render(self, text: str, voice: str | None, speed: float | None) -> bytes:
        """Markdown as one WAV file. Raises `NotFound` for an unknown voice."""
        reading = Reading(0, voice or self._settings().voice_id)
        reading.append(text)
        reading.complete()
        wavs = []
        while utterance := await reading.next():
            words = normalise(utterance.text, reading.language)
            wavs.append(await self.speaker.render(words, reading.voice, speed or self._settings().speed))
        return joined(wavs)

    def fetch(self, utterance_id: str) -> bytes:
        """A WAV file for the page. Raises `NotFound`."""
        wav = self.page.fetch(utterance_id)
        if self.reading is not None:
            self.reading.heard(utterance_id)
        return wav

    async def close(self) -> None:
        """Fall silent and end the worker."""
        await self.stop()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.speaker.close()

    # -------------------------------------------------------------- saying

    def _go_on(self, reading: Reading) -> None:
        if self.reading is not reading:
            return
        self._saying = self._spawn(self._say(reading), f"reading {reading.number}")

    async def _say(self, reading: Reading) -> None:
        try:
            await self.speaker.set_volume(self._settings().volume)
            if reading.attempt < ATTEMPTS and await self.speaker.prepare():
                self._no_sound_told = False
                await self._say_on_device(reading)
            else:
                self._tell_no_sound()
                await self.page.play(reading)
        except NoSound:
            self._spawn(self._recover(reading, reading.attempt), "recovery")
        except WorkerDied:
            pass  # `_on_death` goes on with it
        except FiresideError as error:
            self._notice(error.problem)
            self._end(reading)
        else:
            self._end(reading)

    async def _say_on_device(self, reading: Reading) -> None:
        while utterance := await reading.next():
            reading.sent[utterance.id] = utterance
            await self._in_voice(reading, utterance, partial(self.speaker.speak, reading.number, utterance.id))
        await reading.all_heard()

    async def _render(self, reading: Reading, utterance: Utterance) -> bytes:
        return await self._in_voice(reading, utterance, self.speaker.render)

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
        self._show(reading, ready.utterance.text, "page")
        self._publish(ready)

    def _tell_no_sound(self) -> None:
        if not self._no_sound_told:
            self._no_sound_told = True
            self._notice(NoSound("No sound device was found.", "The page plays replies instead.").problem, "info")

    def _end(self, reading: Reading) -> None:
        if self.reading is reading:
            self.reading = self._saying = None
            self._change(SpeechState(output=self.state.output))

    # -------------------------------------------------------------- what the voice worker tells

    def _on_speech(self, event: SpeechEvent) -> None:
        reading = self.reading
        if reading is None:
            return
        if isinstance(event, UtteranceStarted) and (utterance := reading.sent.get(event.utterance_id)):
            self._show(reading, utterance.text, "device")
        elif isinstance(event, UtteranceEnded):
            reading.heard(event.utterance_id)
        elif isinstance(event, SoundLost):
            self._spawn(self._recover(reading, reading.attempt), "recovery")

    def _on_death(self, error: WorkerDied) -> None:
        self._notice(error.problem, "error")
        if (reading := self.reading) is not None:
            self._spawn(self._outlive(reading, reading.attempt), "outliving")

    async def _recover(self, reading: Reading, attempt: int) -> None:
        """The sound device went away: look for another, with a new worker, and say again what was not heard."""
        if await self._halted(reading, attempt):
            await self.speaker.restart()
            reading.again()
            self._go_on(reading)

    async def _outlive(self, reading: Reading, attempt: int) -> None:
        """The worker died: go on with the next utterance, for one of those that were sent may have killed it."""
        if await self._halted(reading, attempt):
            reading.drop()
            if reading.attempt <= ATTEMPTS:
                self._go_on(reading)
            else:
                self._end(reading)

    async def _halted(self, reading: Reading, attempt: int) -> bool:
        """Whether this attempt has been halted here, for one trouble is noticed in more than one way."""
        if self.reading is not reading or reading.attempt != attempt:
            return False
        reading.attempt += 1
        saying, self._saying = self._saying, None
        if saying is not None:
            saying.cancel()
            await asyncio.wait([saying])
        return self.reading is reading

    # -------------------------------------------------------------- telling

    def _show(self, reading: Reading, text: str, output: Literal["device", "page"]) -> None:
        status, message = SpeechStatus.PLAYING, reading.message_id
        self._change(SpeechState(status=status, message_id=message, text=text, output=output))

    def _change(self, state: SpeechState) -> None:
        if state != self.state:
            self.state = state
            self._publish(SpeechStateChanged(state=state))

    def _notice(self, problem: Problem, level: Literal["info", "warning", "error"] = "warning") -> None:
        self._publish(Notice(level=level, problem=problem))

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
