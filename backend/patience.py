"""Asks what may hang, as network shares do, and hubs: for so long, in a thread that nobody has to wait for."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


async def patiently(act: Callable[[], T], seconds: float | None = None) -> T:
    """What `act` returns or raises. Raises TimeoutError after so many seconds; then the thread is left to itself.

    The pool of the event loop has few threads, and the app does not end before they do: none of them is risked.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def tell(settle: Callable[[], None]) -> None:
        def settled() -> None:
            if not done.done():
                settle()

        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(settled)

    def work() -> None:
        try:
            found = act()
        except Exception as error:
            told = error
            tell(lambda: done.set_exception(told))
        else:
            tell(lambda: done.set_result(found))

    threading.Thread(target=work, daemon=True, name="patience").start()
    async with asyncio.timeout(seconds):
        return await done
