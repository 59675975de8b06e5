"""WAV files, 16 bit and mono, in memory."""

from __future__ import annotations

import io
import wave

RATE = 22_050  # of espeak


def written(pcm: bytes, rate: int) -> bytes:
    """A file of little-endian 16-bit samples."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(pcm)
    return file.getvalue()


def seconds_of(wav: bytes) -> float:
    """How long it plays."""
    with wave.open(io.BytesIO(wav)) as file:
        return float(file.getnframes() / file.getframerate())


def silence(seconds: float = 0.02) -> bytes:
    """Nothing to hear, for a player that needs a file."""
    return written(bytes(2 * int(seconds * RATE)), RATE)
