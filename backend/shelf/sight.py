"""Which models can be shown pictures: those whose projector lies beside them, and those that a server has."""

from __future__ import annotations

from pathlib import Path

from backend.domain import Model
from backend.engines.projector import beside, projector_of
from backend.errors import FiresideError


class Sight:
    """Looks at the disk, not for the event loop; at each projector once, while it stays as it is."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int, int], bool] = {}

    def sees(self, model: Model) -> bool:
        """Whether it can be shown pictures, as far as one can tell without loading it."""
        if model.engine != "llama.cpp":
            return model.engine == "server"  # one that cannot see is told in words that there is a picture
        if model.purpose != "chat":
            return False
        path = beside(Path(model.path))
        if path is None:
            return False
        try:
            status = path.stat()
            key = (str(path), status.st_size, status.st_mtime_ns)
            if key not in self._known:
                projector = projector_of(Path(model.path))
                self._known[key] = bool(projector and not projector.problem)
            return self._known[key]
        except (OSError, FiresideError):
            return False
