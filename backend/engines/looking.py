"""Has a model look at pictures in a thread of its own, one after the other, and remembers what it saw of the last ones.

Meanwhile others write.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from backend.engines.base import Image
from backend.engines.eye import Seen

_BYTES = 256 << 20
"""What is remembered at most, if it is more than one picture."""


@dataclass(eq=False)
class _Look:
    """At one picture. `askers` are set when they do not wait for it any more, `over` at the end of all."""

    over: threading.Event
    askers: list[threading.Event]
    found: Future[list[Seen] | None] = field(default_factory=Future)

    def gone(self) -> bool:
        return self.over.is_set() or all(asker.is_set() for asker in list(self.askers))

    @property
    def bytes(self) -> int:
        return sum(tile.nbytes for tile in self.found.result() or ())


class Looking:
    """`look` is `Eye.look`. Belongs to one thread, but for what it sets going."""

    def __init__(self, look: Callable[[Image, Callable[[], bool]], list[Seen] | None]) -> None:
        self._look = look
        self._thread = ThreadPoolExecutor(1, "looking")
        self._over = threading.Event()
        self._looks: OrderedDict[str, _Look] = OrderedDict()

    def ask(self, image: Image, asker: threading.Event) -> list[Seen] | None:
        """What the model sees in each tile; None until it has looked. Raises what went wrong, and forgets that."""
        look = self._looks.get(image.id)
        if look is None or (look.found.done() and not look.found.exception() and look.found.result() is None):
            look = self._looks[image.id] = _Look(self._over, [asker])
            look.found = self._thread.submit(self._look, image, look.gone)
        elif not look.found.done() and asker not in look.askers:
            look.askers.append(asker)
        self._looks.move_to_end(image.id)
        if not look.found.done():
            return None
        if look.found.exception():
            del self._looks[image.id]
        self._forget()
        return look.found.result()

    def _forget(self) -> None:
        """What was not asked for longest goes first."""
        done = [(id, look) for id, look in self._looks.items() if look.found.done() and not look.found.exception()]
        size = sum(look.bytes for _, look in done)
        for id, look in done[:-1]:
            if size <= _BYTES:
                return
            size -= look.bytes
            del self._looks[id]

    def wait(self, seconds: float) -> None:
        """Until it has looked at one of them, but no longer than so many seconds."""
        wait([look.found for look in self._looks.values() if not look.found.done()], seconds, FIRST_COMPLETED)

    def close(self) -> None:
        """Look at nothing more; what is being looked at is waited for."""
        self._over.set()
        self._thread.shutdown(cancel_futures=True)
        self._looks.clear()
