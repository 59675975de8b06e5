"""The commands that make the words of the house change: what the socket takes, as HTTP does."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from backend.domain import Said, Value


class StartRun(Value):
    """Send a message. With `edits` it becomes a sibling of that user message; else it follows the head.

    `spoken` says that it was said, not typed: a reply that it cut off is then told to the model as far as it was heard.
    """

    type: Literal["run.start"] = "run.start"
    ref: str | None = None
    thread_id: str
    parts: tuple[Said, ...] = Field(min_length=1)
    edits: str | None = None
    spoken: bool = False


class RetryMessage(Value):
    """Ask for another reply: a sibling of that assistant message, by the thread's model or for once another."""

    type: Literal["message.retry"] = "message.retry"
    ref: str | None = None
    message_id: str
    model_id: str | None = None


class ContinueMessage(Value):
    """Let an interrupted, cancelled or cut-off reply go on where it ended."""

    type: Literal["message.continue"] = "message.continue"
    ref: str | None = None
    message_id: str


class CancelRun(Value):
    """Stop a run; what was written stays."""

    type: Literal["run.cancel"] = "run.cancel"
    ref: str | None = None
    run_id: str


class Speak(Value):
    """Read a message aloud, from the sentence at that character of its text on."""

    type: Literal["speech.start"] = "speech.start"
    ref: str | None = None
    message_id: str
    start: int | None = Field(default=None, ge=0)


class Hush(Value):
    """Stop speaking."""

    type: Literal["speech.stop"] = "speech.stop"
    ref: str | None = None


class Follow(Value):
    """Get replies word by word only in these threads, what is written there first; of others beginning and end."""

    type: Literal["follow"] = "follow"
    ref: str | None = None
    thread_ids: tuple[str, ...] = Field(max_length=64)


Command = Annotated[
    StartRun | RetryMessage | ContinueMessage | CancelRun | Speak | Hush | Follow, Field(discriminator="type")
]
