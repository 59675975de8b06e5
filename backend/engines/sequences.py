"""What lies in the context: one sequence of tokens a thread, kept as long as there is room.

A prompt that begins like one of them is not read again from its start: its thread's own sequence is cut to what both
begin with, or that part of another's is copied. Models that cannot be cut back have snapshots to return to; where
there is none, the prompt is read again. Never is a context used that is not the prompt's.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from backend.engines.context import Context, Snapshot

_SNAPSHOTS = 4


@dataclass(eq=False)
class Slot:
    """One of llama.cpp's sequences. `used` tells which was needed last; a `busy` one is being written to.

    `marks` are lengths at which a snapshot is worth its memory.
    """

    number: int
    thread: str = ""
    tokens: list[int] = field(default_factory=list)
    snapshots: list[Snapshot] = field(default_factory=list)
    marks: tuple[int, ...] = ()
    used: int = 0
    busy: bool = False


class _Start(NamedTuple):
    """Where reading can begin from a slot, and the snapshot that this takes."""

    length: int
    slot: Slot
    snapshot: Snapshot | None


class Sequences:
    """All slots of a context."""

    def __init__(self, context: Context, count: int) -> None:
        self._context = context
        self._slots = [Slot(number) for number in range(count)]
        self._clock = itertools.count(1)

    def take(self, thread: str, prompt: Sequence[int]) -> Slot | None:
        """A slot that holds as much of the prompt as can be had, but never its last token; None when all are busy."""
        wanted = prompt[:-1]
        starts = [self._start(slot, wanted) for slot in self._slots]
        best = max(starts, key=lambda start: (start.length, bool(thread) and start.slot.thread == thread))
        slot = self._own(thread) or self._going_on(thread, best) or self._oldest()
        if slot is None:
            return None
        if slot is best.slot:
            self._rewind(slot, best)
        else:
            self._forget(slot)
            self._copy(best, slot)
        slot.thread, slot.used, slot.busy = thread, next(self._clock), True
        if not self._context.rolls_back:
            # The prompt is asked about again by a retry; and what two threads share, a third may begin with too.
            slot.marks = (max(_shared(other.tokens, wanted) for other in self._slots if other is not slot), len(wanted))
        return slot

    def give(self, slot: Slot) -> None:
        """The slot's reply has ended; what it holds is kept until the room is needed."""
        slot.busy = False
        slot.used = next(self._clock)

    def evict(self) -> bool:
        """Make room: forget what was needed least lately. False when all that is left is busy."""
        held = [slot for slot in self._slots if not slot.busy and slot.tokens]
        if not held:
            return False
        self._forget(min(held, key=_worth))
        return True

    def settle(self, slot: Slot) -> None:
        """Undo what a batch that was given up may have left behind the slot's tokens."""
        if not self._context.cut(slot.number, len(slot.tokens)):
            slot.tokens, slot.snapshots = [], []

    def drop(self, slot: Slot) -> None:
        """Forget what a slot holds and take it back: others need the room now."""
        self._forget(slot)
        self.give(slot)

    def next_mark(self, slot: Slot) -> int | None:
        """How many tokens to read up to the next mark."""
        return min((mark - len(slot.tokens) for mark in slot.marks if mark > len(slot.tokens)), default=None)

    def remember(self, slot: Slot) -> None:
        """Take a snapshot if the slot has come to a mark."""
        length = len(slot.tokens)
        if length not in slot.marks or any(snapshot.length == length for snapshot in slot.snapshots):
            return
        if snapshot := self._context.snapshot(slot.number, length):
            first, rest = slot.snapshots[:1], slot.snapshots[1:]  # the first is likely what all threads begin with
            slot.snapshots = [*first, *rest[2 - _SNAPSHOTS :], snapshot]

    # -------------------------------------------------------------- which one

    def _own(self, thread: str) -> Slot | None:
        return next((slot for slot in self._slots if thread and slot.thread == thread and not slot.busy), None)

    def _going_on(self, thread: str, best: _Start) -> Slot | None:
        """Where the prompt names no thread: the slot that it seems to go on with, or to repeat."""
        slot = best.slot
        fits = not thread and not slot.thread and not slot.busy and best.length
        return slot if fits and 2 * best.length >= len(slot.tokens) else None

    def _oldest(self) -> Slot | None:
        """The idle slot that is missed least."""
        return min((slot for slot in self._slots if not slot.busy), key=_worth, default=None)

    def _start(self, slot: Slot, wanted: Sequence[int]) -> _Start:
        length = _shared(slot.tokens, wanted)
        if self._context.keeps(slot.number, len(slot.tokens), length):
            return _Start(length, slot, None)
        fitting = [snapshot for snapshot in slot.snapshots if snapshot.length <= length]
        if not fitting:
            return _Start(0, slot, None)
        return _Start(fitting[-1].length, slot, fitting[-1])

    # -------------------------------------------------------------- what it holds

    def _copy(self, start: _Start, slot: Slot) -> None:
        if start.length:
            self._context.copy(start.slot.number, slot.number, start.length)
            slot.tokens = start.slot.tokens[: start.length]
            slot.snapshots = [snapshot for snapshot in start.slot.snapshots if snapshot.length <= start.length]
            self._rewind(slot, start)

    def _rewind(self, slot: Slot, start: _Start) -> None:
        restored = start.snapshot is None or self._context.restore(slot.number, start.snapshot)
        if restored and self._context.cut(slot.number, start.length):
            del slot.tokens[start.length :]
            slot.snapshots = [snapshot for snapshot in slot.snapshots if snapshot.length <= start.length]
        else:
            self._forget(slot)

    def _forget(self, slot: Slot) -> None:
        self._context.cut(slot.number, 0)
        slot.tokens, slot.snapshots, slot.marks, slot.thread = [], [], (), ""


def _worth(slot: Slot) -> tuple[bool, bool, int]:
    """Empty slots go first, then what belongs to no thread, then what was not needed for longest."""
    return bool(slot.tokens), bool(slot.thread), slot.used


def _shared(one: Sequence[int], other: Sequence[int]) -> int:
    """How many tokens both begin with: halving, since lists compare in C and the longest have many thousands."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
