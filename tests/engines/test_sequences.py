"""What was read is not read again, and no reply is ever written from a context that is not its prompt's."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.engines import context as contexts
from backend.engines import slot as slot_module
from backend.engines.base import Request, Text, Turn
from backend.engines.context import SEQUENCES, TILE
from backend.engines.llama import LlamaHost
from tests.engines.conftest import ask, items, kept, take_turns, written
from tests.gguf_kinds import KINDS

Open = Callable[[Path], LlamaHost]
every_kind = pytest.mark.parametrize("kind", ["llama", *KINDS])
pytestmark = pytest.mark.usefixtures("exact")
SYSTEM = "You are a friend by the fire, and you know a story for every night. " * 3


def of(thread: str, *contents: str, system: str | None = None, max_tokens: int = 24) -> Request:
    return ask(*contents, system=system, max_tokens=max_tokens).model_copy(update={"thread": thread})


def asked_as_new(cold: LlamaHost, request: Request) -> str:
    """The reply of a host that remembers nothing."""
    forget_all(cold)
    told = list(items(cold, request))
    assert kept(told) == 0
    return written(told)


def forget_all(host: LlamaHost) -> None:
    """Let a host that keeps nothing on disk remember nothing."""
    assert host._scheduler
    sequences = host._scheduler._sequences
    while sequences.evict():
        pass
    for waiting in list(sequences._idle):
        sequences._idle.remove(waiting)


@every_kind
def test_the_next_turn_reads_only_what_is_new(kinds: dict[str, Path], open_host: Open, kind: str) -> None:
    host, cold = open_host(kinds[kind]), open_host(kinds[kind])
    first = list(items(host, of("a", "Hello there")))
    request = of("a", "Hello there", written(first), "And then?")
    told = list(items(host, request))
    assert kept(told) >= first[-1].read - 1  # type: ignore[union-attr]
    assert written(told) == asked_as_new(cold, request)


@every_kind
def test_a_retry_reads_one_token_again(kinds: dict[str, Path], open_host: Open, kind: str) -> None:
    host = open_host(kinds[kind])
    first = list(items(host, of("a", "Hello there")))
    again = list(items(host, of("a", "Hello there")))
    assert kept(again) == again[-1].read - 1  # type: ignore[union-attr]
    assert written(again) == written(first)


@every_kind
def test_an_edit_goes_back_to_where_it_differs_or_reads_anew(
    kinds: dict[str, Path], open_host: Open, kind: str
) -> None:
    host, cold = open_host(kinds[kind]), open_host(kinds[kind])
    reply = written(items(host, of("a", "A first message.")))
    list(items(host, of("a", "A first message.", reply, "A second one.")))
    edited = of("a", "A first message.", reply, "Another one.")
    told = list(items(host, edited))
    assert kept(told) > len("A first message.")
    assert written(told) == asked_as_new(cold, edited)
    from_the_start = of("a", "So it begins.")
    assert written(items(host, from_the_start)) == asked_as_new(cold, from_the_start)


@every_kind
def test_what_threads_have_in_common_is_read_once(kinds: dict[str, Path], open_host: Open, kind: str) -> None:
    host, cold = open_host(kinds[kind]), open_host(kinds[kind])
    for number in range(4):
        request = of(f"thread {number}", f"{number} is my question.", system=SYSTEM)
        told = list(items(host, request))
        if (
            number > 1 or (number and kind == "llama")
        ) and kind != "gemma3":  # windows are not shared; who cannot go back learns with the second what they share
            assert kept(told) >= len(SYSTEM)
        assert written(told) == asked_as_new(cold, request)


@every_kind
def test_a_beginning_is_taken_over_from_a_thread_that_still_writes(
    kinds: dict[str, Path], open_host: Open, kind: str
) -> None:
    host, cold = open_host(kinds[kind]), open_host(kinds[kind])
    requests = [of(f"thread {number}", f"{number}?", system=SYSTEM, max_tokens=60) for number in range(4)]
    wanted = [asked_as_new(cold, request) for request in requests]
    first = host.generate(threading.Event(), requests[0])
    before = []
    for item in first:
        if item is not None:
            before.append(item)
        if isinstance(item, Text):
            break
    rest = take_turns(first, *(host.generate(threading.Event(), request) for request in requests[1:]))
    assert written(before) + written(rest[0]) == wanted[0]
    assert [written(told) for told in rest[1:]] == wanted[1:]


@every_kind
def test_threads_keep_their_place_while_others_are_asked(kinds: dict[str, Path], open_host: Open, kind: str) -> None:
    host = open_host(kinds[kind])
    for _ in range(2):
        told = [list(items(host, of(f"{number}", f"{number}, please"))) for number in range(2 * SEQUENCES)]
    assert all(kept(each) == each[-1].read - 1 for each in told)  # type: ignore[union-attr]


def test_prompts_without_a_thread_use_no_place_of_one(kinds: dict[str, Path], open_host: Open) -> None:
    host = open_host(kinds["llama"])
    for number in range(SEQUENCES - 1):
        list(items(host, of(f"{number}", f"{number}, please")))
    for number in range(2 * SEQUENCES):
        list(items(host, ask(f"{chr(65 + number)} is the question")))
    for number in range(SEQUENCES - 1):
        told = list(items(host, of(f"{number}", f"{number}, please")))
        assert kept(told) == told[-1].read - 1  # type: ignore[union-attr]


@every_kind
@pytest.mark.parametrize("seed", range(2))
def test_whatever_was_asked_before_a_reply_is_that_of_a_fresh_start(
    kinds: dict[str, Path], open_host: Open, kind: str, seed: int
) -> None:
    """Edits, retries, endings in mid-reply, new threads, several at once, in any order."""
    host, cold = open_host(kinds[kind]), open_host(kinds[kind])
    chance = random.Random(seed)
    threads: dict[str, tuple[str, ...]] = {}
    for _ in range(12):
        requests = []
        for name in chance.sample([f"t{number}" for number in range(10)], chance.choice((1, 1, 3))):
            turns = threads.get(name, ())
            turns = turns[: 2 * chance.randint(0, len(turns) // 2)]
            words = f"{chance.choice(('What', 'Why', 'Tell me more of'))} {chance.randint(0, 99)} " * chance.randint(
                1, 9
            )
            threads[name] = (*turns, words)
            system = SYSTEM if chance.random() < 0.7 else None
            requests.append(of(name, *threads[name], system=system, max_tokens=chance.choice((1, 5, 24))))
        if chance.random() < 0.3:
            stopped = host.generate(threading.Event(), requests[0])
            for _ in range(chance.randint(1, 9)):
                next(stopped, None)
            stopped.close()
        for request, told in zip(
            requests, take_turns(*(host.generate(threading.Event(), each) for each in requests)), strict=True
        ):
            assert written(told) == asked_as_new(cold, request)
            threads[request.thread] = (*threads[request.thread], written(told))


@pytest.mark.parametrize("most", [1, 2, 3])
def test_snapshots_take_only_so_much_memory(
    kinds: dict[str, Path], open_host: Open, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    host, cold = open_host(kinds["mamba"]), open_host(kinds["mamba"])
    list(items(host, of("a", "One.")))
    (size,) = {len(data) for slot in slots(host) for data in slot.snapshots.values()}
    monkeypatch.setattr(slot_module, "_BYTES", most * size)
    turns: tuple[str, ...] = ("One.",)
    for _ in range(6):
        request = of("a", *turns, max_tokens=4)
        told = list(items(host, request))
        assert written(told) == asked_as_new(cold, request)
        turns = (*turns, written(told), "More.")
        assert max(len(slot.snapshots) for slot in slots(host)) <= most
    again = list(items(host, of("a", *turns[:-2])))
    assert kept(again) == again[-1].read - 1  # type: ignore[union-attr]


def slots(host: LlamaHost) -> list[slot_module.Slot]:
    assert host._scheduler
    return host._scheduler._sequences._slots


@every_kind
def test_a_batch_that_is_given_up_in_its_middle_spoils_nothing(
    kinds: dict[str, Path], open_host: Open, kind: str
) -> None:
    host, cold = open_host(kinds[kind]), open_host(kinds[kind])
    request = of("a", "A long message. " * 20)
    wanted = asked_as_new(cold, request)
    for looks in range(1, 400, 23):

        class AfterLooks(threading.Event):
            left = looks

            def is_set(self) -> bool:
                self.left -= 1
                return self.left < 0

        list(items(host, request, AfterLooks()))
        assert written(items(host, request)) == wanted
        list(items(host, of("a", "Something else.")))


def test_a_turn_may_be_a_tools(kinds: dict[str, Path], open_host: Open) -> None:
    host = open_host(kinds["llama"])
    turns = (Turn(role="user", content="2+2?"), Turn(role="tool", content="4"))
    assert written(items(host, Request(turns=turns, max_tokens=9, temperature=0.0)))


@every_kind
def test_a_short_message_behind_a_long_thread_is_read_in_a_whole_tile(
    kinds: dict[str, Path], open_host: Open, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(contexts, "DEEP", 200)
    host, cold = open_host(kinds[kind]), open_host(kinds[kind])
    turns = ["A long message. " * 20]
    new = []
    for letters in (1, 20, 100):
        list(items(host, of("a", *turns, max_tokens=1)))
        turns += ["Yes.", "x" * letters]
        request = of("a", *turns)
        told = list(items(host, request))
        new.append(told[-1].read - kept(told))  # type: ignore[union-attr]
        assert written(told) == asked_as_new(cold, request)
    if kind == "llama":
        assert new[0] < 32
        assert new[1] == TILE
        assert new[2] > 100
