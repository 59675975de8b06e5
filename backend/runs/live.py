"""A run in flight: what is written so far, and the tasks that write it."""

from __future__ import annotations

import asyncio
import time

from backend.domain import Message, Part, Run, RunStatus, TextPart


class Live:
    """One run in flight. `length` counts the reply's characters, `written` those of them that are stored.

    `stream` takes what the engine writes and may be cancelled at any time; `task` sees it to its end and may not.
    """

    def __init__(self, run: Run, message: Message) -> None:
        self.run, self.message = run, message
        self.read = self.total = 0
        self.pieces = [message.text]
        self.length = len(message.text)
        self.written = self.length
        self.started = time.perf_counter()
        self.ends_as = RunStatus.INTERRUPTED
        self.stream: asyncio.Task[None]
        self.task: asyncio.Task[None]

    def append(self, text: str) -> int:
        """Add text; returns how long the reply was before, in characters."""
        before = self.length
        self.pieces.append(text)
        self.length += len(text)
        return before

    def change(self, **fields: object) -> None:
        self.run = self.run.model_copy(update=fields)

    def parts(self) -> tuple[Part, ...]:
        self.pieces = ["".join(self.pieces)]
        return (TextPart(text=self.pieces[0]),) if self.length else ()

    def shown(self) -> Message:
        """The message as a person sees it now."""
        return self.message.model_copy(update={"parts": self.parts(), "run": self.run})

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.started
