"""Fireside as `python -m desktop` starts it, whose model worker also writes down when each token was chosen.

Workers import the main script again, by the name `__mp_main__`: that is where it is arranged.
"""

from __future__ import annotations

import os
import struct
import sys
import time
from typing import Any

STAMPS = "FIRESIDE_BENCHMARK_STAMPS"
"""The variable that names the file: a little-endian int64 a token, in nanoseconds of the monotonic clock."""


def arrange(path: str) -> None:
    """Stamp every token that a sampler chooses."""
    from backend.engines.sampling import Sampler

    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    sample = Sampler.sample

    def stamped(self: Sampler, context: Any, index: int) -> int | None:
        token = sample(self, context, index)
        os.write(file, struct.pack("<q", time.monotonic_ns()))
        return token

    Sampler.sample = stamped  # type: ignore[method-assign]


if __name__ == "__mp_main__":
    arrange(os.environ[STAMPS])

if __name__ == "__main__":
    from desktop.__main__ import main

    sys.exit(main())
