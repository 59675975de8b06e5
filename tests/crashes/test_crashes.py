"""Reports of errors: where, and what came before; never the words of anybody."""

from __future__ import annotations

import errno
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.crashes import Crashes, Recent, Reporter
from backend.crashes.crashes import KEPT
from backend.crashes.traces import fatal_lines, page_lines, short, stack_of
from backend.errors import NotFound

SECRET = "Frau Holle vermisst ihr Kissen"
FATAL = f"""\
llama_model_load: {SECRET}
/home/{SECRET[:4]}/build/ggml/src/ggml-cpu/ops.cpp:4242: GGML_ASSERT({SECRET}) failed
Fatal Python error: Aborted

Thread 0x00007f0d5c7fe6c0 [owner] (most recent call first):
  File "/home/eva/.venv/lib/python3.11/site-packages/llama_cpp/_internals.py", line 317 in decode
  File "/home/eva/{SECRET}/secret.py", line 3 in <module>
Current thread 0x00007f0d5c7fe6c1 (most recent call first):
  File "/home/eva/x.py", line 7 in {SECRET}
  <no Python frame>
terminate called after throwing an instance of 'std::runtime_error'
  what():  {SECRET}
Extension modules: {SECRET}
"""


def raised(error: BaseException) -> BaseException:
    """The error, with where it came from."""
    try:
        try:
            raise ValueError(SECRET)
        except ValueError as cause:
            error.add_note(SECRET)
            raise error from cause
    except BaseException as told:
        return told


@pytest.fixture
def crashes(tmp_path: Path) -> Crashes:
    return Crashes(tmp_path)


@pytest.fixture
def listening(crashes: Crashes) -> Iterator[Reporter]:
    """The handlers as the program installs them."""
    handlers = [Recent(), Reporter(crashes)]
    for handler in handlers:
        logging.getLogger().addHandler(handler)
    logging.getLogger("backend").setLevel(logging.INFO)
    yield handlers[1]  # type: ignore[misc]
    for handler in handlers:
        logging.getLogger().removeHandler(handler)


def on_disk(folder: Path) -> str:
    return "".join(file.read_text("utf-8") for file in folder.rglob("*") if file.is_file())


def test_a_report_says_what_and_where_without_words(crashes: Crashes, tmp_path: Path) -> None:
    report = crashes.keep_error("request", raised(KeyError(SECRET)), ["12:00:00 INFO backend.app: begun"])
    assert report is not None
    assert report.what.startswith("KeyError in tests/crashes/test_crashes.py:")
    for expected in ("Fireside 0.", "ValueError", "which caused:", "KeyError", "(raised)", "backend.app: begun"):
        assert expected in report.text
    assert SECRET not in on_disk(tmp_path)
    assert str(Path.home()) not in on_disk(tmp_path)
    assert crashes.all() == (report,)


def test_of_an_error_of_the_system_its_number_is_told_and_not_its_file() -> None:
    lines = stack_of(OSError(errno.ENOSPC, "No space left", f"/home/eva/{SECRET}"))
    assert lines == ["OSError [ENOSPC]"]


def test_the_same_twice_is_one_report(crashes: Crashes) -> None:
    for _ in range(3):
        crashes.keep("worker", "the model worker ended with SIGSEGV", ["  a.py:1 (b)"])
    crashes.mark_seen()
    crashes.keep("worker", "the model worker ended with SIGSEGV", ["  a.py:1 (b)"])
    (report,) = crashes.all()
    assert (report.times, report.seen) == (4, False)


def test_the_newest_twenty_are_kept(crashes: Crashes, tmp_path: Path) -> None:
    for number in range(KEPT + 5):
        crashes.keep("app", f"E{number}", ())
    assert next(report.what for report in crashes.all()) == f"E{KEPT + 4}"
    assert len(crashes.all()) == len(list(tmp_path.rglob("*.json"))) == KEPT


def test_seen_and_removed(crashes: Crashes) -> None:
    first, second = crashes.keep("app", "A", ()), crashes.keep("page", "B", ())
    assert first
    assert second
    assert crashes.unseen() == second
    crashes.mark_seen()
    assert crashes.unseen() is None
    crashes.remove(first.id)
    crashes.remove("../../fireside")
    assert [report.id for report in crashes.all()] == [second.id]
    crashes.clear()
    assert crashes.all() == ()


