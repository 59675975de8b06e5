"""Voices of servers over HTTP: what a server has, adding one of it, and forgetting it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import Field, SecretStr

from backend.api.house import SoundHouse
from backend.domain import Value, Voice
from backend.voices import NamedVoice, ServedVoice, ServedVoices

router = APIRouter(prefix="/api/v0/servers/voices", tags=["servers"])


class VoiceServer(Value):
    """A server that speaks, at an address as people write it. Without a key, the one that was kept for it is sent."""

    address: str = Field(max_length=2000)
    key: SecretStr = SecretStr("")


class NewServedVoice(VoiceServer):
    """A voice by the name that it has there; `model` is the model that is asked for it, `language` a BCP 47 tag."""

    name: str = Field(min_length=1, max_length=200)
    title: str = Field(default="", max_length=200)
    language: str = Field(default="", pattern=r"^([A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*)?$", max_length=40)
    gender: Literal["female", "male", ""] = ""
    model: str = Field(default="tts-1", min_length=1, max_length=200)


class SpokenThere(Value):
    """The voices that a server has. `address` is where it was found, whole; `elsewhere`: on another computer."""

    address: str
    elsewhere: bool
    voices: tuple[NamedVoice, ...]


def _served(house: SoundHouse) -> ServedVoices:
    return house.served_voices


TheServedVoices = Annotated[ServedVoices, Depends(_served)]


@router.post("/list")
async def voices_of_server(asked: VoiceServer, served: TheServedVoices) -> SpokenThere:
    """Ask a server which voices it has. Nothing is kept."""
    server = await served.at(asked.address, asked.key.get_secret_value())
    return SpokenThere(address=server.address, elsewhere=server.elsewhere, voices=await served.of(server))


@router.post("", status_code=201)
async def add_served_voice(new: NewServedVoice, served: TheServedVoices) -> Voice:
    """Add a voice of a server; the key is kept for that address alone, and goes with its last voice."""
    server = await served.at(new.address, new.key.get_secret_value())
    told = new.model_dump(exclude={"address", "key"}) | {"title": new.title or new.name}
    return await served.add(server, ServedVoice(**told, address=server.address))


@router.delete("", status_code=204)
async def remove_served_voice(id: str, served: TheServedVoices) -> Response:
    """Forget a voice of a server."""
    await served.remove(id)
    return Response(status_code=204)
