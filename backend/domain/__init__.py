"""The words of the house. Imports nothing of ours.

Everything here is a frozen value. Times are UTC, durations are seconds, ids are opaque strings.
"""

from backend.domain.download import Download, DownloadStatus
from backend.domain.folder import Folder
from backend.domain.link import (
    FileLink,
    Link,
    ModelLink,
    Opening,
    RefusedLink,
    ThreadLink,
    is_link,
    read_link,
    refused,
)
from backend.domain.memory import GaveWay, Load, Loadable
from backend.domain.model import (
    Card,
    Kept,
    Measured,
    Model,
    ModelOptions,
    ModelState,
    ModelStatus,
    Purpose,
    Runtime,
)
from backend.domain.persona import LONGEST_PROMPT, Persona, SystemPrompt
from backend.domain.sampling import Sampling
from backend.domain.settings import Background, Settings
from backend.domain.shelf import Measuring, ModelName, ModelNotes, MovedFile, Remembered, RemovedModel, Trouble
from backend.domain.speech import Mark, SoundDevice, Span, SpeechState, SpeechStatus, SpokenWord, Utterance, Voice
from backend.domain.thread import (
    DocumentPart,
    Fill,
    ImagePart,
    Message,
    Part,
    ReasoningPart,
    Role,
    Run,
    RunStatus,
    Said,
    SourcePart,
    Summary,
    TextPart,
    Thread,
    ToolCallPart,
    ToolResultPart,
)
from backend.domain.value import Problem, Value, new_id, now
from backend.domain.whole import WholeThread, same_id
from backend.domain.writing import Draft, Prompt

__all__ = [
    "LONGEST_PROMPT",
    "Background",
    "Card",
    "DocumentPart",
    "Download",
    "DownloadStatus",
    "Draft",
    "FileLink",
    "Fill",
    "Folder",
    "GaveWay",
    "ImagePart",
    "Kept",
    "Link",
    "Load",
    "Loadable",
    "Mark",
    "Measured",
    "Measuring",
    "Message",
    "Model",
    "ModelLink",
    "ModelName",
    "ModelNotes",
    "ModelOptions",
    "ModelState",
    "ModelStatus",
    "MovedFile",
    "Opening",
    "Part",
    "Persona",
    "Problem",
    "Prompt",
    "Purpose",
    "ReasoningPart",
    "RefusedLink",
    "Remembered",
    "RemovedModel",
    "Role",
    "Run",
    "RunStatus",
    "Runtime",
    "Said",
    "Sampling",
    "Settings",
    "SoundDevice",
    "SourcePart",
    "Span",
    "SpeechState",
    "SpeechStatus",
    "SpokenWord",
    "Summary",
    "SystemPrompt",
    "TextPart",
    "Thread",
    "ThreadLink",
    "ToolCallPart",
    "ToolResultPart",
    "Trouble",
    "Utterance",
    "Value",
    "Voice",
    "WholeThread",
    "is_link",
    "new_id",
    "now",
    "read_link",
    "refused",
    "same_id",
]
