"""What slow voices said, kept on disk: a second reading of the same words starts from there."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backend.domain import Voice
from backend.speech.base import Audio, Synthesizer, WordMark

log = logging.getLogger(__name__)

LOUDEST = 32767
SECOND = 1  # of sound in one piece, when it is said from disk


class Kept:
    """A file an utterance, in `folder`; those not used for long go first. They take at most `limit` bytes.

    A key is all that makes an utterance sound as it does: voice, speed, words.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.limit = 0

    def said(self, *key: str) -> Iterator[Audio] | None:
        """An utterance from disk; None when it is not there."""
        kept = _read(self._file(key))
        return _pieces(*kept) if kept else None

    def keeping(self, pieces: Iterator[Audio], *key: str) -> Iterator[Audio]:
        """The same pieces, and closed with this; what is not said to its end is not kept."""
        said: list[Audio] = []
        with contextlib.closing(pieces):  # type: ignore[type-var]
            for piece in pieces:
                said.append(piece)
                yield piece
        if said and self.limit:
            self._keep(self._file(key), said)

    def tidy(self) -> None:
        """Let go what was not used for the longest time, until the rest keeps the limit."""
        found = []
        for file in self._folder.glob("*"):
            with contextlib.suppress(OSError):  # another process may tidy, too
                found.append((file.stat().st_mtime_ns, file.stat().st_size, file))
        total = sum(size for _, size, _ in found)
        for _, size, file in sorted(found):
            if total <= self.limit:
                return
            with contextlib.suppress(OSError):
                file.unlink(missing_ok=True)
            total -= size

    def _file(self, key: tuple[str, ...]) -> Path:
        name = hashlib.sha256("\0".join(key).encode("utf-8", "replace")).hexdigest()
        return self._folder / f"{name}.npz"

    def _keep(self, file: Path, said: list[Audio]) -> None:
        samples = np.concatenate([piece.samples for piece in said])
        words = [(word.sample, word.start, word.end) for piece in said for word in piece.words]
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, suffix=".half", delete=False) as half:
                np.savez(
                    half,
                    rate=np.int64(said[0].rate),
                    samples=(np.clip(samples, -1.0, 1.0) * LOUDEST).astype(np.int16),
                    words=np.array(words, np.int64).reshape(-1, 3),
                )
            os.replace(half.name, file)
        except OSError as error:  # a full disk keeps nobody from speaking
            log.warning("not kept: %s", error)
            return
        self.tidy()


class KeptVoices:
    """A `Synthesizer` of which all that is said is kept.

    `fingerprint` tells voices of one id apart: another file is another voice.
    """

    def __init__(self, synthesizer: Synthesizer, kept: Kept, fingerprint: Callable[[str], str]) -> None:
        self._synthesizer, self._kept, self._fingerprint = synthesizer, kept, fingerprint

    def voices(self) -> tuple[Voice, ...]:
        return self._synthesizer.voices()

    def speak(self, text: str, voice: str, speed: float) -> Iterator[Audio]:
        """Yield pieces, from disk when they are there."""
        key = voice, self._fingerprint(voice), f"{speed:.3f}", text
        yield from self._kept.said(*key) or self._kept.keeping(self._synthesizer.speak(text, voice, speed), *key)


Said = tuple[int, NDArray[np.float32], tuple[WordMark, ...]]
"""The rate, the samples and the words of an utterance."""


def _read(file: Path) -> Said | None:
    try:
        with np.load(file, allow_pickle=False) as kept:
            words = tuple(WordMark(int(sample), int(start), int(end)) for sample, start, end in kept["words"])
            said = int(kept["rate"]), kept["samples"].astype(np.float32) / LOUDEST, words
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        log.warning("what was kept is broken: %s", error)
        return None
    with contextlib.suppress(OSError):
        os.utime(file)  # it was used
    return said


def _pieces(rate: int, samples: NDArray[np.float32], words: tuple[WordMark, ...]) -> Iterator[Audio]:
    length = rate * SECOND
    for start in range(0, len(samples), length):
        within = tuple(word for word in words if start <= word.sample < start + length)
        yield Audio(samples[start : start + length], rate, within)
