"""Sounds that a neural voice was not taught, in those that it was: else they would be left out of ordinary words."""

from __future__ import annotations

from pathlib import Path

# What espeak writes, and what sounds most like it, the nearest first.
_LIKE = {
    "ɚ": ("əɹ", "ə"),
    "ɝ": ("ɜɹ", "ɜ"),
    "ɜ": ("ə",),
    "ᵻ": ("ɪ", "i"),
    "ɐ": ("ə", "a"),
    "ɾ": ("t", "ɹ"),
    "ɫ": ("l",),
    "ɬ": ("l",),
    "r": ("ɹ", "ʁ"),
    "ɹ": ("r",),
    "ʁ": ("r", "ɹ"),
    "ʲ": ("j",),
    "x": ("k",),
    "ç": ("ʃ",),
    "ɡ": ("g",),
    "g": ("ɡ",),
    "ʊ": ("u",),
    "ɪ": ("i",),
    "ɑ": ("a",),
    "ɒ": ("ɑ", "a"),
    "ʌ": ("ə", "a"),
    "œ": ("ø", "ɜ"),
    "ø": ("œ", "ɜ"),
    "ʏ": ("y",),
    "y": ("u",),
    ";": (",",),
    ":": (",",),
    "!": (".",),
    "?": (".",),
}


def symbols_of(tokens: Path) -> frozenset[str]:
    """What the table of a voice knows. Its lines are a symbol, a space and a number; the symbol may be a space."""
    lines = tokens.read_text("utf-8").splitlines()
    return frozenset(line.rpartition(" ")[0] or " " for line in lines if line)


def taught(sentence: str, symbols: frozenset[str]) -> str:
    """The sentence with only those sounds."""
    return "".join(_nearest(sound, symbols) for sound in sentence)


def _nearest(sound: str, symbols: frozenset[str]) -> str:
    if sound in symbols:
        return sound
    for like in _LIKE.get(sound, ()):
        if all(each in symbols for each in like):
            return like
    return ""
