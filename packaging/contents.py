"""What the bundle holds beside code: the page, the catalogue, voices, and every part's name, version and licence."""

from __future__ import annotations

import re
import sys
import sysconfig
from collections.abc import Collection, Iterator
from importlib.metadata import distributions
from pathlib import Path

import trim

ROOT = Path(__file__).resolve().parent.parent
TEXTS = ROOT / "packaging" / "licences"

UNUSED = ("hf_xet", "fsspec")
"""Packages that others ask for and we do not want: the first goes round our gate to the network, the second is for
files that lie elsewhere than on a disk."""

_LGPL = {"LICENSE.txt": "LGPL-3.0.txt", "COPYING": "GPL-3.0.txt"}
BRING_NO_TEXT = {
    "espeakng-loader": {"COPYING": "GPL-3.0.txt"},
    "proxy-tools": {"LICENSE.txt": "proxy-tools.txt"},
    "pyside6-addons": _LGPL,
    "pyside6-essentials": _LGPL,
    "pyside6-webengine": _LGPL,
    "shiboken6": _LGPL,
    "sherpa-onnx-core": {"LICENSE.txt": "../../LICENSE"},
    "tokenizers": {"LICENSE.txt": "../../LICENSE"},
}
"""Packages without the words of their licence: under which name which of our files stands in for them."""

_TELL_OF_THIS_COMPUTER = frozenset({"RECORD", "INSTALLER", "REQUESTED", "direct_url.json"})

Entry = tuple[str, str, str]
"""As PyInstaller wants them: where it lies in the bundle, the file, and what it is."""


def ours() -> Iterator[Entry]:
    """Migrations, rules, catalogue, help and starter model; icons; the page; our licence."""
    for folder in (ROOT / "backend", ROOT / "desktop", ROOT / "ui" / "dist"):
        for file in sorted(folder.rglob("*")):
            if file.is_file() and file.suffix not in (".py", ".pyc"):
                yield _entry(str(file.relative_to(ROOT)), file)
    for name in ("LICENSE", "NOTICE"):
        yield _entry(name, ROOT / name)


def licences(names: Collection[str]) -> Iterator[Entry]:
    """Of the installed packages of these names what each says of itself, and the words of its licence; Python's own."""
    wanted = {plain(name) for name in names} - {plain(name) for name in UNUSED}
    for part in distributions(path=[sysconfig.get_path("purelib")]):
        name = plain(part.metadata["Name"])
        if name not in wanted:
            continue
        info = Path(part._path)  # type: ignore[attr-defined]
        for file in sorted(info.rglob("*")):
            place = str(file.relative_to(info.parent))
            if file.is_file() and file.name not in _TELL_OF_THIS_COMPUTER and trim.wanted(place):
                yield _entry(place, file)
        for text, source in BRING_NO_TEXT.get(name, {}).items():
            yield _entry(f"{info.name}/licenses/{text}", TEXTS / source)
    places = (Path(sysconfig.get_path("stdlib")), Path(sys.base_prefix))
    yield _entry("python/LICENSE.txt", next(file for place in places if (file := place / "LICENSE.txt").exists()))


def plain(name: str) -> str:
    """The name of a package as it is compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _entry(place: str, file: Path) -> Entry:
    return place, str(file.resolve()), "DATA"
