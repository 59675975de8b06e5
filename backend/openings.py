"""What waits to be opened: links and files that came from outside, each until a page has taken care of it.

Nothing happens by itself: a page shows what came, and the person says what is to be done with it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from backend.domain import FileLink, Link, Opening, ThreadLink, new_id, read_link, refused
from backend.engines.gguf import describe
from backend.errors import FiresideError, NotFound
from backend.events import Event, OpeningsChanged
from backend.store import Threads

log = logging.getLogger(__name__)
MOST = 8
"""That may wait at once: a page of the web could send a thousand."""


class Openings:
    """What waits, the oldest first."""

    def __init__(self, threads: Threads, publish: Callable[[Event], None]) -> None:
        self._threads, self._publish = threads, publish
        self._waiting: tuple[Opening, ...] = ()

    @property
    def waiting(self) -> tuple[Opening, ...]:
        """All of them."""
        return self._waiting

    async def ask(self, text: str) -> None:
        """Put what came in the line, looked at. What waits there already, and what is too much, is dropped."""
        link = await self._looked_at(read_link(text), text)
        if any(opening.link == link for opening in self._waiting) or len(self._waiting) >= MOST:
            log.info("a link was dropped: %d wait", len(self._waiting))
            return
        self._waiting = (*self._waiting, Opening(id=new_id(), link=link))
        self._publish(OpeningsChanged())

    def take(self, id: str) -> Opening:
        """Take it out of the line, for one who takes care of it. Raises `NotFound` when another did."""
        for opening in self._waiting:
            if opening.id == id:
                self._waiting = tuple(other for other in self._waiting if other.id != id)
                self._publish(OpeningsChanged())
                return opening
        raise NotFound("That was taken care of already.")

    async def _looked_at(self, link: Link, text: str) -> Link:
        try:
            if isinstance(link, ThreadLink):
                await self._threads.get(link.thread_id)
            elif isinstance(link, FileLink):
                model = await asyncio.to_thread(describe, Path(link.path))
                return FileLink(path=link.path, name=model.name, size=model.size)
        except NotFound:
            return refused("no_thread", text)
        except FiresideError as error:
            return refused("no_file" if isinstance(link, FileLink) else "no_thread", text, error.message)
        return link
