"""What is known of releases between two starts: the newest list, as it was signed, and when somebody looked for it."""

from __future__ import annotations

import base64
import binascii
import json
import logging
from datetime import datetime
from pathlib import Path

from backend.errors import UpdateRefused
from backend.updates.manifest import Release, unpack

log = logging.getLogger(__name__)

_LIST = "release.json"
_CHECKED = "checked.json"


class Known:
    """Blocks. What is damaged or cannot be written is not known."""

    def __init__(self, folder: Path, key: str) -> None:
        self._folder, self._key = folder, key

    def read(self, document: bytes) -> Release:
        """The release that a document tells of. Raises `UpdateRefused`."""
        try:
            key = base64.b64decode(self._key, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        return unpack(document, key)

    def release(self) -> Release | None:
        """The newest that was told of; its signature is checked again."""
        try:
            return self.read((self._folder / _LIST).read_bytes())
        except (OSError, UpdateRefused):
            return None

    def checked_at(self) -> datetime | None:
        """When somebody looked last."""
        try:
            return datetime.fromisoformat(json.loads((self._folder / _CHECKED).read_text("utf-8"))["checked_at"])
        except (OSError, ValueError, LookupError, TypeError):
            return None

    def keep_release(self, document: bytes) -> None:
        """Remember the newest."""
        self._keep(_LIST, document)

    def keep_check(self, moment: datetime) -> None:
        """Remember that somebody looked."""
        self._keep(_CHECKED, json.dumps({"checked_at": moment.isoformat()}).encode())

    def _keep(self, name: str, content: bytes) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            half = self._folder / f"{name}.half"
            half.write_bytes(content)
            half.replace(self._folder / name)
        except OSError as error:
            log.warning("what is known of updates could not be kept: %s", error)
