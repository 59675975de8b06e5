"""`fireside say`: speaks a text, or saves it as a WAV file."""

from __future__ import annotations

import argparse
import asyncio
import sys

from backend.bus import Bus
from backend.domain import Settings, SpeechStatus
from backend.errors import FiresideError, Invalid, NoSound, NotFound, StoreUnwritable, from_problem
from backend.events import Event, Notice, SpeechStateChanged
from backend.settings import Choices, checked
from backend.talk import Talk
from desktop.serve import aside, open_home


def say(options: argparse.Namespace) -> int:
    """Speak what was typed, else what was piped in. Ctrl+C stops it."""
    asyncio.run(_voices(options) if options.voice == "list" else _say(options))
    return 0


async def _say(options: argparse.Namespace) -> None:
    text = " ".join(options.text)
    if not text and sys.stdin is not None and not sys.stdin.isatty():
        text = sys.stdin.read()
    if not text.strip():
        raise Invalid("There is nothing to say.", 'For instance: fireside say "Good evening."')
    bus = Bus()
    talk, settings = _talk(bus, options)
    try:
        if settings.voice_id not in {voice.id for voice in await talk.voices()}:
            name = settings.voice_id.removeprefix("espeak:")
            raise NotFound(f"There is no voice “{name}”.", "`fireside say --voice list` shows all.", param="voice")
        if options.output is None:
            await _play(bus, talk, text)
            return
        wav = await talk.render(text)
        try:
            options.output.expanduser().write_bytes(wav)
        except OSError as error:
            raise StoreUnwritable(
                f"{options.output} cannot be written: {error.strerror}.", "Choose another."
            ) from error
    finally:
        await talk.close()


async def _play(bus: Bus, talk: Talk, text: str) -> None:
    if await talk.sound_device() is None:
        raise NoSound("There is no sound device.", "Save a file instead: fireside say … -o spoken.wav")
    ended, problems = asyncio.Event(), list[FiresideError]()

    def listen(event: Event) -> None:
        if isinstance(event, Notice) and event.level != "info":
            problems.append(from_problem(event.problem))
        elif isinstance(event, SpeechStateChanged) and event.state.status is SpeechStatus.IDLE:
            ended.set()

    bus.listen(listen)
    await talk.say(text)
    await ended.wait()
    if problems:
        raise problems[0]


async def _voices(options: argparse.Namespace) -> None:
    options.voice = None
    talk, _ = _talk(Bus(), options)
    try:
        for voice in await talk.voices():
            print(f"{voice.id.removeprefix('espeak:'):<20} {voice.name} ({voice.language})")
    finally:
        await talk.close()


def _talk(bus: Bus, options: argparse.Namespace) -> tuple[Talk, Settings]:
    paths = open_home()
    wanted: dict[str, object] = {} if options.speed is None else {"speed": options.speed}
    if options.voice:
        wanted["voice_id"] = options.voice if ":" in options.voice else f"espeak:{options.voice.lower()}"
    settings = checked({**Choices(paths.settings).current.model_dump(), **wanted})
    return Talk(bus, aside(paths), lambda: settings, _no_message), settings


async def _no_message(id: str) -> str:
    raise NotFound("There are no messages here.")
