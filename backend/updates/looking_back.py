"""How an installation ended that the last Fireside began; what it left is removed."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from backend.domain import Problem
from backend.paths import Paths
from backend.updates import pending
from backend.updates.installation import Installation
from backend.updates.manifest import order
from backend.updates.news import Ending
from backend.updates.pending import Pending
from backend.updates.unpacking import tidy

log = logging.getLogger(__name__)


def look_back(paths: Paths, installation: Installation, ours: str) -> Ending | None:
    """The ending, once; None when nothing was begun."""
    begun = pending.read(paths)
    try:
        pending.remove(paths)
        if installation.kind == "tar.gz":
            tidy(Path(installation.program))
        for old in pending.folder(paths).glob("*/"):
            if order(old.name) <= order(ours):
                shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        log.warning("what an update left could not be removed: %s", error)
    if begun is None:
        return None
    done = order(begun.version) == order(ours)
    problem = None if done else begun.problem or _cut_off(begun)
    return Ending(version=begun.version, before=begun.before, problem=problem)


def _cut_off(begun: Pending) -> Problem:
    return Problem(
        type="update_refused",
        param="ending",
        message=f"The installation of Fireside {begun.version} did not come to its end.",
        hint="This is the version of before, and nothing was lost. The file is still here: try again.",
    )
