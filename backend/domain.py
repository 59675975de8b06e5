"""The words of the house. Imports nothing of ours.

Everything here is a frozen value. Times are UTC, durations are seconds, ids are opaque strings.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field


class Value(BaseModel):
    """A frozen value that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def new_id() -> str:
    """A fresh opaque id (32 hex digits)."""
    return uuid4().hex


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


# ------------------------------------------------------------------ threads and messages


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


Said = Annotated[TextPart | DocumentPart, Field(discriminator="kind")]
"""What a person may put into a message."""

Part = Annotated[
    TextPart | DocumentPart | ReasoningPart | ToolCallPart | ToolResultPart | SourcePart, Field(discriminator="kind")
]


class RunStatus(StrEnum):
    """Where a run is. The last four are its ends."""

    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


class Problem(Value):
    """What went wrong, in words for the person; the one shape of every error."""

    type: str
    message: str
    hint: str = ""
    param: str | None = None


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
    """What a thread takes of its model's context, in tokens: the summary of older messages, all else that the model is
    told, and what is kept free for the reply.
    """

    context: int
    summary: int
    messages: int
    reply: int


class Thread(Value):
    """A series of messages. `head_id` is the newest message of the branch that is shown.

    `model_id`, `voice_id` and `speak_replies` are its own; None is what the settings say.
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


# ------------------------------------------------------------------ models and voices


Purpose = Literal["chat", "search"]
"""What a model is for: writing replies, or turning texts into vectors."""


Runtime = Literal["llama.cpp", "pytorch", "server"]
"""What runs a model: llama.cpp a GGUF file, PyTorch a folder with safetensors, a server what it has itself."""


class Model(Value):
    """Weights that can be loaded: the bundled starter, or what the person added, used where it lies.

    `path` is a file or a folder, or the model's name on the `server` of that address; it is `elsewhere` when that is
    another computer, which then reads what is written. `size` is in bytes and `context` in tokens; both are None while
    they are not known. A very small model talks nonsense above its `max_temperature`: requests are held to it; and it
    is `guided`: rules look things up for it.
    """

    id: str
    name: str
    path: str
    engine: Runtime = "llama.cpp"
    server: str = ""
    elsewhere: bool = False
    bundled: bool = False
    size: int | None = None
    context: int | None = None
    architecture: str = ""
    quantisation: str = ""
    licence: str = ""
    good_for: str = ""
    max_temperature: float | None = None
    guided: bool = False
    purpose: Purpose = "chat"
    missing: bool = False

    @property
    def place(self) -> str:
        """Where it is, as one text that no other model has."""
        return f"{self.server} {self.path}" if self.server else self.path


class ModelStatus(StrEnum):
    """Where the loaded model is."""

    UNLOADED = "unloaded"
    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"
    CRASHED = "crashed"


class ModelState(Value):
    """The model that is loaded or wanted. `progress` runs from 0 to 1 while it loads.

    `fit` tells in a sentence or two where it lies and what it takes of that: "All 32 layers on the GPU, 16k context…".
    """

    model_id: str | None = None
    status: ModelStatus = ModelStatus.UNLOADED
    progress: float = 0.0
    gpu_layers: int = 0
    layers: int = 0
    context: int = 0
    fit: str = ""
    problem: Problem | None = None


class Voice(Value):
    """What is heard. `language` is a BCP 47 tag such as `en-GB`; `gender` is female, male or empty."""

    id: str
    name: str
    language: str
    gender: Literal["female", "male", ""] = ""
    synthesizer: Literal["espeak", "neural"] = "espeak"


class SpeechStatus(StrEnum):
    """Whether something is spoken."""

    IDLE = "idle"
    PLAYING = "playing"
    PAUSED = "paused"


class Span(Value):
    """A stretch of a text: its characters from `start` up to `end`, counted as Unicode code points."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)


class SpokenWord(Value):
    """The word that is heard: where it stands in its utterance's text, and in its message's text if it does."""

    here: Span
    source: Span | None = None


class SpeechState(Value):
    """What is being spoken. `output` is where: this computer's sound device, or the page when there is none.

    `text` is the utterance that is heard, the one numbered `index`; `count` of them are known, and no more will come
    once `complete`. `source` is where it stands in the text of the message, `word` the word that is heard.
    """

    status: SpeechStatus = SpeechStatus.IDLE
    message_id: str | None = None
    text: str = ""
    output: Literal["device", "page"] = "device"
    index: int = 0
    count: int = 0
    complete: bool = False
    source: Span | None = None
    word: SpokenWord | None = None


class Utterance(Value):
    """One spoken chunk, about a sentence. `index` counts within what is being read, from 0.

    `source` is where it stands in the message's text (its text parts, joined by an empty line), if it does.
    """

    id: str
    text: str
    index: int
    message_id: str | None = None
    source: Span | None = None


class Mark(Value):
    """When a word of an utterance begins: seconds after the utterance's first sample."""

    seconds: float
    word: SpokenWord


class SoundDevice(Value):
    """A loudspeaker of this computer. `default` says that it is the one the system would take."""

    name: str
    default: bool = False


class Settings(Value):
    """What the person chose. `speed` is a factor, 1.0 the voice's own pace; `volume` runs from 0 to 1.

    `sound_device` names the loudspeaker; None, or one that is not there, follows the system.
    What slow voices said may take `voice_cache_mb` on disk, to be said again from there; 0 keeps nothing.
    What models have read of threads may take `cache_gb` on disk; 0 keeps nothing. A model that was not used for
    `keep_model_minutes` is unloaded; 0 keeps it.
    """

    theme: Literal["system", "dark", "light"] = "system"
    language: Literal["system", "en", "de"] = "system"
    model_id: str | None = None
    voice_id: str = "espeak:en-us"
    speak_replies: bool = False
    speed: float = Field(default=1.0, ge=0.5, le=2.0)
    volume: float = Field(default=1.0, ge=0.0, le=1.0)
    sound_device: str | None = Field(default=None, max_length=500)
    voice_cache_mb: int = Field(default=500, ge=0, le=1_000_000)
    temperature: float = Field(default=0.7, ge=0.0, le=2.0)
    max_tokens: int = Field(default=2048, ge=1, le=131072)
    offline: bool = False
    cache_gb: float = Field(default=4.0, ge=0.0, le=1000.0, allow_inf_nan=False)
    keep_model_minutes: int = Field(default=15, ge=0, le=10080)


# ------------------------------------------------------------------ downloads


class DownloadStatus(StrEnum):
    """Where a download is. The last two are its ends; one that failed can be gone on with."""

    RUNNING = "running"
    PAUSED = "paused"
    FAILED = "failed"
    DONE = "done"
    CANCELLED = "cancelled"


class Download(Value):
    """Something that is fetched: `done` of `total` bytes, `rate` bytes a second. `total` is None while nobody knows."""

    id: str
    name: str
    status: DownloadStatus
    done: int = 0
    total: int | None = None
    rate: float = 0.0
    problem: Problem | None = None
