"""The program's entry. Workers import this file again when they start: at module level only the standard library."""

from __future__ import annotations

import multiprocessing
import os
import sys


def main() -> int:
    """Run the command line; the exit code is 0, or 1 after an error that was told."""
    if getattr(sys, "frozen", False):
        _give_back("LD_LIBRARY_PATH")
    multiprocessing.freeze_support()
    if sys.stdout is None:  # a windowed program on Windows has no console
        sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    from desktop.cli import run

    return run(sys.argv[1:])


def _give_back(name: str) -> None:
    """Undo what the start of the bundle set: a browser that we open has libraries of its own."""
    before = os.environ.pop(f"{name}_ORIG", None)
    os.environ.pop(name, None)
    if before is not None:
        os.environ[name] = before


if __name__ == "__main__":
    sys.exit(main())
