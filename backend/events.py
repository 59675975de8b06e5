"""The events in which the words of the house change: what the bus, the socket and server-sent events carry."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from backend.domain import (
    Download,
    GaveWay,
    Mark,
    Measuring,
    Message,
    ModelState,
    Part,
    Problem,
    Run,
    Settings,
    SpeechState,
    SpokenWord,
    Summary,
    Thread,
    Utterance,
    Value,
)

Phase = Literal["folding", "reading"]


class RunStarted(Value):
    """A run began: its assistant message, and the user's message when it is new. `thread` has its new head."""

    type: Literal["run.started"] = "run.started"
    thread: Thread
    run: Run
    message: Message
    user_message: Message | None = None


class RunDelta(Value):
    """Text appended to a part. `offset` is the part's length in characters before it, so that a gap can be seen."""

    type: Literal["run.delta"] = "run.delta"
    thread_id: str
    run_id: str
    message_id: str
    part: int
    offset: int
    text: str
    thought: bool = False


class RunPart(Value):
    """A whole part was put at the end of a message, which then has `index` parts before it."""

    type: Literal["run.part"] = "run.part"
    thread_id: str
    run_id: str
    message_id: str
    index: int
    part: Part


class RunProgress(Value):
    """How much of the prompt has been read, in tokens; while `folding`, of what a summary of older messages takes."""

    type: Literal["run.progress"] = "run.progress"
    thread_id: str
    run_id: str
    message_id: str
    read: int
    total: int
    phase: Phase = "reading"


class RunFolded(Value):
    """Older messages were folded into a summary; the run goes on with that."""

    type: Literal["run.folded"] = "run.folded"
    thread_id: str
    run_id: str
    message_id: str
    summary: Summary


class RunEnded(Value):
    """A run reached one of its ends; `message` is whole, as stored."""

    type: Literal["run.ended"] = "run.ended"
    thread_id: str
    run: Run
    message: Message


class ThreadChanged(Value):
    """A thread was created, renamed, moved, pinned, archived or restored, or got a new head."""

    type: Literal["thread.changed"] = "thread.changed"
    thread: Thread


class ThreadRemoved(Value):
    """A thread went to the trash."""

    type: Literal["thread.removed"] = "thread.removed"
    thread_id: str


class ThreadsChanged(Value):
    """Several threads changed at once, or the trash did: read them again."""

    type: Literal["threads.changed"] = "threads.changed"


class FoldersChanged(Value):
    """The list of folders changed: read it again."""

    type: Literal["folders.changed"] = "folders.changed"


class MessagesChanged(Value):
    """Messages of a thread went to the trash or came back: read its branch again."""

    type: Literal["messages.changed"] = "messages.changed"
    thread_id: str


class ModelsChanged(Value):
    """The list of models changed: read it again."""

    type: Literal["models.changed"] = "models.changed"


class ModelStateChanged(Value):
    """The loaded model changed its state."""

    type: Literal["model.state"] = "model.state"
    state: ModelState


class MemoryGaveWay(Value):
    """Something was unloaded to make room for something else."""

    type: Literal["memory.gave_way"] = "memory.gave_way"
    gave_way: GaveWay


class ModelMeasuring(Value):
    """The measuring of a model came further, or to its end."""

    type: Literal["model.measuring"] = "model.measuring"
    measuring: Measuring


class SpeechStateChanged(Value):
    """What is being spoken changed."""

    type: Literal["speech.state"] = "speech.state"
    state: SpeechState


class WordHeard(Value):
    """The next word is heard, in the utterance of that number of what is being spoken."""

    type: Literal["speech.word"] = "speech.word"
    index: int
    word: SpokenWord


class UtteranceReady(Value):
    """There is no sound device: the page is to play this utterance, after those before it. `url` is a WAV.

    One that `begins` takes the place of all that the page was given before. `marks` are its words, in order.
    """

    type: Literal["speech.utterance"] = "speech.utterance"
    utterance: Utterance
    url: str
    begins: bool = False
    last: bool = False
    marks: tuple[Mark, ...] = ()


class VoicesChanged(Value):
    """The list of voices changed: read it again."""

    type: Literal["voices.changed"] = "voices.changed"


class DownloadChanged(Value):
    """Something that is fetched came further, or to its end."""

    type: Literal["download.changed"] = "download.changed"
    download: Download


class SettingsChanged(Value):
    """The person's choices changed."""

    type: Literal["settings.changed"] = "settings.changed"
    settings: Settings


class UpdatesChanged(Value):
    """What is known of newer versions changed: read it again."""

    type: Literal["updates.changed"] = "updates.changed"


class OpeningsChanged(Value):
    """A link or a file came from outside, or was taken care of: read them again."""

    type: Literal["openings.changed"] = "openings.changed"


class PromptsChanged(Value):
    """The prompt library changed: read it again."""

    type: Literal["prompts.changed"] = "prompts.changed"


class PersonasChanged(Value):
    """The list of personas changed: read it again."""

    type: Literal["personas.changed"] = "personas.changed"


class DraftChanged(Value):
    """A draft changed: read it again. `by` is what the window that changed it calls itself."""

    type: Literal["draft.changed"] = "draft.changed"
    place: str
    by: str = ""


class Notice(Value):
    """Something the person should know; shown once, quietly."""

    type: Literal["notice"] = "notice"
    level: Literal["info", "warning", "error"] = "info"
    problem: Problem


class LiveRun(Value):
    """A run in flight, with its message as far as it is written."""

    run: Run
    message: Message
    read: int = 0
    total: int = 0
    phase: Phase = "reading"


class Snapshot(Value):
    """The first frame of every socket: all that is in flight. What is stored is read over HTTP.

    `model` is the one that answers; `models` are all that are loaded, wait or failed.
    """

    type: Literal["snapshot"] = "snapshot"
    runs: tuple[LiveRun, ...] = ()
    model: ModelState
    models: tuple[ModelState, ...] = ()
    speech: SpeechState
    settings: Settings


class Following(Value):
    """From now on the runs of the threads that were asked for are told word by word; these are in flight in them."""

    type: Literal["following"] = "following"
    runs: tuple[LiveRun, ...] = ()


class CommandFailed(Value):
    """A command sent over the socket was refused. `ref` is the command's own."""

    type: Literal["error"] = "error"
    ref: str | None = None
    error: Problem


class CommandDone(Value):
    """A command sent over the socket was carried out."""

    type: Literal["done"] = "done"
    ref: str | None = None


Event = Annotated[
    Snapshot
    | Following
    | RunStarted
    | RunDelta
    | RunPart
    | RunProgress
    | RunFolded
    | RunEnded
    | ThreadChanged
    | ThreadRemoved
    | ThreadsChanged
    | FoldersChanged
    | MessagesChanged
    | ModelsChanged
    | ModelStateChanged
    | ModelMeasuring
    | MemoryGaveWay
    | SpeechStateChanged
    | WordHeard
    | UtteranceReady
    | VoicesChanged
    | DownloadChanged
    | SettingsChanged
    | UpdatesChanged
    | OpeningsChanged
    | PromptsChanged
    | PersonasChanged
    | DraftChanged
    | Notice
    | CommandDone
    | CommandFailed,
    Field(discriminator="type"),
]
