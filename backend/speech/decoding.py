"""Sound files as samples: whatever a server sends that libsndfile knows, such as WAV, MP3, FLAC or Opus."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np

from backend.errors import EngineFailed
from backend.speech.base import Audio

_LONGEST = 600
"""Seconds of one utterance: what is longer was not asked for."""


def decoded(file: bytes) -> Iterator[Audio]:
    """Yield the sound second by second, several channels as one. Raises `EngineFailed` when it is none."""
    import soundfile

    try:
        with soundfile.SoundFile(io.BytesIO(file)) as sound:
            for _ in range(_LONGEST):
                samples = sound.read(sound.samplerate, dtype="float32", always_2d=True)
                if not len(samples):
                    return
                yield Audio(np.nan_to_num(samples.mean(axis=1)).clip(-1, 1), sound.samplerate)
    except soundfile.SoundFileError as error:
        raise EngineFailed(
            "What came from the voice is no sound.", "Choose another voice, or look at the server that it is of."
        ) from error
