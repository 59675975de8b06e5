"""Names for files that every system takes: Windows's forbidden ones, at most 255 bytes, each one once."""

from __future__ import annotations

import re
import unicodedata

FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+')
RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?", re.IGNORECASE)
LONGEST = 120
"""Bytes of UTF-8; with a number, a folder and a suffix it stays below the 255 that a name may have."""


def file_name(title: str, suffix: str = "") -> str:
    """A name after a title, with `.suffix` if there is one."""
    tame = unicodedata.normalize("NFC", title.encode("utf-8", "ignore").decode())
    tame = " ".join(FORBIDDEN.sub(" ", tame).split()).strip(" .")
    tame = tame.encode()[:LONGEST].decode("utf-8", "ignore").strip(" .")
    if not tame or RESERVED.fullmatch(tame):
        tame = f"Fireside {tame}".strip()
    return f"{tame}.{suffix}" if suffix else tame


class Names:
    """Names that are given out once each, also where upper and lower case are the same."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def give(self, title: str, suffix: str, folders: tuple[str, ...] = ()) -> str:
        """A path within an archive."""
        folder = "".join(f"{file_name(name)}/" for name in folders)
        name, number = folder + file_name(title, suffix), 1
        while unicodedata.normalize("NFKC", name).casefold() in self._given:
            number += 1
            name = f"{folder}{file_name(title)} ({number}).{suffix}"
        self._given.add(unicodedata.normalize("NFKC", name).casefold())
        return name
