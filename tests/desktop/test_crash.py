"""What the next start knows of the last end; a window that crashes and comes back."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from backend.crashes import Crashes, Reporter
from backend.paths import Paths
from desktop.crash import CUT_OFF, SWITCHED_OFF, watched
from tests.desktop.app import App, wait_for

SECRET = "Frau Holle vermisst ihr Kissen"


@pytest.fixture
def paths(tmp_path: Path) -> Iterator[Paths]:
    """The folders of one who begins; the hooks of the tests' own process are put back."""
    found = Paths(tmp_path / "home")
    found.create()
    hooks = sys.excepthook, threading.excepthook
    yield found
    sys.excepthook, threading.excepthook = hooks


def told(paths: Paths) -> list[str]:
    return [report.what for report in Crashes(paths.logs).all()]


def cut_off(paths: Paths, begun: str) -> None:
    """A Fireside that wrote its mark and never came to its end."""
    (paths.logs / "running.json").write_text(begun)


def test_one_that_came_to_its_end_is_not_told_of(paths: Paths) -> None:
    for _ in range(2):
        with watched(paths):
            assert (paths.logs / "running.json").exists()
    assert told(paths) == []


def test_one_that_ended_with_an_error_came_to_its_end(paths: Paths) -> None:
    with pytest.raises(ValueError, match="told"), watched(paths):
        raise ValueError("told elsewhere")
    with watched(paths):
        assert told(paths) == []


@pytest.mark.parametrize(
    ("begun", "what"),
    [
        (json.dumps({"at": psutil.boot_time() + 10}), CUT_OFF),
        (json.dumps({"at": psutil.boot_time() - 10}), SWITCHED_OFF),
        ("", CUT_OFF),
        ("[]", CUT_OFF),
        ('{"at": "yesterday"}', CUT_OFF),
    ],
)
def test_one_that_was_cut_off_is_told_of_with_its_likely_reason(begun: str, what: str, paths: Paths) -> None:
    cut_off(paths, begun)
    (paths.logs / "fireside.log").write_text(
        f"2026-11-21 13:54:58,088 INFO backend.app: {SECRET}\n{SECRET}\n"
        f"2026-11-21 13:54:59,000 ERROR qt: {SECRET} a b\n"
    )
    with watched(paths):
        assert told(paths) == [what]
    (report,) = Crashes(paths.logs).all()
    assert "2026-11-21 13:54:58,088 INFO backend.app" in report.text
    assert SECRET not in report.text
    with watched(paths):
        assert told(paths) == [what], "once"


def test_a_folder_that_cannot_be_written_keeps_nobody_from_starting(tmp_path: Path, paths: Paths) -> None:
    (tmp_path / "file").write_text("")
    with watched(Paths(tmp_path / "file")):
        pass


def test_an_error_in_a_thread_or_in_the_window_is_reported_and_ctrl_c_is_not(paths: Paths) -> None:
    reporter = Reporter(Crashes(paths.logs))
    logging.getLogger().addHandler(reporter)

    def work() -> None:
        raise RuntimeError(SECRET)

    try:
        with watched(paths):
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()
            for error in (KeyError(SECRET), KeyboardInterrupt()):
                sys.excepthook(type(error), error, None)
    finally:
        logging.getLogger().removeHandler(reporter)
    kinds = {what.partition(" ")[0] for what in told(paths)}
    assert kinds == {"RuntimeError", "KeyError"}
    assert SECRET not in "".join(report.text for report in Crashes(paths.logs).all())


def test_a_page_that_crashes_and_an_app_that_is_killed_are_told_of_in_the_next_window(app: App) -> None:
    app.start()
    app.page().close()
    wait_for(app.renderers)[0].kill()
    logs = Paths(app.home).logs
    (report,) = wait_for(Crashes(logs).all)
    assert report.place == "page"
    assert "the page's process ended" in report.what
    assert app.process
    os.kill(app.process.pid, signal.SIGKILL)
    app.process.communicate()
    app.expect_nothing_left()
    app.start()
    page = app.page()
    page.until("document.body.innerText.includes('Fireside ended unexpectedly last time.')")
    page.close()
    assert {report.place for report in Crashes(logs).all()} == {"page", "end"}
    assert app.close() == 0
    app.expect_nothing_left()
