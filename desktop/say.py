"""`fireside say`: speaks a text, or saves it as a sound file."""

from __future__ import annotations

import argparse
import asyncio
import sys
from contextlib import suppress
from pathlib import Path

from backend.bus import Bus
from backend.domain import Settings, SpeechStatus
from backend.egress import Egress
from backend.egress.proxies import Proxies
from backend.engines.keys import Keys
from backend.engines.servers import Servers
from backend.errors import FiresideError, Invalid, NoSound, NotFound, StoreUnwritable, from_problem
from backend.events import Event, Notice, SpeechStateChanged
from backend.paths import Paths
from backend.settings import Choices, checked
from backend.speech.encoding import Format
from backend.speech.renderer import Renderer
from backend.talk import Talk
from backend.voices import ServedVoices, VoiceServers
from desktop.serve import aside, open_home

FORMATS: dict[str, Format] = {".wav": "wav", ".mp3": "mp3", ".opus": "opus", ".ogg": "opus", ".flac": "flac"}


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
    paths, settings, served = _chosen(options)
    try:
        if options.output is None:
            await _play(paths, settings, served, text)
        else:
            await _save(paths, settings, served, text, options.output.expanduser())
    finally:
        await served.close()


async def _play(paths: Paths, settings: Settings, served: ServedVoices, text: str) -> None:
    bus = Bus()
    talk = Talk(bus, paths, lambda: settings, _no_message, elsewhere=served)
    try:
        if settings.voice_id not in {voice.id for voice in await talk.voices()}:
            raise _no_voice(settings.voice_id)
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
    finally:
        await talk.close()


async def _save(paths: Paths, settings: Settings, served: ServedVoices, text: str, path: Path) -> None:
    format = FORMATS.get(path.suffix.lower())
    if format is None:
        raise Invalid(f"{path.name} does not say which format it is to have.", f"End it with {', '.join(FORMATS)}.")
    renderer, half = Renderer(paths, served), path.with_name(f".{path.name}.half")
    try:
        with half.open("wb") as file:
            async for written in renderer.render(text, settings.voice_id, settings.speed, format):
                file.seek(written.at)
                file.write(written.data)
        half.replace(path)
    except NotFound as error:
        raise _no_voice(settings.voice_id) from error
    except OSError as error:
        raise StoreUnwritable(f"{path} cannot be written: {error.strerror}.", "Choose another.") from error
    finally:
        with suppress(OSError):
            half.unlink()
        await renderer.close()


async def _voices(options: argparse.Namespace) -> None:
    options.voice = None
    paths, settings, served = _chosen(options)
    talk = Talk(Bus(), paths, lambda: settings, _no_message, elsewhere=served)
    try:
        for voice in await talk.voices():
            print(f"{voice.id.removeprefix('espeak:'):<20} {voice.name} ({voice.language})")
    finally:
        await talk.close()


def _chosen(options: argparse.Namespace) -> tuple[Paths, Settings, ServedVoices]:
    """Where this command works, the person's settings with what was asked for in their place, and served voices."""
    paths = open_home()
    wanted: dict[str, object] = {} if options.speed is None else {"speed": options.speed}
    if options.voice:
        wanted["voice_id"] = options.voice if ":" in options.voice else f"espeak:{options.voice.lower()}"
    settings = checked({**Choices(paths.settings).current.model_dump(), **wanted})
    return aside(paths), settings, _served(paths, settings)


def _served(paths: Paths, settings: Settings) -> ServedVoices:
    keys = Keys(paths.keys)
    proxies = Proxies(lambda: settings.proxy, keys.get)
    gate = Egress(paths.logs / "connections.jsonl", lambda: settings.offline, proxies)
    return ServedVoices(paths.served_voices, Servers(gate, keys), keys, VoiceServers(gate), lambda: None)


def _no_voice(id: str) -> NotFound:
    name = id.removeprefix("espeak:")
    return NotFound(f"There is no voice “{name}”.", "`fireside say --voice list` shows all.", param="voice")


async def _no_message(id: str) -> str:
    raise NotFound("There are no messages here.")
