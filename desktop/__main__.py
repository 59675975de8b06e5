"""The program's entry. Workers import this file again when they start: at module level only the standard library."""

from __future__ import annotations

import multiprocessing
import os
import sys


def main() -> int:
    """Run the command line; the exit code is 0, or 1 after an error that was told."""
    multiprocessing.freeze_support()
    if getattr(sys, "frozen", False):
        os.environ.pop("LD_LIBRARY_PATH", None)  # ours: a browser that we open must not load our libraries
    if sys.stdout is None:  # a windowed program on Windows has no console
        sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    from desktop.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
