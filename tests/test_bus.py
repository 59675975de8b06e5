"""Every event reaches every listener, and a slow one holds nobody up."""

from __future__ import annotations

import asyncio
import itertools
from contextlib import ExitStack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.api.events import joined
from backend.bus import Behind, Bus, Subscription
from backend.events import Event, ModelsChanged, RunDelta, ThreadRemoved


def delta(thread: str, text: str) -> RunDelta:
    return RunDelta(thread_id=thread, run_id="r", message_id="m", part=0, offset=0, text=text)


def removed(number: int) -> ThreadRemoved:
    return ThreadRemoved(thread_id=str(number))


def test_all_hear_everything_in_order_and_nothing_after_they_left() -> None:
    async def story() -> None:
        bus = Bus()
        heard: list[Event] = []
        bus.listen(heard.append)
        with bus.subscribe() as first:
            bus.publish(removed(0))
            with bus.subscribe() as second:
                bus.publish(removed(1))
            bus.publish(removed(2))
        bus.publish(removed(3))
        assert heard == [removed(number) for number in range(4)]
        assert [first.take() for _ in range(3)] == heard[:3]
        assert first.peek() is None
        assert (second.take(), second.peek()) == (heard[1], None)

    asyncio.run(story())


def test_who_falls_behind_is_told_after_what_there_was_room_for_and_others_miss_nothing() -> None:
    async def story() -> None:
        bus = Bus()
        with bus.subscribe(3) as slow, bus.subscribe(10) as quick:
            for number in range(5):
                bus.publish(removed(number))
            events = aiter(slow)
            assert [await anext(events) for _ in range(3)] == [removed(number) for number in range(3)]
            with pytest.raises(Behind):
                await anext(events)
            assert [quick.take() for _ in range(5)] == [removed(number) for number in range(5)]

    asyncio.run(story())


def test_who_follows_some_threads_hears_of_others_only_what_happens_to_them() -> None:
    async def story() -> None:
        bus = Bus()
        told = [delta("one", "a"), delta("two", "b"), removed(1), delta("one", "c")]
        with bus.subscribe() as all_of_it, bus.subscribe() as some:
            bus.follow(some, {"one"})
            for event in told:
                bus.publish(event)
            assert [all_of_it.take() for _ in told] == told
            assert [some.take() for _ in range(3)] == [told[0], told[2], told[3]]
            assert some.peek() is None

    asyncio.run(story())


def test_a_hundred_who_follow_nothing_are_woken_after_who_follows_and_miss_nothing() -> None:
    async def story() -> None:
        bus, told = Bus(), list[str]()

        async def listen(name: str, subscription: Subscription) -> None:
            async for event in subscription:
                told.append(name)
                if event == removed(2):
                    return

        with ExitStack() as stack:
            idle = [stack.enter_context(bus.subscribe()) for _ in range(100)]
            reader = stack.enter_context(bus.subscribe())
            for subscription in idle:
                bus.follow(subscription, frozenset())
            async with asyncio.timeout(60), asyncio.TaskGroup() as group:
                for subscription in (*idle, reader):
                    group.create_task(listen("idle" if subscription in idle else "reader", subscription))
                await asyncio.sleep(0)
                bus.publish(removed(1))
                bus.publish(delta("one", "word"))
                bus.publish(removed(2))
        assert told[:3] == ["reader"] * 3
        assert told[3:] == ["idle"] * 200

    asyncio.run(story())


def test_who_waits_is_woken() -> None:
    async def story() -> None:
        bus = Bus()
        with bus.subscribe() as subscription:
            waiting = asyncio.ensure_future(anext(aiter(subscription)))
            await asyncio.sleep(0)
            bus.publish(removed(1))
            assert await asyncio.wait_for(waiting, 60) == removed(1)

    asyncio.run(story())


@given(st.lists(st.sampled_from(["a", "b", "another run", "no delta"]), max_size=30))
def test_however_deltas_are_joined_the_same_words_come_in_the_same_order(kinds: list[str]) -> None:
    def event(number: int, kind: str) -> Event:
        if kind == "no delta":
            return ModelsChanged()
        run = "other" if kind == "another run" else "run"
        return RunDelta(thread_id="t", run_id=run, message_id="m", part=0, offset=number, text=f"{number} ")

    async def story() -> list[Event]:
        bus = Bus()
        with bus.subscribe() as subscription:
            for number, kind in enumerate(kinds):
                bus.publish(event(number, kind))
            told = []
            while subscription.peek():
                told.append(joined(subscription.take(), subscription))
            return told

    def words(events: list[Event]) -> list[tuple[str, str]]:
        return [(event.run_id, word) for event in events if isinstance(event, RunDelta) for word in event.text.split()]

    told = asyncio.run(story())
    assert words(told) == words([event(number, kind) for number, kind in enumerate(kinds)])
    pairs = itertools.pairwise(told)
    assert all(
        (one.run_id != two.run_id) for one, two in pairs if isinstance(one, RunDelta) and isinstance(two, RunDelta)
    )
