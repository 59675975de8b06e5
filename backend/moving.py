"""Moves the data folder to another place: copied while Fireside runs, taken into use at the next start.

What changes until then is brought along at that start, before anything is opened. The old folder stays as it is until
the person removes it. `moving.json` in the old folder tells how far it came, so that a killed Fireside goes on.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import threading
from pathlib import Path
from typing import Literal

from backend.domain import Problem, Value
from backend.errors import Conflict, FiresideError, Invalid, NotFound, StoreUnwritable
from backend.paths import PLAN, POINTER, Paths, default_home, fixed_by
from backend.transfer import Stopped, copy_all, prune, size

log = logging.getLogger(__name__)

CAME_FROM = "came-from.json"
OURS = ".fireside-moving"
"""Marks the folder that is being filled: only what is marked is ever emptied again."""

LEFT = frozenset({PLAN, POINTER, CAME_FROM, OURS, "instance.lock", "cache"})
"""What is not taken along: what belongs to the place, and what may be deleted."""

LATER = LEFT | {"fireside.db", "fireside.db-wal", "fireside.db-shm", "webview", "logs"}
"""What changes all the time is copied at the start alone."""

SPARE = 256 << 20
"""Bytes that must be left free: a disk that is full to the brim would take no message."""


FIXED = {
    "FIRESIDE_HOME": ("The data folder is set by FIRESIDE_HOME or --home.", "Change it there."),
    "portable": (
        "Fireside is portable: its data folder lies beside the program.",
        "Move both together. To keep it elsewhere, remove the file “portable” and copy the folder.",
    ),
}


class Moving(Value):
    """A move under way. `copied` and `total` are in bytes; once it is ready, the next start takes the new folder."""

    to: str
    status: Literal["copying", "ready", "failed"]
    copied: int = 0
    total: int = 0
    problem: Problem | None = None


class Mover:
    """Copies the data folder in a thread of its own."""

    def __init__(self, paths: Paths) -> None:
        self._home = paths.home
        self._moving: Moving | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def moving(self) -> Moving | None:
        """The move under way."""
        return self._moving

    @property
    def old(self) -> Path | None:
        """The folder that this one was copied from, as long as it still holds threads."""
        old = Path(str(_read(self._home / CAME_FROM).get("home", "")))
        return old if old.is_absolute() and (old / "fireside.db").exists() else None

    def begin(self, to: str) -> Moving:
        """Start copying. Raises `Conflict` when one runs, `Invalid` or `StoreUnwritable` when the place will not do."""
        if self._thread and self._thread.is_alive():
            raise Conflict("The data folder is being moved already.", "Wait for it, or stop it first.")
        if why := fixed_by():
            raise Invalid(*FIXED[why])
        target = chosen(self._home, Path(to).expanduser())
        if _read(self._home / PLAN).get("to") not in (None, str(target)):
            self.cancel()  # what was copied elsewhere is of no use any more
        try:
            target.mkdir(parents=True, exist_ok=True, mode=0o700)
            (target / OURS).write_text(str(self._home), "utf-8")
            _write(self._home / PLAN, {"to": str(target), "ready": False})
        except OSError as error:
            raise _unwritable(target, error) from error
        return self._start(target)

    def resume(self) -> None:
        """Go on with what a former Fireside began."""
        plan = _read(self._home / PLAN)
        if not plan.get("to") or fixed_by():
            return
        target = Path(str(plan["to"]))
        if not (target / OURS).exists():
            hint = "Connect its disk and start Fireside again, or stop the move."
            self._moving = _failed(target, Problem(type="not_found", message=f"{target} is not there.", hint=hint))
        elif plan.get("ready"):
            problem = Problem.model_validate(plan["problem"]) if plan.get("problem") else None
            self._moving = Moving(to=str(target), status="failed" if problem else "ready", problem=problem)
        else:
            self._start(target)

    def cancel(self) -> None:
        """Stop, and remove what was copied. The folder in use is not touched."""
        self.close()
        target = Path(str(_read(self._home / PLAN).get("to", "")))
        (self._home / PLAN).unlink(missing_ok=True)
        self._moving = None
        if target.is_absolute() and (target / OURS).exists() and _free_for(self._home, target):
            shutil.rmtree(target, ignore_errors=True)

    def remove_old(self) -> None:
        """Remove what was copied from the old folder. Raises `NotFound` or `StoreUnwritable`."""
        old = self.old
        if old is None:
            raise NotFound("There is no old data folder.")
        try:
            for entry in list(old.iterdir()):
                if entry.name == POINTER:
                    continue  # it is what leads here
                folder = entry.is_dir() and not entry.is_symlink()
                if entry.name in LEFT or (self._home / entry.name).exists() or (folder and not any(entry.iterdir())):
                    shutil.rmtree(entry) if folder else entry.unlink()
        except OSError as error:
            raise _unwritable(old, error) from error

    def close(self) -> None:
        """Stop copying; the next start goes on with it."""
        self._stop.set()
        if self._thread:
            self._thread.join()
        self._thread = None

    def _start(self, target: Path) -> Moving:
        self._stop = threading.Event()
        self._moving = moving = Moving(to=str(target), status="copying", total=size(self._home, LATER))
        self._thread = threading.Thread(target=self._copy, args=(target,), name="moving", daemon=True)
        self._thread.start()
        return moving

    def _copy(self, target: Path) -> None:
        try:
            copy_all(self._home, target, self._told, LATER)
            _write(self._home / PLAN, {"to": str(target), "ready": True})
        except Stopped:
            return
        except OSError as error:
            log.warning("the data folder could not be copied to %s: %s", target, error)
            self._moving = _failed(target, _unwritable(target, error).problem)
        else:
            assert self._moving
            self._moving = self._moving.model_copy(update={"status": "ready", "copied": self._moving.total})

    def _told(self, done: int) -> None:
        if self._stop.is_set():
            raise Stopped
        assert self._moving
        copied = min(self._moving.copied + done, self._moving.total)
        self._moving = self._moving.model_copy(update={"copied": copied})


def chosen(home: Path, to: Path) -> Path:
    """The folder that will be the new one: the chosen one when it is empty, else one of its own in it.

    Raises `Invalid` when that cannot be, `StoreUnwritable` when there is no room or no permission.
    """
    if not to.is_absolute():
        raise Invalid("Give the whole path of the new folder.", "It begins at the root of a disk.", param="to")
    to = to.resolve()
    if to.is_dir() and not _free_for(home, to):
        to = to / "Fireside"
    if to == home or to.is_relative_to(home) or home.is_relative_to(to):
        raise Invalid("The new folder and the old one must not lie in each other.", "Choose another.", param="to")
    if to.exists() and not (to.is_dir() and _free_for(home, to)):
        raise Invalid(f"{to} holds other files.", "Choose an empty folder.", param="to")
    there = next(each for each in (to, *to.parents) if each.exists())
    try:
        free = shutil.disk_usage(there).free
    except OSError as error:
        raise _unwritable(to, error) from error
    if not os.access(there, os.W_OK):
        raise StoreUnwritable(f"{there} may not be written.", "Choose another folder.")
    needed = size(home, LEFT) + SPARE
    if free < needed:
        raise StoreUnwritable(
            f"There is not enough room at {there}: {needed / 1e9:.1f} GB are needed, {free / 1e9:.1f} GB are free.",
            "Choose another disk, or make room.",
        )
    return to


def finish(paths: Paths) -> bool:
    """At a start, before anything is opened: bring the rest along, and let the new folder be the one from now on.

    Whether it is. When it fails, the old folder stays in use and what went wrong is kept for the page.
    """
    plan = _read(paths.home / PLAN)
    if not plan.get("ready") or fixed_by():
        return False
    target = Path(str(plan["to"]))
    try:
        if not (target / OURS).exists():
            raise FileNotFoundError(0, "it is not there", str(target))
        for database in target.glob("fireside.db*"):
            database.unlink()  # its time does not always tell that it was written
        copy_all(paths.home, target, lambda done: None, LEFT)
        prune(paths.home, target, LEFT)
        _write(target / CAME_FROM, {"home": str(paths.home)})
        _lead_to(target)
        (target / OURS).unlink(missing_ok=True)
        (paths.home / PLAN).unlink(missing_ok=True)
    except OSError as error:
        problem = _unwritable(target, error).problem
        _write(paths.home / PLAN, {**plan, "problem": problem.model_dump()})
        return False
    return True


def _lead_to(target: Path) -> None:
    """From now on a start looks there; where nothing leads, the usual place is meant."""
    pointer = default_home() / POINTER
    if target == default_home():
        pointer.unlink(missing_ok=True)
        return
    pointer.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(pointer, {"home": str(target)})


def _free_for(home: Path, folder: Path) -> bool:
    """Whether a folder is empty, or is the one that was being filled from this home."""
    mark = folder / OURS
    if mark.exists():
        return mark.read_text("utf-8") == str(home)
    return all(entry.name in (POINTER, "instance.lock") for entry in folder.iterdir())


def _failed(target: Path, problem: Problem) -> Moving:
    return Moving(to=str(target), status="failed", problem=problem)


def _unwritable(place: Path, error: OSError) -> FiresideError:
    return StoreUnwritable(
        f"{error.filename or place} could not be written: {error.strerror or error}.",
        "Nothing is lost: the folder in use is as it was. Try again, or choose another place.",
    )


def _read(file: Path) -> dict[str, object]:
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(file: Path, content: dict[str, object]) -> None:
    half = file.with_name(file.name + ".new")
    with half.open("w", encoding="utf-8") as opened:
        opened.write(json.dumps(content))
        opened.flush()
        os.fsync(opened.fileno())
    half.replace(file)
