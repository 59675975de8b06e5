"""The prompt library over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import StringConstraints

from backend.api.house import TheBus, ThePrompts
from backend.domain import Prompt, Value
from backend.events import PromptsChanged

router = APIRouter(prefix="/api/v0/prompts", tags=["prompts"])
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=100_000, pattern=r"\S")]


class PromptList(Value):
    """The whole library, the newest last."""

    prompts: tuple[Prompt, ...]


class NewPrompt(Value):
    """A prompt to be added."""

    name: Name
    text: Text


class PromptChange(Value):
    """What is to be changed of a prompt; what is not named stays."""

    name: Name | None = None
    text: Text | None = None


@router.get("")
async def all_prompts(prompts: ThePrompts) -> PromptList:
    """The whole library."""
    return PromptList(prompts=await prompts.all())


@router.post("", status_code=201)
async def create_prompt(new: NewPrompt, prompts: ThePrompts, bus: TheBus) -> Prompt:
    """Add a prompt."""
    prompt = await prompts.create(new.name, new.text)
    bus.publish(PromptsChanged())
    return prompt


@router.patch("/{id}")
async def change_prompt(id: str, change: PromptChange, prompts: ThePrompts, bus: TheBus) -> Prompt:
    """Change the name of a prompt, its text or both."""
    prompt = await prompts.change(id, change.model_dump(exclude_none=True))
    bus.publish(PromptsChanged())
    return prompt


@router.delete("/{id}", status_code=204)
async def remove_prompt(id: str, prompts: ThePrompts, bus: TheBus) -> Response:
    """Delete a prompt; it can be fetched back."""
    await prompts.remove(id)
    bus.publish(PromptsChanged())
    return Response(status_code=204)


@router.post("/{id}/restore")
async def restore_prompt(id: str, prompts: ThePrompts, bus: TheBus) -> Prompt:
    """Fetch a deleted prompt back."""
    prompt = await prompts.restore(id)
    bus.publish(PromptsChanged())
    return prompt
