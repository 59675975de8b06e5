"""Why something could not be read."""

from __future__ import annotations

from typing import Literal

from backend.errors import Invalid

Why = Literal[
    "unknown",
    "nothing",
    "backup",
    "newer",
    "unreadable",
    "damaged",
    "torn",
    "strange",
    "empty",
    "large",
    "deep",
    "many",
]

WORDS: dict[Why, str] = {
    "unknown": "It is of no kind that Fireside knows.",
    "nothing": "There is nothing in it that Fireside knows.",
    "backup": "It is a backup: restore it under Settings → Storage, or with `fireside restore FILE`.",
    "newer": "It was written by a newer Fireside: install the newest one.",
    "unreadable": "It cannot be read.",
    "damaged": "The archive is damaged.",
    "torn": "It is no JSON any more from some place on, or ends in the middle; what comes before was read.",
    "strange": "It is not what Fireside writes.",
    "empty": "There are no messages in it.",
    "large": "It is too large to be a thread.",
    "deep": "It is nested too deep to be a thread.",
    "many": "Too much comes out of the archive.",
}


class Unreadable(Invalid):
    """Something in the files of an import that could not be read. `detail` is for who knows the format."""

    def __init__(self, why: Why, detail: str = "") -> None:
        super().__init__(WORDS[why])
        self.why, self.detail = why, detail
