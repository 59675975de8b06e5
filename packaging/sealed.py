"""The environment that a bundle is made from: its own, with nothing in it but what Fireside and its bundling need.

What lies in an environment may get into a bundle; that for developing (`.venv`) holds five times as much, and a
llama.cpp for this computer alone.
"""

from __future__ import annotations

import filecmp
import os
import re
from pathlib import Path

import llama
from environment import CONSTRAINTS, PYTHON, ROOT, VENV, lock, make, run, say, stamp, stamps

NUMBERED = re.compile(r"(?P<name>lib[\w-]+)(?P<linux>\.so)?\.\d+(?P<more>\.[\d.]*\d)?(?P<macos>\.dylib)?")
"""A library under the name that holds its version."""


def place(*, full: bool) -> Path:
    """Where it lies; FIRESIDE_VENV must say so before `environment` is imported."""
    return Path(__file__).resolve().parent.parent / "build" / "package" / ("venv-full" if full else "venv")


def install(accel: str, *, full: bool) -> None:
    """Make sure that it is there, with llama.cpp for `accel`, and with PyTorch if it is to be `full`."""
    if not VENV.is_relative_to(ROOT / "build" / "package"):
        raise AssertionError(f"{VENV} is not for bundles")
    make()
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "-c", CONSTRAINTS)
    why = "pip could not install the packages; its own words are above. Is the network there?"
    if not stamps().get("packages"):
        run(*pip, "pip", failure=why)
    wheel = llama.wheel(PYTHON, accel)
    wanted = {"packages": lock(), "llama": str(wheel.relative_to(ROOT))}
    if {name: stamps().get(name) for name in wanted} == wanted:
        return
    say("Installing what the bundle is made from")
    extras = ["build", "package", *(["torch"] if full else [])]
    run(*pip, "--force-reinstall", "--no-deps", wheel, failure=why)
    run(*pip, "--build-constraint", CONSTRAINTS, "-e", f".[{','.join(extras)}]", failure=why, PYTHONWARNINGS="ignore")
    link(llama.folder(VENV))
    stamp(**wanted)


def link(folder: Path) -> None:
    """Of the copies of a library, which a wheel holds for want of links, keep one: that which others ask for.

    Those are `libggml.so`, `.so.0` and `.so.0.25.3`; on macOS `libggml.dylib`, `.0.dylib` and `.0.25.3.dylib`.
    """
    for file in sorted(folder.iterdir()):
        if not (numbered := NUMBERED.fullmatch(file.name)):
            continue
        plain = folder / f"{numbered['name']}{numbered['linux'] or numbered['macos']}"
        if numbered["more"]:
            file.unlink()
        elif plain.exists() and filecmp.cmp(plain, file, shallow=False):
            plain.unlink()
            os.symlink(file.name, plain)
