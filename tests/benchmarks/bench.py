"""`make bench`: measures, and prints a table and JSON. The figures of one run belong together; compare within it."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Callable

from tests.benchmarks import replying, starting

MEASUREMENTS: dict[str, Callable[[], dict[str, float]]] = {
    "imports": starting.imports,
    "windows": starting.windows,
    "memory": starting.memory,
    "first_token": replying.first_token,
    "first_sound": replying.first_sound,
}

TARGETS = {
    "import backend.app": 0.5,
    "start to window": 1.5,
    "start to ready to type": 2.5,
    "second make run to window": 5.0,
    "memory of the main process at rest, without a window": 150.0,
    "Enter to first token, p50": 0.150,
    "end of the first sentence to its sound, p50": 0.300,
}


def main(names: list[str]) -> int:
    """Take the measurements with these names, or all. Fails when one cannot be taken; being slow is no failure."""
    found: dict[str, float] = {}
    for name in names or MEASUREMENTS:
        print(f"→ measuring {name.replace('_', ' ')}", file=sys.stderr, flush=True)
        found |= MEASUREMENTS[name]()
    width = max(map(len, found))
    for what, value in found.items():
        print(row(what, value, width))
    about = {"system": platform.platform(terse=True), "processors": os.cpu_count(), "python": platform.python_version()}
    print(json.dumps({"about": about, "figures": {what: round(value, 4) for what, value in found.items()}}))
    return 0


def row(what: str, value: float, width: int) -> str:
    """One line of the table."""
    figure = f"{value:>7.1f} MB" if "memory" in what else f"{value:>7.3f} s "
    target = TARGETS.get(what)
    aim = "" if target is None else f"  at most {target:g}" + (", MISSED" if value > target else "")
    return f"{what:<{width}}  {figure}{aim}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
