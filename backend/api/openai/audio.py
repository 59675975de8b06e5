"""`/v1/audio/speech`: any text as sound, in the voices that the page has; and what voices there are."""

from __future__ import annotations

import base64
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import Field

from backend.api.errors import STATUS
from backend.api.house import SoundHouse, TheTalk
from backend.api.leaving import awaited
from backend.api.openai.asked import Asked, Name
from backend.api.openai.errors import told
from backend.api.openai.told import line
from backend.errors import FiresideError, Invalid, ModelMissing
from backend.speech.encoding import Format, Written

log = logging.getLogger(__name__)
router = APIRouter(prefix="/v1/audio", include_in_schema=False)

MODELS = ("espeak",)
_ALIASES = ("default", "tts-1", "tts-1-hd", "gpt-4o-mini-tts")
"""What programs ask for that were written for OpenAI's servers: they get what there is."""
_OPENAIS_VOICES = frozenset(
    "alloy ash ballad cedar coral default echo fable marin nova onyx sage shimmer verse".split()  # noqa: SIM905
)
_MEDIA: dict[Format, str] = {
    "mp3": "audio/mpeg", "opus": "audio/ogg", "flac": "audio/flac", "wav": "audio/wav", "pcm": "audio/pcm",
}  # fmt: skip


class VoiceNamed(Asked):
    """A voice by its id, as newer clients send it."""

    id: str = Field(max_length=128)


class SpeechAsked(Asked):
    """The body of `/v1/audio/speech`. OpenAI's own voices stand for the person's."""

    model: Name
    input: str = Field(min_length=1, max_length=4096)
    voice: str | VoiceNamed = Field(default="default", max_length=128)
    response_format: Literal["mp3", "opus", "aac", "flac", "wav", "pcm"] = "mp3"
    speed: float = Field(default=1.0, ge=0.25, le=4.0, allow_inf_nan=False)
    stream_format: Literal["audio", "sse"] = "audio"


@router.post("/speech")
async def v1_speech(asked: SpeechAsked, house: SoundHouse, request: Request) -> Response:
    """Speak a text, Markdown or plain; the sound is sent while it is made."""
    if asked.model not in (*MODELS, *_ALIASES):
        raise ModelMissing(f"There is no voice model {asked.model[:80]!r}.", f"Ask for {MODELS[0]!r}.", param="model")
    if asked.response_format == "aac":
        raise Invalid("AAC cannot be written here.", "Ask for mp3 or opus.", param="response_format")
    voice = _voice(asked.voice, house.choices.current.voice_id)
    pieces = house.renderer.render(asked.input, voice, asked.speed, asked.response_format)
    # What is wrong before the first sound is told with a status; so the first piece is waited for.
    first = await awaited(request, anext(pieces, None))
    stream = _stream(first, pieces)
    if asked.stream_format == "sse":
        return StreamingResponse(_events(stream), media_type="text/event-stream", headers={"cache-control": "no-store"})
    return StreamingResponse(_sound(stream), media_type=_MEDIA[asked.response_format])


@router.get("/voices")
async def v1_voices(talk: TheTalk) -> dict[str, Any]:
    """All voices, by the names that `voice` takes."""
    voices = await talk.voices()
    return {"voices": [voice.model_dump(include={"id", "name", "language", "gender"}) for voice in voices]}


@router.get("/models")
async def v1_voice_models() -> dict[str, Any]:
    """What speaks here, in both shapes that programs look for."""
    models = [{"id": name, "object": "model", "created": 0, "owned_by": "fireside", "name": name} for name in MODELS]
    return {"object": "list", "data": models, "models": models}


def _voice(asked: str | VoiceNamed, own: str) -> str:
    name = asked.id if isinstance(asked, VoiceNamed) else asked
    if name.lower() in _OPENAIS_VOICES:
        return own
    return name if ":" in name else f"espeak:{name.lower()}"


async def _stream(first: Written | None, pieces: AsyncGenerator[Written]) -> AsyncIterator[bytes]:
    """The bytes in order; what would go back to the beginning of the file is passed over."""
    async with aclosing(pieces):
        end = 0
        if first is not None:
            end += len(first.data)
            yield first.data
        async for piece in pieces:
            if piece.at == end:
                end += len(piece.data)
                yield piece.data


async def _sound(stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    try:
        async for data in stream:
            yield data
    except FiresideError as error:
        log.warning("speech under /v1 ended early: %s", error)
        raise  # the connection is cut: a file that only looks whole would be worse


async def _events(stream: AsyncIterator[bytes]) -> AsyncIterator[str]:
    try:
        async for data in stream:
            yield line({"type": "speech.audio.delta", "audio": base64.b64encode(data).decode()})
        yield line({"type": "speech.audio.done", "usage": {"input_tokens": 0, "output_tokens": 0, "total_tokens": 0}})
    except FiresideError as error:
        log.warning("speech under /v1 ended early: %s", error)
        yield line(told(STATUS.get(error.type, 500), error.problem))
