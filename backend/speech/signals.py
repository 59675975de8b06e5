"""What the voice worker tells without being asked."""

from __future__ import annotations

from backend.domain import Problem, Value


class UtteranceStarted(Value):
    """The first sample of an utterance left the loudspeaker."""

    utterance_id: str


class WordStarted(Value):
    """A word left the loudspeaker: characters `start` to `end` of the text that was to be spoken."""

    utterance_id: str
    start: int
    end: int


class UtteranceEnded(Value):
    """The last sample of an utterance left the loudspeaker."""

    utterance_id: str


class SoundLost(Value):
    """The sound device stopped asking for samples; what was queued will not be heard."""

    problem: Problem


SpeechEvent = UtteranceStarted | WordStarted | UtteranceEnded | SoundLost
