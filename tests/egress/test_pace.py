"""All downloads together keep to one pace, which can be changed while they run."""

from __future__ import annotations

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.egress.pace import Pace


class Clock:
    """Time that passes only while somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)


def paced(limit: float) -> tuple[Pace, Clock, list[float]]:
    clock, limits = Clock(), [limit]
    return Pace(lambda: limits[0], clock, clock.sleep), clock, limits


@settings(deadline=None)
@given(st.lists(st.integers(1, 200_000), min_size=1, max_size=60), st.integers(10_000, 10_000_000))
def test_whatever_comes_takes_as_long_as_the_limit_says(pieces: list[int], limit: int) -> None:
    pace, clock, _ = paced(limit)

    async def take() -> None:
        for piece in pieces:
            await pace.take(piece)

    asyncio.run(take())
    assert sum(pieces) / limit - 0.05 - 1e-6 <= clock.now <= sum(pieces) / limit + 1e-6


def test_several_share_one_pace() -> None:
    """Each of the three alone would take a second."""
    pace, clock, _ = paced(1_000_000)

    async def take() -> None:
        async def one() -> None:
            for _ in range(20):
                await pace.take(50_000)

        await asyncio.gather(one(), one(), one())

    asyncio.run(take())
    assert 2.9 <= clock.now <= 3.01


def test_without_a_limit_nobody_waits_and_what_came_is_not_held_against_later() -> None:
    pace, clock, limits = paced(0)

    async def take() -> None:
        await pace.take(10_000_000_000)
        limits[0] = 1_000_000
        await pace.take(50_000)

    asyncio.run(take())
    assert clock.now <= 0.05


def test_a_limit_that_is_lifted_is_waited_for_no_longer() -> None:
    """Ten bytes a second were asked for; then as many as come."""
    pace, clock, limits = paced(10)

    async def take() -> None:
        waiting = asyncio.create_task(pace.take(65_536))
        await asyncio.sleep(0)
        limits[0] = 0
        await waiting

    asyncio.run(take())
    assert clock.now < 1


def test_a_limit_that_falls_does_not_count_what_the_higher_one_allowed() -> None:
    pace, clock, limits = paced(100_000_000)

    async def take() -> None:
        await pace.take(5_000_000)
        limits[0] = 10_000
        await pace.take(1_000)

    asyncio.run(take())
    assert clock.now <= 0.1 + 5_000_000 / 100_000_000
