"""What helps a person write: the prompts of their library, and what they have begun and not sent."""

from __future__ import annotations

from datetime import datetime

from backend.domain.thread import DocumentPart, ImagePart
from backend.domain.value import Value


class Prompt(Value):
    """A text that is used again and again, under a name. In it, `{{name}}` and `{{name=default}}` are filled in."""

    id: str
    name: str
    text: str
    created_at: datetime


class Draft(Value):
    """What was begun and not sent. `place` is a thread's id, or "new" for a thread that is yet to begin."""

    place: str
    text: str = ""
    documents: tuple[DocumentPart, ...] = ()
    images: tuple[ImagePart, ...] = ()
