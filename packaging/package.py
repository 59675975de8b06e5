"""Builds what is installed: the page, llama.cpp and all libraries in one folder, and of that what is handed out.

Called by `make package`. ACCEL=vulkan (cuda, metal, rocm) puts drivers for graphics cards in; FIRESIDE_TORCH=1 PyTorch.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tarfile
import time
from pathlib import Path

import deb
import debian
import sealed
import spa
import strip
from environment import CMAKE_ARGS, PYTHON, ROOT, SetupFailed, run, say, version

BUNDLE = ROOT / "dist" / "fireside"
WORK = ROOT / "build" / "package"
ICONS = ROOT / "build" / "icons"


def main() -> int:
    """From nothing to dist/."""
    began = time.monotonic()
    try:
        full = os.environ.get("FIRESIDE_TORCH") == "1"
        bundle(full=full)
        {"linux": pack, "win32": pack_windows, "darwin": pack_macos}[sys.platform](full=full)
    except SetupFailed as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    say(f"Done in {(time.monotonic() - began) / 60:.1f} minutes; see {BUNDLE.parent.relative_to(ROOT)}/")
    return 0


def bundle(*, full: bool) -> None:
    """Build the folder `dist/fireside`. Raises SetupFailed."""
    accel = os.environ.get("ACCEL") or ("metal" if sys.platform == "darwin" else "cpu")
    if accel not in CMAKE_ARGS:
        raise SetupFailed(f"ACCEL={accel} is unknown; choose {', '.join(CMAKE_ARGS)}.")
    debian.install(debian.WINDOW + debian.PACKAGING)
    sealed.install(accel, full=full)
    spa.build()
    run(PYTHON, ROOT / "packaging" / "icons" / "make.py", ICONS, failure="The icons could not be drawn (above).")
    say("Bundling")
    freeze = (PYTHON, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR")
    run(
        *freeze, "--workpath", WORK / "work", "--distpath", BUNDLE.parent, ROOT / "build.spec",
        failure="PyInstaller could not make the bundle; its own words are above.",
    )  # fmt: skip


def pack(*, full: bool) -> None:
    """Make the packages for Linux of the folder: one to install, one that carries its data along."""
    strip.strip(BUNDLE)
    say(f"Packing {deb.size(BUNDLE) / 1e6:.0f} MB: the Debian package")
    deb.make(BUNDLE, ICONS, BUNDLE.parent, full=full)
    say("Packing: the portable archive")
    portable(full=full)


def pack_windows(*, full: bool) -> None:
    """Make the installer for Windows of the folder, and an archive that carries its data along. Raises SetupFailed."""
    arch = {"AMD64": "x64", "ARM64": "arm64"}[platform.machine()]
    file = BUNDLE.parent / f"{name(full)}-windows-{arch}.exe"
    say("Packing: the installer")
    made = (PYTHON, ROOT / "packaging" / "windows" / "installer.py", BUNDLE, file, "--arch", arch)
    run(*made, failure="The installer could not be made (above).")
    say("Packing: the portable archive")
    archive = file.with_name(f"{file.stem}-portable.zip")
    packed = (PYTHON, ROOT / "packaging" / "windows" / "archive.py", BUNDLE, archive)
    run(*packed, failure="The archive could not be made (above).")


def pack_macos(*, full: bool) -> None:
    """Make the disk image for macOS of Fireside.app, signed as far as there are secrets. Raises SetupFailed."""
    arch = {"arm64": "arm64", "x86_64": "x64"}[platform.machine()]
    say("Packing: the disk image")
    made = (PYTHON, ROOT / "packaging" / "macos" / "image.py", BUNDLE.parent / "Fireside.app")
    run(*made, BUNDLE.parent / f"{name(full)}-macos-{arch}.dmg", failure="The disk image could not be made (above).")


def name(full: bool) -> str:
    """What the files are called, up to what they are for."""
    return f"fireside{'-full' if full else ''}-{version()}"


def portable(*, full: bool) -> Path:
    """The archive for other Linuxes, and for a stick: its data lies beside the program, because it is marked so."""
    folder = f"{name(full)}-linux-{platform.machine()}"
    file, half = BUNDLE.parent / f"{folder}.tar.gz", BUNDLE.parent / f"{folder}.tar.gz.half"
    marker = WORK / "portable"
    marker.write_text("While this file is here, Fireside keeps everything in the folder `data` beside it.\n", "utf-8")

    def nobody(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = "root"
        return member

    with tarfile.open(half, "w:gz", compresslevel=6) as archive:
        archive.add(BUNDLE, folder, filter=nobody)
        archive.add(marker, f"{folder}/portable", filter=nobody)
    shutil.move(half, file)
    return file


if __name__ == "__main__":
    sys.exit(main())
