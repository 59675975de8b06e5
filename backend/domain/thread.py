"""Threads, their messages and parts, and the runs that write replies."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from backend.domain.sampling import Sampling
from backend.domain.value import Problem, Value


class Role(StrEnum):
    """Whose turn a message is."""

    USER = "user"
    ASSISTANT = "assistant"


class TextPart(Value):
    """Words, in Markdown."""

    kind: Literal["text"] = "text"
    text: str


class DocumentPart(Value):
    """A text file that was dropped into a message, whole."""

    kind: Literal["document"] = "document"
    name: str = Field(max_length=255)
    text: str


class ImagePart(Value):
    """A picture; its bytes are in the store, under the SHA-256 of themselves. `width` and `height` are in pixels."""

    kind: Literal["image"] = "image"
    id: str = Field(pattern=r"^[0-9a-f]{64}$")
    name: str = Field(max_length=255)
    width: int = Field(ge=1)
    height: int = Field(ge=1)


class ReasoningPart(Value):
    """What a model thought before it answered, in Markdown. `seconds` is how long; None while it still thinks."""

    kind: Literal["reasoning"] = "reasoning"
    text: str
    seconds: float | None = None


class ToolCallPart(Value):
    """A tool that the model asked for. `arguments` is JSON, as the model wrote it."""

    kind: Literal["tool_call"] = "tool_call"
    id: str
    name: str
    arguments: str


class ToolResultPart(Value):
    """What a tool gave: to the call of that id, or unasked, before the model wrote."""

    kind: Literal["tool_result"] = "tool_result"
    name: str
    text: str
    call_id: str = ""


class SourcePart(Value):
    """What a reply leans on: a section of a help page (`page` and `anchor` lead there)."""

    kind: Literal["source"] = "source"
    title: str
    text: str
    page: str
    anchor: str


Said = Annotated[TextPart | DocumentPart | ImagePart, Field(discriminator="kind")]
"""What a person may put into a message."""

Part = Annotated[
    TextPart | DocumentPart | ImagePart | ReasoningPart | ToolCallPart | ToolResultPart | SourcePart,
    Field(discriminator="kind"),
]


class RunStatus(StrEnum):
    """Where a run is. The last four are its ends."""

    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


class Run(Value):
    """One assistant turn.

    `read_tokens` is the length of the prompt. Of the messages up to `folded_id` the model was told a summary;
    `left_out` counts the oldest ones that it was not told of at all. `seconds` counts from Enter to the end,
    `first_token_seconds` from Enter to the first token. `stop` says why a completed run ended.
    """

    id: str
    thread_id: str
    message_id: str
    model_id: str
    status: RunStatus
    created_at: datetime
    stop: Literal["end", "length"] | None = None
    read_tokens: int = 0
    tokens: int = 0
    left_out: int = 0
    folded_id: str | None = None
    seconds: float | None = None
    first_token_seconds: float | None = None
    problem: Problem | None = None


class Message(Value):
    """One turn. Siblings (edits, retries) share a parent; `siblings` holds their ids, oldest first, itself included.

    `spoken` says that a person said it, instead of typing it. `heard` is set for a reply that was read aloud and cut
    off: so many characters of its text were heard.
    """

    id: str
    thread_id: str
    parent_id: str | None
    role: Role
    parts: tuple[Part, ...]
    created_at: datetime
    siblings: tuple[str, ...] = ()
    run: Run | None = None
    spoken: bool = False
    heard: int | None = None

    @property
    def text(self) -> str:
        """The words of its text parts; where something stands between two of them, they are paragraphs."""
        return "\n\n".join(part.text for part in self.parts if isinstance(part, TextPart))

    @property
    def images(self) -> tuple[ImagePart, ...]:
        """Its pictures."""
        return tuple(part for part in self.parts if isinstance(part, ImagePart))


class Summary(Value):
    """What a branch's messages up to `message_id` come to, in a model's words; it may stand in their place.

    `messages` counts them; `left_out` of these, the oldest, were too many to be taken in.
    """

    message_id: str
    text: str
    messages: int
    left_out: int = 0
    model_id: str
    created_at: datetime


class Fill(Value):
    """What a thread takes of its model's context, in tokens: its system prompt, the summary of older messages, all else
    that the model is told, and what is kept free for the reply.
    """

    context: int
    system: int
    summary: int
    messages: int
    reply: int


class Thread(Value):
    """A series of messages. `head_id` is the newest message of the branch that is shown.

    `model_id`, `voice_id`, `speak_replies`, `system_prompt` and what of `sampling` is chosen are its own; None is what
    the settings say. An empty `system_prompt` is none, whatever the settings say. `pinned` ones are shown above the
    others, `archived` ones not among them.
    """

    id: str
    title: str
    titled_by_hand: bool = False
    created_at: datetime
    updated_at: datetime
    head_id: str | None = None
    model_id: str | None = None
    voice_id: str | None = None
    speak_replies: bool | None = None
    folder_id: str | None = None
    pinned: bool = False
    archived: bool = False
    system_prompt: str | None = None
    sampling: Sampling | None = None
