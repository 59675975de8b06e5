"""Voices and speech over HTTP. How loud, how fast and where is heard are settings."""

from __future__ import annotations

from collections import Counter

from fastapi import APIRouter, Response
from pydantic import Field, model_validator

from backend.api.house import SoundHouse, TheTalk
from backend.domain import SoundDevice, SpeechState, Value, Voice

router = APIRouter(prefix="/api/v0", tags=["speech"])


class VoiceList(Value):
    """All voices."""

    voices: tuple[Voice, ...]


class SoundDevices(Value):
    """The loudspeakers of this computer, and the name of the one that is used; None when none works."""

    devices: tuple[SoundDevice, ...]
    used: str | None = None


class SpeechHealth(Value):
    """Which synthesizers are ready, each with how many voices it has now, and where is heard: None is the page."""

    synthesizers: dict[str, int]
    device: str | None


class ReadAloud(Value):
    """What to read aloud: some text, or a message from the sentence at the character `start` of its text on.

    A text is read in the voice `voice_id`, or the person's own.
    """

    message_id: str | None = None
    start: int | None = Field(default=None, ge=0)
    text: str | None = Field(default=None, max_length=4096)
    voice_id: str | None = Field(default=None, max_length=1000)

    @model_validator(mode="after")
    def one_of_them(self) -> ReadAloud:
        if (self.message_id is None) == (self.text is None):
            raise ValueError("name either a message or a text")
        return self


class Place(Value):
    """The number of an utterance in what is being spoken."""

    index: int = Field(ge=0)


class Played(Value):
    """An utterance that the page has played to its end."""

    utterance_id: str


@router.get("/voices")
async def all_voices(talk: TheTalk) -> VoiceList:
    """All voices of this computer."""
    return VoiceList(voices=await talk.voices())


@router.get("/speech/health")
async def speech_health(talk: TheTalk) -> SpeechHealth:
    """Whether there is speech, and from what."""
    voices = await talk.voices()
    return SpeechHealth(
        synthesizers=dict(Counter(voice.synthesizer for voice in voices)), device=await talk.sound_device()
    )


@router.get("/speech")
async def what_is_spoken(talk: TheTalk) -> SpeechState:
    """What is being spoken at this moment."""
    return talk.state


@router.post("/speech", status_code=202)
async def read_aloud(what: ReadAloud, house: SoundHouse) -> SpeechState:
    """Read something aloud, instead of what is being read; while a text is said, a message only waits."""
    if what.message_id is not None:
        await house.read_aloud(what.message_id, what.start or 0)
    else:
        await house.talk.say(what.text or "", what.voice_id)
    return house.talk.state


@router.delete("/speech", status_code=204)
async def hush(talk: TheTalk) -> Response:
    """Stop speaking."""
    await talk.stop()
    return Response(status_code=204)


@router.post("/speech/pause")
async def pause_speech(talk: TheTalk) -> SpeechState:
    """Pause: what follows waits, to the sample."""
    return await talk.pause()


@router.post("/speech/resume")
async def resume_speech(talk: TheTalk) -> SpeechState:
    """Go on after a pause."""
    return await talk.resume()


@router.post("/speech/next")
async def next_sentence(talk: TheTalk) -> SpeechState:
    """Go on with the next sentence; after the last one it is silent."""
    return await talk.step(1)


@router.post("/speech/previous")
async def previous_sentence(talk: TheTalk) -> SpeechState:
    """Go back to the sentence before."""
    return await talk.step(-1)


@router.post("/speech/seek")
async def seek_sentence(place: Place, talk: TheTalk) -> SpeechState:
    """Go on with the sentence of that number."""
    return await talk.seek(place.index)


@router.post("/speech/played", status_code=204)
async def page_has_played(played: Played, talk: TheTalk) -> Response:
    """Where the page is the loudspeaker, it tells the end of every utterance."""
    talk.played(played.utterance_id)
    return Response(status_code=204)


@router.get("/speech/devices")
async def sound_devices(talk: TheTalk) -> SoundDevices:
    """The loudspeakers of this computer, looked for afresh unless something is being played."""
    return SoundDevices(devices=await talk.devices(), used=await talk.sound_device())


@router.get("/speech/{utterance_id}.wav", response_class=Response)
async def utterance(utterance_id: str, talk: TheTalk) -> Response:
    """One utterance as sound, for a page on a computer without a sound device. Fetch it when its turn has come."""
    wav = await talk.utterance_wav(utterance_id)
    return Response(wav, media_type="audio/wav", headers={"cache-control": "no-store"})
