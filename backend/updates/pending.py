"""An installation that was begun: written down before this Fireside ends, read by whichever starts next."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from backend.domain import Problem, Value
from backend.paths import Paths
from backend.updates.manifest import Kind

_FILE = "pending.json"


class Pending(Value):
    """From `before` to `version`, by means of `file`. `unpacked` is where the new program stands, if it does already.

    `problem` is why it was not installed, once somebody knows.
    """

    version: str
    before: str
    kind: Kind
    file: str
    program: str
    unpacked: str = ""
    problem: Problem | None = None


def folder(paths: Paths) -> Path:
    """Where everything about updates is kept."""
    return paths.home / "updates"


def write(paths: Paths, pending: Pending) -> None:
    """Keep it. Raises OSError."""
    folder(paths).mkdir(parents=True, exist_ok=True)
    half = folder(paths) / f"{_FILE}.half"
    half.write_text(pending.model_dump_json(indent=1), "utf-8")
    half.replace(folder(paths) / _FILE)


def read(paths: Paths) -> Pending | None:
    """The one that was begun, if there is any."""
    try:
        return Pending.model_validate_json((folder(paths) / _FILE).read_text("utf-8"))
    except (OSError, ValueError, ValidationError):
        return None


def remove(paths: Paths) -> None:
    """It came to an end. Raises OSError."""
    (folder(paths) / _FILE).unlink(missing_ok=True)
