"""Where the window stood last, corrected when the screens have changed since."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

SMALLEST = (360, 480)
TITLE = (120, 32)
"""So much of the title bar, in pixels, must be on a screen: enough to drag the window by."""


class Screen(NamedTuple):
    """The usable part of one screen, in pixels of the whole desktop."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Place:
    """Size of the page and place of the frame, in pixels; without x and y the window is centred. `zoom` is a factor."""

    width: int = 1180
    height: int = 820
    x: int | None = None
    y: int | None = None
    maximized: bool = False
    zoom: float = 1.0

    def fitted(self, screens: Sequence[Screen]) -> Place:
        """The same place if its title bar can be reached, else centred; never larger than its screen."""
        if not screens:
            return dataclasses.replace(self, x=None, y=None)
        places = [self._within(screen) for screen in screens]
        reach, place = max(zip(map(Place._reach, places, screens), places, strict=True), key=lambda pair: pair[0])
        return place if reach else dataclasses.replace(places[0], x=None, y=None)  # the first screen is the main one

    def _within(self, screen: Screen) -> Place:
        return dataclasses.replace(self, width=min(self.width, screen.width), height=min(self.height, screen.height))

    def _reach(self, screen: Screen) -> int:
        """How many pixels of the title bar's width can be grabbed on that screen; 0 when that is not enough."""
        if self.x is None or self.y is None:
            return 0
        across = min(self.x + self.width, screen.x + screen.width) - max(self.x, screen.x)
        inside = screen.y <= self.y <= screen.y + screen.height - TITLE[1]
        return across if inside and across >= TITLE[0] else 0


def read_place(file: Path) -> Place:
    """What was written last; the default place when that is missing or makes no sense."""
    try:
        fields = json.loads(file.read_text("utf-8"))
        place = Place(**fields)
        numbers = (place.width, place.height, place.x or 0, place.y or 0)
        if all(type(number) is int and abs(number) < 100_000 for number in numbers) and 0.25 <= place.zoom <= 5:
            return place
    except (OSError, ValueError, TypeError):
        pass
    return Place()


def write_place(file: Path, place: Place) -> None:
    """Remember a place; a folder that cannot be written only means that it is forgotten."""
    try:
        file.write_text(json.dumps(dataclasses.asdict(place)), "utf-8")
    except OSError:
        return
