"""Runs over HTTP."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import Field

from backend.api.house import SoundHouse, TheRunner
from backend.api.leaving import awaited
from backend.domain import Run, Said, Value
from backend.events import RunStarted

router = APIRouter(prefix="/api/v0", tags=["runs"])


class NewRun(Value):
    """A message to be sent; with `edits` beside that user message, else after the thread's newest.

    `spoken` says that it was said, not typed: a reply that it cut off is then told to the model as far as it was heard.
    """

    parts: tuple[Said, ...] = Field(min_length=1)
    edits: str | None = None
    spoken: bool = False


class Retry(Value):
    """Who is to answer again; without a `model_id`, the model that answers in the thread."""

    model_id: str | None = None


class LonePrompt(Value):
    """A prompt outside any thread."""

    prompt: str
    max_tokens: int = Field(default=256, ge=1, le=131072)
    temperature: float = Field(default=0.7, ge=0.0, le=2.0)


class Completion(Value):
    """The reply to a prompt; `generation_time` is in seconds."""

    text: str
    tokens_generated: int
    generation_time: float


@router.post("/threads/{id}/runs", status_code=202)
async def start_run(id: str, new: NewRun, house: SoundHouse) -> RunStarted:
    """Send a message; its reply comes as events."""
    return await house.send(id, new.parts, new.edits, new.spoken)


@router.post("/messages/{id}/retry", status_code=202)
async def retry_message(id: str, runner: TheRunner, by: Retry | None = None) -> RunStarted:
    """Ask for another reply beside that one."""
    return await runner.retry(id, by.model_id if by else None)


@router.post("/messages/{id}/continue", status_code=202)
async def continue_message(id: str, runner: TheRunner) -> RunStarted:
    """Let a reply go on where it ended."""
    return await runner.resume(id)


@router.post("/runs/{id}/cancel")
async def cancel_run(id: str, runner: TheRunner) -> Run:
    """Stop a run; what was written stays."""
    return await runner.cancel(id)


@router.post("/generate")
async def generate(prompt: LonePrompt, runner: TheRunner, request: Request) -> Completion:
    """Answer one prompt and store nothing."""
    done = await awaited(request, runner.generate(prompt.prompt, prompt.max_tokens, prompt.temperature))
    return Completion(text=done.text, tokens_generated=done.tokens, generation_time=done.seconds)
