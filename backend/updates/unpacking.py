"""Puts a new program beside the old one: unpacked, and started once to see that it runs on this computer."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
import zlib
from pathlib import Path

from backend.errors import StoreUnwritable, UpdateRefused

BESIDE = ".fireside-update"
"""A folder in the folder of the program: on the same disk, where the two can change places in one step."""
EXECUTABLE = "fireside"
_PATIENCE = 60.0


def unpack(archive: Path, program: Path, version: str) -> Path:
    """Unpack a `.tar.gz` beside `program`; the folder of the new one. Blocks for seconds.

    Raises `UpdateRefused` when it is not what it should be and `StoreUnwritable`; then nothing is left of it.
    """
    beside = program.parent / BESIDE
    try:
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir()
        with tarfile.open(archive) as packed:
            packed.extractall(beside, filter="data")
        tops = list(beside.iterdir())
        if len(tops) != 1 or not (tops[0] / EXECUTABLE).is_file():
            raise UpdateRefused(f"{archive.name} holds no Fireside.", "Nothing was changed.", param="file")
        _try(tops[0] / EXECUTABLE, version)
        return tops[0]
    except OSError as error:
        tidy(program)
        raise StoreUnwritable(
            f"Fireside {version} could not be unpacked: {error.strerror or error}.",
            "Free some disk space, then try again. This version goes on as it is.",
        ) from error
    except (tarfile.TarError, EOFError, zlib.error) as error:
        tidy(program)
        raise UpdateRefused(
            f"{archive.name} cannot be unpacked.", "Fetch it again. Nothing was changed.", param="file"
        ) from error
    except BaseException:
        tidy(program)
        raise


def tidy(program: Path) -> None:
    """Remove what an update left beside the program: the version of before, or a new one that was cut off."""
    shutil.rmtree(program.parent / BESIDE, ignore_errors=True)


def _try(executable: Path, version: str) -> None:
    """Start the new one for its version: a library that is missing here shows before the old one is gone."""
    refusal = UpdateRefused(
        f"Fireside {version} does not start on this computer.", "This one goes on as it is.", param="start"
    )
    alone = {**os.environ, "PYINSTALLER_RESET_ENVIRONMENT": "1"}  # it is no part of this program
    try:
        done = subprocess.run(
            [executable, "--version"], env=alone, capture_output=True, text=True, timeout=_PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise refusal from error
    if done.returncode or done.stdout.split()[-1:] != [version]:
        raise refusal
