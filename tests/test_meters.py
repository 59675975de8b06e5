"""The numbers that the monitor shows."""

from __future__ import annotations

import os
import subprocess
import sys

from backend.domain import Message, Role, Run, RunStatus, now
from backend.events import LiveRun, RunDelta, RunEnded
from backend.meters import KEPT_RUNS, Meters


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def run(status: RunStatus = RunStatus.COMPLETED, **fields: object) -> Run:
    given = {"id": "r", "thread_id": "t", "message_id": "m", "model_id": "starter", "created_at": now()}
    return Run.model_validate({**given, "status": status, **fields})


def message() -> Message:
    return Message(id="m", thread_id="t", parent_id=None, role=Role.ASSISTANT, parts=(), created_at=now())


def ended(**fields: object) -> RunEnded:
    return RunEnded(thread_id="t", run=run(**fields), message=message())


def delta() -> RunDelta:
    return RunDelta(thread_id="t", run_id="r", message_id="m", part=0, offset=0, text="word")


def test_the_pace_is_that_of_the_last_two_seconds() -> None:
    clock = Clock()
    meters = Meters(dict, tuple, clock)
    for _ in range(20):
        clock.now += 0.25
        meters.hear(delta())
    assert meters.read().pace == 4.5
    clock.now += 1
    assert meters.read().pace == 2.5
    clock.now += 10
    assert meters.read().pace == 0


def test_a_run_is_told_with_its_pace_from_its_first_token_on() -> None:
    meters = Meters(dict, tuple)
    meters.hear(ended(tokens=101, seconds=3.0, first_token_seconds=1.0))
    meters.hear(ended(status=RunStatus.FAILED))
    whole, failed = meters.read().runs
    assert (whole.pace, whole.first_token_seconds, whole.tokens) == (50.0, 1.0, 101)
    assert (failed.pace, failed.status) == (None, RunStatus.FAILED)


def test_old_runs_are_forgotten() -> None:
    meters = Meters(dict, tuple)
    for tokens in range(KEPT_RUNS + 5):
        meters.hear(ended(tokens=tokens))
    assert [one.tokens for one in meters.read().runs] == list(range(5, KEPT_RUNS + 5))


def test_what_writes_and_what_waits_is_counted() -> None:
    def live() -> list[LiveRun]:
        states = (RunStatus.RUNNING, RunStatus.QUEUED, RunStatus.QUEUED)
        return [LiveRun(run=run(status), message=message()) for status in states]

    meter = Meters(dict, live).read()
    assert (meter.writing, meter.waiting) == (1, 2)


def test_memory_is_that_of_each_process_that_is_there() -> None:
    with subprocess.Popen([sys.executable, "-c", "pass"]) as gone:
        pass
    meter = Meters(lambda: {"app": os.getpid(), "model": None, "voice": gone.pid}, tuple).read()
    ((name, memory),) = [(one.name, one.memory) for one in meter.processes]
    assert name == "app"
    assert memory > 10_000_000


def test_routes_are_told_by_how_often_they_were_asked_with_their_errors_and_times() -> None:
    meters = Meters(dict, tuple)
    for tenth in range(1, 11):
        meters.answered("GET /threads", 200 if tenth < 10 else 404, tenth / 10)
    meters.answered("GET /once", 500, 2.0)
    often, once = meters.read().answers
    assert (often.route, often.count, often.errors) == ("GET /threads", 10, 1)
    assert round(often.middle, 2) == 0.55
    assert round(often.slow, 3) == 0.955
    assert (once.route, once.errors, once.middle, once.slow) == ("GET /once", 1, 2.0, 2.0)
