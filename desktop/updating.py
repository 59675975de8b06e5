"""Installs the version that was got ready, once all is closed; whatever goes wrong, the one of before goes on."""

from __future__ import annotations

import ctypes
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from backend.domain import Problem
from backend.paths import PROGRAM, Paths
from backend.updates import pending
from backend.updates.pending import Pending
from backend.updates.unpacking import BESIDE

log = logging.getLogger(__name__)

_EXCHANGE = 2  # RENAME_EXCHANGE of linux/fs.h
_HERE = -100  # AT_FDCWD
_OF_THE_PERSON = ("data", "portable")
"""What lies in the folder of a portable program and is not of the program."""


class NotInstalled(Exception):
    """The old version goes on; the text says why."""


def install(paths: Paths) -> bool:
    """Install what is pending, if something is. True when somebody else starts the new version, once it is there."""
    begun = pending.read(paths)
    if begun is None or begun.problem is not None:
        return False
    try:
        return _INSTALLERS[begun.kind](begun)
    except (NotInstalled, OSError) as error:
        log.warning("Fireside %s was not installed: %s", begun.version, error)
        problem = Problem(
            type="update_refused",
            message=f"Fireside {begun.version} was not installed: {str(error) or type(error).__name__}",
            hint="This is the version of before, and nothing was lost.",
        )
        try:
            pending.write(paths, begun.model_copy(update={"problem": problem}))
        except OSError as full:
            log.warning("that could not be written down: %s", full)
        return False


def finish_portable() -> None:
    """Bring the data folder along that a portable program was parted from when its update was killed."""
    beside = PROGRAM.parent / BESIDE
    if getattr(sys, "frozen", False) and beside.is_dir():
        for old in beside.iterdir():
            _bring_along(old, PROGRAM)


def _with_apt(begun: Pending) -> bool:
    """The desktop asks for the password; apt brings what the package needs, and leaves the old one when it cannot."""
    done = subprocess.run(
        ["pkexec", "apt-get", "install", "-y", begun.file], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if done.returncode in (126, 127):
        raise NotInstalled("you did not allow it.")
    if done.returncode:
        log.warning("apt-get: %s", done.stderr.decode("utf-8", "replace")[-2000:])
        raise NotInstalled(f"apt-get ended with code {done.returncode}; the log says more.")
    return False


def _with_setup(begun: Pending) -> bool:
    """Windows: it waits until we have ended, puts the new one in our place, and starts it."""
    subprocess.Popen(f'"{begun.file}" /S /RUN /D={begun.program}')  # /D is the last, and never in quotation marks
    return True


def _with_image(begun: Pending) -> bool:
    """macOS: the image shows where to drag it."""
    subprocess.Popen(["open", begun.file])
    return True


def _in_place(begun: Pending) -> bool:
    """The folder of the new program changes places with ours in one step, and takes the person's own things along."""
    program, unpacked = Path(begun.program), Path(begun.unpacked)
    if not begun.unpacked or not unpacked.is_dir():
        raise NotInstalled("what was unpacked is gone.")
    _exchange(unpacked, program)
    _bring_along(unpacked, program)
    return False


def _bring_along(old: Path, new: Path) -> None:
    for name in _OF_THE_PERSON:
        if (old / name).exists() and not (new / name).exists():
            (old / name).rename(new / name)


def _exchange(one: Path, other: Path) -> None:
    """Let two folders change places. Raises OSError; then both are where they were."""
    libc = ctypes.CDLL(None, use_errno=True)
    names = (os.fsencode(one), os.fsencode(other))
    if not hasattr(libc, "renameat2") or libc.renameat2(_HERE, names[0], _HERE, names[1], _EXCHANGE):
        _exchange_in_steps(one, other)  # a disk that cannot do it in one


def _exchange_in_steps(one: Path, other: Path) -> None:
    aside = one.with_name(f"{one.name}.old")
    other.rename(aside)
    try:
        one.rename(other)
    except OSError:
        aside.rename(other)
        raise
    aside.rename(one)


_INSTALLERS: dict[str, Callable[[Pending], bool]] = {
    "deb": _with_apt,
    "tar.gz": _in_place,
    "exe": _with_setup,
    "dmg": _with_image,
}
