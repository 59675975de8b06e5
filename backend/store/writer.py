"""Remembers which version of Fireside wrote into the data folder last."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path

from backend import __version__

log = logging.getLogger(__name__)

_VERSION = re.compile(r"\d+(\.\d+){1,3}")


class Writer:
    """Blocks. `ours` is the version that runs."""

    def __init__(self, file: Path, ours: str = __version__) -> None:
        self._file, self.ours = file, ours

    @property
    def last(self) -> str:
        """The version that wrote last; empty when nobody said it."""
        try:
            version = str(json.loads(self._file.read_text("utf-8"))["version"])
        except (OSError, ValueError, LookupError, TypeError):
            return ""
        return version if _VERSION.fullmatch(version) else ""

    @property
    def another(self) -> bool:
        """Whether the last one is known, and was another version than this."""
        return self.last not in ("", self.ours)

    def keep(self) -> None:
        """From now on it is us."""
        if self.last == self.ours:
            return
        half = self._file.with_suffix(".half")
        try:
            half.write_text(json.dumps({"version": self.ours}), "utf-8")
            half.replace(self._file)
        except OSError as error:
            log.warning("the version could not be written down: %s", error)
