"""What the id of a voice tells: its synthesizer, then its language; and so who can stand in for it."""

from __future__ import annotations

DEFAULT_VOICE = "espeak:en-us"
ESPEAK, NEURAL, SYSTEM = "espeak:", "neural:", "system:"
"""What the ids of some synthesizers begin with."""


def language_of(voice: str) -> str:
    """The language of a voice, by its id: `espeak:en-us+f3`, `neural:de-DE:thorsten:0`."""
    return (voice + ":").split(":")[1].partition("+")[0] or "en"


def is_quick(voice: str) -> bool:
    """Whether it begins to speak at once, however long the sentence is."""
    return voice.startswith(ESPEAK)


def stand_ins(voice: str) -> tuple[str, ...]:
    """Bundled voices that may speak instead, the nearest language first; not all exist, but the last does.

    None for the default voice.
    """
    if voice == DEFAULT_VOICE:
        return ()
    language = language_of(voice).lower()
    nearest = (f"espeak:{language}", f"espeak:{language.partition('-')[0]}", DEFAULT_VOICE)
    return tuple(each for each in dict.fromkeys(nearest) if each != voice)
