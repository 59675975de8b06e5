"""What Fireside is doing, in numbers: replies, memory, what waits, and how its API answers."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from statistics import quantiles

from backend.domain import Card, GaveWay, RunStatus, Value, now
from backend.events import Event, LiveRun, MemoryGaveWay, RunDelta, RunEnded

KEPT_RUNS, KEPT_ANSWERS, KEPT_GIVEN = 100, 1000, 10
PACE_SECONDS = 2.0
"""Over how long the pace of writing is taken."""


class Process(Value):
    """One of Fireside's processes, and the bytes of memory that it holds (shared libraries included)."""

    name: str
    memory: int


class Written(Value):
    """A run that ended: `pace` in tokens a second from the first token on, `first_token_seconds` from Enter on."""

    run_id: str
    model_id: str
    status: RunStatus
    ended_at: datetime
    tokens: int
    first_token_seconds: float | None = None
    pace: float | None = None


class Answers(Value):
    """How one route of the API answered of late: seconds to the first byte, the middle and the slowest twentieth."""

    route: str
    count: int
    errors: int
    middle: float
    slow: float


class Meter(Value):
    """All numbers at one moment. `pace` is the tokens a second of all replies that are being written.

    `gave_way` is what was unloaded of late to make room for something else, the latest first.
    """

    at: datetime
    pace: float
    writing: int
    waiting: int
    processes: tuple[Process, ...]
    cards: tuple[Card, ...]
    runs: tuple[Written, ...]
    answers: tuple[Answers, ...]
    gave_way: tuple[GaveWay, ...] = ()


class Meters:
    """Listens to what happens; is read when somebody looks, and costs next to nothing until then.

    `pids` gives the id of each process by its name, None while there is none; `live` what is in flight.
    """

    def __init__(
        self,
        pids: Callable[[], Mapping[str, int | None]],
        live: Callable[[], Iterable[LiveRun]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pids, self._live, self._clock = pids, live, clock
        self._deltas: deque[float] = deque()
        self._gave_way: deque[GaveWay] = deque(maxlen=KEPT_GIVEN)
        self._runs: deque[Written] = deque(maxlen=KEPT_RUNS)
        self._answers: deque[tuple[str, int, float]] = deque(maxlen=KEPT_ANSWERS)

    def hear(self, event: Event) -> None:
        """Take in an event of the bus."""
        if isinstance(event, RunDelta):
            self._deltas.append(self._clock())
            self._forget()
        elif isinstance(event, RunEnded):
            self._runs.append(_written(event))
        elif isinstance(event, MemoryGaveWay):
            self._gave_way.appendleft(event.gave_way)

    def answered(self, route: str, status: int, seconds: float) -> None:
        """Take in that a request to a route was answered so, its first byte after so many seconds."""
        self._answers.append((route, status, seconds))

    def read(self, cards: Iterable[Card] = ()) -> Meter:
        """All numbers now. Asks the system for the memory of each process: some milliseconds."""
        self._forget()
        live = [one.run.status for one in self._live()]
        return Meter(
            at=now(),
            pace=len(self._deltas) / PACE_SECONDS,
            writing=live.count(RunStatus.RUNNING),
            waiting=live.count(RunStatus.QUEUED),
            processes=tuple(_processes(self._pids())),
            cards=tuple(cards),
            runs=tuple(self._runs),
            answers=tuple(self._routes()),
            gave_way=tuple(self._gave_way),
        )

    def _forget(self) -> None:
        since = self._clock() - PACE_SECONDS
        while self._deltas and self._deltas[0] < since:
            self._deltas.popleft()

    def _routes(self) -> Iterable[Answers]:
        taken, errors = defaultdict[str, list[float]](list), defaultdict[str, int](int)
        for route, status, seconds in self._answers:
            taken[route].append(seconds)
            errors[route] += status >= 400
        for route, times in sorted(taken.items(), key=lambda one: -len(one[1])):
            cuts = quantiles(times, n=20, method="inclusive") if len(times) > 1 else times * 19
            yield Answers(route=route, count=len(times), errors=errors[route], middle=cuts[9], slow=cuts[18])


def _written(event: RunEnded) -> Written:
    run = event.run
    pace = None
    if run.seconds is not None and run.first_token_seconds is not None and run.tokens > 1:
        spent = run.seconds - run.first_token_seconds
        pace = (run.tokens - 1) / spent if spent > 0 else None
    return Written(
        run_id=run.id,
        model_id=run.model_id,
        status=run.status,
        ended_at=now(),
        tokens=run.tokens,
        first_token_seconds=run.first_token_seconds,
        pace=pace,
    )


def _processes(pids: Mapping[str, int | None]) -> Iterable[Process]:
    import psutil  # which the start need not wait for

    for name, pid in pids.items():
        if pid is not None:
            try:
                yield Process(name=name, memory=psutil.Process(pid).memory_info().rss)
            except psutil.Error:
                continue  # it ended just now
