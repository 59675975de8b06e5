"""What is told about updates: where one looks, what is new, how far it is, how it ended."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path

from backend.domain import Download, Problem, Value


class Source(Value):
    """Where the signed list is, and the public key that it is signed with. Without both, nobody is asked."""

    address: str = ""
    key: str = ""

    @property
    def set_up(self) -> bool:
        """Whether there is somebody to ask."""
        return bool(self.address and self.key)


class News(Value):
    """A release. `notes` say in Markdown what is new, by language; `size` in bytes is that of the file for this one."""

    version: str
    date: datetime
    notes: dict[str, str]
    size: int | None = None


class Ending(Value):
    """How the last installation ended; `problem` says why `version` was not installed."""

    version: str
    before: str
    problem: Problem | None = None


class UpdateState(Value):
    """Everything about updates. `news` is of the newest release that was told of, also when that is this one.

    `newer` says that it is newer than this one, and then: `step` is the version that has to come first, if one has;
    `fits` whether there is a file for this computer, and `ready` that it was fetched. `path` and `command` are for
    whoever installs it by hand; `replaces_itself` says that nobody need.
    """

    version: str
    set_up: bool
    kind: str
    checked_at: datetime | None = None
    problem: Problem | None = None
    news: News | None = None
    newer: bool = False
    step: str = ""
    fits: bool = False
    download: Download | None = None
    ready: bool = False
    replaces_itself: bool = False
    path: str = ""
    command: str = ""
    ending: Ending | None = None


def read_source(catalogue: Path) -> Source:
    """What `updates.toml` says; nothing when it cannot be read."""
    try:
        return Source.model_validate(tomllib.loads((catalogue / "updates.toml").read_text("utf-8")))
    except (OSError, ValueError):
        return Source()
