"""`fireside move-data`: brings the data folder to another place, and goes on where it was cut off."""

from __future__ import annotations

import argparse
import sys

from backend.errors import from_problem
from backend.moving import Moving
from desktop.exchange import threads_of
from desktop.running import Running
from desktop.serve import open_home

BAR = 24


def move(options: argparse.Namespace) -> int:
    """Move it. Beside a Fireside that runs everything is copied, and taken into use when that is started again."""
    to = str(options.folder.expanduser().absolute())
    with threads_of(open_home()) as store:
        beside = isinstance(store, Running)
        try:
            state = store.move(to, _show)
        except KeyboardInterrupt:
            _clear()
            went = "Fireside goes on with it." if beside else "The same command goes on with it."
            print(f"Stopped here; what was copied is kept. {went}", file=sys.stderr)
            raise
        _clear()
        if state.problem:
            raise from_problem(state.problem)
        if not beside:
            print(f"Everything is in {state.to} now. The old folder stays until you remove it in Settings, Storage.")
        elif options.restart:
            store.restart()
            print(f"Everything is in {state.to}; Fireside starts again there.")
        else:
            print(f"Everything is copied to {state.to}. Fireside takes it into use when it is started again.")
    return 0


def line(state: Moving) -> str:
    """How far it is: a bar and bytes."""
    share = min(1.0, state.copied / state.total) if state.total else 1.0
    full = round(share * BAR)
    done = f"{state.copied / 1e9:.2f} of {state.total / 1e9:.2f} GB"
    return f"{'█' * full}{'░' * (BAR - full)} {share:4.0%}  {done}  → {state.to}"


def _show(state: Moving) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{line(state)}", end="", file=sys.stderr, flush=True)


def _clear() -> None:
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)
