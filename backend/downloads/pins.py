"""The SHA-256 of files of which nobody said it beforehand: whatever came first is held to from then on."""

from __future__ import annotations

import json
from pathlib import Path

from backend.downloads.fetch import digest
from backend.downloads.plan import Plan


class Pins:
    """A file of hashes by address. Blocks: not for the event loop."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def read(self) -> dict[str, str]:
        """All that is known."""
        try:
            found: dict[str, str] = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return found

    def keep(self, plan: Plan) -> None:
        """Hold to what came of a plan that is in its place. Raises OSError."""
        places = {file.url: Path(plan.target) / file.path for file in plan.files if not file.sha256}
        came = {url: digest(place) for url, place in places.items() if place.is_file()}
        if came:
            half = self._file.with_suffix(".half")
            half.write_text(json.dumps(self.read() | came, indent=1), "utf-8")
            half.replace(self._file)
