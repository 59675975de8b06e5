"""What a desktop may ask of Fireside from outside its window: by a sign in the tray, or by links."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Acts(NamedTuple):
    """Each returns at once, whoever has to be asked. `bring` raises the window and opens a link or a file in it."""

    open: Callable[[], None]
    bring: Callable[[str], None]
    stop_speaking: Callable[[], None]
    quit: Callable[[], None]
