"""Says one reading at a time, obeys the person meanwhile, and outlives what goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from itertools import count
from typing import Any

from backend.domain import Settings, SpeechState, SpeechStatus
from backend.errors import FiresideError, NoSound, WorkerDied
from backend.events import Event
from backend.paths import Paths
from backend.speech.elsewhere import Elsewhere
from backend.speech.outlet import ATTEMPTS, Outlet
from backend.speech.reading import Reading
from backend.speech.signals import SoundLost, SpeechEvent, UtteranceEnded, UtteranceStarted, WordStarted
from backend.speech.speaker import Speaker
from backend.speech.telling import Telling
from backend.speech.tenancy import Tenancy


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
        tenancy: Tenancy | None = None,
    ) -> None:
        self.speaker = Speaker(paths, self._on_speech, self._on_death, elsewhere, tenancy)
        if tenancy:
            tenancy.join(lambda: self.speaker.pid, lambda: self.reading is not None, self.speaker.restart)
        self.telling = Telling(publish)
        self.reading: Reading | None = None
        self._waiting: Reading | None = None  # goes on after `reading`
        self._outlet = Outlet(self.speaker, self.telling, settings, publish)
        self._settings, self._over = settings, over
        self._chosen = settings()
        self._numbers = count(1)
        self._saying: asyncio.Task[None] | None = None
        self._turning = asyncio.Lock()  # who halts it lets it go on before another one halts it
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def state(self) -> SpeechState:
        """What is being spoken now."""
        return self.telling.state

    @property
    def readings(self) -> tuple[Reading, ...]:
        """What is being said, and what waits meanwhile."""
        return tuple(reading for reading in (self.reading, self._waiting) if reading is not None)

    # -------------------------------------------------------------- what a person can do

    def new(self, voice: str | None, message_id: str | None = None, run_id: str | None = None) -> Reading:
        """Something that may be said, in `voice` or the person's own. What it is goes into it, before or meanwhile."""
        return Reading(voice or self._settings().voice_id, message_id, run_id, own=voice is not None)

    async def begin(self, reading: Reading) -> None:
        """Begin to say something new, instead of what is being said.

        A message only waits for a text that is none, the line by which one hears a voice: it goes on afterwards with
        the word that was heard.
        """
        if reading.message_id is not None:
            while self.readings:
                await self.stop()
        while (before := self.reading) is not None:
            await (self._leave_off() if before.message_id is None else self._let_wait(before))
        self.reading, self._chosen = reading, self._settings()
        reading.on_grown = partial(self.telling.count, reading)
        await self.speaker.pause(False)
        if reading.run_id is None:  # a reply that is being written may have nothing to say for long
            self.telling.show(reading, reading.current)
        self._go_on(reading)

    async def stop(self) -> None:
        """Be silent at once."""
        waiting, self._waiting = self._waiting, None
        await self._leave_off()
        if waiting is not None:
            await self._over(waiting, False)

    async def pause(self, paused: bool) -> None:
        """Be silent and hold what follows, or go on with the sample that was next."""
        if self.reading is not None and self.state.status is not SpeechStatus.IDLE:
            self.telling.pause(paused)
            await self.speaker.pause(paused)

    async def seek(self, index: int) -> None:
        """Go on with the utterance of that number; after the last one there is silence."""
        await self._lead(lambda reading: index)

    async def step(self, by: int) -> None:
        """Go on so many utterances later, or earlier."""
        await self._lead(lambda reading: max(0, reading.index + by))

    async def choose(self, settings: Settings) -> None:
        """Let new settings be heard at once: speed, voice and device with the word that is heard."""
        before, self._chosen = self._chosen, settings
        await self._outlet.obey(settings)
        moved = before.sound_device != settings.sound_device
        for reading in self.readings:
            voice = settings.voice_id if before.voice_id != settings.voice_id and not reading.own else None
            if moved or voice or before.speed != settings.speed:
                await self._anew(reading, voice, moved)

    async def speak_as(self, voice: str | None) -> None:
        """Go on in this voice, or the person's own, with the word that is heard: the thread was given another one."""
        for reading in self.readings:
            if reading.message_id is not None:
                reading.own = voice is not None
                await self._anew(reading, voice or self._settings().voice_id)

    # -------------------------------------------------------------- sound for the page

    def fetch(self, utterance_id: str) -> bytes:
        """A WAV file for the page, which plays it now. Raises `NotFound`."""
        wav = self._outlet.page.fetch(utterance_id)
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
        if self.reading is reading and self._saying is None:
            reading.number = next(self._numbers)
            self._saying = self._spawn(self._say(reading), f"reading {reading.number}")

    async def _say(self, reading: Reading) -> None:
        number = reading.number
        try:
            await self._outlet.say(reading)
        except NoSound:
            self._spawn(self._recover(reading, number), "recovery")
        except WorkerDied:
            pass  # `_on_death` goes on with it
        except FiresideError as error:
            self.telling.notice(error.problem)
            await self._end(reading, False)
        else:
            await self._end(reading, True)

    async def _end(self, reading: Reading, whole: bool) -> None:
        if self.reading is reading:
            self.reading = self._saying = None
            if not await self._take_up():
                self.telling.silent()
            await self._over(reading, whole)

    async def _leave_off(self) -> None:
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

    async def _let_wait(self, reading: Reading) -> None:
        async with self._turning:
            paused = self.state.status is SpeechStatus.PAUSED
            if await self._halted(reading, reading.number):
                self._waiting, self.reading, reading.paused = reading, None, paused

    async def _take_up(self) -> bool:
        """Go on with what waits; False when nothing does."""
        reading, self._waiting = self._waiting, None
        if reading is None:
            return False
        self.reading = reading
        reading.go_on()
        self.telling.show(reading, reading.current)
        self.telling.pause(reading.paused)
        await self.speaker.pause(reading.paused)
        self._go_on(reading)
        return True

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
        if broken := self._outlet.voicing.died(reading):
            self.telling.notice(broken.problem)
        else:
            self.telling.notice(error.problem, "error")
        if reading is not None:
            self._spawn(self._outlive(reading, reading.number), "outliving")

    async def _recover(self, reading: Reading, number: int) -> None:
        """The sound device went away: look for another, with a new worker, and say again what was not heard."""
        async with self._turning:
            if await self._halted(reading, number):
                await self.speaker.restart()
                reading.lost_sound()
                self._go_on(reading)

    async def _outlive(self, reading: Reading, number: int) -> None:
        """The worker died: go on with another one."""
        async with self._turning:
            if await self._halted(reading, number):
                reading.lost_worker()
                if reading.troubles <= ATTEMPTS:
                    self._go_on(reading)
                else:
                    await self._end(reading, False)

    async def _lead(self, where: Callable[[Reading], int]) -> None:
        async with self._turning:
            if (reading := self.reading) is None:
                return
            index = where(reading)
            await reading.reach(index)
            if reading.known and index >= len(reading.utterances):
                await self._leave_off()
                await self._take_up()
            elif await self._halted(reading, reading.number):
                reading.go(index)
                self.telling.show(reading, reading.current)
                self._go_on(reading)

    async def _anew(self, reading: Reading, voice: str | None, moved: bool = False) -> None:
        """Go on with the word that is heard: in another voice, at another device, or at another speed."""
        async with self._turning:
            if reading is not self.reading or await self._halted(reading, reading.number):
                if voice is not None:
                    reading.voice, reading.mute = voice, False
                if moved:
                    reading.output = None
                reading.go_on()
                self._go_on(reading)

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
