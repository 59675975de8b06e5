"""What the id of a voice tells: its synthesizer, then its language."""

from __future__ import annotations


def language_of(voice: str) -> str:
    """The language of a voice, by its id: `espeak:en-us+f3`, `neural:de-DE:thorsten:0`."""
    return (voice + ":").split(":")[1].partition("+")[0] or "en"
