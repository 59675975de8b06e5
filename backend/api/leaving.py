"""Gives up what nobody waits for any more."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TypeVar

from fastapi import Request

from backend.errors import Conflict

T = TypeVar("T")


async def awaited(request: Request, work: Coroutine[None, None, T]) -> T:
    """What the work gives, unless who asked leaves: then it is cancelled. Raises `Conflict`, which nobody hears."""
    working = asyncio.create_task(work)
    leaving = asyncio.create_task(_left(request))
    try:
        await asyncio.wait([working, leaving], return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise Conflict("The reply was given up, for nobody waits for it.", "Ask again.")
        return working.result()
    finally:
        leaving.cancel()
        working.cancel()


async def _left(request: Request) -> None:
    """Until who asked has gone; what is left of the body comes before that."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
