"""Supertonic's folders: four models in a row, that read letters and need no phonemes; whether all is there and whole.

The library ends the process over files that it does not like, so each is looked at first.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path

from backend.errors import VoiceBroken
from backend.speech.onnx_header import models_of
from backend.speech.speakers import Speaker

SETTINGS = "tts.json"
"""By which such a folder is known."""
_MODELS = ("duration_predictor", "text_encoder", "vector_estimator", "vocoder")
_STYLES, _LETTERS = "voice.bin", "unicode_indexer.bin"
_WANTED = {"ae": ("sample_rate", "base_chunk_size"), "ttl": ("chunk_compress_factor", "latent_dim")}
_SHAPES = struct.Struct("<6q")
_FEWEST_LETTERS = 128
_FEW = "en es fr ko pt"
_MANY = "en ar bg cs da de el es et fi fr hi hr hu id it ja ko lt lv nl pl pt ro ru sk sl sv tr uk vi"
"""What the second and the third generation learnt. Nothing but the folder's name tells which one it is."""


def files(path: Path) -> dict[str, Path]:
    """The files, by what the library calls them. Raises `VoiceBroken`."""
    found = {"tts_json": path / SETTINGS, "unicode_indexer": path / _LETTERS, "voice_style": path / _STYLES}
    return found | models_of(path, _MODELS)


def rate(path: Path) -> int:
    """Samples a second. Raises `VoiceBroken`."""
    try:
        told = json.loads((path / SETTINGS).read_text("utf-8"))
        numbers = {name: told[part][name] for part, names in _WANTED.items() for name in names}
        whole = all(type(number) is int and number > 0 for number in numbers.values())
        letters = (path / _LETTERS).stat().st_size
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _damaged(path / SETTINGS) from error
    if not whole:
        raise _damaged(path / SETTINGS)
    if letters % 4 or letters < 4 * _FEWEST_LETTERS:
        raise _damaged(path / _LETTERS)
    return int(numbers["sample_rate"])


def speakers(path: Path) -> tuple[Speaker, ...]:
    """Each speaks every language. Raises `VoiceBroken`."""
    try:
        with (path / _STYLES).open("rb") as file:
            shapes = _SHAPES.unpack(file.read(_SHAPES.size))
            size = file.seek(0, 2)
    except (OSError, struct.error) as error:
        raise _damaged(path / _STYLES) from error
    (many, *one), (same, *other) = shapes[:3], shapes[3:]
    if min(shapes) <= 0 or many != same or size != _SHAPES.size + 4 * many * (one[0] * one[1] + other[0] * other[1]):
        raise _damaged(path / _STYLES)
    languages = (_MANY if "supertonic-3" in path.name else _FEW).split()
    named = [f"Supertonic {number + 1}" for number in range(many)]
    return tuple(Speaker(number, name, language) for language in languages for number, name in enumerate(named))


def _damaged(file: Path) -> VoiceBroken:
    return VoiceBroken(f"{file.parent.name}/{file.name} is missing or damaged.", "Download it again.")
