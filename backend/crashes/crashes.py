"""The folder of reports: one small file each, the newest twenty, the same twice counted instead of kept."""

from __future__ import annotations

import logging
import platform
import re
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from backend import __version__
from backend.crashes.traces import name_of, place_of, stack_of
from backend.domain import Value, new_id, now

log = logging.getLogger(__name__)

KEPT = 20
FOLDER = "crashes"
"""Below the folder of logs: so a worker, which knows only that, finds it too."""
Place = Literal["app", "server", "request", "worker", "page", "end"]
_ID = re.compile(r"\d{8}-\d{6}-[0-9a-f]{6}")
_PARTS = ("llama-cpp-python", "sherpa-onnx", "pywebview", "PySide6-Essentials", "fastapi", "torch")


class CrashReport(Value):
    """What went wrong once, or `times` in the same place. `what` is a line, `text` all of it, to be copied.

    `place` is where: `end` means that all of Fireside ended without being closed. One that was shown is `seen`.
    """

    id: str
    at: datetime
    place: Place
    what: str
    text: str
    times: int = 1
    seen: bool = False


class Crashes:
    """Blocks. Nothing that is asked of it raises: whoever reports an error must not meet another."""

    def __init__(self, logs: Path) -> None:
        self._folder = logs / FOLDER

    def all(self) -> tuple[CrashReport, ...]:
        """All reports, the newest first."""
        found = (_read(file) for file in self._folder.glob("*.json"))
        return tuple(sorted((report for report in found if report), key=lambda report: report.at, reverse=True))

    def unseen(self) -> CrashReport | None:
        """The newest that was never shown."""
        return next((report for report in self.all() if not report.seen), None)

    def keep_error(self, place: Place, error: BaseException, recent: Iterable[str] = ()) -> CrashReport | None:
        """Report an error, without its words; `recent` are lines of the log that hold none either."""
        where = place_of(error)
        what = f"{name_of(error)} in {where}" if where else name_of(error)
        return self.keep(place, what, stack_of(error), recent)

    def keep(self, place: Place, what: str, stack: Iterable[str], recent: Iterable[str] = ()) -> CrashReport | None:
        """Report what is told. None of it may hold content."""
        moment = now()
        try:
            for before in self.all():
                if (before.place, before.what) == (place, what):
                    again = before.model_copy(update={"at": moment, "times": before.times + 1, "seen": False})
                    self._write(again)
                    return again
            told = CrashReport(
                id=f"{moment:%Y%m%d-%H%M%S}-{new_id()[:6]}",
                at=moment,
                place=place,
                what=what,
                text=_text(moment, place, what, stack, recent),
            )
            self._write(told)
            for old in self.all()[KEPT:]:
                self.remove(old.id)
        except OSError as error:
            log.warning("a report could not be kept: %s", error)
            return None
        return told

    def mark_seen(self) -> None:
        """All of them were shown."""
        for report in self.all():
            if not report.seen:
                self._write_quietly(report.model_copy(update={"seen": True}))

    def remove(self, id: str) -> None:
        """Delete one; nothing happens when there is none."""
        if _ID.fullmatch(id):
            try:
                (self._folder / f"{id}.json").unlink(missing_ok=True)
            except OSError as error:
                log.warning("a report could not be removed: %s", error)

    def clear(self) -> None:
        """Delete all."""
        for report in self.all():
            self.remove(report.id)

    def _write_quietly(self, report: CrashReport) -> None:
        try:
            self._write(report)
        except OSError as error:
            log.warning("a report could not be kept: %s", error)

    def _write(self, report: CrashReport) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        half = self._folder / f"{report.id}.half"
        half.write_text(report.model_dump_json(indent=1), "utf-8")
        half.replace(self._folder / f"{report.id}.json")


def _read(file: Path) -> CrashReport | None:
    try:
        return CrashReport.model_validate_json(file.read_text("utf-8"))
    except (OSError, ValueError, ValidationError):
        return None


def _text(moment: datetime, place: Place, what: str, stack: Iterable[str], recent: Iterable[str]) -> str:
    frozen = "installed" if getattr(sys, "frozen", False) else "from source"
    lines = [
        f"Fireside {__version__} ({frozen}), {moment:%Y-%m-%d %H:%M:%S} UTC",
        f"{platform.system()} {platform.release()}, {platform.machine()}, Python {platform.python_version()}",
        ", ".join(f"{name} {number}" for name in _PARTS if (number := _version(name))),
        f"{place}: {what}",
        *("", "Stack", *stack),
        *("", "What Fireside did last (without words of anybody's)", *recent),
    ]
    return "\n".join(lines).strip() + "\n"


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return ""
