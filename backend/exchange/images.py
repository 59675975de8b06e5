"""Pictures in files: as base64, so that a file holds all of a thread; what comes in is checked."""

from __future__ import annotations

import base64
import hashlib

from pydantic import Field, ValidationError

from backend.domain import Value
from backend.errors import FiresideError
from backend.images import look


class ImageFile(Value):
    """A picture in an export; `data` are its bytes as base64, `id` their SHA-256 in hex."""

    id: str = Field(pattern=r"^[0-9a-f]{64}$")
    media_type: str
    data: str


def packed(id: str, data: bytes) -> ImageFile:
    """A picture as it is written."""
    return ImageFile(id=id, media_type=look(data).media_type, data=base64.b64encode(data).decode())


def unpacked(item: object) -> tuple[str, bytes] | None:
    """The id and the bytes of a picture as it was written; None when it is damaged, or none that Fireside takes."""
    try:
        file = ImageFile.model_validate(item, extra="ignore")
        data = base64.b64decode(file.data, validate=True)
        look(data)
    except (ValidationError, ValueError, FiresideError):
        return None
    return (file.id, data) if hashlib.sha256(data).hexdigest() == file.id else None
