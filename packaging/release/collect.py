"""Gathers what a build made into one folder, with the flavour in its name, and writes the sums of a folder's files.

python packaging/release/collect.py gather dist release --flavour cuda
python packaging/release/collect.py sums release            writes release/SHA256SUMS, for sha256sum --check
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
from pathlib import Path

KINDS = (".deb", ".tar.gz", ".exe", ".zip", ".dmg")
SUMS = "SHA256SUMS"


def gather(made: Path, folder: Path, flavour: str) -> list[Path]:
    """Copy what people download; the copies. Raises FileNotFoundError when there is nothing."""
    files = [file for file in sorted(made.iterdir()) if file.is_file() and file.name.endswith(KINDS)]
    if not files:
        raise FileNotFoundError(f"{made} holds nothing that could be released: run make package.")
    folder.mkdir(parents=True, exist_ok=True)
    return [Path(shutil.copy2(file, folder / named(file.name, flavour))) for file in files]


def named(name: str, flavour: str) -> str:
    """The name with the flavour after the first word: fireside-cuda_0.2.0_amd64.deb."""
    return name.replace("fireside", f"fireside-{flavour}", 1) if flavour else name


def write_sums(folder: Path) -> Path:
    """The SHA-256 of every file of a folder, by name."""
    lines = []
    for file in sorted(folder.iterdir()):
        if file.is_file() and file.name != SUMS:
            with file.open("rb") as content:
                lines.append(f"{hashlib.file_digest(content, 'sha256').hexdigest()}  {file.name}\n")
    (folder / SUMS).write_text("".join(lines), "utf-8")
    return folder / SUMS


def main(arguments: list[str]) -> int:
    """Carry out one of the two; the exit code is 1 when there is nothing to gather."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    gathering = commands.add_parser("gather")
    gathering.add_argument("made", type=Path)
    gathering.add_argument("folder", type=Path)
    gathering.add_argument("--flavour", choices=("", "cuda"), default="")
    commands.add_parser("sums").add_argument("folder", type=Path)
    options = parser.parse_args(arguments)
    if options.command == "sums":
        print(write_sums(options.folder).read_text("utf-8"), end="")
        return 0
    try:
        for file in gather(options.made, options.folder, options.flavour):
            print(f"{file}: {file.stat().st_size / 1e6:.1f} MB")
    except FileNotFoundError as error:
        print(f"collect: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
