"""How fast each synthesizer makes sound: the work for a second of it, a thousand times its real-time factor.

Neural voices are stubs of random weights, so what is measured of them is our own part and the library's (phonemes by
espeak, calls, copies): the part that comes on top of what a real model computes.
"""

from __future__ import annotations

import asyncio
import io
import statistics
import tempfile
import time
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from backend.domain import Voice
from backend.egress import Egress
from backend.engines.keys import Keys
from backend.engines.servers import Servers
from backend.paths import Paths
from backend.speech.speaker import Speaker
from backend.voices import ServedVoice, ServedVoices, VoiceServers
from tests.benchmarks.figures import Figure, Found, milliseconds
from tests.engines.fake_server import raw, serving
from tests.speech.voice_files import write_kitten, write_kokoro, write_matcha, write_vits

ROUNDS = 5
TEXT = "All of the evening the fire was warm and it burned, and nobody who sat there wanted to go home before midnight."
STUBS = {"VITS": write_vits, "Kokoro": write_kokoro, "Kitten": write_kitten, "Matcha": write_matcha}


def factors() -> Found:
    """Of espeak, of each neural family with a stub, and of a server that answers at once."""
    return asyncio.run(_factors())


async def _factors() -> Found:
    found: Found = {}
    with tempfile.TemporaryDirectory() as home:
        paths = Paths(Path(home))
        paths.create()
        for family, write in STUBS.items():
            write(paths.voices / family.lower())
        async with _a_server(paths) as (served, there):
            speaker = Speaker(paths, lambda event: None, lambda error: None, served)
            voices = await speaker.voices()
            try:
                found["work for 1 s of sound: espeak"] = await _measured(speaker, "espeak:en-us")
                for family in STUBS:
                    voice = next(each.id for each in voices if f":{family.lower()}:" in each.id)
                    note = "a stub, without what a model computes"
                    found[f"work for 1 s of sound: neural, {family}"] = await _measured(speaker, voice, note)
                note = "one that has it ready"
                found["work for 1 s of sound: a server"] = await _measured(speaker, there.id, note)
            finally:
                await speaker.close()
    return found


async def _measured(speaker: Speaker, voice: str, note: str = "") -> Figure:
    await speaker.render(TEXT, voice, 1.0)  # loads it
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        wav = (await speaker.render(TEXT, voice, 1.0)).wav
        spent = time.perf_counter() - began
        with wave.open(io.BytesIO(wav)) as file:
            taken.append(spent / (file.getnframes() / file.getframerate()))
    return milliseconds(statistics.median(taken), most=1.0, note=note)


@asynccontextmanager
async def _a_server(paths: Paths) -> AsyncIterator[tuple[ServedVoices, Voice]]:
    """A server with seven seconds of sound, and its voice."""
    sound = io.BytesIO()
    with wave.open(sound, "wb") as out:
        out.setparams((1, 2, 24_000, 0, "NONE", ""))
        out.writeframes(bytes(2 * 7 * 24_000))
    async with serving(raw(sound.getvalue(), kind="audio/wav")) as fake:
        gate, keys = Egress(paths.logs / "connections.jsonl", lambda: False), Keys(paths.keys, lambda: None)
        served = ServedVoices(paths.served_voices, Servers(gate, keys), keys, VoiceServers(gate), lambda: None)
        server = await served.at(fake.address)
        about = ServedVoice(name="ready", title="Ready", language="en-US", address=server.address)
        try:
            yield served, await served.add(server, about)
        finally:
            await served.close()
