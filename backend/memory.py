"""Who holds memory, and who gives way: whoever wants to load something asks here first.

The longest idle goes first; who speaks, writes or loads never does, and who fits beside what is wanted stays.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from backend.domain import Card, GaveWay, Loadable, now
from backend.errors import EngineFailed

GIB = 1 << 30
_CARD_SPARE = GIB // 2


async def _no_cards() -> tuple[Card, ...]:
    return ()


@dataclass(frozen=True)
class Holding:
    """What somebody has loaded, in the process `pid`; it was last `used` at that second of `time.monotonic`.

    One that is `busy` never gives way. `give_back` unloads it, unless it became busy; it must wait for nobody who may
    be asking for memory. `cards` are the graphics cards that have a part in it.
    """

    id: str
    what: Loadable
    pid: int | None
    used: float
    busy: bool
    give_back: Callable[[], Awaitable[None]]
    cards: Callable[[], Awaitable[tuple[Card, ...]]] = _no_cards


class Held(NamedTuple):
    """Bytes that a process holds; of these so many are pages of files, which the system counts as free all the same."""

    all: int
    mapped: int


class Need(NamedTuple):
    """Bytes that something takes once it is loaded: of the computer's memory, and of a graphics card's."""

    memory: int
    card: int = 0


Asked = Callable[[int, int], Need]
"""What something would take where so many bytes are free, of so many; called in a thread of its own."""


def weighed(pid: int) -> Held:
    """What a process holds; nothing when it has just ended."""
    import psutil  # which the start need not wait for

    try:
        found = psutil.Process(pid).memory_info()
    except psutil.Error:
        return Held(0, 0)
    return Held(found.rss, getattr(found, "shared", 0))


class Broker:
    """Asked by everyone; knows who holds what from those who joined. `gave_way` is told each time.

    `free` gives bytes of the computer's memory that are free, and of all; `weigh` what a process holds.
    """

    def __init__(
        self,
        gave_way: Callable[[GaveWay], None],
        free: Callable[[], tuple[int, int]],
        weigh: Callable[[int], Held] = weighed,
    ) -> None:
        self._gave_way, self._free, self._weigh = gave_way, free, weigh
        self._sources: list[Callable[[], Iterable[Holding]]] = []
        self._turn = asyncio.Lock()  # of two who ask at once, the second one would count on what the first one takes

    def join(self, holdings: Callable[[], Iterable[Holding]]) -> None:
        """Count on what this one says it holds, each time that somebody asks."""
        self._sources.append(holdings)

    def idle(self) -> int:
        """Bytes, not counted as free, that those would give back who are not busy. Asks the system: blocks a little."""
        return sum(held.all - held.mapped for one, held in self._held("") if not one.busy)

    async def room(self, wanted: Loadable, asked: Asked, id: str = "") -> None:
        """Make room for something, whose own holding is `id`: the longest idle are unloaded until it fits.

        Raises `EngineFailed` when there cannot be enough, whoever gives way.
        """
        async with self._turn:
            if not self._holdings(id):
                return  # what fits then is for its loader to find out
            need = await asyncio.to_thread(asked, *self._possible(id))
            tried: set[str] = set()
            while one := await self._next(need, id, tried):
                tried.add(one.id)
                held = self._weigh(one.pid or 0)
                await one.give_back()
                if all(other.id != one.id for other in self._holdings(id)):
                    self._gave_way(GaveWay(what=one.what, wanted=wanted, freed=held.all, at=now()))
            self._check(wanted, need, id)

    def _holdings(self, but: str) -> list[Holding]:
        """What is loaded, the longest idle first."""
        found = (one for source in self._sources for one in source() if one.pid and one.id != but)
        return sorted(found, key=lambda one: one.used)

    def _held(self, but: str) -> list[tuple[Holding, Held]]:
        return [(one, self._weigh(one.pid or 0)) for one in self._holdings(but)]

    def _possible(self, id: str) -> tuple[int, int]:
        """Bytes that would be free if all gave way who can, and of all."""
        free, total = self._free()
        held = self._held(id)
        free += sum(size.all - size.mapped for one, size in held if not one.busy)
        return max(0, free - sum(size.mapped for one, size in held if one.busy)), total

    async def _next(self, need: Need, id: str, tried: set[str]) -> Holding | None:
        """Who is to give way next; None when there is room, or nobody left."""
        held = self._holdings(id)
        idle = [one for one in held if not one.busy and one.id not in tried]
        if idle and self._short(need, id):
            return idle[0]
        if idle and need.card:
            cards = {one.id: await one.cards() for one in held}
            free = [card.total - card.used for found in cards.values() for card in found]
            if free and max(free) < need.card + _CARD_SPARE:
                return next((one for one in idle if cards[one.id]), None)
        return None

    def _short(self, need: Need, id: str) -> bool:
        free, total = self._free()
        left = free - sum(size.mapped for _, size in self._held(id))  # who stays needs its files in memory, too
        return left < need.memory + min(max(GIB, total // 8), need.memory)

    def _check(self, wanted: Loadable, need: Need, id: str) -> None:
        _, total = self._free()
        held = self._held(id)
        most = total - total // 8
        if self._short(need, id) and need.memory <= most < need.memory + sum(size.all for _, size in held):
            there = ", ".join(f"{one.what.name} ({_gigabytes(size.all)} GB)" for one, size in held)
            raise EngineFailed(
                f"There is not enough memory for {wanted.name}: it takes {_gigabytes(need.memory)} GB.",
                f"In use at the moment: {there}. Wait for its end, or choose something smaller.",
            )


def _gigabytes(size: int) -> str:
    return f"{max(size / GIB, 0.1):.1f}"
