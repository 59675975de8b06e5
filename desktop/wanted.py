"""What is to be opened: the words of the command line that are links or models, as the desktop passes them."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from backend.domain.link import LONGEST, SCHEME, is_link

VALUED = ("--home", "--model", "--port")
"""What takes the next word for itself."""


def split(arguments: Sequence[str], commands: Collection[str | None]) -> tuple[list[str], tuple[str, ...]]:
    """The command line without what is to be opened, and that. A command has words of its own: it keeps all."""
    rest, wanted, taken = list[str](), list[str](), False
    for word in arguments:
        if word in commands and not taken:
            return list(arguments), ()
        if not taken and not word.startswith("-") and is_link(word):
            wanted.append(whole(word))
        else:
            rest.append(word)
        taken = word in VALUED and not taken
    return rest, tuple(wanted)


def whole(word: str) -> str:
    """A link as it is, a file by its whole path. What is too long stays too long, but no longer than needed."""
    if word.lower().startswith(SCHEME) or len(word) > LONGEST:
        return word[: LONGEST + 1]
    if word.lower().startswith("file:"):
        word = unquote(urlsplit(word).path)
        word = word.lstrip("/") if os.name == "nt" else word  # file:///C:/models/x.gguf
    return str(Path(word).expanduser().absolute())
