"""What every engine can do, and what it is asked and answers."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from typing import Literal, Protocol

from backend.domain import Model, ModelState, Value


class Turn(Value):
    """One message as the chat template sees it."""

    role: Literal["system", "user", "assistant"]
    content: str


class Request(Value):
    """What an engine is asked: the turns so far. When the last is the assistant's, it is gone on with, not answered.

    `temperature` 0 is greedy. `seed` None takes a fresh one.
    """

    turns: tuple[Turn, ...]
    max_tokens: int = 2048
    temperature: float = 0.7
    seed: int | None = None


class Loading(Value):
    """How much of the weights is loaded, from 0 to 1."""

    progress: float


class Loaded(Value):
    """What a loaded model turned out to be. `context` is in tokens."""

    context: int
    layers: int
    gpu_layers: int


class Reading(Value):
    """How much of the prompt is read, in tokens."""

    read: int
    total: int


class Text(Value):
    """Words that the model wrote: whole characters, never half of one."""

    text: str


class Finished(Value):
    """The end of a reply. `tokens` counts what was written, `read` the prompt."""

    stop: Literal["end", "length"]
    read: int
    tokens: int


Progress = Reading | Text | Finished


class Engine(Protocol):
    """Runs one model in a worker of its own. Errors are those of `backend.errors`."""

    async def load(self, model: Model, report: Callable[[Loading], None]) -> ModelState:
        """Load the weights. Raises `ModelMissing`, `ModelBroken` or `EngineFailed`."""

    def generate(self, request: Request) -> AsyncGenerator[Progress]:
        """Stream a reply; closing the iterator stops it within a token.

        Raises `Invalid`, `PromptTooLong`, `EngineFailed` or `WorkerDied`.
        """

    async def close(self) -> None:
        """End the worker; all its memory is given back."""
