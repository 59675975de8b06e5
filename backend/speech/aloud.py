"""Says one reading at a time, on the sound device or through the page, and outlives what goes wrong meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from itertools import count
from typing import Any

from backend.domain import Settings, SpeechState, SpeechStatus, Utterance
from backend.errors import FiresideError, NoSound, WorkerDied
from backend.events import Event
from backend.paths import Paths
from backend.speech.elsewhere import Elsewhere
from backend.speech.page import Page
from backend.speech.reading import Reading
from backend.speech.signals import SoundLost, SpeechEvent, UtteranceEnded, UtteranceStarted, WordStarted
from backend.speech.speaker import Rendered, Speaker
from backend.speech.telling import Telling
from backend.speech.voicing import Voicing

ATTEMPTS = 4  # at one reading: more often a worker may not die, nor a sound device go away


class Aloud:
    """Publishes `speech.state`, `speech.word`, `speech.utterance` and `notice`.

    `over` is called when a reading ended: whether all of it was heard. No worker is started before the first use.
    """

    def __init__(
        self,
        paths: Paths,
        settings: Callable[[], Settings],
        publish: Callable[[Event], None],
        over: Callable[[Reading, bool], Awaitable[None]],
        elsewhere: Elsewhere | None = None,
    ) -> None:
        self.speaker = Speaker(paths, self._on_speech, self._on_death, elsewhere)
        self.telling = Telling(publish)
        self.reading: Reading | None = None
        self._voicing = Voicing(settings, self.telling.notice)
        self._page = Page(self._render, publish)
        self._settings, self._over = settings, over
        self._chosen = settings()
        self._numbers = count(1)
        self._saying: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def state(self) -> SpeechState:
        """What is being spoken now."""
        return self.telling.state

    # -------------------------------------------------------------- what a person can do

    def new(self, voice: str | None, message_id: str | None = None, run_id: str | None = None) -> Reading:
        """Something that may be said, in `voice` or the person's own. What it is goes into it, before or meanwhile."""
        return Reading(voice or self._settings().voice_id, message_id, run_id)

    async def begin(self, reading: Reading) -> None:
        """Begin to say something new, instead of what is being said."""
        while self.reading is not None:
            await self.stop()
        self.reading, self._chosen = reading, self._settings()
        reading.on_grown = partial(self.telling.count, reading)
        await self.speaker.pause(False)
        if reading.run_id is None:  # a reply that is being written may have nothing to say for long
            self.telling.show(reading, reading.current)
        self._go_on(reading)

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
            self.telling.silent()
        await self._over(reading, False)

    async def pause(self, paused: bool) -> None:
        """Be silent and hold what follows, or go on with the sample that was next."""
        if self.reading is not None and self.state.status is not SpeechStatus.IDLE:
            self.telling.pause(paused)
            await self.speaker.pause(paused)

    async def seek(self, index: int) -> None:
        """Go on with the utterance of that number; after the last one there is silence."""
        if (reading := self.reading) is None:
            return
        if reading.known and index >= len(reading.utterances):
            await self.stop()
        elif await self._halted(reading, reading.number):
            reading.go(index)
            self.telling.show(reading, reading.current)
            self._go_on(reading)

    async def choose(self, settings: Settings) -> None:
        """Let new settings be heard at once: speed, voice and device with the word that is heard."""
        before, self._chosen = self._chosen, settings
        await self._obey(settings)
        reading = self.reading
        if reading is None or _sounds_alike(before, settings) or not await self._halted(reading, reading.number):
            return
        if reading.voice == before.voice_id:
            reading.voice = settings.voice_id
        if before.sound_device != settings.sound_device:
            reading.output = None
        reading.go_on()
        self._go_on(reading)

    async def _obey(self, settings: Settings) -> None:
        await self.speaker.set_volume(settings.volume)
        await self.speaker.keep(settings.voice_cache_mb)

    # -------------------------------------------------------------- sound for the page

    def fetch(self, utterance_id: str) -> bytes:
        """A WAV file for the page, which plays it now. Raises `NotFound`."""
        wav = self._page.fetch(utterance_id)
        self._began(utterance_id)
        return wav

    def played(self, utterance_id: str) -> None:
        """The page has played an utterance."""
        if self.reading is not None:
            self.reading.ended(utterance_id)

    async def close(self) -> None:
        """Fall silent and end the worker."""
        await self.stop()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.speaker.close()

    # -------------------------------------------------------------- saying

    def _go_on(self, reading: Reading) -> None:
        if self.reading is reading:
            reading.number = next(self._numbers)
            self._saying = self._spawn(self._say(reading), f"reading {reading.number}")

    async def _say(self, reading: Reading) -> None:
        number = reading.number
        try:
            await self._say_somewhere(reading)
        except NoSound:
            self._spawn(self._recover(reading, number), "recovery")
        except WorkerDied:
            pass  # `_on_death` goes on with it
        except FiresideError as error:
            self.telling.notice(error.problem)
            await self._end(reading, False)
        else:
            await self._end(reading, True)

    async def _say_somewhere(self, reading: Reading) -> None:
        if reading.output is None:
            await self._obey(self._settings())
            there = reading.troubles < ATTEMPTS and await self.speaker.prepare(self._settings().sound_device)
            self.telling.sound(bool(there))
            reading.output = "device" if there else "page"
            self.telling.place(reading.output)
        if reading.output == "device":
            await self._say_on_device(reading)
        else:
            await self._page.play(reading, lambda: self.state.status is SpeechStatus.PAUSED)

    async def _say_on_device(self, reading: Reading) -> None:
        while utterance := await reading.next():
            await self._voicing.say(reading, utterance, partial(self.speaker.speak, reading.number, utterance.id))
        await reading.all_heard()

    async def _render(self, reading: Reading, utterance: Utterance) -> Rendered:
        return await self._voicing.say(reading, utterance, self.speaker.render)

    async def _end(self, reading: Reading, whole: bool) -> None:
        if self.reading is reading:
            self.reading = self._saying = None
            self.telling.silent()
            await self._over(reading, whole)

    # -------------------------------------------------------------- what the voice worker tells

    def _on_speech(self, event: SpeechEvent) -> None:
        if (reading := self.reading) is None:
            return
        match event:
            case UtteranceStarted(utterance_id=id):
                self._began(id)
            case WordStarted(utterance_id=id, start=start, end=end):
                if word := reading.word(id, start, end):
                    reading.reached(word)
                    self.telling.word(word)
            case UtteranceEnded(utterance_id=id):
                reading.ended(id)
            case SoundLost():
                self._spawn(self._recover(reading, reading.number), "recovery")

    def _began(self, utterance_id: str) -> None:
        if (reading := self.reading) is not None and (utterance := reading.began(utterance_id)) and utterance.text:
            self.telling.show(reading, utterance, reading.output)

    def _on_death(self, error: WorkerDied) -> None:
        reading = self.reading
        if broken := self._voicing.died(reading):
            self.telling.notice(broken.problem)
        else:
            self.telling.notice(error.problem, "error")
        if reading is not None:
            self._spawn(self._outlive(reading, reading.number), "outliving")

    async def _recover(self, reading: Reading, number: int) -> None:
        """The sound device went away: look for another, with a new worker, and say again what was not heard."""
        if await self._halted(reading, number):
            reading.troubles += 1
            await self.speaker.restart()
            reading.output = None
            reading.go(reading.index)
            self._go_on(reading)

    async def _outlive(self, reading: Reading, number: int) -> None:
        """The worker died: go on with the next utterance; if it dies again, after all that it had been given.

        If it died of a voice, another one says them all.
        """
        if await self._halted(reading, number):
            reading.troubles += 1
            reading.output = None
            if not reading.mute:
                reading.go(reading.index + 1 if reading.troubles == 1 else reading.taken)
            else:  # the voice has said nothing
                reading.go(reading.index)
            if reading.troubles <= ATTEMPTS:
                self._go_on(reading)
            else:
                await self._end(reading, False)

    async def _halted(self, reading: Reading, number: int) -> bool:
        """Whether what was begun under this number has been halted here, for one trouble is noticed in several ways."""
        if self.reading is not reading or reading.number != number:
            return False
        reading.number = 0
        saying, self._saying = self._saying, None
        if saying is not None:
            saying.cancel()
            await asyncio.wait([saying])
        await self.speaker.stop(number)
        return self.reading is reading

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _sounds_alike(one: Settings, other: Settings) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in ("speed", "voice_id", "sound_device"))
