"""What is to be fetched, and how far that is: a folder of halves with a plan beside them, which outlives a crash."""

from __future__ import annotations

import shutil
from pathlib import Path

from pydantic import Field, ValidationError

from backend.domain import Value

_PLAN = "plan.json"
_FILES = "files"


class File(Value):
    """One file: where from, and where below the target. Size in bytes and SHA-256 (hex) if they are known before."""

    url: str
    path: str = Field(pattern=r"^[\w][\w.-]*(/[\w][\w.-]*)*$")
    size: int | None = Field(default=None, ge=0)
    sha256: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")


class Plan(Value):
    """Files that belong together; when all are there, their folder becomes `target`, which must not exist yet."""

    id: str = Field(pattern=r"^[\w-]{1,64}$")
    name: str
    target: str
    files: tuple[File, ...] = Field(min_length=1)
    paused: bool = False

    @property
    def size(self) -> int | None:
        """Bytes of all files; None while that is not known of each."""
        sizes = [file.size for file in self.files if file.size is not None]
        return sum(sizes) if len(sizes) == len(self.files) else None


class Halves:
    """The folder of one plan. Blocks: not for the event loop."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, plan: Plan) -> None:
        """Keep the plan. Raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        half = self._folder / f"{_PLAN}.half"
        half.write_text(plan.model_dump_json(), "utf-8")
        half.replace(self._folder / _PLAN)

    def read(self) -> Plan | None:
        """The plan that was kept; None when there is none that can be read."""
        try:
            return Plan.model_validate_json((self._folder / _PLAN).read_text("utf-8"))
        except (OSError, ValidationError):
            return None

    def place(self, file: File) -> Path:
        """Where that file lies while it grows, empty at first. Raises OSError."""
        path = self._folder / _FILES / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        return path

    def have(self, plan: Plan) -> int:
        """Bytes of all files that are there already."""
        return sum(path.stat().st_size for file in plan.files if (path := self._folder / _FILES / file.path).is_file())

    def finish(self, plan: Plan) -> None:
        """Put the whole folder into its place. Raises OSError."""
        target = Path(plan.target)
        target.parent.mkdir(parents=True, exist_ok=True)
        (self._folder / _FILES).replace(target)
        self.remove()

    def remove(self) -> None:
        """Give up what there is."""
        shutil.rmtree(self._folder, ignore_errors=True)
