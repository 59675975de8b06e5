"""Installs what is to be released, as a person would, and lets it test itself; on whichever system this is.

    python packaging/release/trial.py release/*           every file of this system and processor
    python packaging/release/trial.py --keep tests.json …  and what the self-tests said

A build that cannot load its model, write, speak to nobody or find its libraries is not released.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

PLACE = "Fireside für Übung"
"""Where archives are unpacked: a name with spaces and more than ASCII, as people's folders have."""

Placed = Callable[[Path, Path], contextlib.AbstractContextManager[Path]]


@contextlib.contextmanager
def with_apt(file: Path, folder: Path) -> Iterator[Path]:
    """The package, by apt, so that its dependencies are looked at, too."""
    root = [] if os.geteuid() == 0 else ["sudo"]
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-y"]
    subprocess.run([*apt, "install", "--no-install-recommends", file.resolve()], check=True, stdout=subprocess.DEVNULL)
    name = subprocess.run(["dpkg-deb", "--field", file, "Package"], check=True, capture_output=True, text=True).stdout
    try:
        yield Path("/usr/bin/fireside")
    finally:
        subprocess.run([*apt, "purge", name.strip()], check=True, stdout=subprocess.DEVNULL)


@contextlib.contextmanager
def from_tar(file: Path, folder: Path) -> Iterator[Path]:
    """The archive, unpacked."""
    with tarfile.open(file) as archive:
        archive.extractall(folder, filter="tar")
    yield next(folder.glob("*/fireside"))


@contextlib.contextmanager
def from_zip(file: Path, folder: Path) -> Iterator[Path]:
    """The archive, unpacked. The program with a console can be waited for."""
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder)
    yield folder / "Fireside" / "fireside-cli.exe"


@contextlib.contextmanager
def with_setup(file: Path, folder: Path) -> Iterator[Path]:
    """The installer, without questions; removed again the same way."""
    program = folder / "program"
    subprocess.run(f'"{file}" /S /D={program}', check=True)  # /D is the last, and never in quotation marks
    try:
        yield program / "fireside-cli.exe"
    finally:
        subprocess.run(f'"{program / "uninstall.exe"}" /S _?={program}', check=True)


@contextlib.contextmanager
def from_image(file: Path, folder: Path) -> Iterator[Path]:
    """The app, copied out of the image, as dragging it does."""
    mounted = folder / "image"
    subprocess.run(["hdiutil", "attach", "-nobrowse", "-readonly", "-mountpoint", mounted, file], check=True)
    try:
        subprocess.run(["ditto", mounted / "Fireside.app", folder / "Fireside.app"], check=True)
    finally:
        subprocess.run(["hdiutil", "detach", "-force", mounted], check=True)
    yield folder / "Fireside.app" / "Contents" / "MacOS" / "fireside"


PLACED: dict[str, dict[str, Placed]] = {
    "linux": {".deb": with_apt, ".tar.gz": from_tar},
    "win32": {".exe": with_setup, ".zip": from_zip},
    "darwin": {".dmg": from_image},
}


def trial(file: Path, place: Placed) -> dict[str, Any]:
    """What the self-test of a file says; `passed` is false, too, when there is no word from it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as made:
        folder, said = Path(made, PLACE), Path(made, "said.json")
        folder.mkdir()
        screen = ["xvfb-run", "-a"] if sys.platform == "linux" and shutil.which("xvfb-run") else []
        window = ["--window"] if screen or sys.platform != "linux" else []
        with place(file, folder) as program:
            environment = {**os.environ, "FIRESIDE_HOME": str(folder / "home")}
            asked: list[str | Path] = [*screen, program, "selftest", "--json", *window, "-o", said]
            code = subprocess.run(
                asked, env=environment, stdout=subprocess.DEVNULL, timeout=300, check=False
            ).returncode
        try:
            verdict: dict[str, Any] = json.loads(said.read_text("utf-8"))
        except (OSError, ValueError):
            return {"passed": False, "outcomes": [], "why": f"it ended with code {code} and said nothing"}
        return {**verdict, "passed": verdict["passed"] and code == 0}


def main(arguments: list[str]) -> int:
    """Try all that fits this system; the exit code is 1 when one fails, or when there is nothing to try."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, metavar="FILE", help="write down what the self-tests said")
    parser.add_argument("files", nargs="+", type=Path)
    options = parser.parse_args(arguments)
    told: dict[str, dict[str, Any]] = {}
    for file in options.files:
        place = next((how for end, how in PLACED[sys.platform].items() if file.name.endswith(end)), None)
        if place is None:
            continue
        told[file.name] = verdict = trial(file, place)
        sign, why = "✓" if verdict["passed"] else "✗", verdict.get("why", "")
        print(f"{sign} {file.name} ({verdict.get('seconds', '?')} s) {why}")
        for outcome in verdict["outcomes"]:
            if outcome["status"] != "ok":
                print(f"    {json.dumps(outcome, ensure_ascii=False)}")
    if options.keep:
        options.keep.write_text(json.dumps(told, indent=1, ensure_ascii=False), "utf-8")
    return 0 if told and all(verdict["passed"] for verdict in told.values()) else 1


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv[1:]))
