"""What can be done by a sign in the tray, whatever draws it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Acts(NamedTuple):
    """Each returns at once, whoever has to be asked."""

    open: Callable[[], None]
    new_thread: Callable[[], None]
    stop_speaking: Callable[[], None]
    quit: Callable[[], None]
