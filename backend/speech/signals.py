"""What the voice worker tells without being asked."""

from __future__ import annotations

from backend.domain import Problem, Value


class UtteranceStarted(Value):
    """The first sample of an utterance left the loudspeaker."""

    utterance_id: str


class UtteranceEnded(Value):
    """The last sample of an utterance left the loudspeaker."""

    utterance_id: str


class SoundLost(Value):
    """The sound device stopped asking for samples; what was queued will not be heard."""

    problem: Problem


SpeechEvent = UtteranceStarted | UtteranceEnded | SoundLost
