"""Says of a tag whether it names this version, and prints what is new in it, for the page of the release.

    python packaging/release/version.py v0.2.0 > notes.md

The exit code is 1 when the tag, pyproject.toml, the change log and packaging/linux/fireside.metainfo.xml disagree.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent.parent


def version() -> str:
    """The version of this source."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def new_in(version: str, changes: str) -> str:
    """What a change log in the form of Keep a Changelog says of a version; empty when it does not know it."""
    part = re.search(rf"^## \[{re.escape(version)}\].*?\n(.*?)(?=^## |\Z)", changes, re.DOTALL | re.MULTILINE)
    return part[1].strip() if part else ""


def amiss(tag: str) -> list[str]:
    """What must be put right before that tag can be released."""
    ours = version()
    released = ElementTree.parse(ROOT / "packaging" / "linux" / "fireside.metainfo.xml").find("releases/release")
    told = released.get("version") if released is not None else "nothing"
    wrong = []
    if tag != f"v{ours}":
        wrong.append(f"the tag is {tag}, and pyproject.toml says {ours}")
    if told != ours:
        wrong.append(f"fireside.metainfo.xml says {told}, and pyproject.toml {ours}")
    if not new_in(ours, (ROOT / "CHANGELOG.md").read_text("utf-8")):
        wrong.append(f"CHANGELOG.md has nothing under [{ours}]")
    return wrong


def main(arguments: list[str]) -> int:
    """Print the notes, or what is amiss."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    if wrong := amiss(arguments[0]):
        print("\n".join(f"version: {each}" for each in wrong), file=sys.stderr)
        return 1
    print(new_in(version(), (ROOT / "CHANGELOG.md").read_text("utf-8")))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
