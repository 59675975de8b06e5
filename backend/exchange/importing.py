"""One import: looked through first, then carried out as far as the person wants; both can be stopped."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import Field

from backend.domain import Problem, Value, WholeThread
from backend.errors import Conflict, FiresideError
from backend.exchange.sources import Read, Sources
from backend.exchange.unreadable import Why
from backend.store import Images, WholeThreads
from backend.store.whole import Kept, Standing

MOST_SKIPPED = 200
"""That are named; all are counted."""

ImportStatus = Literal["receiving", "looking", "ready", "taking", "done", "stopped", "failed"]


class Skipped(Value):
    """Something that could not be taken: where it stands in the files, and why."""

    place: str
    why: Why
    detail: str = ""


class Offer(Value):
    """A thread in the files. `number` is its place among them; `added` messages would be new here."""

    number: int
    source: str
    title: str
    messages: int
    updated_at: datetime
    standing: Standing
    added: int


class Import(Value):
    """How far an import is. `read` of `total` bytes were looked through, or carried out.

    What is in the files: `threads` with `messages`, written between `first` and `last`, by standing: `new` ones,
    `grown` ones that are here with fewer messages, and ones that are `here`. What was done: `taken` threads with
    `added` messages. `lost` counts what has no place here, by kind ("image", "audio", "file", "unknown");
    `skipped_count` things could not be read at all, the first of which are named.
    """

    id: str
    status: ImportStatus = "receiving"
    read: int = 0
    total: int = 0
    sources: tuple[str, ...] = ()
    threads: int = 0
    messages: int = 0
    new: int = 0
    grown: int = 0
    here: int = 0
    first: datetime | None = None
    last: datetime | None = None
    taken: int = 0
    added: int = 0
    lost: dict[str, int] = Field(default_factory=dict)
    skipped: tuple[Skipped, ...] = ()
    skipped_count: int = 0
    problem: Problem | None = None


class Importing:
    """An import of some files into a store."""

    def __init__(self, id: str, store: WholeThreads, images: Images) -> None:
        self._store, self._images = store, images
        self._shown: list[tuple[str, ...]] = []
        self._stop = threading.Event()
        self._sources: Sources | None = None
        self._counted: Counter[Standing] = Counter()
        self.state = Import(id=id)
        self.offers: list[Offer] = []

    def begin(self, status: Literal["looking", "taking"]) -> Import:
        """Say that it goes on, before it does: whoever asks in between must not think it is over."""
        self._set(status=status, read=0)
        return self.state

    def stop(self) -> None:
        """Stop what is going on. What was stored by then stays."""
        self._stop.set()

    async def look(self, files: Sequence[tuple[str, Path]]) -> Import:
        """Look through files, of each its label and where it lies. What goes wrong is in the state."""
        self.begin("looking")
        try:
            self._sources = await asyncio.to_thread(Sources, files, self._stop.is_set)
            self._set(total=self._sources.total)
            for problem in self._sources.problems:
                self._skip(problem)
            threads = self._sources.threads()
            while (read := await asyncio.to_thread(next, threads, None)) is not None:
                if read.thread is None:
                    self._skip(read)
                else:
                    self._offer(read, read.thread, await self._store.compare(read.thread))
            await self._miss()
            self._set(status="ready", read=self._sources.total)
        except FiresideError as error:
            self._fail(error)
        return self.state

    async def take(self, only: Collection[int] | None = None) -> Import:
        """Store the offered threads, or some of them; each in a transaction of its own. Raises `Conflict`."""
        if self._sources is None:
            raise Conflict("There is nothing to import yet.", "Wait until the files were looked through.")
        self.begin("taking")
        wanted = {offer.number for offer in self.offers if offer.standing != "here"}
        wanted &= set(only) if only is not None else wanted
        try:
            await self._take_images({id for number in wanted for id in self._shown[number]})
            number = -1
            threads = self._sources.threads()
            while (read := await asyncio.to_thread(next, threads, None)) is not None:
                self._set(read=self._sources.read)
                number += read.thread is not None
                if read.thread is not None and number in wanted:
                    kept = await self._store.keep(read.thread)
                    came = kept.standing != "here"
                    self._set(taken=self.state.taken + came, added=self.state.added + (kept.added if came else 0))
                    if len(wanted) == self.state.taken:
                        break
            self._set(status="done", read=self._sources.total)
        except FiresideError as error:
            self._fail(error)
        return self.state

    async def _miss(self) -> None:
        """Count the pictures that threads name and that neither the files nor the store hold."""
        missing = set().union(*self._shown) - await self._images.here(set().union(*self._shown))
        if missing and self._sources:
            images = self._sources.images()
            while missing and (found := await asyncio.to_thread(next, images, None)) is not None:
                missing.discard(found[0])
        if missing:
            self._set(lost=dict(Counter(self.state.lost) + Counter(image=len(missing))))

    async def _take_images(self, wanted: set[str]) -> None:
        """Store those of these pictures that are not here yet, before the threads that show them."""
        wanted = wanted - await self._images.here(wanted)
        if not wanted or self._sources is None:
            return
        images = self._sources.images()
        while wanted and (found := await asyncio.to_thread(next, images, None)) is not None:
            self._set(read=self._sources.read)
            if found[0] in wanted:
                await self._images.add(found[1])
                wanted.discard(found[0])

    def _offer(self, read: Read, thread: WholeThread, kept: Kept) -> None:
        standing, moments = kept.standing, [message.created_at for message in thread.messages]
        offer = Offer(
            number=len(self.offers),
            source=read.source,
            title=thread.thread.title or _beginning(thread),
            messages=len(thread.messages),
            updated_at=thread.thread.updated_at,
            standing=standing,
            added=kept.added,
        )
        self.offers.append(offer)
        self._shown.append(thread.images)
        self._counted[standing] += 1
        state = self.state
        self._set(
            read=self._sources.read if self._sources else 0,
            sources=tuple(dict.fromkeys((*state.sources, read.source))),
            threads=state.threads + 1,
            messages=state.messages + offer.messages,
            new=self._counted["new"],
            grown=self._counted["grown"],
            here=self._counted["here"],
            first=min(filter(None, (state.first, *moments))),
            last=max(filter(None, (state.last, *moments))),
            lost=dict(Counter(state.lost) + read.lost),
        )

    def _skip(self, read: Read) -> None:
        skipped = (*self.state.skipped, Skipped(place=read.place, why=read.why or "unknown", detail=read.detail))[
            :MOST_SKIPPED
        ]
        self._set(skipped=skipped, skipped_count=self.state.skipped_count + 1)

    def _fail(self, error: FiresideError) -> None:
        if self._stop.is_set():
            self._set(status="stopped")
        else:
            self._set(status="failed", problem=error.problem)

    def _set(self, **fields: object) -> None:
        self.state = self.state.model_copy(update=fields)


def _beginning(thread: WholeThread) -> str:
    return next((" ".join(message.text.split())[:80] for message in thread.messages if message.text.strip()), "")
