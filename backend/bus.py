"""Hands every event to every listener, without any knowing another."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Set
from contextlib import contextmanager
from itertools import islice

from backend.events import Event, RunDelta, RunPart, RunProgress

QUEUE = 1024
_AT_ONCE, _BREATH = 1, 0.003
_GROWING = (RunDelta, RunPart, RunProgress)
"""What comes many times a second: with a thousand pages open, few of them show the thread that it belongs to."""


class Behind(Exception):
    """This listener was too slow and has been dropped: it must read the state again."""


class Subscription:
    """A bounded queue of events. Iterating raises `Behind` when it overflowed."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._waiting: deque[Event] = deque()
        self._behind = False
        self._news = asyncio.Event()

    def push(self, event: Event, *, wake: bool = True) -> None:
        """Put an event behind the others, or remember that there was no room."""
        self._behind = self._behind or len(self._waiting) >= self._size
        if not self._behind:
            self._waiting.append(event)
        if wake:
            self.wake()

    def wake(self) -> None:
        """Let who iterates go on."""
        self._news.set()

    def take(self) -> Event:
        """Take the event that comes next; there must be one."""
        return self._waiting.popleft()

    def peek(self) -> Event | None:
        """The event that comes next, if it is there already."""
        return self._waiting[0] if self._waiting else None

    async def __aiter__(self) -> AsyncIterator[Event]:
        while True:
            while self._waiting:
                yield self.take()
            if self._behind:
                raise Behind
            self._news.clear()
            await self._news.wait()


class Bus:
    """Publish and subscribe within the server's event loop. Not thread-safe: publish from the loop."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[Event], None]] = []
        self._subscriptions: dict[Subscription, Set[str] | None] = {}
        self._followers: dict[str | None, dict[Subscription, None]] = {None: {}}
        self._asleep: dict[Subscription, None] = {}

    def publish(self, event: Event) -> None:
        """Hand the event to every listener now and to every subscription that follows it, in order. Never blocks."""
        for listen in self._listeners:
            listen(event)
        thread: str | None = getattr(event, "thread_id", None)
        near = self._followers[None] | (self._followers.get(thread, {}) if thread else {})
        for subscription in near:
            subscription.push(event)
        if not isinstance(event, _GROWING) and len(near) < len(self._subscriptions):
            self._tell_others(event, near)

    def _tell_others(self, event: Event, near: Collection[Subscription]) -> None:
        before = len(self._asleep)
        for subscription in self._subscriptions.keys() - near:
            subscription.push(event, wake=False)
            self._asleep[subscription] = None
        if not before:
            asyncio.get_running_loop().call_soon(self._wake_some)

    def _wake_some(self) -> None:
        """Few at a time, with breaths between: of a thousand pages none must hold up the one that is read.

        Who stands far back in the line finds several events at once.
        """
        for subscription in list(islice(self._asleep, _AT_ONCE)):
            del self._asleep[subscription]
            subscription.wake()
        if self._asleep:
            asyncio.get_running_loop().call_later(_BREATH, self._wake_some)

    def listen(self, listener: Callable[[Event], None]) -> None:
        """Call `listener` at every event; it must return at once."""
        self._listeners.append(listener)

    @property
    def heard(self) -> bool:
        """Whether anybody subscribes now."""
        return bool(self._subscriptions)

    @contextmanager
    def subscribe(self, size: int = QUEUE) -> Iterator[Subscription]:
        """A subscription to everything, for as long as the block runs."""
        subscription = Subscription(size)
        self.follow(subscription, None)
        try:
            yield subscription
        finally:
            self._leave(subscription)
            self._asleep.pop(subscription, None)

    def follow(self, subscription: Subscription, threads: Set[str] | None) -> None:
        """From now on it gets replies word by word only in these threads; None: in all."""
        self._leave(subscription)
        self._subscriptions[subscription] = threads
        for thread in (None,) if threads is None else threads:
            self._followers.setdefault(thread, {})[subscription] = None

    def _leave(self, subscription: Subscription) -> None:
        threads = self._subscriptions.pop(subscription, frozenset())
        for thread in (None,) if threads is None else threads:
            del self._followers[thread][subscription]
            if thread and not self._followers[thread]:
                del self._followers[thread]
