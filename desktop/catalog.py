"""`fireside catalog check`: whether the catalogue of models holds together, and agrees with the hub."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Sequence

from backend.egress import Egress
from backend.egress.proxies import Proxies
from backend.engines.keys import Keys
from backend.library.checking import check_catalogue
from backend.library.comparison import compare
from backend.library.entries import Entry
from backend.library.hub import HUGGING_FACE
from backend.paths import catalogue
from backend.settings import Choices
from desktop.serve import open_home


def check(options: argparse.Namespace) -> int:
    """Print what is wrong, and how much is known; the exit code is 1 when something is wrong."""
    entries, wrong = check_catalogue(catalogue())
    if options.online:
        wrong += _compare(entries)
    for fault in wrong:
        print(fault)
    print(summary(entries))
    return 1 if wrong else 0


def summary(entries: Sequence[Entry]) -> str:
    """How much of the catalogue is known, in a line."""
    files = [file for entry in entries for file in entry.told]
    pinned = _count(entry.revision != "main" for entry in entries)
    return (
        f"{len(entries)} models in {len(files)} files; pinned revisions: {pinned}, "
        f"sizes: {_count(f.size for f in files)}, SHA-256: {_count(f.sha256 for f in files)}, "
        f"trusted at the first fetching: {_count(f.trusted_first for f in files)}"
    )


def _compare(entries: Sequence[Entry]) -> list[str]:
    paths = open_home()
    settings = Choices(paths.settings).current
    proxies = Proxies(lambda: settings.proxy, Keys(paths.keys).get)
    gate = Egress(paths.logs / "connections.jsonl", lambda: settings.offline, proxies)
    return compare(entries, gate, os.environ.get("HF_ENDPOINT", HUGGING_FACE).rstrip("/"))


def _count(told: Iterable[object]) -> int:
    return sum(map(bool, told))
