"""Worker processes: called, streamed from, cancelled, killed, and never left behind."""

from __future__ import annotations

import asyncio
import ctypes
import os
import resource
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import psutil
import pytest

from backend.crashes import Crashes
from backend.desk import NICE, immediate, streams, together
from backend.errors import EngineFailed, ModelBroken, WorkerDied
from backend.worker import Standby, Worker
from tests.processes import command


class Host:
    """What the tests' worker does. It counts how far its stream got."""

    def __init__(self, emit: Callable[[object], None], greeting: str = "hello") -> None:
        self._emit = emit
        self._greeting = greeting
        self._streamed = 0
        self._gate = threading.Event()

    def greet(self, name: str) -> str:
        return f"{self._greeting} {name}"

    def nothing(self) -> None:
        return None

    def refuse(self) -> None:
        raise ModelBroken("no model", "another one", param="path")

    def stumble(self) -> None:
        raise ZeroDivisionError("by zero")

    def unsendable(self) -> Any:
        return threading.Lock()

    def tell(self, event: object) -> None:
        self._emit(event)

    def thread(self) -> str:
        return threading.current_thread().name

    def wait_for_gate(self) -> str:
        self._gate.wait()
        return "through"

    @immediate
    def open_gate(self) -> str:
        self._gate.set()
        return threading.current_thread().name

    @streams
    def count(self, cancelled: threading.Event, end: int) -> Iterator[int]:
        for self._streamed in range(end):
            yield self._streamed

    @streams
    def deaf(self, cancelled: threading.Event) -> Iterator[str]:
        yield "started"
        cancelled.wait()

    @together
    def chant(self, cancelled: threading.Event, word: str, times: int) -> Iterator[str | None]:
        self._singing = getattr(self, "_singing", 0) + 1
        try:
            for number in range(times):
                if number == 13:
                    raise ModelBroken("out of tune")
                yield word
                yield f"{word}{number}"
                yield None
        finally:
            self._singing -= 1

    @together
    def endless(self, cancelled: threading.Event) -> Iterator[str | None]:
        self._singing = getattr(self, "_singing", 0) + 1
        try:
            while True:
                yield "la"
                yield None
        finally:
            self._singing -= 1

    def singing(self) -> int:
        return self._singing

    def streamed(self) -> int:
        return self._streamed

    def large(self, text: str) -> int:
        return len(text)

    def core_limit(self) -> int:
        return resource.getrlimit(resource.RLIMIT_CORE)[0]

    def abort(self) -> None:
        """As llama.cpp does when it is at its wits' end."""
        from llama_cpp import _ctypes_extensions, _ggml

        library: Any = _ctypes_extensions.load_shared_library("ggml-base", _ggml.libggml_base_path)
        library.ggml_abort(b"file.c", ctypes.c_int(1), b"at my wits' end")

    def hang(self) -> None:
        while True:
            time.sleep(60)

    def exit(self, code: int) -> None:
        os._exit(code)


class Restful(Host):
    """Says when it is quiet, and stumbles over that."""

    patience = 0.05

    def quiet(self) -> None:
        self._emit("quiet")
        raise ZeroDivisionError("that harms nobody")


class Modest(Host):
    """Comes last, with every thread that it starts."""

    priority = "background"

    def ranks(self) -> set[int]:
        ranks = {os.getpriority(os.PRIO_PROCESS, 0)}
        helper = threading.Thread(target=lambda: ranks.add(os.getpriority(os.PRIO_PROCESS, 0)))
        helper.start()
        helper.join()
        return ranks

    @immediate
    def rank(self) -> int:
        return os.getpriority(os.PRIO_PROCESS, 0)


class Unbuildable:
    def __init__(self, emit: Callable[[object], None]) -> None:
        raise EngineFailed("cannot be built", "try another")

    @immediate
    def anything(self) -> None:
        return None


class Case:
    """One worker and what it told."""

    def __init__(self, worker: Worker, events: list[Any], deaths: list[WorkerDied]) -> None:
        self.worker, self.events, self.deaths = worker, events, deaths


