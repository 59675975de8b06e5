"""Personas over HTTP: those that came with Fireside, and the person's own."""

from __future__ import annotations

import asyncio
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import StringConstraints

from backend.api.house import TheBus, ThePersonas
from backend.domain import Persona, SystemPrompt, Value
from backend.events import PersonasChanged
from backend.paths import catalogue

router = APIRouter(prefix="/api/v0/personas", tags=["personas"])
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Language = Literal["en", "de"]


class PersonaList(Value):
    """All personas: the bundled ones in their own order, then the person's own by name."""

    personas: tuple[Persona, ...]


class NewPersona(Value):
    """A system prompt to be kept under a name."""

    name: Name
    system_prompt: SystemPrompt


class PersonaChange(Value):
    """What is to be changed of a persona; what is not named stays."""

    name: Name | None = None
    system_prompt: SystemPrompt | None = None


@router.get("")
async def all_personas(personas: ThePersonas, language: Language = "en") -> PersonaList:
    """All personas; the bundled ones in that language."""
    came = await asyncio.to_thread(bundled, catalogue() / "personas.toml", language)
    return PersonaList(personas=came + await personas.all())


@router.post("", status_code=201)
async def create_persona(new: NewPersona, personas: ThePersonas, bus: TheBus) -> Persona:
    """Keep a system prompt under a name of its own."""
    persona = await personas.add(new.name, new.system_prompt)
    bus.publish(PersonasChanged())
    return persona


@router.patch("/{id}")
async def change_persona(id: str, change: PersonaChange, personas: ThePersonas, bus: TheBus) -> Persona:
    """Change the name of one's own persona, its words or both."""
    persona = await personas.change(id, change.model_dump(exclude_none=True))
    bus.publish(PersonasChanged())
    return persona


@router.delete("/{id}", status_code=204)
async def remove_persona(id: str, personas: ThePersonas, bus: TheBus) -> Response:
    """Delete one's own persona; threads keep what they were told."""
    await personas.remove(id)
    bus.publish(PersonasChanged())
    return Response(status_code=204)


def bundled(file: Path, language: Language) -> tuple[Persona, ...]:
    """The personas of a catalogue file, in a language; each is one paragraph."""
    return tuple(
        Persona(
            id=entry["id"],
            name=entry["name"][language],
            system_prompt=" ".join(entry["prompt"][language].split()),
            bundled=True,
        )
        for entry in tomllib.loads(file.read_text("utf-8"))["persona"]
    )
