"""One trial of the self-test: what is tried, for how long at most, and how that came out."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from pydantic import Field

from backend.domain import Value
from backend.errors import FiresideError
from backend.probes import Finding, Probe

T = TypeVar("T")
Status = Literal["ok", "warning", "failed"]
STATUSES: dict[str, Status] = {"missing": "failed", "warning": "warning", "ok": "ok"}


class Outcome(Value):
    """How a trial came out, in plain words, what to do, and how many seconds it took. `facts` is for programs.

    A `warning` is for what Fireside does without.
    """

    name: str
    status: Status
    words: str
    hint: str = ""
    seconds: float = 0.0
    facts: dict[str, Any] = Field(default_factory=dict)


@dataclass(frozen=True)
class Trial:
    """`carry_out` may take `limit` seconds; what it raises is a failure, for which `hint` tells what to do."""

    name: str
    carry_out: Callable[[], Awaitable[Finding]]
    limit: float
    hint: str = ""

    async def outcome(self) -> Outcome:
        """Carry it out. Never raises."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(self.limit):
                found = await self.carry_out()
            told = Outcome(
                name=self.name, status=STATUSES[found.status], words=found.words, hint=found.hint, facts=found.facts
            )
        except TimeoutError:
            told = self._failed(f"was not done within {self.limit:g} s")
        except FiresideError as error:
            told = self._failed(error.message, error.hint)
        except Exception as error:  # whatever it is: that is what a self-test is for
            told = self._failed(f"{type(error).__name__}: {error}")
        return told.model_copy(update={"seconds": round(time.monotonic() - began, 2)})

    def _failed(self, words: str, hint: str = "") -> Outcome:
        return Outcome(name=self.name, status="failed", words=words, hint=hint or self.hint)


def looked(name: str, look: Callable[[], Finding], limit: float, hint: str) -> Trial:
    """A trial that only looks at what is there, in a thread."""
    return Trial(name, lambda: aside(look), limit, hint)


def probed(probe: Probe, limit: float, hint: str = "") -> Trial:
    """A trial in a process of its own, which may crash."""
    return Trial(probe.name, lambda: aside(lambda: probe.run(limit)), limit + 1, hint or probe.hint)


async def aside(work: Callable[[], T]) -> T:
    """What a blocking call gives. Given up, its thread is left behind and does not hold the program's end up."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(value: Callable[[], object]) -> None:
        if not done.done():
            value()

    def run() -> None:
        try:
            result = work()
        except Exception as error:
            failure = error
            loop.call_soon_threadsafe(settle, lambda: done.set_exception(failure))
        else:
            loop.call_soon_threadsafe(settle, lambda: done.set_result(result))

    threading.Thread(target=run, name="trial", daemon=True).start()
    return await done
