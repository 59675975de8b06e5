"""Tells when what was queued in the player has really been heard."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from backend.speech.player import Player

TICK = 0.01  # seconds


class Clock:
    """Calls back, on a thread of its own, when the loudspeaker reaches a position; `on_lost` when it never will."""

    def __init__(self, player: Player, on_lost: Callable[[], None]) -> None:
        self._player, self._on_lost = player, on_lost
        self._marks: deque[tuple[int, Callable[[], None]]] = deque()
        self._changed = threading.Condition()
        threading.Thread(target=self._run, name="clock", daemon=True).start()

    def at(self, position: int, callback: Callable[[], None]) -> None:
        """Call back once `position` has been heard. Positions must not go back."""
        with self._changed:
            self._marks.append((position, callback))
            self._changed.notify()

    def clear(self) -> None:
        """Forget everything that has not been called."""
        with self._changed:
            self._marks.clear()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._marks)
                lost = self._player.lost
                if lost:
                    self._marks.clear()
                due = []
                while self._marks and self._marks[0][0] <= self._player.heard:
                    due.append(self._marks.popleft()[1])
                for callback in due:  # in the lock: nothing is told after `clear`
                    callback()
                if not due:
                    self._changed.wait(TICK)
            if lost:
                self._on_lost()
