"""What kind of Fireside this is: for which computer, how it was installed, and whether it can replace itself."""

from __future__ import annotations

import os
import platform
import shlex
import shutil
import sys
from pathlib import Path
from typing import Literal

from backend.domain import Value
from backend.paths import BUNDLE, PROGRAM
from backend.updates.manifest import Arch, Flavour, Kind, Platform, Release, ReleaseFile

_PLATFORMS: dict[str, Platform] = {"linux": "linux", "win32": "windows", "darwin": "macos"}
_ARCHES: dict[str, Arch] = {"x86_64": "x64", "amd64": "x64", "arm64": "arm64", "aarch64": "arm64"}
_KINDS: dict[str, Kind] = {"win32": "exe", "darwin": "dmg"}
_DPKG = Path("/var/lib/dpkg/info")
"""Where Debian lists the files of each package: `fireside.list`, `fireside-full.list`."""


class Installation(Value):
    """Platform and processor are None where no release is made for them. `source` is run from a folder of Python."""

    platform: Platform | None
    arch: Arch | None
    flavour: Flavour
    kind: Kind | Literal["source"]
    program: str

    def fitting(self, release: Release) -> ReleaseFile | None:
        """The file of a release that takes this one's place."""
        ours = (self.platform, self.arch, self.flavour, self.kind)
        return next(
            (file for file in release.files if (file.platform, file.arch, file.flavour, file.kind) == ours), None
        )

    @property
    def replaces_itself(self) -> bool:
        """Whether it can start its own installer; otherwise the person is shown the file."""
        if self.kind == "tar.gz":
            return os.access(self.program, os.W_OK) and os.access(Path(self.program).parent, os.W_OK)
        if self.kind == "deb":
            screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
            return bool(screen and shutil.which("pkexec") and shutil.which("apt-get"))
        return self.kind in ("exe", "dmg")

    def by_hand(self, file: Path) -> str:
        """What the person can type instead; empty where they need not type."""
        if self.kind == "deb":
            return f"sudo apt install {shlex.quote(str(file))}"
        where = shlex.quote(str(Path(self.program).parent))
        return f"tar -xf {shlex.quote(str(file))} -C {where}" if self.kind == "tar.gz" else ""


def installation() -> Installation:
    """This one."""
    return Installation(
        platform=_PLATFORMS.get(sys.platform),
        arch=_ARCHES.get(platform.machine().lower()),
        flavour=_flavour(),
        kind=_kind(),
        program=str(PROGRAM),
    )


def _kind() -> Kind | Literal["source"]:
    if not getattr(sys, "frozen", False):
        return "source"
    return _KINDS.get(sys.platform) or ("deb" if _is_packaged() else "tar.gz")


def _is_packaged() -> bool:
    ours = f"{PROGRAM}/fireside"
    return any(ours in listed.read_text("utf-8", "replace").splitlines() for listed in _DPKG.glob("fireside*.list"))


def _flavour() -> Flavour:
    if (BUNDLE / "torch").is_dir():
        return "full"
    return "cuda" if any(BUNDLE.glob("llama_cpp/lib/*ggml-cuda*")) else "standard"
