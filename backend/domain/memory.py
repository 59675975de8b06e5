"""What takes memory once it is loaded, and what of that gave way to what."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from backend.domain.value import Value

Load = Literal["model", "search", "voice", "files"]
"""A model that chats, one for searching, the voice that is heard, the one that speaks into files."""


class Loadable(Value):
    """Something that is loaded into memory, by its name for people."""

    kind: Load
    name: str


class GaveWay(Value):
    """Something was unloaded, because something else was `wanted`; so many bytes it held."""

    what: Loadable
    wanted: Loadable
    freed: int
    at: datetime
