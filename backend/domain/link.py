"""What Fireside can be asked to open from outside: a link, or a file. Only read here; nothing is looked up.

`fireside://new` means a new thread, `fireside://thread/ID` one that is there, and
`fireside://model/PUBLISHER/NAME[:VARIANT]` a model of the hub; a whole path that ends with `.gguf` is a file.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from backend.domain.value import Value

SCHEME = "fireside:"
LONGEST = 1000
"""Characters; paths may be longer in theory, links of ours never are."""
SHOWN = 120

_THREAD = re.compile(r"thread/([0-9a-f]{32})/?", re.ASCII)
_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}"
_MODEL = re.compile(rf"model/({_NAME}/{_NAME})(?::([A-Za-z0-9][A-Za-z0-9._-]{{0,79}}))?/?", re.ASCII)

Why = Literal["unknown", "too_long", "no_thread", "no_model", "no_file"]


class NewLink(Value):
    """A new thread."""

    kind: Literal["new"] = "new"


class ThreadLink(Value):
    """A thread."""

    kind: Literal["thread"] = "thread"
    thread_id: str


class ModelLink(Value):
    """A model of the hub; without a `variant` the one that is usual."""

    kind: Literal["model"] = "model"
    repository: str
    variant: str = ""


class FileLink(Value):
    """A model on this computer. What the file says of itself is empty until it was looked at; `size` is in bytes."""

    kind: Literal["file"] = "file"
    path: str
    name: str = ""
    size: int | None = None


class RefusedLink(Value):
    """What is not opened, and why; `text` is the beginning of what came, `about` what more is known."""

    kind: Literal["refused"] = "refused"
    why: Why
    text: str
    about: str = ""


Link = Annotated[NewLink | ThreadLink | ModelLink | FileLink | RefusedLink, Field(discriminator="kind")]


class Opening(Value):
    """Something that waits to be opened, until a page has taken care of it."""

    id: str
    link: Link


def is_link(text: str) -> bool:
    """Whether a word on the command line is meant to be opened."""
    return text.lower().startswith(SCHEME) or text.lower().endswith(".gguf")


def read_link(text: str) -> Link:
    """What is meant. Never raises."""
    if len(text) > LONGEST:
        return refused("too_long", text)
    if not text.isprintable():
        return refused("unknown", text)
    if text.lower().startswith(SCHEME):
        return _ours(text)
    if not is_link(text) or not Path(text).is_absolute():
        return refused("unknown", text)
    return FileLink(path=text)


def refused(why: Why, text: str, about: str = "") -> RefusedLink:
    """What came is shown in part only, and without what could disturb the page."""
    shown = "".join(letter if letter.isprintable() else "�" for letter in text[: SHOWN + 1])
    return RefusedLink(why=why, text=shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…", about=about)


def _ours(text: str) -> Link:
    """Nothing is decoded: none of our links needs a percent sign, and whoever hides something behind one is refused."""
    place = text[len(SCHEME) :].lstrip("/")
    if place.rstrip("/") == "new":
        return NewLink()
    if found := _THREAD.fullmatch(place):
        return ThreadLink(thread_id=found[1])
    found = _MODEL.fullmatch(place)
    if found and ".." not in place:
        return ModelLink(repository=found[1], variant=found[2] or "")
    return refused("unknown", text)
