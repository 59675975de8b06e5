"""Threads wait outside the context, in so much memory and no more, and come back as if they had stayed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.engines import idle as idle_module
from backend.engines.base import Text
from backend.engines.idle import Idle, Waiting
from backend.engines.llama import LlamaHost
from backend.engines.statefile import State
from tests.engines.conftest import ask, items, kept, load, written
from tests.engines.test_sequences import SYSTEM, asked_as_new, every_kind, of, slots

Open = Callable[[Path], LlamaHost]
pytestmark = pytest.mark.usefixtures("exact")


def waiting(thread: str, size: int, used: int, tokens: int = 1) -> Waiting:
    return Waiting(thread, State(list(range(tokens)), np.zeros(size, np.uint8), {}), used=used)


@given(st.lists(st.tuples(st.sampled_from(["", "a", "b", "c", "d"]), st.integers(0, 60)), max_size=30))
def test_no_more_is_held_than_there_is_room_and_the_newest_of_threads_stay(added: list[tuple[str, int]]) -> None:
    idle = Idle(lambda held: 100)
    for used, (thread, size) in enumerate(added):
        before = [each for each in idle if not thread or each.thread != thread]
        left = idle.add(waiting(thread, size, used))
        stays = list(idle)
        assert sum(each.bytes for each in stays) <= 100
        assert {each.used for each in before} | {used} == {each.used for each in (*stays, *left)}
        worth = [(bool(each.thread), each.used) for each in left]
        assert worth == sorted(worth)
        assert not worth or all((bool(each.thread), each.used) > worth[-1] for each in stays)
        assert len({each.thread for each in stays if each.thread}) == sum(bool(each.thread) for each in stays)


def test_never_more_than_a_share_of_what_is_free() -> None:
    assert 0 < idle_module.memory(0) <= idle_module._MOST
    assert idle_module.memory(1 << 50) == idle_module._MOST


def test_of_equals_a_threads_own_comes_first_then_the_smallest() -> None:
    idle = Idle(lambda held: 1000)
    for number, (thread, size) in enumerate((("a", 10), ("b", 30), ("c", 20), ("", 15))):
        idle.add(waiting(thread, size, number, tokens=50))
    assert [idle.best(thread, list(range(40)))[1].thread for thread in ("b", "z")] == ["b", "a"]  # type: ignore[union-attr]
    assert idle.best("a", [7, 8]) == (0, None)


@every_kind
def test_who_was_moved_out_and_back_writes_what_one_writes_who_stayed(
    kinds: dict[str, Path], open_host: Open, kind: str
) -> None:
    host, stayed = open_host(kinds[kind]), open_host(kinds[kind])
    first = list(items(host, of("a", "A story, please")))
    assert written(items(stayed, of("a", "A story, please"))) == written(first)
    list(items(host, of("b", "Something else altogether")))
    assert [waiting.thread for waiting in waits(host)] == ["a"]
    assert [slot.thread for slot in slots(host) if slot.tokens] == ["b"], "nobody else lies in the context"
    going_on = of("a", "A story, please", written(first), "And then?")
    told = list(items(host, going_on))
    assert kept(told) >= first[-1].read - 1  # type: ignore[union-attr]
    assert written(told) == written(items(stayed, going_on))
    assert [waiting.thread for waiting in waits(host)] == ["b"], "of who writes nothing old is held"


@every_kind
def test_a_branch_shares_its_beginning_with_a_thread_that_was_moved_out(
    kinds: dict[str, Path], open_host: Open, kind: str
) -> None:
    host, cold = open_host(kinds[kind]), open_host(kinds[kind])
    for thread in "ab":  # who cannot be cut anywhere learns with the second what they share
        list(items(host, of(thread, f"{thread}?", system=SYSTEM)))
    list(items(host, of("c", "Something else altogether")))
    for thread in "ade":
        request = of(thread, f"{thread}, or another?", system=SYSTEM)
        told = list(items(host, request))
        if kind != "gemma3":  # a window forgets what lies before it
            assert kept(told) >= len(SYSTEM)
        assert written(told) == asked_as_new(cold, request)


@every_kind
def test_who_writes_stays_while_others_come_and_go(kinds: dict[str, Path], open_host: Open, kind: str) -> None:
    host, alone = open_host(kinds[kind]), open_host(kinds[kind])
    request = of("a", "A long story", max_tokens=60)
    running = host.generate(threading.Event(), request)
    said = [next(item for item in running if isinstance(item, Text))]
    for number in range(3):
        list(items(host, of(f"{number}", f"{number}?", max_tokens=5)))
        said.append(next(item for item in running if isinstance(item, Text)))
    rest = [item for item in running if item is not None]
    assert written([*said, *rest]) == written(items(alone, request))


@pytest.mark.parametrize("most", [0, 1 << 20])
def test_without_memory_or_disk_a_prompt_is_read_anew(
    kinds: dict[str, Path], open_host: Open, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(idle_module, "_MOST", most)
    host = open_host(kinds["llama"])
    first = list(items(host, of("a", "A story, please")))
    list(items(host, of("b", "Something else altogether")))
    again = list(items(host, of("a", "A story, please")))
    assert written(again) == written(first)
    assert kept(again) == again[-1].read - 1 if most else kept(again) < len("A story")  # type: ignore[union-attr]


def test_who_names_no_thread_goes_on_too(kinds: dict[str, Path], open_host: Open) -> None:
    host = open_host(kinds["llama"])
    first = list(items(host, ask("A story, please", system=SYSTEM)))
    list(items(host, of("b", "Something else altogether")))
    told = list(items(host, ask("A story, please", written(first), "And then?", system=SYSTEM)))
    assert kept(told) >= first[-1].read - 1  # type: ignore[union-attr]
    assert [waiting.thread for waiting in waits(host)] == ["b"], "what it had read is not held beside it"


def test_a_forgotten_thread_does_not_wait(kinds: dict[str, Path], open_host: Open) -> None:
    host = open_host(kinds["llama"])
    for thread in "abc":
        list(items(host, of(thread, f"{thread}: a story, please")))
    host.forget("a")
    assert [waiting.thread for waiting in waits(host)] == ["b"]


def test_who_waits_is_kept_on_disk_too(kinds: dict[str, Path], tmp_path: Path) -> None:
    host = LlamaHost(lambda event: None, tmp_path)
    load(host, kinds["llama"])
    for thread in "ab":
        list(items(host, of(thread, f"{thread}: a story, please, and not too short a one")))
    host.quiet()
    list(items(host, of("c", "c: a story, please, and not too short a one")))
    assert [(waiting.thread, waiting.stored) for waiting in waits(host)] == [("a", True), ("b", True)]
    list(items(host, of("a", "a: another story, please, and not too short a one")))
    host.close()
    assert len(list(tmp_path.rglob("*.state"))) == 3


def waits(host: LlamaHost) -> list[Waiting]:
    assert host._scheduler
    return list(host._scheduler._sequences._idle)
