"""The programs whose files can be read: each a module that knows its own shape, by content and never by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from backend.domain import WholeThread
from backend.exchange.foreign import ForeignThread
from backend.exchange.readers import chatgpt, claude, jan, librechat, llamacpp, lmstudio, openwebui, own

Keys = Mapping[str, Any]
"""The first object in a file; of the objects and arrays in it nothing but that they are there, empty."""


@dataclass(frozen=True)
class Reader:
    """How one program's files are read: whether a file is its own, and what one item of it says.

    `read` gives None for what is no thread, and raises `Unreadable` for what cannot be understood. Items lie in an
    array, or in one `within` an object; or each file is one. With `lines` all values of a file are one thread. Beside
    the threads there may be an array of pictures, `images` by its key.
    """

    name: str
    knows: Callable[[Keys], bool]
    read: Callable[[Any], ForeignThread | WholeThread | None]
    within: str | None = None
    lines: bool = False
    images: str | None = None


READERS: dict[str, Reader] = {
    reader.name: reader
    for reader in (
        Reader("Fireside", own.knows, own.read, within="threads", images="images"),
        Reader("ChatGPT", chatgpt.knows, chatgpt.read),
        Reader("Claude", claude.knows, claude.read),
        Reader("Open WebUI", openwebui.knows, openwebui.read),
        Reader("LibreChat", librechat.knows, librechat.read),
        Reader("LM Studio", lmstudio.knows, lmstudio.read),
        Reader("llama.cpp", llamacpp.knows, llamacpp.read),
        Reader("Jan", jan.knows, jan.read, lines=True),
    )
}
