"""Threads that wait outside the context, in this computer's memory: who writes does not pass over what they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import psutil

from backend.engines.slot import reach
from backend.engines.statefile import State

_MOST, _SHARE = 4 << 30, 4
"""Bytes: never more than so many, nor than this share of what would be free without them."""


def memory(held: int) -> int:
    """How many bytes may be held, where so many are."""
    return min(_MOST, (int(psutil.virtual_memory().available) + held) // _SHARE)


@dataclass(eq=False)
class Waiting:
    """What a slot held. `floor` is the shortest beginning that it can be cut to, but for none; the rest is a slot's."""

    thread: str
    kept: State
    floor: int = 0
    used: int = 0
    stored: bool = False
    saved: int = 0
    busy: ClassVar[bool] = False

    @property
    def tokens(self) -> Sequence[int]:
        """What was read."""
        return self.kept.tokens

    @property
    def bytes(self) -> int:
        """What it takes."""
        return len(self.kept.data) + sum(map(len, self.kept.snapshots.values()))

    def reach(self, wanted: Sequence[int]) -> int:
        """How much of a prompt need not be read if this is brought back."""
        return reach(self.tokens, self.kept.snapshots, self.floor, wanted)

    def state(self) -> State:
        """All of it."""
        return self.kept


class Idle:
    """At most one for each thread, and several that belong to none. `room`: bytes that may be held, where some are."""

    def __init__(self, room: Callable[[int], int] = memory) -> None:
        self._room = room
        self._held: list[Waiting] = []

    def __iter__(self) -> Iterator[Waiting]:
        return iter(self._held)

    def add(self, waiting: Waiting) -> list[Waiting]:
        """Hold one more, in place of what was held of its thread; returns those that must leave for it."""
        self.forget(waiting.thread)
        self._held.append(waiting)
        size = sum(each.bytes for each in self._held)
        room, left = self._room(size), list[Waiting]()
        for each in sorted(self._held, key=lambda each: (bool(each.thread), each.used)):
            if size <= room:
                break
            self.remove(each)
            left.append(each)
            size -= each.bytes
        return left

    def best(self, thread: str, wanted: Sequence[int]) -> tuple[int, Waiting | None]:
        """Who spares most of a prompt, and how much: of equals the thread's own, then the smallest."""
        reaches = [
            (each.reach(wanted), bool(thread) and each.thread == thread, -each.bytes, number)
            for number, each in enumerate(self._held)
        ]
        length, _, _, number = max(reaches, default=(0, False, 0, 0))
        return length, self._held[number] if length else None

    def remove(self, waiting: Waiting) -> None:
        """Hold it no longer."""
        self._held.remove(waiting)

    def forget(self, thread: str) -> None:
        """Hold nothing of a thread any longer."""
        self._held = [each for each in self._held if not thread or each.thread != thread]
