"""The page: its packages as locked, built again when a source has changed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from environment import BIN, ROOT, SetupFailed, digest, say, stamp, stamps, variables

UI = ROOT / "ui"
MADE = {"node_modules", "dist", "coverage"}


def npm(*arguments: str) -> int:
    """Run npm, of the Node in the virtual environment, in the page's folder and return its exit code."""
    sys.stdout.flush()
    program = BIN / ("npm.exe" if os.name == "nt" else "npm")
    quiet = ("--silent",) if arguments[0] == "run" else ()
    return subprocess.call([str(program), *quiet, *arguments], cwd=UI, env=variables())


def install() -> None:
    """Make sure that the page's packages are there. Raises SetupFailed."""
    locked = digest((UI / "package-lock.json").read_bytes(), (UI / "package.json").read_bytes())
    if stamps().get("page_packages") == locked and (UI / "node_modules").is_dir():
        return
    say("Installing the page's packages")
    if npm("ci", "--no-audit", "--no-fund", "--loglevel=error"):
        raise SetupFailed("npm could not install the page's packages; its own words are above. Is the network there?")
    stamp(page_packages=locked)


def build() -> None:
    """Make sure that the built page matches its sources. Raises SetupFailed."""
    sources = digest(*_sources(UI))
    if stamps().get("page") == sources and (UI / "dist" / "index.html").exists():
        return
    install()
    say("Building the page")
    if npm("run", "build"):
        raise SetupFailed("The page could not be built; the words above say why.")
    stamp(page=sources)


def _sources(folder: Path) -> Iterator[bytes]:
    """Names and contents of all that the page is made from."""
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            if path.name not in MADE:
                yield from _sources(path)
        else:
            yield path.relative_to(UI).as_posix().encode()
            yield path.read_bytes()
