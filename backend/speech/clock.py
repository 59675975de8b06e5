"""Tells when what was queued in the player has really been heard."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from backend.speech.player import Player

LONGEST_WAIT = 0.25  # seconds, for a device may be lost meanwhile
SHORTEST_WAIT = 0.005  # whoever wakes often holds the sound device's callback up


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
            if len(self._marks) == 1:  # else it waits for an earlier one
                self._changed.notify()

    def clear(self) -> None:
        """Forget everything that has not been called."""
        with self._changed:
            self._marks.clear()

    def look(self) -> None:
        """It was paused, or goes on: look anew how long it will take."""
        with self._changed:
            self._changed.notify()

    def _due_in(self, position: int) -> float:
        seconds = (position - self._player.heard) / self._player.rate
        return min(max(seconds, SHORTEST_WAIT), LONGEST_WAIT)

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
                if not due and self._marks:
                    self._changed.wait(self._due_in(self._marks[0][0]))
            if lost:
                self._on_lost()
