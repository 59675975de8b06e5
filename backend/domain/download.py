"""What is fetched from elsewhere."""

from __future__ import annotations

from enum import StrEnum

from backend.domain.value import Problem, Value


class DownloadStatus(StrEnum):
    """Where a download is. The last two are its ends; one that failed can be gone on with."""

    RUNNING = "running"
    PAUSED = "paused"
    FAILED = "failed"
    DONE = "done"
    CANCELLED = "cancelled"


class Download(Value):
    """Something that is fetched: `done` of `total` bytes, `rate` bytes a second. `total` is None while nobody knows."""

    id: str
    name: str
    status: DownloadStatus
    done: int = 0
    total: int | None = None
    rate: float = 0.0
    problem: Problem | None = None
