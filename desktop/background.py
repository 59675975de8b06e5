"""What Fireside is to do without its window, as it stands in the settings file."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from backend.domain import Settings


class Wishes(NamedTuple):
    """Whether closing the window leaves Fireside running, and by which keys a quick question is asked; none is ""."""

    stay: bool
    keys: str


def wishes(settings: Path) -> Wishes:
    """What the person chose; a file that makes no sense wishes nothing."""
    try:
        chosen = tomllib.loads(settings.read_text("utf-8"))
    except (OSError, ValueError):  # tomllib's and the codec's errors are ValueErrors
        chosen = {}
    names = ("background", "quick_ask", "quick_ask_keys")
    fields = {name: chosen[name] for name in names if name in chosen}
    fields |= {name: value for name in names if (value := os.environ.get(f"FIRESIDE_{name.upper()}"))}
    try:
        valid = Settings.model_validate(fields)
    except ValidationError:
        return Wishes(False, "")
    return Wishes(valid.background, valid.quick_ask_keys if valid.quick_ask else "")
