"""A run in flight: what is written so far, and the tasks that write it."""

from __future__ import annotations

import asyncio
import time

from backend.domain import Message, Part, ReasoningPart, Run, RunStatus, TextPart
from backend.events import Phase

Growing = TextPart | ReasoningPart


class Live:
    """One run in flight. `length` counts the characters of its parts, `written` those of them that are stored.

    `stream` takes what the engine writes and may be cancelled at any time; `task` sees it to its end and may not.
    """

    def __init__(self, run: Run, message: Message) -> None:
        self.run, self.message = run, message
        self.read = self.total = 0
        self.phase: Phase = "reading"
        # A thought that was broken off is not thought on.
        *whole, last = message.parts or (None,)
        if last is not None and not isinstance(last, TextPart):
            whole, last = [*whole, last], None
        self._whole: list[Part] = [part for part in whole if part is not None]
        self._growing: Growing | None = last
        self._thinking_since = 0.0
        self._pieces = [last.text] if last else []
        self._before = len(last.text) if last else 0
        self.length = sum(_length(part) for part in message.parts)
        self.written = self.length
        self.started = time.perf_counter()
        self.ends_as = RunStatus.INTERRUPTED
        self.stream: asyncio.Task[None]
        self.task: asyncio.Task[None]

    @property
    def index(self) -> int:
        """Which part text is appended to."""
        return len(self._whole)

    @property
    def thinks(self) -> bool:
        """Whether it is a thought that grows."""
        return isinstance(self._growing, ReasoningPart)

    def think(self) -> ReasoningPart:
        """Begin a thought: text is appended to it until it is ended."""
        self._settle()
        self._growing, self._thinking_since = ReasoningPart(text=""), time.perf_counter()
        return self._growing

    def end_thought(self) -> ReasoningPart:
        """The thought that grew until now, whole, with its time."""
        seconds = round(time.perf_counter() - self._thinking_since, 1)
        thought = ReasoningPart(text="".join(self._pieces), seconds=seconds)
        self._growing, self._pieces, self._before = None, [], 0
        self._whole.append(thought)
        return thought

    def append(self, text: str) -> int:
        """Add text; returns how long its part was before, in characters."""
        if self._growing is None:
            self._growing = TextPart(text="")
        before = self._before
        self._pieces.append(text)
        self._before += len(text)
        self.length += len(text)
        return before

    def add(self, part: Part) -> int:
        """Put a whole part at the end; returns its index. Text goes on in a new part after it."""
        self._settle()
        self._whole.append(part)
        self.length += _length(part)
        return len(self._whole) - 1

    def _settle(self) -> None:
        if self._growing is not None and any(self._pieces):
            self._whole.append(self._grown(self._growing))
        self._growing, self._pieces, self._before = None, [], 0

    def _grown(self, part: Growing) -> Growing:
        self._pieces = ["".join(self._pieces)]
        return part.model_copy(update={"text": self._pieces[0]})

    def change(self, **fields: object) -> None:
        self.run = self.run.model_copy(update=fields)

    def parts(self) -> tuple[Part, ...]:
        if self._growing is None or not any(self._pieces):
            return tuple(self._whole)
        return (*self._whole, self._grown(self._growing))

    def shown(self) -> Message:
        """The message as a person sees it now."""
        return self.message.model_copy(update={"parts": self.parts(), "run": self.run})

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.started


def _length(part: Part) -> int:
    """Never nothing: a part without text is something to be stored, too."""
    return len(part.text) if isinstance(part, Growing) else 1
