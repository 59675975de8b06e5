"""Writes the signed list of a release, by which an installed Fireside finds out that there is a newer one.

    FIRESIDE_SIGNING_KEY=… python packaging/release/sign_manifest.py --version 0.2.0 \\
        --base-url https://example.org/download/v0.2.0/ --notes en=CHANGELOG.md --notes de=notes.de.md \\
        --minimum 0.1.0 --output dist/release.json dist/*.deb dist/*.tar.gz dist/*.exe dist/*.zip dist/*.dmg

The key is what make_key.py wrote (base64). What a file is for is told by its name: its end (.deb and .tar.gz Linux,
.exe and .zip Windows, .dmg macOS), the processor (amd64, x64, x86_64, arm64, aarch64) and, where they stand in it,
`full` (with PyTorch) or `cuda`. Notes are Markdown; of a file in the form of Keep a Changelog only the part of that
version is taken. The address of the list (release.json) stands in backend/catalog/updates.toml, with the public key.
`--check KEY` (a public key, base64) reads the list back as an installed Fireside would.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import os
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urljoin

from version import new_in

from backend.updates.manifest import Release, ReleaseFile, pack, unpack

KINDS = {".deb": "linux", ".tar.gz": "linux", ".exe": "windows", ".zip": "windows", ".dmg": "macos"}
ARCHES = {"amd64": "x64", "x64": "x64", "x86_64": "x64", "arm64": "arm64", "aarch64": "arm64"}
FLAVOURS = ("full", "cuda")


class NotAsked(Exception):
    """Something is missing or wrong; the text says what."""


def described(file: Path, base_url: str) -> ReleaseFile:
    """What a file is for, by its name. Raises NotAsked when the name does not tell."""
    ends = [end for end in KINDS if file.name.endswith(end)]
    words = set(re.split(r"[-_.]", file.name.replace("x86_64", "x64").lower()))
    arches = [ARCHES[word] for word in ARCHES if word in words]
    if not ends or len(arches) != 1:
        raise NotAsked(f"{file.name} does not tell what it is for: see --help.")
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return ReleaseFile.model_validate(
        {
            "platform": KINDS[ends[0]],
            "arch": arches[0],
            "flavour": next((flavour for flavour in FLAVOURS if flavour in words), "standard"),
            "kind": ends[0].removeprefix("."),
            "url": urljoin(base_url, quote(file.name)),
            "size": file.stat().st_size,
            "sha256": digest,
        }
    )


def notes(given: str, version: str) -> tuple[str, str]:
    """A language and its notes, of `de=FILE`. Raises NotAsked."""
    language, sign, name = given.partition("=")
    if not sign:
        raise NotAsked(f"--notes {given}: write it as en=FILE.")
    text = Path(name).read_text("utf-8")
    return language, new_in(version, text) or text.strip()


def main(arguments: list[str]) -> int:
    """Write the list; the exit code is 1 after an error that was told."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--version", required=True)
    parser.add_argument("--base-url", required=True, help="where the files will be; ends with a slash")
    parser.add_argument("--notes", action="append", default=[], metavar="LANGUAGE=FILE")
    parser.add_argument("--minimum", default="0.0", help="the oldest version that may update by itself")
    parser.add_argument("--date", help="ISO, with a time zone; default: now")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--check", metavar="KEY", help="the public key that it must be signed with")
    parser.add_argument("files", nargs="+", type=Path)
    options = parser.parse_args(arguments)
    try:
        secret = os.environ.get("FIRESIDE_SIGNING_KEY", "").strip()
        if not secret:
            raise NotAsked("FIRESIDE_SIGNING_KEY is not set: a list that is not signed would be refused.")
        release = Release(
            version=options.version,
            date=datetime.fromisoformat(options.date) if options.date else datetime.now(UTC).replace(microsecond=0),
            minimum=options.minimum,
            notes=dict(notes(given, options.version) for given in options.notes),
            files=tuple(described(file, options.base_url) for file in options.files),
        )
        document = pack(release, base64.b64decode(secret, validate=True))
        if options.check:
            unpack(document, base64.b64decode(options.check, validate=True))
    except (NotAsked, OSError, ValueError) as error:
        print(f"sign_manifest: {error}", file=sys.stderr)
        return 1
    options.output.write_bytes(document)
    print(f"{options.output}: {release.version}, {len(release.files)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
