"""What was read of a thread outlives the model's worker; what is damaged or another's is removed, never used."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.engines import idle, sequences
from backend.engines.base import Choice, Progress, Text
from backend.engines.context import SEQUENCES
from backend.engines.fingerprint import fingerprint
from backend.engines.llama import LlamaHost
from backend.engines.statefile import State
from backend.engines.states import States, clear, forget, used
from tests.engines.conftest import ask, items, kept, load, take_turns, written
from tests.engines.test_sequences import SYSTEM, asked_as_new, every_kind, of, slots
from tests.gguf_files import write_model

ROUNDING = 0.002
"""By how much logarithms of likelihoods may differ where the same was read in other pieces; measured: 0.0006."""

MARK = bytes(range(32))
GIB = 1 << 30
Open = Callable[[Path], LlamaHost]
pytestmark = pytest.mark.usefixtures("exact")


@pytest.fixture
def keep(tmp_path: Path) -> Iterator[Callable[..., States]]:
    opened: list[States] = []

    def keep(mark: bytes = MARK, limit: int = GIB) -> States:
        opened.append(States(tmp_path / "states", mark, limit))
        return opened[-1]

    yield keep
    for states in opened:
        states.close()


def state(length: int = 40, size: int = 1000) -> State:
    data = np.arange(size, dtype=np.uint8)
    return State(list(range(length)), data, {4: data[:4], 30: data[:30]})


def same(one: State | None, other: State) -> bool:
    return (
        one is not None
        and one.tokens == other.tokens
        and np.array_equal(one.data, other.data)
        and list(one.snapshots) == list(other.snapshots)
        and all(np.array_equal(one.snapshots[length], data) for length, data in other.snapshots.items())
    )


def test_what_was_saved_is_there_at_once_and_after_a_restart(keep: Callable[..., States]) -> None:
    states = keep()
    states.save("a", state())
    states.save("b", state(50))
    assert same(states.load("a"), state())
    states.close()
    again = keep()
    assert same(again.load("b"), state(50))
    outline = again.outline("b")
    assert outline is not None
    assert (outline.tokens, outline.lengths) == (list(range(50)), [4, 30])
    assert again.load("c") is again.outline("c") is None


def test_a_state_takes_the_place_of_the_one_before(keep: Callable[..., States], tmp_path: Path) -> None:
    states = keep()
    for length in (40, 41, 42):
        states.save("a", state(length))
    assert same(states.load("a"), state(42))
    assert len(list(tmp_path.rglob("*.state"))) == 1


def test_only_its_owner_can_read_it(keep: Callable[..., States], tmp_path: Path) -> None:
    states = keep()
    states.save("my secrets", state())
    states.outline("my secrets")
    (file,) = tmp_path.rglob("*.state")
    assert file.stat().st_mode & 0o077 == 0
    assert "secret" not in file.name


def test_those_unused_for_longest_make_room(keep: Callable[..., States], tmp_path: Path) -> None:
    states = keep(limit=1_000)
    for number, thread in enumerate("abc"):
        states.save(thread, state(size=10))
        states.outline(thread)
        os.utime(states._path(thread), (number, number))
    assert states.load("a")  # it was just used
    states.save("d", state(size=10))
    assert states.outline("d")
    assert [bool(states.outline(thread)) for thread in "abcd"] == [True, False, True, True]
    states.save("large", state(size=10_000))
    assert states.outline("large") is None
    assert states.outline("d")  # what is too large by itself takes nobody's place


def test_a_thread_is_forgotten_whatever_model_read_it(keep: Callable[..., States], tmp_path: Path) -> None:
    one, other = keep(), keep(bytes(32))
    for states in (one, other):
        states.save("a", state())
        states.save("b", state())
        states.outline("a")
    forget(tmp_path / "states", "a")
    for states in (one, other):
        assert states.load("a") is None
        assert states.load("b")
        states.forget("b")
        assert states.load("b") is None


def test_what_is_kept_can_be_counted_and_cleared(keep: Callable[..., States], tmp_path: Path) -> None:
    root = tmp_path / "states"
    assert used(root) == 0
    for states in (keep(), keep(bytes(32))):
        states.save("a", state())
        states.outline("a")
    assert used(root) == sum(file.stat().st_size for file in tmp_path.rglob("*.state")) > 2000
    clear(root)
    assert used(root) == 0
    assert states.outline("a") is None


def test_what_another_model_wrote_is_removed(keep: Callable[..., States]) -> None:
    one, other = keep(), keep(bytes(32))
    one.save("a", state())
    one.outline("a")
    other._folder.mkdir(parents=True)
    one._path("a").rename(other._path("a"))
    assert other.load("a") is None
    assert not other._path("a").exists()


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_damaged_file_is_removed(keep: Callable[..., States], data: st.DataObject) -> None:
    states = keep()
    states.save("a", state())
    states.outline("a")
    path = states._path("a")
    content = bytearray(path.read_bytes())
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content) - 1)) :]
    else:
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    loaded = states.load("a")
    assert loaded is None
    assert not path.exists()


def test_what_a_crash_left_half_written_is_removed(keep: Callable[..., States], tmp_path: Path) -> None:
    folder = tmp_path / "states" / "some model"
    folder.mkdir(parents=True)
    (folder / "half.new").write_bytes(b"half")
    keep()
    assert not (folder / "half.new").exists()


def test_a_place_that_cannot_be_written_changes_nothing(keep: Callable[..., States], tmp_path: Path) -> None:
    (tmp_path / "states").write_text("no folder")
    states = keep()
    states.save("a", state())
    assert states.load("a") is None


def test_a_fingerprint_tells_files_and_settings_apart(tmp_path: Path) -> None:
    path = tmp_path / "model"
    path.write_bytes(bytes(5_000_000))
    os.utime(path, (1, 1))
    marks = {fingerprint([path], "template"), fingerprint([path], "other"), fingerprint([path, path], "template")}
    for at in (0, 2_500_000, 4_999_000):
        content = bytearray(5_000_000)
        content[at : at + 90_000] = b"x" * len(content[at : at + 90_000])
        path.write_bytes(content[:5_000_000])
        os.utime(path, (1, 1))
        marks.add(fingerprint([path], "template"))
    assert len(marks) == 6
    assert fingerprint([path], "template") in marks
    os.utime(path, (2, 2))
    assert fingerprint([path], "template") not in marks


# ------------------------------------------------------------------ with the model


@pytest.fixture
def open_keeping(tmp_path: Path) -> Iterator[Callable[[Path], LlamaHost]]:
    """Makes hosts that keep what they read."""
    hosts: list[LlamaHost] = []

    def open_keeping(path: Path) -> LlamaHost:
        hosts.append(LlamaHost(lambda event: None, tmp_path))
        load(hosts[-1], path)
        return hosts[-1]

    yield open_keeping
    for host in hosts:
        host.close()


STORY = "Once upon a time there was a fire that told stories. " * 5


@every_kind
def test_a_thread_goes_on_after_a_restart_as_if_nothing_had_happened(
    kinds: dict[str, Path], open_host: Open, open_keeping: Open, kind: str
) -> None:
    host = open_keeping(kinds[kind])
    reply = written(items(host, of("a", STORY)))
    host.close()
    request = of("a", STORY, reply, "And then?")
    told = list(items(open_keeping(kinds[kind]), request))
    assert kept(told) > len(STORY)
    assert written(told) == written(items(open_host(kinds[kind]), request))


@every_kind
def test_a_retry_after_a_restart_reads_one_token(
    kinds: dict[str, Path], open_host: Open, open_keeping: Open, kind: str
) -> None:
    host = open_keeping(kinds[kind])
    first = list(items(host, of("a", STORY)))
    host.close()
    again = list(items(open_keeping(kinds[kind]), of("a", STORY)))
    assert kept(again) == again[-1].read - 1  # type: ignore[union-attr]
    assert written(again) == written(first)


@every_kind
def test_threads_that_had_to_make_room_come_back_from_disk(
    kinds: dict[str, Path], open_keeping: Open, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(idle, "_MOST", 0)
    host = open_keeping(kinds[kind])
    threads = [f"{number}" for number in range(2 * SEQUENCES)]
    first = [written(items(host, of(thread, f"{thread}: {STORY}"))) for thread in threads]
    for thread, reply in zip(threads, first, strict=True):
        told = list(items(host, of(thread, f"{thread}: {STORY}")))
        assert kept(told) == told[-1].read - 1  # type: ignore[union-attr]
        assert written(told) == reply


@every_kind
@pytest.mark.parametrize("memory", [0, GIB])
def test_a_thread_that_waits_elsewhere_and_finds_no_room_is_read_anew_when_there_is(
    kinds: dict[str, Path],
    open_host: Open,
    open_keeping: Open,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    memory: int,
) -> None:
    monkeypatch.setattr(idle, "_MOST", memory)
    cold, host = open_host(kinds[kind]), open_keeping(kinds[kind])
    long, other = of("a", "a" * 300, system=SYSTEM), of("b", "b", system=SYSTEM)
    list(items(host, long))
    while host._scheduler and host._scheduler._sequences.evict():
        pass
    list(items(host, of("c", "c", system=SYSTEM)))
    list(items(host, other))  # now there are snapshots of what they share
    large = of("d", "d" * 650, max_tokens=90)
    wanted = [asked_as_new(cold, request) for request in (large, long, other)]
    running = host.generate(threading.Event(), large)
    before = []
    for item in running:
        if item is not None:
            before.append(item)
        if isinstance(item, Text):
            break
    rest = take_turns(running, *(host.generate(threading.Event(), request) for request in (long, other)))
    assert [written(before) + written(rest[0]), *map(written, rest[1:])] == wanted


@every_kind
@pytest.mark.parametrize("seed", range(2))
def test_whatever_was_asked_before_and_whenever_it_was_restarted_a_reply_is_that_of_a_fresh_start(
    kinds: dict[str, Path], open_host: Open, open_keeping: Open, kind: str, seed: int
) -> None:
    chance = random.Random(seed)
    cold, host = open_host(kinds[kind]), open_keeping(kinds[kind])
    for _ in range(10):
        if chance.random() < 0.3:
            host.close()
            host = open_keeping(kinds[kind])
        names = chance.sample("abcdefghijk", chance.choice((1, 4)))
        asked = (of(name, f"{name}: {STORY[: chance.randint(1, 250)]}", system=SYSTEM) for name in names)
        requests = [request.model_copy(update={"logprobs": 2}) for request in asked]
        together = take_turns(*(host.generate(threading.Event(), request) for request in requests))
        for request, told in zip(requests, together, strict=True):
            fresh = cold.generate(threading.Event(), request.model_copy(update={"thread": ""}))
            assert_alike(chosen(told), chosen(fresh))


def chosen(told: Iterable[Progress | None]) -> list[Choice]:
    return [choice for progress in told if isinstance(progress, Text) for choice in progress.choices]


def assert_alike(reply: list[Choice], fresh: list[Choice]) -> None:
    """The same tokens, as likely; up to a place where two were equally likely: sums in another order may turn that."""
    for one, other in zip(reply, fresh, strict=False):
        if one.piece != other.piece:
            likely = {candidate.piece: candidate.logprob for candidate in other.likeliest}
            assert likely.get(one.piece, 0.0) == pytest.approx(other.logprob, abs=ROUNDING)
            return
        assert one.logprob == pytest.approx(other.logprob, abs=ROUNDING)
    assert len(reply) == len(fresh)


@pytest.mark.parametrize("damage", ["cut off", "garbage", "another model's", "another template's"])
def test_a_state_that_is_of_no_use_is_not_used(
    kinds: dict[str, Path], tmp_path: Path, open_host: Open, open_keeping: Open, damage: str
) -> None:
    path = write_model(tmp_path / "model.gguf", context=1024)
    host = open_keeping(path)
    items_before = list(items(host, of("a", STORY)))
    host.close()
    (file,) = tmp_path.rglob("*.state")
    if damage == "cut off":
        file.write_bytes(file.read_bytes()[:-500])
    elif damage == "garbage":
        file.write_bytes(os.urandom(5000))
    elif damage == "another model's":
        write_model(path, context=1024, seed=2)
    else:
        template = "{% for message in messages %}{{ message['content'] }}{% endfor %}"
        write_model(path, context=1024, template=template)
    told = list(items(open_keeping(path), of("a", STORY)))
    assert kept(told) == 0
    assert written(told) == written(items(open_host(path), of("a", STORY)))
    assert (written(told) == written(items_before)) == (damage in ("cut off", "garbage"))


@every_kind
def test_what_was_read_is_kept_while_nobody_writes_and_a_sudden_end_costs_nothing(
    kinds: dict[str, Path], tmp_path: Path, open_host: Open, open_keeping: Open, kind: str
) -> None:
    """The first host is not closed before the second has read what it kept, as after kill -9 or a power cut."""
    host = open_keeping(kinds[kind])
    reply = written(items(host, of("a", STORY)))
    list(items(host, of("short", "Hi", max_tokens=1)))
    list(items(host, ask(STORY)))  # belongs to no thread
    assert list(tmp_path.rglob("*.state")) == []
    host.quiet()
    settled(host)
    assert len(list(tmp_path.rglob("*.state"))) == 1, "neither what is short nor what is nobody's"
    request = of("a", STORY, reply, "And then?")
    told = list(items(open_keeping(kinds[kind]), request))
    assert kept(told) > len(STORY)
    assert written(told) == written(items(open_host(kinds[kind]), request))


def test_a_thread_is_kept_anew_only_once_much_of_it_is_new(
    kinds: dict[str, Path], tmp_path: Path, open_keeping: Open
) -> None:
    host = open_keeping(kinds["llama"])

    def times(*contents: str, max_tokens: int = 2) -> int:
        list(items(host, of("a", *contents, max_tokens=max_tokens)))
        host.quiet()
        settled(host)
        (file,) = tmp_path.rglob("*.state")
        return file.stat().st_mtime_ns

    first = times(STORY)
    assert times(STORY) == first, "nothing is new"
    assert times(STORY[:-9]) == first, "little is new"
    assert times(STORY[:-9], "Yes.", "And so it burned on and on. " * 4) != first
    running = host.generate(threading.Event(), of("a", STORY[:100], max_tokens=50))
    next(running)
    before = next(tmp_path.rglob("*.state")).stat().st_mtime_ns
    host.quiet()
    settled(host)
    assert next(tmp_path.rglob("*.state")).stat().st_mtime_ns == before, "somebody writes"
    running.close()


def test_a_thread_that_this_computer_cannot_hold_twice_is_not_kept_and_nothing_fails(
    kinds: dict[str, Path], tmp_path: Path, open_keeping: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    from llama_cpp import llama_cpp

    host = open_keeping(kinds["llama"])
    list(items(host, of("a", STORY)))
    monkeypatch.setattr(llama_cpp, "llama_state_seq_get_size_ext", lambda *arguments: 1 << 60)
    host._free()
    assert list(tmp_path.rglob("*.state")) == []


def test_so_much_is_kept_at_once_and_no_more(
    kinds: dict[str, Path], tmp_path: Path, open_keeping: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = open_keeping(kinds["llama"])
    for thread in "abc":
        list(items(host, of(thread, f"{thread} {STORY}")))
    size = max(slot.context.bytes_of(slot.number) for slot in slots(host))
    monkeypatch.setattr(sequences, "_AT_ONCE", 2 * size)
    for count in (2, 3, 3):
        host.quiet()
        settled(host)
        assert len(list(tmp_path.rglob("*.state"))) == count
    monkeypatch.setattr(sequences, "_AT_ONCE", size - 1)
    list(items(host, of("d", f"d {STORY}")))
    host.quiet()
    settled(host)
    assert len(list(tmp_path.rglob("*.state"))) == 3


def test_a_process_killed_while_it_saves_leaves_whole_files_only(tmp_path: Path) -> None:
    code = (
        "import itertools, sys; from pathlib import Path; import numpy as np\n"
        "from backend.engines.states import States; from backend.engines.statefile import State\n"
        "states = States(Path(sys.argv[1]), bytes(range(32)), 1 << 30)\n"
        "for number in itertools.count():\n"
        "    states.save(f'{number % 3}', State([number] * 40, np.full(2_000_000, number % 251, np.uint8), {}))\n"
        "    states.outline(f'{number % 3}'); print(number, flush=True)\n"
    )
    for rounds in range(1, 12):
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        assert process.stdout
        for _ in range(3 + rounds):
            process.stdout.readline()
        process.kill()
        process.wait()
        process.stdout.close()
        states = States(tmp_path, MARK, GIB)
        assert list(tmp_path.rglob("*.new")) == []
        for thread in "012":
            found = states.load(thread)
            assert found, "the file before is there until the next one is whole"
            assert set(found.data.tolist()) == {found.tokens[0] % 251}
        states.close()


def settled(host: LlamaHost) -> None:
    """Wait until all is written."""
    states = host._scheduler._sequences._states  # type: ignore[union-attr]
    assert states
    for thread in list(states._writing):
        states._settle(thread)


def test_a_forgotten_thread_is_on_no_disk_and_in_no_memory(
    kinds: dict[str, Path], tmp_path: Path, open_keeping: Open
) -> None:
    host = open_keeping(kinds["llama"])
    list(items(host, of("a", STORY)))
    list(items(host, of("b", STORY)))
    host.forget("a")
    host.forget("b")
    assert kept(list(items(host, of("a", STORY)))) == 0
    host.forget("a")
    host.close()
    assert list(tmp_path.rglob("*.state")) == []
