"""Pocket's folders: five models that read letters, and speak as whoever is heard in a recording that lies with them.

The library ends the process over files that it does not like, so each is looked at first.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from backend.errors import VoiceBroken
from backend.speech.onnx_header import models_of
from backend.speech.speakers import Speaker

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SCORES = "token_scores.json"
"""By which such a folder is known."""
RATE = 24_000
_VOCABULARY = "vocab.json"
_MODELS = ("lm_flow", "lm_main", "encoder", "decoder", "text_conditioner")
_WHERE, _MOST = ("*.wav", "test_wavs/*.wav"), 100
_SHORTEST, _LONGEST = 1.0, 10.0
"""Seconds of a recording; more than that the library does not listen to."""
_LANGUAGES = {"german": "de", "french": "fr", "italian": "it", "portuguese": "pt", "spanish": "es"}
"""What the folder's name may say; else it is English."""
_FRAMES, _PER_LETTER = 40, 3
"""Of 80 ms: after so many, and so many a letter, it only babbles on."""


def files(path: Path) -> dict[str, Path]:
    """The files, by what the library calls them. Raises `VoiceBroken`."""
    found = {"vocab_json": path / _VOCABULARY, "token_scores_json": path / SCORES}
    if _tokens(found["vocab_json"]) != _tokens(found["token_scores_json"]):
        raise _damaged(path / SCORES)
    return found | models_of(path, _MODELS)


def speakers(path: Path) -> tuple[Speaker, ...]:
    """Those who are heard in the recordings. Raises `VoiceBroken` when there is none."""
    language = next((tag for name, tag in _LANGUAGES.items() if name in path.name.lower()), "en")
    found = tuple(Speaker(number, _called(file), language) for number, file in recordings(path).items())
    if not found:
        raise VoiceBroken(
            f"{path.name} has no recording of a voice.",
            "Put a WAV file into it in which somebody speaks for ten seconds, with their consent.",
        )
    return found


def recordings(path: Path) -> dict[int, Path]:
    """The recordings, each by a number that stays when another one is added."""
    import soundfile

    found: dict[int, Path] = {}
    for file in islice((file for where in _WHERE for file in sorted(path.glob(where))), _MOST):
        with suppress(OSError, soundfile.SoundFileError):
            if soundfile.info(file).duration >= _SHORTEST:
                found.setdefault(crc32(file.stem.encode("utf-8", "replace")), file)
    return found


def recorded(file: Path) -> tuple[NDArray[np.float32], int]:
    """The beginning of a recording, mono, and its rate. Raises `VoiceBroken`."""
    import numpy as np
    import soundfile

    try:
        with soundfile.SoundFile(file) as sound:
            samples = sound.read(int(_LONGEST * sound.samplerate), dtype="float32", always_2d=True)
            return np.nan_to_num(samples.mean(axis=1)).clip(-1, 1), sound.samplerate
    except (OSError, soundfile.SoundFileError) as error:
        raise _damaged(file) from error


def manner(text: str) -> dict[str, str]:
    """How the library is to say it: always alike, and not for ever."""
    return {"seed": "1", "max_frames": str(_FRAMES + _PER_LETTER * len(text))}


def _called(file: Path) -> str:
    return re.sub(r"[\W_]+", " ", file.stem).strip().title() or file.stem


def _tokens(path: Path) -> frozenset[str]:
    try:
        table = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _damaged(path) from error
    if not isinstance(table, dict) or not table or not all(_number(value) for value in table.values()):
        raise _damaged(path)
    return frozenset(table)


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _damaged(file: Path) -> VoiceBroken:
    return VoiceBroken(f"{file.parent.name}/{file.name} is missing or damaged.", "Download it again.")
