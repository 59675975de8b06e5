"""`make bench`: measures, and prints a table and JSON. The figures of one run belong together; compare within it."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Callable

from tests.benchmarks import (
    downloads,
    page,
    programs,
    remembering,
    replying,
    searching,
    sockets,
    speaking,
    speed,
    starting,
    stopping,
    voices,
    weighing,
)
from tests.benchmarks.figures import Found

MEASUREMENTS: dict[str, Callable[[], Found]] = {
    "imports": starting.imports,
    "windows": starting.windows,
    "memory": starting.memory,
    "first_token": replying.first_token,
    "first_sound": replying.first_sound,
    "one_stream": speed.one_stream,
    "parallel": speed.parallel,
    "tiny_parallel": speed.tiny_parallel,
    "events": sockets.events,
    "idle_sockets": sockets.idle_sockets,
    "resume": remembering.resume,
    "same_start": remembering.same_start,
    "switching": remembering.switching,
    "cancel": stopping.cancel,
    "fit": weighing.fit,
    "speaking": speaking.speech,
    "speech_requests": programs.requests,
    "underruns": speaking.underruns,
    "synthesizers": voices.factors,
    "fetching": downloads.fetching,
    "fetching_again": downloads.resuming,
    "scanning": downloads.scanning,
    "page_loading": page.loading,
    "page_typing": page.typing,
    "page_streaming": page.streaming,
    "page_long_thread": page.long_thread,
    "search": searching.search,
}
WIDTH = 70
GROUPS = {
    "app": ("imports", "windows", "memory", "first_token", "first_sound"),
    "engine": tuple(MEASUREMENTS)[5:-12],
    "voice": ("first_sound", "speaking", "speech_requests", "underruns", "synthesizers"),
    "downloads": ("fetching", "fetching_again", "scanning"),
    "page": tuple(MEASUREMENTS)[-5:],
}


def main(names: list[str]) -> int:
    """Take the measurements with these names, or all. Fails when one cannot be taken; being slow is no failure."""
    found: Found = {}
    for name in (each for asked in names or GROUPS for each in GROUPS.get(asked, (asked,))):
        print(f"→ measuring {name.replace('_', ' ')}", file=sys.stderr, flush=True)
        taken = MEASUREMENTS[name]()
        for what, figure in taken.items():
            print(f"{what:<{WIDTH}}  {figure.told}", flush=True)
        found |= taken
    about = {"system": platform.platform(terse=True), "processors": os.cpu_count(), "python": platform.python_version()}
    figures = {what: {"value": round(figure.value, 4), "unit": figure.unit} for what, figure in found.items()}
    print(json.dumps({"about": about, "figures": figures}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
