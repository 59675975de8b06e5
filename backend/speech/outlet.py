"""Says a reading to its end where there is sound: on the sound device, or through the page when there is none."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from backend.domain import Settings, SpeechStatus, Utterance
from backend.events import Event
from backend.speech.page import Page
from backend.speech.reading import Reading
from backend.speech.speaker import Rendered, Speaker
from backend.speech.telling import Telling
from backend.speech.voicing import Voicing

ATTEMPTS = 4  # at one reading: more often a worker may not die, nor a sound device go away


class Outlet:
    """Tells where it is heard, and publishes `speech.utterance` for the page."""

    def __init__(
        self, speaker: Speaker, telling: Telling, settings: Callable[[], Settings], publish: Callable[[Event], None]
    ) -> None:
        self._speaker, self._telling, self._settings = speaker, telling, settings
        self.voicing = Voicing(settings, telling.notice)
        self.page = Page(self._render, publish)

    async def say(self, reading: Reading) -> None:
        """Returns when all of it was heard.

        Raises `NoSound` when the device went away, `WorkerDied`, and what keeps every voice from speaking.
        """
        if reading.output is None:
            await self.obey(self._settings())
            there = reading.troubles < ATTEMPTS and await self._speaker.prepare(self._settings().sound_device)
            self._telling.sound(bool(there))
            reading.output = "device" if there else "page"
            self._telling.place(reading.output)
        if reading.output == "device":
            await self._on_device(reading)
        else:
            await self.page.play(reading, lambda: self._telling.state.status is SpeechStatus.PAUSED)

    async def obey(self, settings: Settings) -> None:
        """What is heard from now on is as loud as the settings say, and as much of it is kept."""
        await self._speaker.set_volume(settings.volume)
        await self._speaker.keep(settings.voice_cache_mb)

    async def _on_device(self, reading: Reading) -> None:
        while utterance := await reading.next():
            await self.voicing.say(reading, utterance, partial(self._speaker.speak, reading.number, utterance.id))
        await reading.all_heard()

    async def _render(self, reading: Reading, utterance: Utterance) -> Rendered:
        return await self.voicing.say(reading, utterance, self._speaker.render)
