"""What a state on disk depends on: it is of use only to the same weights, counted in the same way."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

_START, _SAMPLE, _SAMPLES = 1 << 20, 1 << 14, 64


def fingerprint(parts: Sequence[Path], *settings: object) -> bytes:
    """32 bytes for a model's files and all `settings` that change its numbers.

    Files of many gigabytes are not read whole: their sizes and times, their starts and samples from everywhere tell
    them apart.
    Raises OSError.
    """
    digest = hashlib.blake2b(repr(settings).encode(), digest_size=32)
    for part in parts:
        status = part.stat()
        size = status.st_size
        digest.update(b"%d %d" % (size, status.st_mtime_ns))
        with part.open("rb", buffering=0) as file:
            digest.update(file.read(_START))
            for sample in range(_SAMPLES):
                file.seek(max(0, size - _SAMPLE) * sample // (_SAMPLES - 1))
                digest.update(file.read(_SAMPLE))
    return digest.digest()
