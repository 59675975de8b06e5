"""Voices and speech over HTTP."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import Field, model_validator

from backend.api.house import SoundHouse, TheTalk
from backend.domain import SpeechState, Value, Voice

router = APIRouter(prefix="/api/v0", tags=["speech"])


class VoiceList(Value):
    """All voices."""

    voices: tuple[Voice, ...]


class ReadAloud(Value):
    """What to read aloud: a message from its beginning, or some text."""

    message_id: str | None = None
    text: str | None = Field(default=None, max_length=4096)

    @model_validator(mode="after")
    def one_of_them(self) -> ReadAloud:
        if (self.message_id is None) == (self.text is None):
            raise ValueError("name either a message or a text")
        return self


@router.get("/voices")
async def all_voices(talk: TheTalk) -> VoiceList:
    """All voices of this computer."""
    return VoiceList(voices=await talk.voices())


@router.post("/speech", status_code=202)
async def read_aloud(what: ReadAloud, house: SoundHouse) -> SpeechState:
    """Read something aloud, instead of what is being read."""
    if what.message_id is not None:
        await house.read_aloud(what.message_id)
    else:
        await house.talk.say(what.text or "")
    return house.talk.state


@router.delete("/speech", status_code=204)
async def hush(talk: TheTalk) -> Response:
    """Stop speaking."""
    await talk.stop()
    return Response(status_code=204)


@router.get("/speech/{utterance_id}.wav", response_class=Response)
async def utterance(utterance_id: str, talk: TheTalk) -> Response:
    """One utterance as sound, for a page on a computer without a sound device."""
    wav = await talk.utterance_wav(utterance_id)
    return Response(wav, media_type="audio/wav", headers={"cache-control": "no-store"})