def test_a_damaged_report_costs_only_itself_and_a_folder_that_cannot_be_written_nothing(tmp_path: Path) -> None:
    crashes = Crashes(tmp_path)
    crashes.keep("app", "A", ())
    (tmp_path / "crashes" / "20260101-000000-abcdef.json").write_text("{")
    assert [report.what for report in crashes.all()] == ["A"]
    (tmp_path / "file").write_text("")
    assert Crashes(tmp_path / "file").keep("app", "A", ()) is None


def test_of_what_a_dying_process_prints_only_known_lines_are_taken() -> None:
    lines = fatal_lines(FATAL)
    assert lines == [
        "ops.cpp:4242: GGML_ASSERT",
        "Fatal Python error: Aborted",
        "Thread 0x00007f0d5c7fe6c0 [owner] (most recent call first):",
        "  llama_cpp/_internals.py:317 (decode)",
        "  secret.py:3 (<module>)",
        "Current thread 0x00007f0d5c7fe6c1 (most recent call first):",
        "  <no Python frame>",
        "terminate called after throwing an instance of 'std::runtime_error'",
    ]
    assert SECRET not in "".join(lines)


def test_of_the_page_only_places_in_its_own_files_are_taken() -> None:
    stack = f"""TypeError: {SECRET}
    at run (http://127.0.0.1:4711/app/assets/index-Bx1.js:10:2345)
    at async http://127.0.0.1:4711/app/assets/index-Bx1.js:11:1
    at {SECRET} (https://evil.example/app.js:1:1)
walk@http://127.0.0.1:4711/app/assets/Other.js:3:4
    at Object.x [as {SECRET}] (http://127.0.0.1/t/1?{SECRET}:1:1)"""
    assert page_lines("TypeError", stack) == [
        "TypeError",
        "  /app/assets/index-Bx1.js:10:2345 (run)",
        "  /app/assets/index-Bx1.js:11:1 (-)",
        "  /app/assets/Other.js:3:4 (walk)",
    ]
    assert page_lines(SECRET, "") == ["Error"]


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/home/eva/.venv/lib/python3.11/site-packages/uvicorn/server.py", "uvicorn/server.py"),
        (r"C:\Users\Eva\AppData\Local\Fireside\_internal\site-packages\a\b.py", "a/b.py"),
        (r"C:\Users\Eva\Desktop\diary.py", "diary.py"),
        ("/home/eva/diary.py", "diary.py"),
        ("<string>", "<string>"),
        (asyncio_file := __import__("asyncio").tasks.__file__, "python/asyncio/tasks.py"),
        (__import__("backend.app").app.__file__, "backend/app.py"),
    ],
)
def test_no_path_names_a_person(path: str, told: str) -> None:
    assert short(path) == told


def test_what_is_logged_with_its_origin_is_reported_once(listening: Reporter, crashes: Crashes, tmp_path: Path) -> None:
    log, theirs = logging.getLogger("backend.api.errors"), logging.getLogger("uvicorn.error")
    logging.getLogger("backend.runs").info("run %s of %d", SECRET, 7)
    theirs.error(SECRET)
    error = raised(ValueError(SECRET))
    log.error("%s %s", "POST", f"/{SECRET}", exc_info=error)
    theirs.error("Exception in ASGI application", exc_info=error)
    (report,) = crashes.all()
    assert report.place == "request"
    assert "backend.runs: run … of 7" in report.text
    assert "uvicorn.error: …" in report.text
    assert SECRET not in on_disk(tmp_path)


def test_what_was_expected_is_no_crash(listening: Reporter, crashes: Crashes) -> None:
    logging.getLogger("desktop.server").error("the server ended", exc_info=raised(NotFound(SECRET)))
    logging.getLogger("desktop.server").error("no error is told")
    assert crashes.all() == ()


def test_the_page_s_process_that_ended_is_reported(listening: Reporter, crashes: Crashes) -> None:
    logging.getLogger("desktop.qt_frame").error("ended (%s, code %s)", SECRET, 9, extra={"crash": True})
    assert [(report.place, report.what) for report in crashes.all()] == [
        ("page", "desktop.qt_frame: ended (…, code 9)")
    ]
