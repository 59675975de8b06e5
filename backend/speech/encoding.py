"""Sound as a file that grows while it is spoken: WAV, FLAC, MP3, Opus, or bare samples."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

if TYPE_CHECKING:  # the main process, which only passes the bytes on, does without numpy
    import numpy as np
    from numpy.typing import NDArray

Format = Literal["mp3", "opus", "flac", "wav", "pcm"]
RATES: dict[Format, int] = {"opus": 24_000, "pcm": 24_000}
"""Formats that know only some rates, and the one of them to take; bare samples have the rate that programs expect."""
_KINDS = {"mp3": ("MP3", "MPEG_LAYER_III"), "flac": ("FLAC", "PCM_16"), "opus": ("OGG", "OPUS")}
_STEADY: dict[str, object] = {"bitrate_mode": "CONSTANT", "compression_level": 0.5}
"""80 kbit/s at 22 kHz."""
_ENDLESS = 0xFFFFFFFF - 36
_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")


class Written(NamedTuple):
    """Bytes, and where they belong in the file. What lies before its end goes in place of what stood there: a header
    learns its lengths last. Who streams passes that over."""

    at: int
    data: bytes


class Encoder(Protocol):
    """Takes mono samples, float32 in [-1, 1], and gives what they make of the file."""

    def add(self, samples: NDArray[np.float32]) -> list[Written]: ...
    def close(self) -> list[Written]: ...


def encoder(format: Format, rate: int) -> Encoder:
    """An encoder for sound of that rate, which must be the one of `RATES` where that names one."""
    if format in _KINDS:
        return _Library(format, rate)
    return _Plain(rate, header=format == "wav")


class _Plain:
    """Bare 16-bit samples, little-endian; behind a WAV header that says "endless" until the end is known."""

    def __init__(self, rate: int, *, header: bool) -> None:
        self._rate, self._header, self._at = rate, header, 0

    def add(self, samples: NDArray[np.float32]) -> list[Written]:
        data = (samples.clip(-1, 1) * 32767).astype("<i2").tobytes()
        return [*self._begun(), self._next(data)]

    def close(self) -> list[Written]:
        begun = self._begun()
        return [*begun, Written(0, self._head(self._at - _HEADER.size))] if self._header else []

    def _begun(self) -> list[Written]:
        return [self._next(self._head(_ENDLESS))] if self._header and not self._at else []

    def _next(self, data: bytes) -> Written:
        at, self._at = self._at, self._at + len(data)
        return Written(at, data)

    def _head(self, size: int) -> bytes:
        rate = self._rate
        return _HEADER.pack(b"RIFF", size + 36, b"WAVE", b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16, b"data", size)


class _Library:
    """What libsndfile encodes."""

    def __init__(self, format: Format, rate: int) -> None:
        import soundfile

        container, coding = _KINDS[format]
        self._paper = _Paper()
        # An MP3 of changing bit rate tells how long it is only in its header, which a stream cannot go back to.
        steady: dict[str, object] = _STEADY if format == "mp3" else {}
        self._file = soundfile.SoundFile(self._paper, "w", rate, 1, coding, format=container, **steady)

    def add(self, samples: NDArray[np.float32]) -> list[Written]:
        self._file.write(samples)
        return self._paper.take()

    def close(self) -> list[Written]:
        self._file.close()
        return self._paper.take()


class _Paper(io.RawIOBase):
    """A file that keeps only what was written since it was last asked. What libsndfile reads back is not there."""

    def __init__(self) -> None:
        self._written: list[Written] = []
        self._at = self._end = 0

    def take(self) -> list[Written]:
        written, self._written = self._written, []
        return written

    def write(self, data: object) -> int:
        taken = bytes(data)  # type: ignore[call-overload]
        self._written.append(Written(self._at, taken))
        self._at += len(taken)
        self._end = max(self._end, self._at)
        return len(taken)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._end}[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def seekable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True
