"""Voices, and what is being said with them."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from backend.domain.value import Value


class Voice(Value):
    """What is heard. `language` is a BCP 47 tag such as `en-GB`; `gender` is female, male or empty.

    `host` is the server that speaks, and thereby reads what is spoken; empty when it is spoken here.
    """

    id: str
    name: str
    language: str
    gender: Literal["female", "male", ""] = ""
    synthesizer: Literal["espeak", "neural", "system", "remote"] = "espeak"
    host: str = ""


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
