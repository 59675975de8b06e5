"""Several replies from one context: each as if it were alone, none in the way of another."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from backend.engines import context as contexts
from backend.engines.base import Finished, Progress, Reading, Text
from backend.engines.context import SEQUENCES, TILE
from backend.engines.llama import LlamaHost
from backend.engines.sequences import Sequences
from backend.errors import EngineFailed
from tests.engines.conftest import ask, items, take_turns, written
from tests.gguf_kinds import KINDS

Open = Callable[[Path], LlamaHost]
QUESTIONS = ("Why?", "Where is the fire, and who made it?", "Tell me of the sea. " * 9, "And then? " * 30)
every_kind = pytest.mark.parametrize("kind", ["llama", *KINDS])
pytestmark = pytest.mark.usefixtures("exact")


@every_kind
def test_replies_written_at_once_are_those_that_would_be_written_alone(
    kinds: dict[str, Path], open_host: Open, kind: str
) -> None:
    alone = [list(items(open_host(kinds[kind]), ask(question))) for question in QUESTIONS]
    host = open_host(kinds[kind])
    together = take_turns(*(host.generate(threading.Event(), ask(question)) for question in QUESTIONS))
    assert [written(told) for told in together] == [written(told) for told in alone]
    assert [told[-1] for told in together] == [told[-1] for told in alone]


@every_kind
def test_who_joins_later_and_who_leaves_early_change_nothing_for_the_others(
    kinds: dict[str, Path], open_host: Open, kind: str
) -> None:
    wanted = [written(items(open_host(kinds[kind]), ask(question))) for question in QUESTIONS]
    host = open_host(kinds[kind])
    leaves = threading.Event()

    def late(number: int) -> Iterator[Progress | None]:
        for _ in range(7 * number):
            yield None
        yield from host.generate(threading.Event(), ask(QUESTIONS[number]))

    def early() -> Iterator[Progress | None]:
        for item in host.generate(leaves, ask("I leave soon, " * 20)):
            if isinstance(item, Text):
                leaves.set()
            yield item

    *told, left = take_turns(*(late(number) for number in range(len(QUESTIONS))), early())
    assert [written(each) for each in told] == wanted
    assert not any(isinstance(item, Finished) for item in left)


def test_more_replies_than_places_wait_and_are_all_written(kinds: dict[str, Path], open_host: Open) -> None:
    host = open_host(kinds["llama"])
    questions = [f"Question {number}?" for number in range(2 * SEQUENCES + 1)]
    together = take_turns(*(host.generate(threading.Event(), ask(question, max_tokens=9)) for question in questions))
    for question, told in zip(questions, together, strict=True):
        assert written(told) == written(items(open_host(kinds["llama"]), ask(question, max_tokens=9)))


def test_a_long_prompt_does_not_stop_who_writes(models: dict[str, Path], open_host: Open) -> None:
    host = open_host(models["slow"])
    letters = ask("Spell!", max_tokens=4000).model_copy(update={"grammar": "root ::= [a-z]*"})
    cancelled = threading.Event()
    writer, reader = host.generate(cancelled, letters), host.generate(threading.Event(), ask("long " * 600))
    for item in writer:
        if isinstance(item, Text):
            break
    said = steps = 0
    for item in reader:
        if isinstance(item, Text):
            break
        steps += isinstance(item, Reading)
        if item is None:
            said += sum(isinstance(word, Text) for word in iter(lambda: next(writer), None))
    assert steps > 10
    assert said >= steps - 2
    writer.close()
    reader.close()


def test_a_short_prompt_does_not_wait_for_a_long_one(models: dict[str, Path], open_host: Open) -> None:
    host = open_host(models["slow"])
    order: list[str] = []

    def noted(name: str, replies: Iterator[Progress | None]) -> Iterator[Progress | None]:
        for item in replies:
            if isinstance(item, Finished):
                order.append(name)
            yield item

    long = host.generate(threading.Event(), ask("long " * 600, max_tokens=1))
    short = host.generate(threading.Event(), ask("short", max_tokens=1))
    take_turns(noted("long", long), noted("short", short))
    assert order == ["short", "long"]


@pytest.mark.parametrize(("pace", "least", "most"), [(10_000.0, 1, 1), (100.0, 4, 8)])
def test_what_is_soon_read_is_read_in_one_piece_and_what_is_not_lets_others_write(
    models: dict[str, Path], open_host: Open, pace: float, least: int, most: int
) -> None:
    host = open_host(models["slow"])
    assert host._scheduler
    host._scheduler._pace = pace  # tokens a second
    writer = host.generate(threading.Event(), ask("Spell!", max_tokens=400))
    while not any(isinstance(item, Text) for item in turn(writer)):
        pass
    reader = host.generate(threading.Event(), ask("x" * 80, max_tokens=1))
    read = turn(reader)[1:]
    while not any(isinstance(item, Text) for item in read):
        turn(writer)
        read += turn(reader)
    assert least <= sum(isinstance(item, Reading) for item in read) <= most
    writer.close()
    reader.close()


def test_behind_a_long_thread_whole_tiles_are_read_however_slow_it_is(
    models: dict[str, Path], open_host: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contexts, "DEEP", 100)
    host = open_host(models["slow"])
    assert host._scheduler
    host._scheduler._pace = 1.0
    told = [item.read for item in items(host, ask("x" * 400, max_tokens=1)) if isinstance(item, Reading)]
    steps = [(before, after - before) for before, after in pairwise(told)]
    assert {count for before, count in steps if before >= 100 and told[-1] - before >= TILE} == {TILE}
    assert max(count for before, count in steps if before < 100) < TILE


def turn(reply: Iterator[Progress | None]) -> list[Progress]:
    """What a reply tells in its turn."""
    return [item for item in iter(lambda: next(reply), None) if item is not None]


@every_kind
def test_replies_that_outgrow_the_memory_together_take_turns_and_nobody_is_cut_off(
    kinds: dict[str, Path], open_host: Open, kind: str
) -> None:
    requests = [ask(f"{number}" * 300, max_tokens=250, seed=number) for number in range(4)]
    requests = [request.model_copy(update={"grammar": "root ::= [^\\x00]*"}) for request in requests]
    alone = [list(items(open_host(kinds[kind]), request)) for request in requests]
    host = open_host(kinds[kind])
    together = take_turns(*(host.generate(threading.Event(), request) for request in requests))
    assert [told[-1] for told in together] == [told[-1] for told in alone]
    assert [written(told) for told in together] == [written(told) for told in alone]


def test_who_fails_learns_it_and_the_next_one_is_well(
    kinds: dict[str, Path], open_host: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    from llama_cpp import llama_cpp

    host = open_host(kinds["llama"])
    wanted = written(items(host, ask("Hi")))
    replies = [host.generate(threading.Event(), ask(question)) for question in QUESTIONS]
    for reply in replies:
        while not isinstance(next(reply), Text):
            pass
    monkeypatch.setattr(llama_cpp, "llama_decode", lambda *arguments: -3)
    for reply in replies:
        with pytest.raises(EngineFailed, match="-3"):
            list(reply)
    monkeypatch.undo()
    assert written(items(host, ask("Hi"))) == wanted


def test_who_cannot_even_begin_learns_it_and_is_in_nobodys_way(
    kinds: dict[str, Path], open_host: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = open_host(kinds["llama"])
    wanted = written(items(host, ask("Hi")))

    def take(*arguments: object) -> None:
        raise MemoryError

    monkeypatch.setattr(Sequences, "take", take)
    with pytest.raises(MemoryError):
        list(host.generate(threading.Event(), ask("Hello")))
    monkeypatch.undo()
    assert written(items(host, ask("Hi"))) == wanted


def test_numbers_that_are_none_are_an_error(
    kinds: dict[str, Path], open_host: Open, tmp_path: Path, models: dict[str, Path]
) -> None:
    from tests.gguf_files import write_model

    broken = tmp_path / "nan.gguf"
    write_model(broken)
    content = broken.read_bytes()
    norm = b"\x00\x00\x80\x3f" * 64  # the last norm, all ones
    at = content.rindex(norm)
    broken.write_bytes(content[:at] + b"\x00\x00\xc0\x7f" * 64 + content[at + len(norm) :])
    with pytest.raises(EngineFailed, match="not a number"):
        list(items(open_host(broken), ask("Hi")))


def test_putting_the_model_away_ends_its_replies(kinds: dict[str, Path], open_host: Open) -> None:
    host = open_host(kinds["llama"])
    replies = [host.generate(threading.Event(), ask(question)) for question in QUESTIONS]
    for reply in replies:
        next(reply)
    host._free()
    for reply in replies:
        with pytest.raises(EngineFailed, match="put away"):
            list(reply)