def with_worker(
    tmp_path: Path, body: Callable[[Case], Awaitable[None]], host: str = "Host", *arguments: object
) -> None:
    async def main() -> None:
        events: list[Any] = []
        deaths: list[WorkerDied] = []
        worker = Worker(
            "helper",
            f"tests.test_worker:{host}",
            *arguments,
            logs=tmp_path,
            on_event=events.append,
            on_death=deaths.append,
        )
        await worker.start()
        try:
            await asyncio.wait_for(body(Case(worker, events, deaths)), 120)
        finally:
            await worker.stop()

    asyncio.run(main())


async def exhaust(stream: AsyncIterator[Any]) -> None:
    async for _ in stream:
        pass


def test_a_call_answers_and_arguments_reach_the_host(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        assert await case.worker.call("greet", "Ada") == "good evening Ada"
        assert await case.worker.call("nothing") is None
        assert await case.worker.call("thread") == "owner"

    with_worker(tmp_path, body, "Host", "good evening")


def test_calls_made_at_once_are_answered_each_with_its_own(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        names = [str(number) for number in range(50)]
        answers = await asyncio.gather(*(case.worker.call("greet", name) for name in names))
        assert answers == [f"hello {name}" for name in names]

    with_worker(tmp_path, body)


def test_a_stream_comes_whole_and_in_order(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        assert [number async for number in case.worker.stream("count", 1000)] == list(range(1000))

    with_worker(tmp_path, body)


def test_a_megabyte_goes_through(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        assert await case.worker.call("large", "x" * 5_000_000) == 5_000_000

    with_worker(tmp_path, body)


def test_leaving_a_stream_stops_it_in_the_worker(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        async with aclosing(case.worker.stream("count", 100_000_000)) as numbers:
            async for number in numbers:
                if number == 10:
                    break
        first = await case.worker.call("streamed")
        assert 10 <= first < 100_000_000 - 1
        assert await case.worker.call("streamed") == first

    with_worker(tmp_path, body)


def test_a_cancelled_task_sets_the_event_of_its_stream(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        started = asyncio.Event()

        async def listen() -> None:
            async with aclosing(case.worker.stream("deaf")) as words:
                async for _ in words:
                    started.set()

        task = asyncio.create_task(listen())
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await case.worker.call("greet", "again") == "hello again"  # the owner is free again

    with_worker(tmp_path, body)


def test_a_stream_cancelled_while_it_waits_for_its_turn_never_runs(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        busy = asyncio.create_task(case.worker.call("wait_for_gate"))
        await asyncio.sleep(0)
        queued = asyncio.create_task(case.worker.call("exit", 1))
        await asyncio.sleep(0)
        queued.cancel()
        with pytest.raises(asyncio.CancelledError):
            await queued
        await case.worker.call("open_gate")
        assert await busy == "through"
        assert await case.worker.call("greet", "you") == "hello you"

    with_worker(tmp_path, body)


def test_domain_errors_cross_whole_and_others_as_a_failure(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        with pytest.raises(ModelBroken) as broken:
            await case.worker.call("refuse")
        assert (broken.value.message, broken.value.hint, broken.value.param) == ("no model", "another one", "path")
        with pytest.raises(EngineFailed, match="ZeroDivisionError: by zero"):
            await case.worker.call("stumble")
        with pytest.raises(EngineFailed, match="pickle"):
            await case.worker.call("unsendable")
        with pytest.raises(EngineFailed, match="no_such_method"):
            await case.worker.call("no_such_method")
        assert "ZeroDivisionError" in case.worker.last_lines(100)
        assert await case.worker.call("greet", "still") == "hello still"

    with_worker(tmp_path, body)


def test_events_arrive_before_the_answer_of_the_call_that_caused_them(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        await case.worker.call("tell", {"level": 3})
        assert case.events == [{"level": 3}]

    with_worker(tmp_path, body)


def test_an_immediate_method_runs_beside_a_busy_owner(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        await case.worker.call("nothing")  # the host is built
        busy = asyncio.create_task(case.worker.call("wait_for_gate"))
        await asyncio.sleep(0)
        assert await case.worker.call("open_gate") == "MainThread"
        assert await busy == "through"

    with_worker(tmp_path, body)


def test_every_thread_that_works_has_the_priority_of_its_host(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        assert await case.worker.call("ranks") == {NICE["background"]}
        assert await case.worker.call("rank") == NICE["background"]

    with_worker(tmp_path, body, "Modest")


def test_streams_that_take_turns_run_together_and_other_calls_between_them(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        order: list[str] = []

        async def listen(word: str, times: int) -> None:
            async for item in case.worker.stream("chant", word, times):
                order.append(item)
            order.append(f"end of {word}")

        await asyncio.gather(listen("a", 3), listen("b", 2))
        assert sorted(order) == sorted(["a", "a0", "a", "a1", "a", "a2", "b", "b0", "b", "b1", "end of a", "end of b"])

        async with (
            aclosing(case.worker.stream("chant", "c", 12)) as first,
            aclosing(case.worker.stream("chant", "d", 99)) as next_,
        ):
            await anext(first)
            await anext(next_)
            assert await case.worker.call("greet", "you") == "hello you"  # not after the streams' end
            with pytest.raises(ModelBroken, match="out of tune"):
                async for _ in next_:
                    pass
            assert len([item async for item in first]) == 23
        assert await case.worker.call("singing") == 0

    with_worker(tmp_path, body)


def test_a_stream_that_takes_turns_and_cannot_begin_says_why(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        with pytest.raises(EngineFailed, match="TypeError"):
            await case.worker.call("chant", "too", "many", "words", "here")
        assert await case.worker.call("chant", "la", 1) == "la"

    with_worker(tmp_path, body)


def test_leaving_a_stream_that_takes_turns_ends_it_alone(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        async with aclosing(case.worker.stream("endless")) as items:
            await anext(items)
            async with aclosing(case.worker.stream("endless")) as others:
                await anext(others)
                assert await case.worker.call("singing") == 2
            await anext(items)
            while await case.worker.call("singing") == 2:
                await anext(items)
            assert await anext(items) == "la"
        while await case.worker.call("singing"):
            pass

    with_worker(tmp_path, body)


def test_a_host_is_told_once_when_nothing_is_asked_any_more(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        assert await case.worker.call("greet", "you") == "hello you"
        while case.events != ["quiet"]:  # noqa: ASYNC110 — there is nothing to wait on
            await asyncio.sleep(0.01)
        for turn in range(2, 4):
            await exhaust(case.worker.stream("chant", "la", 3))
            while len(case.events) < turn:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.3)
        assert case.events == ["quiet"] * 3, "once each time, not again and again"

    with_worker(tmp_path, body, "Restful")


def test_a_host_is_not_quiet_before_it_was_asked_nor_while_it_streams(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        await asyncio.sleep(0.3)
        async with aclosing(case.worker.stream("endless")) as song:
            for _ in range(2000):
                await anext(song)
            assert case.events == []

    with_worker(tmp_path, body, "Restful")


def test_kill_9_fails_what_was_pending_and_is_told_once(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        await case.worker.call("nothing")
        pending = [asyncio.create_task(case.worker.call(method)) for method in ("hang", "nothing")]
        await asyncio.sleep(0)
        assert case.worker.pid
        os.kill(case.worker.pid, signal.SIGKILL)
        for task in pending:
            with pytest.raises(WorkerDied, match="the system ended it"):
                await task
        assert not case.worker.alive
        assert [error.type for error in case.deaths] == ["worker_died"]
        assert case.worker.pid is None
        with pytest.raises(WorkerDied):
            await case.worker.call("nothing")
        await case.worker.start()
        assert await case.worker.call("greet", "back") == "hello back"
        assert len(case.deaths) == 1

    with_worker(tmp_path, body)


def test_kill_9_in_mid_stream_ends_the_stream_with_an_error(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        stream = case.worker.stream("count", 100_000_000)
        assert [await anext(stream) for _ in range(100)] == list(range(100))
        os.kill(case.worker.pid or 0, signal.SIGKILL)
        with pytest.raises(WorkerDied):
            await asyncio.wait_for(exhaust(stream), 60)
        assert len(case.deaths) == 1

    with_worker(tmp_path, body)


def test_a_worker_that_ends_itself_is_noticed_with_its_code(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        with pytest.raises(WorkerDied, match="code 7"):
            await case.worker.call("exit", 7)
        assert len(case.deaths) == 1

    with_worker(tmp_path, body)


def test_a_worker_whose_code_somebody_else_fetched_is_noticed_all_the_same(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        await case.worker.call("nothing")
        before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system throws the code away
        try:
            with pytest.raises(WorkerDied, match="stopped unexpectedly\\."):
                await case.worker.call("exit", 7)
        finally:
            signal.signal(signal.SIGCHLD, before)
        assert len(case.deaths) == 1
        assert [report.what for report in Crashes(tmp_path).all()] == ["the helper ended with a code that nobody saw"]

    with_worker(tmp_path, body)


def test_an_abort_of_llama_cpp_calls_no_debugger_and_leaves_no_file_with_peoples_words(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (before[1], before[1]))

    async def body(case: Case) -> None:
        assert await case.worker.call("core_limit") == 0
        with pytest.raises(WorkerDied, match="-6"):
            await case.worker.call("abort")
        told = (tmp_path / "helper.log").read_text()
        assert "at my wits' end" in told
        assert "#0" not in told, "where it stood, which a debugger says"

    try:
        with_worker(tmp_path, body)
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, before)


def test_stop_leaves_no_process_and_is_no_death(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        await case.worker.call("nothing")
        pid = case.worker.pid
        assert pid
        await case.worker.stop()
        assert not psutil.pid_exists(pid)
        assert not case.worker.alive
        await asyncio.sleep(0.05)
        assert case.deaths == []

    with_worker(tmp_path, body)


def test_giving_up_on_a_start_leaves_no_process_once_it_is_stopped(tmp_path: Path) -> None:
    async def main() -> None:
        before = set(psutil.Process().children())
        worker = Worker("helper", "tests.test_worker:Host", logs=tmp_path)
        start = asyncio.create_task(worker.start())
        await asyncio.sleep(0)
        start.cancel()
        await asyncio.wait([start])
        await worker.stop()
        left = {child for child in psutil.Process().children() if "resource_tracker" not in command(child)}
        assert left <= before

    asyncio.run(main())


def test_a_worker_that_does_not_go_is_killed_and_its_callers_are_told(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        await case.worker.call("nothing")
        pid = case.worker.pid
        assert pid
        stuck = asyncio.create_task(case.worker.call("hang"))
        await asyncio.sleep(0.05)
        await case.worker.stop(grace=0.1)
        assert not psutil.pid_exists(pid)
        with pytest.raises(WorkerDied):
            await stuck
        assert case.deaths == []

    with_worker(tmp_path, body)


def test_stop_does_not_wait_for_a_stream(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        stream = case.worker.stream("deaf")
        assert await anext(stream) == "started"
        pid = case.worker.pid
        assert pid
        await case.worker.stop(grace=30)
        assert not psutil.pid_exists(pid)

    with_worker(tmp_path, body)


@pytest.mark.parametrize("method", ["deaf", "count"])
def test_a_stream_that_a_stop_cuts_off_does_not_look_whole(tmp_path: Path, method: str) -> None:
    async def body(case: Case) -> None:
        stream = case.worker.stream(method, *([10**9] if method == "count" else []))
        await anext(stream)
        stopping = asyncio.create_task(case.worker.stop())
        with pytest.raises(WorkerDied) as cut:
            await exhaust(stream)
        assert "unexpectedly" not in cut.value.message, "it was asked to"
        await stopping
        assert case.deaths == []

    with_worker(tmp_path, body)


def test_a_host_that_cannot_be_built_says_why_to_every_call(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        for _ in range(2):
            with pytest.raises(EngineFailed, match="cannot be built"):
                await case.worker.call("anything")
        assert case.deaths == []

    with_worker(tmp_path, body, "Unbuildable")


def test_a_host_that_does_not_exist_says_so(tmp_path: Path) -> None:
    async def body(case: Case) -> None:
        with pytest.raises(EngineFailed, match="NoSuchHost"):
            await case.worker.call("anything")

    with_worker(tmp_path, body, "NoSuchHost")


def test_a_call_before_the_start_and_a_second_stop_are_harmless(tmp_path: Path) -> None:
    async def main() -> None:
        worker = Worker("helper", "tests.test_worker:Host", logs=tmp_path)
        await worker.stop()
        with pytest.raises(WorkerDied):
            await worker.call("nothing")
        await worker.start()
        await worker.stop()
        await worker.stop()

    asyncio.run(main())


def test_nothing_outlives_a_main_process_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        textwrap.dedent(
            """
            import asyncio, sys
            from pathlib import Path

            async def main():
                from backend.worker import Standby, Worker
                worker = Worker("helper", "tests.test_worker:Host", logs=Path(sys.argv[1]))
                await worker.start()
                await worker.call("nothing")
                print(worker.pid, flush=True)
                await worker.call("hang")

            if __name__ == "__main__":
                asyncio.run(main())
            """
        )
    )
    root = str(Path(__file__).parent.parent)
    parent = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": root},
    )
    assert parent.stdout
    worker = psutil.Process(int(parent.stdout.readline()))
    children = psutil.Process(parent.pid).children(recursive=True)
    assert worker in children
    parent.kill()
    parent.wait()
    parent.stdout.close()
    _, left = psutil.wait_procs(children, timeout=60)
    assert not left, left


# ------------------------------------------------------------------ on demand


def stand_by(logs: Path, scene: Callable[[Standby, list[Worker]], Awaitable[None]]) -> None:
    """Play a scene with a worker that is started when it is needed, and the workers that were made."""

    async def play() -> None:
        made: list[Worker] = []
        greeted: list[Worker] = []

        def make() -> Worker:
            made.append(Worker("tester", "tests.test_worker:Host", logs=logs))
            return made[-1]

        async def greet(worker: Worker) -> None:
            assert await worker.call("greet", "you") == "hello you"
            greeted.append(worker)

        standby = Standby(make, greet)
        try:
            await scene(standby, made)
            assert [worker for worker in made if worker in greeted] == greeted
        finally:
            await standby.stop()
        assert not any(worker.alive for worker in made)

    asyncio.run(play())


def test_it_is_started_when_it_is_needed_and_once(tmp_path: Path) -> None:
    async def scene(standby: Standby, made: list[Worker]) -> None:
        assert standby.running is None
        first, second = await asyncio.gather(standby.get(), standby.get())
        assert first is second is standby.running
        assert made == [first]

    stand_by(tmp_path, scene)


def test_it_is_started_again_when_it_died_or_was_let_go(tmp_path: Path) -> None:
    async def scene(standby: Standby, made: list[Worker]) -> None:
        first = await standby.get()
        assert first.pid is not None
        os.kill(first.pid, signal.SIGKILL)
        with pytest.raises(WorkerDied):
            await first.call("wait_for_gate")
        assert standby.running is None
        second = await standby.get()
        await standby.stop()
        assert not second.alive
        assert await (await standby.get()).call("greet", "me") == "hello me"
        assert len(made) == 3

    stand_by(tmp_path, scene)


def test_a_start_that_is_given_up_leaves_no_worker_behind(tmp_path: Path) -> None:
    async def scene(standby: Standby, made: list[Worker]) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await standby.get()
        assert standby.running is None
        assert not made[0].alive
        assert await (await standby.get()).call("greet", "me") == "hello me"

    stand_by(tmp_path, scene)
